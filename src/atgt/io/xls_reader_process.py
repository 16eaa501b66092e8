"""Run as a program by ``sheet_xls``: an .xls file on standard input, its cells as JSON on standard output.

Stands alone on purpose: it imports nothing of ours, so that it starts fast and holds little memory.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from typing import Any

import python_calamine

MEMORY_BYTES = 1 << 30
MAX_ROWS, MAX_COLUMNS = 70_000, 500


def main() -> None:
    """Read, answer, end."""
    _limit_memory()
    try:
        answer: dict[str, Any] = {"sheets": _sheets(sys.stdin.buffer.read())}
    except python_calamine.PasswordError:
        answer = {"error": "password"}
    except OverflowError:
        answer = {"error": "large"}
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError):
        answer = {"error": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))


def _limit_memory() -> None:
    """Where the system can, let an allocation beyond the limit end this process, not slow down the machine."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the process is still apart
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _sheets(content: bytes) -> list[dict[str, Any]]:
    with python_calamine.load_workbook(io.BytesIO(content)) as book:
        return [
            _sheet(book, metadata)
            for metadata in book.sheets_metadata
            if metadata.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]


def _sheet(book: python_calamine.CalamineWorkbook, metadata: python_calamine.SheetMetadata) -> dict[str, Any]:
    cells = book.get_sheet_by_name(metadata.name)
    if cells.total_height > MAX_ROWS or cells.total_width > MAX_COLUMNS:
        raise OverflowError
    rows = cells.to_python(skip_empty_area=False) if cells.end is not None else []
    return {
        "name": metadata.name,
        "is_hidden": metadata.visible != python_calamine.SheetVisibleEnum.Visible,
        "rows": [[_plain(value) for value in row] for row in rows],
        "merged": [[a + 1, b, c + 1, d] for (a, b), (c, d) in cells.merged_cell_ranges or ()],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    return value


if __name__ == "__main__":
    main()
