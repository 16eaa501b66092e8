"""A fault found in data: what, where, which value, and what to do. Collected, shown together, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.text import Language, Text


class IssueLevel(StrEnum):
    """What an issue does to its row."""

    ERROR = "error"  # the row is held until somebody decides
    WARNING = "warning"  # the row is accepted, the doubt is shown
    NOTE = "note"  # something was repaired; before and after are kept


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault of one cell (or of a whole row, sheet or file, when the finer parts are None).

    Parameters
    ----------
    file, sheet, row
        Where it stands; ``row`` is the number Excel shows (1 is the first row of the sheet).
    column
        The heading as the sender wrote it.
    value
        The cell as received, as text.
    rule
        Short stable key, e.g. ``date_does_not_exist``: for programs and tests.
    text
        What is wrong and what to do, without the place (``sentence`` adds it).
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    rule: str
    level: IssueLevel
    text: Text

    def place(self, language: Language | str = Language.VI) -> str:
        """Where it stands, as an officer would say it: file, sheet, row, column."""
        vi = language != Language.EN
        parts = [self.file]
        if self.sheet:
            parts.append(f"{'trang tính' if vi else 'sheet'} “{self.sheet}”")
        if self.row is not None:
            parts.append(f"{'hàng' if vi else 'row'} {self.row}")
        if self.column:
            parts.append(f"{'cột' if vi else 'column'} “{self.column}”")
        return ", ".join(parts)

    def sentence(self, language: Language | str = Language.VI) -> str:
        """The whole message: place, what is wrong, what to do."""
        return f"{self.place(language)}: {self.text.of(language)}"
