"""How large a spreadsheet may be, and how a file that cannot be read is refused in words."""

from __future__ import annotations

from atgt.domain.errors import InputFileError
from atgt.domain.text import Text

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_AREA = 12_000_000
"""Rows times columns of one sheet, blank cells counted: the reader sets the whole rectangle aside in memory."""


def refuse(name: str, vi: str, en: str) -> InputFileError:
    """The error for a file, with its name in front."""
    return InputFileError(Text(f"Tệp “{name}”: {vi}.", f"File “{name}”: {en}."))


def too_large(name: str) -> InputFileError:
    """The error for a sheet beyond the limits."""
    rows, area = f"{MAX_ROWS:,}", f"{MAX_AREA:,}"
    return refuse(
        name,
        f"trang tính quá lớn (tối đa {rows.replace(',', '.')} hàng, {MAX_COLUMNS} cột, {area.replace(',', '.')} ô); "
        "chia tệp, hoặc xóa các ô thừa ở xa bên phải và bên dưới bảng",
        f"a sheet is too large (at most {rows} rows, {MAX_COLUMNS} columns, {area} cells); split it, or "
        "delete stray cells far to the right of and below the table",
    )


def check_size(content: bytes, name: str) -> None:
    """Refuse a file that is empty or larger than can be right.

    Raises
    ------
    InputFileError
    """
    if not content.strip(b"\0 \t\r\n"):
        raise refuse(name, "tệp rỗng; kiểm tra lại tệp đã gửi, xin lại nếu cần", "the file is empty; ask for it again")
    if len(content) > MAX_FILE_BYTES:
        size = len(content) // (1024 * 1024)
        raise refuse(
            name,
            f"tệp lớn {size} MB, vượt giới hạn {MAX_FILE_BYTES // (1024 * 1024)} MB; chia thành nhiều tệp",
            f"the file has {size} MB, more than {MAX_FILE_BYTES // (1024 * 1024)} MB; split it",
        )
