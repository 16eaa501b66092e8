"""The wards of one database server: their codes and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atgt.domain.text import Text

_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,30}")


@dataclass(frozen=True, slots=True)
class Ward:
    """One ward whose records lie apart from those of others.

    Parameters
    ----------
    code
        What accounts and the command line name it by; never changes.
    name
        What people read, for example "Phường Đức Phổ".
    """

    code: str
    name: str


def ward_code(typed: str) -> str:
    """The code as it is kept: small letters, no blanks around.

    Examples
    --------
    >>> ward_code(" Duc_Pho ")
    'duc_pho'
    """
    return typed.strip().lower()


def code_fault(code: str) -> Text | None:
    """Why a code cannot be a ward's; None when it can.

    Examples
    --------
    >>> code_fault("duc_pho") is None, code_fault("21025") is None, code_fault('a"; DROP') is None
    (True, True, False)
    """
    if _CODE.fullmatch(code):
        return None
    return Text(
        f"Mã phường “{code[:40]}” không dùng được: 1–31 chữ cái thường không dấu, chữ số, gạch dưới; ví dụ: duc_pho.",
        f"“{code[:40]}” cannot be a ward's code: 1–31 small letters without marks, digits, underscores; "
        "for example duc_pho.",
    )
