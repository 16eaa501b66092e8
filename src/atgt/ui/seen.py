"""What a visitor was shown of a record: kept until he acts, so that a change by somebody else in between is noticed.

Every press of a button runs the page anew on the latest data; the version that was on the screen is the one kept here.
"""

from __future__ import annotations

from atgt.storage.repositories.accidents import AccidentRecord
from atgt.ui import widgets


def record(key: str, latest: AccidentRecord) -> AccidentRecord:
    """The record as it was first shown under this key; another accident takes its place."""
    kept: AccidentRecord | None = widgets.recall(key)
    if kept is None or kept.accident_id != latest.accident_id:
        widgets.remember(key, latest)
        return latest
    return kept


def let_go(*keys: str) -> None:
    """From the next run on the latest record is the one that is shown."""
    widgets.forget(*keys)
