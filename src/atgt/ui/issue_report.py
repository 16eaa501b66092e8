"""Issues of an import as a table on the screen and as an Excel sheet to send back with the file."""

from __future__ import annotations

from collections.abc import Sequence

from atgt.domain.issue import Issue
from atgt.domain.person_data import mask_personal
from atgt.reports import tables
from atgt.ui import intake_labels as labels
from atgt.ui.widgets import language, say

HEADINGS = (labels.EFFECT, labels.SHEET, labels.ROW, labels.COLUMN, labels.VALUE, labels.REASON)


def rows(issues: Sequence[Issue]) -> list[list[object]]:
    """One row an issue, in the order found; plates and telephone numbers in values are covered."""
    return [_row(issue) for issue in issues]


def workbook(issues: Sequence[Issue], *, file: str, balance: str) -> bytes:
    """The issues as an .xlsx file with the counts above them."""
    sheet = tables.TableSheet(
        name=say(labels.ISSUES),
        title=(f"{say(labels.ISSUES)}: {file}", balance),
        headings=tuple(say(heading) for heading in HEADINGS),
        rows=rows(issues),
        widths=(12, 18, 8, 22, 26, 90),
    )
    return tables.workbook([sheet])


def _row(issue: Issue) -> list[object]:
    return [
        say(labels.ISSUE_LEVELS[issue.level]),
        issue.sheet,
        issue.row,
        issue.column,
        mask_personal(issue.value) if issue.value else None,
        issue.text.of(language()),
    ]
