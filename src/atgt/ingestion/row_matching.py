"""Which accident of the database a new row tells of: by its case number, else by the very same moment and place.

Only what is sure is matched here; what merely looks alike is for ``duplicates`` and a person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold_words

MOST_DAYS_APART = 60
"""A case number may come again in another year; a corrected date lies nearer than this."""

COLUMNS = ("case_number", "occurred_on", "occurred_at", "road_name", "km_post_text", "place")
"""What rows are matched by."""

BY_CASE = Text("cùng mã vụ", "same case number")
BY_MOMENT = Text("cùng ngày giờ và cùng nơi", "same moment and place")


@dataclass(frozen=True, slots=True)
class Match:
    """The accident a row tells of, and what told so."""

    accident_id: str
    how: Text


def match_rows(rows: pd.DataFrame, stored: pd.DataFrame) -> dict[Hashable, Match]:
    """By label of a row: the accident it tells of. Rows without a sure match are left out.

    Parameters
    ----------
    rows, stored
        The ``COLUMNS``; ``stored`` has ``accident_id`` too, several rows of one accident when it was told of in
        several ways. Two rows that would match one accident match none: a person decides.

    Examples
    --------
    >>> day = {"occurred_on": dt.date(2026, 3, 1), "occurred_at": None, "road_name": "QL1", "km_post_text": None}
    >>> rows = pd.DataFrame([{**day, "case_number": "12/TN", "place": None}])
    >>> stored = pd.DataFrame([{**day, "case_number": "12 / tn", "place": "chợ", "accident_id": "tn-1"}])
    >>> match_rows(rows, stored)[0].accident_id
    'tn-1'
    """
    if rows.empty or stored.empty:
        return {}
    own, theirs = _said(rows), _said(stored)
    ids = stored["accident_id"].tolist()
    found = _by_case(own, theirs, ids)
    left = {label: said for label, said in own.items() if label not in found}
    found |= _by_moment(left, theirs, ids)
    return _claimed_once(found)


@dataclass(frozen=True, slots=True)
class _Said:
    case: str
    day: dt.date
    moment: tuple[object, ...] | None


def _said(rows: pd.DataFrame) -> dict[Hashable, _Said]:
    columns = [
        rows[name].where(rows[name].notna(), None).tolist() if name in rows.columns else [None] * len(rows)
        for name in COLUMNS
    ]
    return {
        label: _Said(_case(case), day, _moment(day, at, road, km, place))
        for label, case, day, at, road, km, place in zip(rows.index, *columns, strict=True)
        if isinstance(day, dt.date)
    }


def _case(value: Any) -> str:
    folded = fold_words(str(value or ""))
    return folded if any(letter.isdigit() for letter in folded) else ""


def _moment(day: dt.date, at: Any, road: Any, km: Any, place: Any) -> tuple[object, ...] | None:
    """Day, hour and the words for the place; None when the hour or both words for a place are missing."""
    where = (fold_words(str(km or "")), fold_words(str(place or "")))
    return (day, at, fold_words(str(road or "")), *where) if isinstance(at, dt.time) and any(where) else None


def _by_case(own: Mapping[Hashable, _Said], theirs: Mapping[Hashable, _Said], ids: list[str]) -> dict[Hashable, Match]:
    known: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
    for said, accident_id in zip(theirs.values(), ids, strict=True):
        if said.case:
            known[said.case].append((said.day, accident_id))
    found = {}
    for label, said in own.items():
        near = {i for day, i in known.get(said.case, ()) if abs((day - said.day).days) <= MOST_DAYS_APART}
        if len(near) == 1:
            found[label] = Match(near.pop(), BY_CASE)
    return found


def _by_moment(
    own: Mapping[Hashable, _Said], theirs: Mapping[Hashable, _Said], ids: list[str]
) -> dict[Hashable, Match]:
    known: dict[tuple[object, ...], list[tuple[str, str]]] = defaultdict(list)
    for said, accident_id in zip(theirs.values(), ids, strict=True):
        if said.moment is not None:
            known[said.moment].append((said.case, accident_id))
    found = {}
    for label, said in own.items():
        same = known.get(said.moment, ()) if said.moment is not None else ()
        fits = {i for case, i in same if not (case and said.case and case != said.case)}
        if len(fits) == 1:
            found[label] = Match(fits.pop(), BY_MOMENT)
    return found


def _claimed_once(found: Mapping[Hashable, Match]) -> dict[Hashable, Match]:
    claims: dict[str, int] = defaultdict(int)
    for match in found.values():
        claims[match.accident_id] += 1
    return {label: match for label, match in found.items() if claims[match.accident_id] == 1}
