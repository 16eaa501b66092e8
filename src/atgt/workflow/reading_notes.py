"""How a file was read, noted with its import: so that a held row can be read again in the same way later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from atgt.domain.sheet import CellValue, Sheet, Workbook
from atgt.ingestion.interpretation import Interpretation
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.synonyms import IGNORED

_MOST_TITLES = 12


def notes_of(
    interpretation: Interpretation, profile: ImportProfile | None, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The profile and, by sheet, what each heading was taken for: JSON values."""
    return {
        **(more or {}),
        "profile": None if profile is None else profile.to_dict(),
        "sheets": {
            layout.sheet: {
                "columns": {column.heading: column.key for column in layout.columns},
                "titles": list(layout.titles[:_MOST_TITLES]),
            }
            for layout in interpretation.layouts
        },
    }


def profile_again(notes: Mapping[str, Any], sheet: str | None) -> ImportProfile | None:
    """The profile that reads a sheet of that import in the same way; None when nothing was noted (older imports)."""
    noted = notes.get("sheets", {}).get(sheet)
    if noted is None:
        return None
    own = dict(notes.get("profile") or {"name": ""})
    keys = {heading: key or IGNORED for heading, key in noted["columns"].items()}
    return ImportProfile.from_dict({**own, "columns": {**own.get("columns", {}), **keys}, "ignored_sheets": []})


def sheet_again(
    notes: Mapping[str, Any], file: str, sheet: str | None, rows: Sequence[Mapping[str, str]], sha256: str
) -> Workbook:
    """A sheet with the titles and headings of the import and these rows (heading to text) below them."""
    noted = notes.get("sheets", {}).get(sheet, {})
    headings = list(dict.fromkeys([*noted.get("columns", {}), *(heading for row in rows for heading in row)]))
    titles: list[tuple[CellValue, ...]] = [(title,) for title in noted.get("titles", [])]
    cells: list[tuple[CellValue, ...]] = [tuple(row.get(heading) for heading in headings) for row in rows]
    return Workbook(file, sha256, (Sheet(sheet or "", (*titles, tuple(headings), *cells)),))
