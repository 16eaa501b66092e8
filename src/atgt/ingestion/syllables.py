"""Whether a word could be Vietnamese: the evidence by which encodings are told apart.

A Vietnamese word is one syllable: an initial, one of about 160 rhymes, one tone. Text in a wrong encoding
breaks these rules nearly everywhere ("Ng·i", "Phoå"); text in the right one hardly ever does.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INITIAL = "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ak
ă ăc ăm ăn ăng ăp ăt ăk
â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ek
ê êch êm ên ênh êp êt êu êc êk
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu iê
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot ooc oong
ok
ô ôc ôi ôm ôn ông ôp ôt ôông ôk
ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uênh uêch ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uyn uynh uyt
uyu uych
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu
"""
_SYLLABLE = re.compile(f"{_INITIAL}(?:{'|'.join(sorted(set(_RHYMES.split()), key=len, reverse=True))})")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_FINAL = re.compile(r"(?:c|ch|p|t)$")


@lru_cache(maxsize=200_000)
def is_syllable(word: str) -> bool:
    """Whether a word (Unicode, any case) could be one Vietnamese syllable.

    Examples
    --------
    >>> is_syllable("Quảng"), is_syllable("Hoà"), is_syllable("Hòa")
    (True, True, True)
    >>> is_syllable("Phoå"), is_syllable("Març"), is_syllable("")
    (False, False, False)
    """
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in marks if mark in _TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if not _SYLLABLE.fullmatch(plain):
        return False
    # a syllable that ends in a stop has only the sharp or the heavy tone
    return not (tones and _STOP_FINAL.search(plain) and tones[0] not in "\u0301\u0323")


def n_syllables(words: list[str]) -> int:
    """How many of the words could be Vietnamese."""
    return sum(map(is_syllable, words))
