"""The letter tables of the encodings Vietnamese offices wrote in before Unicode: TCVN3 (ABC), VNI-Windows, VISCII.

Text in these encodings reaches us as Latin-1 letters ("Qu¶ng Ng·i", "Ñöùc Phoå"): decoding maps those to Vietnamese.
Sources: TCVN 5712:1993 (the 74 letters equal glibc's TCVN5712-1, a test compares them);
VNI-Windows as published in font conversion tables; VISCII as in RFC 1456.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from atgt.domain.text import Text


class Encoding(StrEnum):
    """How the letters of a text are to be understood."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    UTF8_AS_CP1252 = "utf8_as_cp1252"  # "Quáº£ng NgÃ£i": UTF-8 that somebody opened as Western text


ENCODING_LABELS = {
    Encoding.UNICODE: Text("Unicode", "Unicode"),
    Encoding.TCVN3: Text("TCVN3 (ABC, phông .Vn)", "TCVN3 (ABC, .Vn fonts)"),
    Encoding.VNI: Text("VNI-Windows", "VNI-Windows"),
    Encoding.VISCII: Text("VISCII", "VISCII"),
    Encoding.UTF8_AS_CP1252: Text("UTF-8 bị mở nhầm bảng mã", "UTF-8 opened as Western text"),
}

_TCVN3_ROWS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3_LETTERS = {start + i: letter for start, row in _TCVN3_ROWS.items() for i, letter in enumerate(row)}
"""Byte to letter. ư is 0xAD, the soft hyphen, which programs like to drop."""

_TCVN5712_1_ROWS = {
    0x01: "ÚỤ",
    0x04: "ỪỬỮ",
    0x11: "ỨỰỲỶỸÝỴ",
    0x80: "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ",
    0xAF: "Ằ\u0300\u0309\u0303\u0301\u0323",
    0xBA: "Ẳ",
    0xBF: "ẴẮẦẨẪẤỀ",
    0xCD: "Ể",
    0xD9: "ỄẾỒ",
    0xE0: "Ổ",
    0xF0: "Ỗ",
    0xFF: "Ố",
}
TCVN5712_1_LETTERS = TCVN3_LETTERS | {
    start + i: letter for start, row in _TCVN5712_1_ROWS.items() for i, letter in enumerate(row)
}
"""The first table of the same standard: converters put capitals with a tone at codes the fonts leave free."""

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ON_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_ON_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}


def _vni_letters() -> dict[str, str]:
    table = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    table |= {base + mark: base + tone for base in "aeouy" for mark, tone in _TONES.items()}
    table |= {base + mark: vowel + tone for base, vowel in (("ö", "ư"), ("ô", "ơ")) for mark, tone in _TONES.items()}
    table |= {"a" + mark: "ă" + tone for mark, tone in _ON_BREVE.items()}
    table |= {base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in _ON_CIRCUMFLEX.items()}
    del table["yï"]  # ỵ is one letter, î
    lower = {key: unicodedata.normalize("NFC", letter) for key, letter in table.items()}
    upper = {key[0].upper() + tail: lower[key].upper() for key in lower for tail in {key[1:], key[1:].upper()}}
    return lower | upper


VNI_LETTERS = _vni_letters()
"""Base letter with its mark to letter; a capital letter may carry a small or a capital mark."""

_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, VNI_LETTERS), key=len, reverse=True)))

_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
VISCII_LETTERS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"} | {
    0x80 + i: letter for i, letter in enumerate(_VISCII_HIGH)
}

_CAPITAL_WORD = re.compile(r"[^\s\d.,;:()/\-]+")
_LOST_HORN = re.compile(r"(?<!ư)([ơờớởỡợ])(?=ng|c|u)", re.IGNORECASE)


def decode(text: str, encoding: Encoding) -> str:
    """The text in Unicode (NFC), read as one of the old encodings; a text that is Unicode already only gets NFC.

    Examples
    --------
    >>> decode("Qu¶ng Ng·i, Phæ Hßa, §øc Phæ", Encoding.TCVN3)
    'Quảng Ngãi, Phổ Hòa, Đức Phổ'
    >>> decode("Ñöùc Phoå", Encoding.VNI)
    'Đức Phổ'
    >>> decode("Quáº£ng NgÃ£i", Encoding.UTF8_AS_CP1252)
    'Quảng Ngãi'
    >>> decode("Đức Phổ", Encoding.UNICODE)
    'Đức Phổ'
    """
    if encoding is Encoding.TCVN3:
        text = _restore_lost_horn(_even_capitals(text.translate(TCVN5712_1_LETTERS)))
    elif encoding is Encoding.VNI:
        text = _VNI_PATTERN.sub(lambda match: VNI_LETTERS[match[0]], text)
    elif encoding is Encoding.VISCII:
        text = text.translate(VISCII_LETTERS)
    elif encoding is Encoding.UTF8_AS_CP1252:
        text = _from_utf8_as_cp1252(text) or text
    return unicodedata.normalize("NFC", text)


def encode_tcvn3(text: str) -> str:
    """Unicode text as TCVN3 letters, capitals with a tone in the small form: the inverse of ``decode`` for tests."""
    table = {ord(letter): code for code, letter in TCVN3_LETTERS.items()}
    table |= {ord(letter.upper()): code for code, letter in TCVN3_LETTERS.items() if ord(letter.upper()) not in table}
    return unicodedata.normalize("NFC", text).translate(table)


def encode_vni(text: str) -> str:
    """Unicode text as VNI-Windows letters: the inverse of ``decode`` for tests."""
    table = {ord(letter): key for key, letter in VNI_LETTERS.items() if key == key.lower() or key == key.upper()}
    return unicodedata.normalize("NFC", text).translate(table)


def _even_capitals(text: str) -> str:
    """TCVN3 has no capital toned letters: "ĐứC PHổ, Xã HÒA" becomes "ĐỨC PHỔ, XÃ HÒA"."""

    def even(match: re.Match[str]) -> str:
        word = match[0]
        plain = [c for c in word[1:] if c.isascii() and c.isalpha()]
        return word.upper() if plain and all(c.isupper() for c in plain) else word

    evened = _CAPITAL_WORD.sub(even, text)
    plain = [c for c in text if c.isascii() and c.isalpha()]
    is_shouted = len(plain) > 3 and all(c.isupper() for c in plain)
    return evened.upper() if is_shouted and evened != text else evened


def _restore_lost_horn(text: str) -> str:
    """The letter ư (a soft hyphen in TCVN3) put back where Vietnamese allows nothing else: "phờng" is "phường"."""
    return _LOST_HORN.sub(lambda match: ("Ư" if match[1].isupper() else "ư") + match[1], text)


def _from_utf8_as_cp1252(text: str) -> str | None:
    """The text when its letters are UTF-8 bytes shown as Western letters; None when they are not."""
    raw = bytearray()
    for letter in text:
        code = ord(letter)
        if code < 0x100:
            raw.append(code)
            continue
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            return None
    try:
        found = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return found if found != text else None
