"""The table of candidate places, and the search in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from atgt.domain.black_spot import SiteKind, Spot, SpotLevel
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold
from atgt.reports.road_proposal import stretch_length_m
from atgt.ui import answers, formats, labels, spot_card
from atgt.ui.widgets import language, recall, say

Numbered = tuple[int, Spot]

_ROWS_SHORT = 10


def search(spots: list[Numbered], text: str, level: SpotLevel | None) -> list[Numbered]:
    """The spots of a level whose place, roads, km posts or clauses hold every word, with or without marks."""
    words = fold(text).split()
    return [
        (number, spot)
        for number, spot in spots
        if (level is None or spot.level is level) and all(word in _searched(spot) for word in words)
    ]


def _searched(spot: Spot) -> str:
    texts: list[Text] = [spot.place_name, *(rule.clause for rule in spot.rules), spot_card.SHORT_LEVELS[spot.level]]
    words = [text.of(language()) for text in texts] + [*spot.route_ids, spot.km_from or "", spot.km_to or ""]
    return fold(" ".join(words))


def frame(spots: list[Numbered], titles: Mapping[str, str]) -> pd.DataFrame:
    """One row a spot, in the order of its number, headed in the visitor's language."""
    return pd.DataFrame(
        [_row(number, spot, titles) for number, spot in spots], columns=[say(heading) for heading in HEADINGS]
    )


HEADINGS = (
    labels.COLUMN_NUMBER,
    labels.LEVEL,
    labels.COLUMN_PLACE,
    labels.COLUMN_KM,
    labels.COLUMN_LENGTH,
    labels.COLUMN_N,
    labels.COLUMN_FATAL,
    labels.COLUMN_KILLED,
    labels.COLUMN_INJURED,
    labels.COLUMN_FIRST,
    labels.COLUMN_LAST,
    labels.COLUMN_CLAUSE,
)


def _row(number: int, spot: Spot, titles: Mapping[str, str]) -> list[object]:
    length = stretch_length_m(spot)
    return [
        number,
        say(spot_card.SHORT_LEVELS[spot.level]),
        _road(spot, titles),
        spot_card.km_words(spot),
        None if length is None else round(length),
        sum(spot.counts.values()),
        spot.counts.get(str(int(Severity.FATAL)), 0),
        *_people_and_days(spot),
        "; ".join(say(rule.clause) for rule in spot.rules),
    ]


def _people_and_days(spot: Spot) -> list[object]:
    """Killed, injured, first and last day; for the committee small numbers in words, and months."""
    first, last = min(one.first_day for one in spot.periods), max(one.last_day for one in spot.periods)
    if answers.sees_days():
        return [spot.killed, spot.injured, first, last]
    people = [formats.number(n, language()) for n in (spot.killed, spot.injured)]
    return [*people, formats.month(first), formats.month(last)]


def _road(spot: Spot, titles: Mapping[str, str]) -> str:
    """The road of a stretch, whose place along it has a column of its own; the whole name of a junction."""
    return (
        say(spot.place_name) if spot.kind is SiteKind.JUNCTION else titles.get(spot.route_ids[0], say(spot.place_name))
    )


def choose(spots: list[Numbered], titles: Mapping[str, str]) -> Numbered | None:
    """Draw the table; the spot whose row is chosen, or None."""
    heading = [say(one) for one in HEADINGS]
    with st.container(key=_frame_key(spots)):
        event = _table(spots, titles, heading)
    rows = event.selection.rows
    return spots[rows[0]] if rows and rows[0] < len(spots) else None


def _frame_key(spots: list[Numbered]) -> str:
    """A long list with nothing chosen takes what the screen leaves (style sheet); else the evidence needs the room."""
    chosen = recall("spots.table", {}).get("selection", {}).get("rows", [])
    return "list-short" if chosen or len(spots) <= _ROWS_SHORT else "list-long"


def _table(spots: list[Numbered], titles: Mapping[str, str], heading: list[str]) -> Any:
    return st.dataframe(
        frame(spots, titles),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="spots.table",
        row_height=36,
        height=38 + 36 * min(len(spots), _ROWS_SHORT),
        placeholder="–",
        column_config={
            heading[0]: st.column_config.NumberColumn(width=46),
            heading[1]: st.column_config.TextColumn(width=100),
            heading[2]: st.column_config.TextColumn(width=250),
            heading[3]: st.column_config.TextColumn(width=196),
            heading[4]: st.column_config.NumberColumn(width=70, format="localized"),
            heading[5]: st.column_config.NumberColumn(width=62),
            heading[6]: st.column_config.NumberColumn(width=82),
            heading[7]: st.column_config.Column(width=60),
            heading[8]: st.column_config.Column(width=80),
            heading[9]: _day_column(),
            heading[10]: _day_column(),
            heading[11]: st.column_config.TextColumn(width=420),
        },
    )


def _day_column() -> Any:
    if answers.sees_days():
        return st.column_config.DateColumn(width=90, format="DD/MM/YYYY")
    return st.column_config.TextColumn(width=90)
