"""Personal data in words: what must be covered before a text typed by hand is shown to the committee.

Source: Nghị định 356/2025/NĐ-CP lists name, identity number, phone and vehicle plate as basic personal data.
"""

from __future__ import annotations

import re

_PLATE = re.compile(
    r"\b\d{2}\s?-?\s?[A-ZĐ]{1,2}\d?\s?[-.\s]?\s?\d{3}[.\s]?\d{2}\b|\b\d{2}[A-ZĐ]\d?\s?-\s?\d{4}\b", re.IGNORECASE
)
_SUM = r"(?:[1-9]\d{0,2}(?:[.\s]\d{3})+|[1-9]\d*)\s?(?:đồng(?!\s+chí)|đ|vnđ|vnd)\b"
"""Money; a phone or identity number begins with 0 or is followed by other words ("đồng chí" is a comrade)."""

_LONG_NUMBER = re.compile(rf"(?<![\d.,])(?!{_SUM})(?:\+84|0)?\d(?:[\s.]?\d){{8,11}}(?!\d|[.,]\d)", re.IGNORECASE)
_CASE_NUMBER = re.compile(r"[\w./-]{1,40}", re.UNICODE)


def mask_personal(text: str) -> str:
    """The text with number plates, phone and identity numbers covered.

    Names cannot be told from other words, so a masked text is still not for export.

    Examples
    --------
    >>> mask_personal("xe 76C-123.45 và xe 76-X1 000.01, gọi 0905 123 456")
    'xe [biển số] và xe [biển số], gọi [số]'
    >>> mask_personal("Km1092+400, thiệt hại 15.000.000 đồng, kinh phí 1.500.000.000 đồng")
    'Km1092+400, thiệt hại 15.000.000 đồng, kinh phí 1.500.000.000 đồng'
    >>> mask_personal("gọi 0905123456, hoặc 0905 123 456 đồng chí Ba")
    'gọi [số], hoặc [số] đồng chí Ba'
    """
    return _LONG_NUMBER.sub("[số]", _PLATE.sub("[biển số]", text))


def personal_numbers(text: str) -> tuple[str, ...]:
    """What ``mask_personal`` would cover, as written.

    Examples
    --------
    >>> personal_numbers("xe 76C-123.45, gọi 0905 123 456.")
    ('76C-123.45', '0905 123 456')
    >>> personal_numbers("từ Km1092+400, ngày 17/03/2026")
    ()
    """
    plates = [found[0] for found in _PLATE.finditer(text)]
    return (*plates, *(found[0] for found in _LONG_NUMBER.finditer(_PLATE.sub("[biển số]", text))))


def is_plain_code(text: str) -> bool:
    """Whether a text is a code without blanks, such as a case number: nothing a name could hide in.

    Examples
    --------
    >>> is_plain_code("MP-2026-0001"), is_plain_code("Nguyễn Văn A")
    (True, False)
    """
    return bool(_CASE_NUMBER.fullmatch(text)) and any(c.isdigit() for c in text)
