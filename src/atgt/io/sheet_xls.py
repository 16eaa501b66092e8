"""Old .xls files, read in a process of their own with a limit on memory and time.

A damaged .xls can make the reader ask for gigabytes or run in circles, and then the operating system ends the whole
program. Apart, only the reader ends, and the officer gets a sentence. xlsx and ods are checked before they are read
and need no such care.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from atgt.domain.sheet import CellRange, CellValue, Sheet
from atgt.io import xls_extras
from atgt.io.sheet_limits import refuse, too_large
from atgt.io.sheet_xlsx import SheetExtras

TIMEOUT_S = 120
_READER = Path(__file__).with_name("xls_reader_process.py")


def read(content: bytes, name: str) -> list[Sheet]:
    """The sheets of an .xls file.

    Raises
    ------
    InputFileError
        When it is damaged, encrypted or too large, or the reader ended without an answer.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own file, read by our own interpreter
            [sys.executable, "-P", str(_READER)], input=content, capture_output=True, timeout=TIMEOUT_S, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, OSError, ValueError) as error:
        raise refuse(name, *_DAMAGED) from error
    if answer.get("error") == "password":
        raise refuse(name, *_ENCRYPTED)
    if answer.get("error") == "large":
        raise too_large(name)
    if "sheets" not in answer:
        raise refuse(name, *_DAMAGED)
    extras = xls_extras.read(content)
    return [_sheet(sheet, extras.get(sheet["name"], SheetExtras())) for sheet in answer["sheets"]]


def _sheet(plain: dict[str, Any], extras: SheetExtras) -> Sheet:
    sheet = Sheet(
        plain["name"],
        tuple(tuple(map(_value, row)) for row in plain["rows"]),
        merged=tuple(CellRange(*block) for block in plain["merged"]),
        is_hidden=plain["is_hidden"],
    )
    return replace(sheet, hidden_rows=extras.hidden_rows, fonts=extras.fonts_of_text(sheet))


def _value(plain: Any) -> CellValue:
    """A value as the reader wrote it: dates and times as one-entry tables, everything else as it is."""
    if not isinstance(plain, dict):
        value: CellValue = plain
        return value
    ((kind, text),) = plain.items()
    if kind == "datetime":
        return dt.datetime.fromisoformat(text)
    if kind == "date":
        return dt.date.fromisoformat(text)
    if kind == "time":
        return dt.time.fromisoformat(text)
    return dt.timedelta(seconds=text)


_DAMAGED = (
    "tệp bị hỏng hoặc tải về chưa xong; mở thử bằng Excel, lưu lại thành .xlsx, hoặc xin lại tệp",
    "the file is damaged or not fully downloaded; open it in Excel and save it as .xlsx, or ask for it again",
)
_ENCRYPTED = (
    "tệp có mật khẩu; mở bằng Excel, bỏ mật khẩu rồi lưu lại",
    "the file is protected by a password; open it, remove the password and save it again",
)
