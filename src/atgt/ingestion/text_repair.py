"""Text as it should have been written: old encodings decoded, invisible characters out, one form for each letter.

Nothing is repaired without telling: every column that changes gets one note with an example before and after,
and the as-received text stays beside the repaired one. Correct Unicode is never touched: an old encoding is
only assumed on evidence, the font of the cells or the statistics of the whole column, never one cell alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from atgt.ingestion.encodings import Encoding, decode
from atgt.ingestion.syllables import n_syllables

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t\r\n\v\f"), " ")
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_LETTER_RUN = re.compile(r"[^\s\d!-/:-@\[-`{-~\u00a0\u2010-\u2027°′″]+")
_BEYOND_LATIN = re.compile(r"[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[\W_]+")
_OPEN_RHYME = re.compile(r"(?<!q)([oOuU])([aAeEyY])([\u0300\u0301\u0303\u0309\u0323])(?![\w\u0300-\u036f])")

MIN_AFTER = 0.85
"""Share of words that must be Vietnamese once decoded, for an old encoding to be believed."""

MAX_BEFORE = 0.5
"""Share of words that may be Vietnamese before decoding: "Phó" alone is no evidence against Unicode."""


JUDGED_TEXTS = 20_000
"""So many texts of a column are enough to judge its encoding."""


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    r"""The text in lower case without marks, single spaces: the form in which words are compared.

    Tone placement and scan damage vanish: "Hòa", "Hoà" and "HOA" fold to the same.

    Examples
    --------
    >>> fold("  Đường Nguyễn\u00a0Nghiêm ")
    'duong nguyen nghiem'
    >>> fold("Phổ Hoà") == fold("PHỔ HÒA")
    True
    """
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFD", tidy(text).lower())
    return " ".join(unicodedata.normalize("NFC", _MARKS.sub("", text)).replace("đ", "d").split())


@lru_cache(maxsize=65_536)
def fold_words(text: str) -> str:
    """``fold`` with punctuation turned into spaces.

    Examples
    --------
    >>> fold_words("Ngày, tháng, năm")
    'ngay thang nam'
    """
    return _NOT_WORD.sub(" ", fold(text)).strip()


def unify_tone_placement(text: str) -> str:
    """The text with the tone on the first vowel of an open oa, oe, uy: "Hoà" and "Hòa" become the same.

    Examples
    --------
    >>> unify_tone_placement("Phổ Hoà, Thuỷ Thạch, quý, hoàng")
    'Phổ Hòa, Thủy Thạch, quý, hoàng'
    """
    marks = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _OPEN_RHYME.sub(r"\1\3\2", marks))


@lru_cache(maxsize=65_536)
def tidy(text: str) -> str:
    r"""Unicode text in NFC, without invisible characters, look-alike Đ made real, single spaces.

    Examples
    --------
    >>> tidy("Ðức\u200b Phổ ")
    'Đức Phổ'
    """
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_SPACES).translate(_LOOK_ALIKES)
    return " ".join(text.split())


def font_encoding(font: str) -> tuple[Encoding, bool]:
    """The encoding a font name stands for, and whether the font shows capitals (``.VnTimeH``).

    Examples
    --------
    >>> font_encoding(".VnTimeH")
    (<Encoding.TCVN3: 'tcvn3'>, True)
    >>> font_encoding("Times New Roman")
    (<Encoding.UNICODE: 'unicode'>, False)
    """
    name = font.strip().lower()
    if name.startswith(".vn"):
        return Encoding.TCVN3, name.endswith("h")
    if name.startswith("vni"):
        return Encoding.VNI, False
    return Encoding.UNICODE, False


@dataclass(frozen=True, slots=True)
class Repair:
    """What happened to one column: how many distinct texts changed, and one example."""

    kind: str  # "tcvn3", "vni", "utf8_as_cp1252" or "invisible"
    count: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RepairedTexts:
    """Distinct texts of a column, received → repaired, with what was done."""

    texts: Mapping[str, str]
    repairs: tuple[Repair, ...]
    encoding: Encoding


def repair_texts(texts: Iterable[str], *, hint: Encoding | None = None) -> RepairedTexts:
    """Every distinct text of one column, repaired.

    Parameters
    ----------
    hint
        An encoding that the rest of the sheet proves; used only when this column does not speak against it.

    Examples
    --------
    >>> found = repair_texts(["Qu¶ng Ng·i", "§øc Phæ", "Km1092+200"])
    >>> found.encoding, found.texts["§øc Phæ"]
    (<Encoding.TCVN3: 'tcvn3'>, 'Đức Phổ')
    >>> repair_texts(["Phó", "Hoà", "Chợ Cung"]).encoding
    <Encoding.UNICODE: 'unicode'>
    """
    distinct = list(dict.fromkeys(texts))
    strange = [text for text in distinct if not text.isascii()]
    if not strange:
        return RepairedTexts({text: tidy(text) for text in distinct}, (), Encoding.UNICODE)
    encoding = detect_encoding(strange, hint=hint)
    is_mixed = encoding is not Encoding.UNICODE and any(map(is_surely_unicode, strange))
    repaired: dict[str, str] = {}
    changes: dict[str, list[tuple[str, str]]] = {}
    for text in distinct:
        used = encoding if not text.isascii() and _may_decode(text, encoding, is_mixed=is_mixed) else Encoding.UNICODE
        done = tidy(decode(text, used))
        repaired[text] = done
        kind = used.value if used is not Encoding.UNICODE else "invisible"
        if done != _plain_spaces(text):
            changes.setdefault(kind, []).append((text, done))
    repairs = tuple(Repair(kind, len(pairs), *pairs[0]) for kind, pairs in changes.items())
    return RepairedTexts(repaired, repairs, encoding)


def repair_font_text(text: str, font: str) -> str:
    """One cell decoded because of its font; a text that is surely Unicode is left as it is.

    Examples
    --------
    >>> repair_font_text("®øc phæ", ".VnTimeH")
    'ĐỨC PHỔ'
    >>> repair_font_text("Đức Phổ", ".VnTime")
    'Đức Phổ'
    """
    encoding, is_capital = font_encoding(font)
    if encoding is Encoding.UNICODE or is_surely_unicode(text):
        return tidy(text)
    if not text.isascii() and _share_of_syllables([text], Encoding.UNICODE) == 1.0:
        # "Hòa" in a .Vn font: typed in Unicode, or "Hßa" typed in another way? Only if decoding makes no sense.
        after = _share_of_syllables([text], encoding)
        if after is not None and after < 1.0:
            return tidy(text)
    done = tidy(decode(text, encoding))
    return done.upper() if is_capital else done


def detect_encoding(texts: Sequence[str], *, hint: Encoding | None = None) -> Encoding:
    """The encoding of a column by the statistics of its words, Unicode unless there is evidence against it.

    Only texts that could be in an old encoding are looked at: those with Western letters and no letter that
    exists in Unicode only.
    """
    doubtful = [text for text in texts if not text.isascii() and not is_surely_unicode(text)][:JUDGED_TEXTS]
    if not doubtful:
        return Encoding.UNICODE
    before = _share_of_syllables(doubtful, Encoding.UNICODE)
    if before is None:
        return Encoding.UNICODE
    scores = {
        encoding: _share_of_syllables(doubtful, encoding) or 0.0
        for encoding in (Encoding.UTF8_AS_CP1252, Encoding.TCVN3, Encoding.VNI)
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= MIN_AFTER and before <= MAX_BEFORE and scores[best] > before:
        return best
    if hint in scores and scores[hint] == 1.0 and not any(map(is_surely_unicode, texts)):
        return hint
    return Encoding.UNICODE


@lru_cache(maxsize=65_536)
def is_surely_unicode(text: str) -> bool:
    """Whether a text holds a Vietnamese letter that only Unicode has (ả, ư, đ …) or combining marks."""
    return bool(_BEYOND_LATIN.search(text)) or bool(_MARKS.search(text))


def _may_decode(text: str, encoding: Encoding, *, is_mixed: bool) -> bool:
    if encoding is Encoding.UNICODE or is_surely_unicode(text):
        return False
    if not is_mixed:
        return True
    before = _share_of_syllables([text], Encoding.UNICODE)
    after = _share_of_syllables([text], encoding)
    return before is not None and before < 1.0 and after == 1.0


def _share_of_syllables(texts: Sequence[str], encoding: Encoding) -> float | None:
    """Share of Vietnamese among the words with strange letters, once decoded; None when there is no such word."""
    if encoding is Encoding.UTF8_AS_CP1252:  # its letters look like punctuation, so whole texts are decoded
        done = [(text, decode(text, encoding)) for text in texts]
        words = {word: word for before, after in done if after != before for word in _strange_words(after)}
        words |= {word: "" for before, after in done if after == before for word in _strange_words(before)}
    else:
        strange = {word for text in texts for word in _strange_words(text)}
        words = {word: decode(word, encoding) for word in strange}
    # one strange sign alone ("ª", "²", "Ø") says nothing
    judged = [after for before, after in words.items() if len(before) > 1]
    if not judged:
        return None
    return n_syllables(judged) / len(judged)


def _strange_words(text: str) -> list[str]:
    return [word for word in _LETTER_RUN.findall(text) if not word.isascii()]


def _plain_spaces(text: str) -> str:
    return " ".join(text.split())
