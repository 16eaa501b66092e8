"""What earlier imports left: rows that wait for a decision, and the log of imports, as tables for the screen."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Container

import pandas as pd
import streamlit as st

from atgt.domain.local_time import day_and_hour
from atgt.domain.text import Text
from atgt.ui import intake_labels as words
from atgt.ui.widgets import language, say

_ROW_HEIGHT_PX = 36
_LINE_PX, _LETTER_PX, _MARGIN_PX = 20, 6.3, 18
_WRAPPED_FROM_PX, _LEAST_WRAPPED_PX, _MOST_LINES = 400, 66, 4
"""Only columns this wide hold sentences; Streamlit wraps text in rows from about 64 pixels on."""


def held(rows: pd.DataFrame) -> None:
    """Draw the rows that wait, each with its place in the file and all its reasons; nothing of what it says."""
    if rows.empty:
        st.info(say(words.NO_HELD), icon=":material/inbox:")
        return
    st.caption(say(words.HELD_INTRO))
    headings = (words.FILE, words.SHEET, words.ROW, words.REASON)
    places = zip(rows["file"], rows["sheet"], rows["row"], rows["issues"], strict=True)
    table = [
        [file, sheet, row, " · ".join(issue.text.of(language()) for issue in issues)]
        for file, sheet, row, issues in places
    ]
    draw(table, headings, (180, 130, 70, 900))


def log(imports: pd.DataFrame, undone: Container[str] = ()) -> None:
    """Draw the imports, newest first, with their counts and whether they were undone."""
    if imports.empty:
        st.info(say(words.NO_LOG), icon=":material/inbox:")
        return
    headings = (
        *(words.IMPORTED_AT, words.FILE, words.READ, words.ACCEPTED, words.NEW, words.KNOWN, words.HELD),
        *(words.UPDATED, words.STATE),
    )
    counts = ("n_read", "n_accepted", "n_new", "n_known", "n_held")
    table = [
        [
            *(_local(row["imported_at"]), row["file"], *(int(row[name]) for name in counts)),
            *((row["report"] or {}).get("n_updated", 0), say(words.UNDONE) if row["import_id"] in undone else ""),
        ]
        for row in imports.to_dict("records")
    ]
    draw(table, headings, (150, 320, 80, 80, 80, 80, 80, 90, 90))


def draw(rows: list[list[object]], headings: tuple[Text, ...], widths: tuple[int, ...], *, most_px: int = 460) -> None:
    """A plain table with set column widths, as high as it needs, then scrolling; long sentences are wrapped."""
    names = [say(heading) for heading in headings]
    row_px = _row_height_px(rows, widths)
    st.dataframe(
        pd.DataFrame(rows, columns=names),
        hide_index=True,
        row_height=row_px,
        height=min(most_px, row_px * len(rows) + _ROW_HEIGHT_PX + 2),
        column_config={name: st.column_config.Column(width=width) for name, width in zip(names, widths, strict=True)},
        placeholder="–",
    )


def _row_height_px(rows: list[list[object]], widths: tuple[int, ...]) -> int:
    """One height for all rows: as many lines as the longest sentence needs in its column, at most four."""
    lines = (
        math.ceil(len(cell) * _LETTER_PX / (width - _MARGIN_PX))
        for row in rows
        for cell, width in zip(row, widths, strict=True)
        if isinstance(cell, str) and width >= _WRAPPED_FROM_PX
    )
    n = min(_MOST_LINES, max(lines, default=1))
    return _ROW_HEIGHT_PX if n <= 1 else max(_LEAST_WRAPPED_PX, n * _LINE_PX + 8)


def _local(moment: object) -> str:
    return day_and_hour(moment) if isinstance(moment, dt.datetime) else "–"
