"""A later file about accidents that are known: what it changes, and where it disagrees with what officers put right.

Two layers: what senders wrote (all of it is kept) and what is current. A later file moves a current value only where
nobody edited it; where somebody did, the disagreement waits for a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from atgt.domain.accident_standing import Standing
from atgt.domain.corrections import LOCATION, LOCATION_FIELDS, PERSON_FIELDS, SAID_FIELDS, FieldEdit
from atgt.domain.quality import Subject
from atgt.domain.severity import LightInjury
from atgt.domain.text import Text
from atgt.ingestion.row_matching import COLUMNS, MOST_DAYS_APART, match_rows
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import (
    candidates,
    edits,
    import_effects,
    imports,
    quality_decisions,
    reported_positions,
    standings,
)
from atgt.storage.repositories.accidents import AccidentRecord
from atgt.storage.repositories.import_effects import Effect
from atgt.storage.repositories.values import native
from atgt.workflow.derived import derived_values, light_injury_rule

TYPED_HERE = "Nhập tay"
"""The file name of records typed in here: what they say is an officer's word, not a sender's."""

_PLACE_KEYS = ("location_status", "route_id", "measure_mm", "lon", "lat")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that an officer edited and a later file writes otherwise."""

    before: Any
    now: Any
    officer: Any


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What one row of a later file does to the accident it tells of.

    Parameters
    ----------
    label
        The row's label in the table of the preview.
    how
        What it was recognised by.
    kind
        ``updated``, ``linked`` (nothing changes), ``replaced`` (a first report becomes official).
    changes, before
        Columns of the accident with their new and their present values.
    """

    label: Hashable
    accident_id: str
    how: Text
    kind: str
    version: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    disagreements: Mapping[str, Disagreement] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether the accident gets another place."""
        return any(key in self.changes for key in LOCATION_FIELDS)


def plan(session: Session, rows: pd.DataFrame, claimed: frozenset[str] = frozenset()) -> tuple[RowPlan, ...]:
    """What these rows do to accidents that are there; rows that tell of none are left out.

    Parameters
    ----------
    rows
        Accepted rows of a preview that were never received before.
    claimed
        Accidents that rows received before already tell of: no other row of this file can mean them.
    """
    if rows.empty:
        return ()
    stored = _known_accidents(session, rows)
    stored = stored[stored["is_merged"] | ~stored["accident_id"].isin(claimed)]
    matches = match_rows(rows, stored)
    merged = set(stored.loc[stored["is_merged"], "accident_id"])
    ids = {match.accident_id for match in matches.values()}
    records = accident_store.fetch_records(session, ids)
    edited = edits.edits_of(session, ids)
    first_reports = set(standings.preliminary_ids(session))
    said = _said_by_sheet(rows)
    rule = light_injury_rule(session)
    plans = []
    for label, match in matches.items():
        record = records[match.accident_id]
        row = rows.loc[[label]].iloc[0]
        is_first_report = match.accident_id in first_reports
        if match.accident_id in merged and _is_of_merged(row, stored, match.accident_id):
            plans.append(RowPlan(label, match.accident_id, match.how, "linked", record.version))
            continue
        is_typed = not is_first_report and _is_typed(session, match.accident_id)
        compared = _Compared(record, edited.get(match.accident_id, {}), said[row["sheet"]], is_typed, rule)
        plans.append(compared.plan(label, row, match.how, is_first_report=is_first_report))
    return tuple(plans)


def carry_out(session: Session, import_id: str, plans: Sequence[RowPlan], rows: pd.DataFrame) -> int:
    """Make the changes and store the disagreements of an import; returns how many disagreements there are."""
    effects, n = [], 0
    for one in plans:
        row = rows.loc[[one.label]].iloc[0]
        version = one.version
        if one.changes:
            after = accident_store.update_accident(session, one.accident_id, one.changes, expected_version=one.version)
            version = after.version
        if one.moves:
            candidates.replace_candidates(session, one.accident_id, row["candidates"])
            reported_positions.replace_position(session, one.accident_id, {str(k): v for k, v in row.items()})
        if one.kind == "replaced":
            standings.mark_official(session, one.accident_id)
        for name, values in one.disagreements.items():
            told = {"before": values.before, "now": values.now, "officer": values.officer}
            edits.add_conflict(session, one.accident_id, name, import_id, told)
            n += 1
        effects.append(Effect(import_id, one.accident_id, one.kind, one.before, one.changes, version))
    import_effects.add_effects(session, effects)
    return n


def standing_of(session: Session, accident_id: str) -> Standing:
    """Whether an accident is a first report."""
    return standings.standing_of(session, accident_id)


@dataclass(frozen=True, slots=True)
class _Compared:
    """One accident and what is known of its layers, ready to be compared with a row."""

    record: AccidentRecord
    edited: Mapping[str, FieldEdit]
    said: frozenset[str]
    is_typed: bool
    rule: LightInjury

    def plan(self, label: Hashable, row: pd.Series[Any], how: Text, *, is_first_report: bool) -> RowPlan:
        """The changes and disagreements of a row."""
        now = {**self.record.person, **self.record.fields}
        changes: dict[str, Any] = {}
        disagreements: dict[str, Disagreement] = {}
        for name in SAID_FIELDS:
            if name in self.said:
                self._compare(name, native(name, row.get(name)), now.get(name), changes, disagreements)
        self._compare_place(row, changes, disagreements)
        final = {**now, **changes}
        derived = {k: v for k, v in derived_values(final, self.rule).items() if v != now.get(k)}
        changes |= {k: v for k, v in derived.items() if k not in self.edited}
        before = {key: now.get(key) for key in changes}
        kind = "replaced" if is_first_report else "updated" if changes or disagreements else "linked"
        return RowPlan(
            label, self.record.accident_id, how, kind, self.record.version, changes, before, disagreements
        )  # fmt: skip

    def _compare(
        self, name: str, new: Any, present: Any, changes: dict[str, Any], differ: dict[str, Disagreement]
    ) -> None:
        if new == present:
            return
        if name in self.edited:
            if new != self.edited[name].received:
                differ[name] = Disagreement(self.edited[name].received, new, present)
        elif self.is_typed:
            if new is not None:
                differ[name] = Disagreement(None, new, present)
        else:
            changes[name] = new

    def _compare_place(self, row: pd.Series[Any], changes: dict[str, Any], differ: dict[str, Disagreement]) -> None:
        new = {key: native(key, row.get(key)) for key in LOCATION_FIELDS}
        present = {key: self.record.fields[key] for key in LOCATION_FIELDS}
        if is_same_place(new, present):
            return
        if LOCATION in self.edited:
            received = self.edited[LOCATION].received or {}
            if not is_same_place(new, received):
                differ[LOCATION] = Disagreement(received, new, present)
        elif self.is_typed:
            if new["location_status"] == "located":
                differ[LOCATION] = Disagreement(None, new, present)
        else:
            changes.update({key: value for key, value in new.items() if value != present[key]})


def is_same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sets of location columns say the same place, to a tenth of a metre; reasons aside."""
    return all(_rounded(one.get(key)) == _rounded(other.get(key)) for key in _PLACE_KEYS)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    return round(value / 100) if isinstance(value, int) else value


def _known_accidents(session: Session, rows: pd.DataFrame) -> pd.DataFrame:
    """What accidents of those days are recognised by, and what records merged into them were recognised by."""
    days = [day for day in rows["occurred_on"] if isinstance(day, dt.date)]
    reach = dt.timedelta(days=MOST_DAYS_APART)
    first, last = (min(days) - reach, max(days) + reach) if days else (None, None)
    stored = accident_store.fetch_accidents(session, first_day=first, last_day=last)
    stored = stored[["accident_id", *COLUMNS]].assign(is_merged=False)
    merged = [
        {"accident_id": one.kept_id, "is_merged": True, **{name: native(name, old["fields"][name]) for name in COLUMNS}}
        for one in quality_decisions.decisions(session, Subject.DUPLICATE)
        for old in one.removed.values()
    ]
    there = set(stored["accident_id"])
    kept = [row for row in merged if row["accident_id"] in there]
    return pd.concat([stored, pd.DataFrame(kept)], ignore_index=True) if kept else stored


def _is_of_merged(row: pd.Series[Any], stored: pd.DataFrame, accident_id: str) -> bool:
    """Whether a row is recognised by a record that was merged away, not by the one that stayed."""
    own = stored[(stored["accident_id"] == accident_id) & ~stored["is_merged"]]
    return not match_rows(pd.DataFrame([row]), own)


def _is_typed(session: Session, accident_id: str) -> bool:
    received = imports.rows_of_accident(session, accident_id)
    return not received or all(row.file == TYPED_HERE for row in received)


def _said_by_sheet(rows: pd.DataFrame) -> dict[str, frozenset[str]]:
    """By sheet: the fields any of its rows says something of; a sheet without a column takes nothing away."""
    names = [name for name in (*SAID_FIELDS, *PERSON_FIELDS) if name in rows.columns]
    return {
        str(sheet): frozenset(name for name in names if part[name].notna().any())
        for sheet, part in rows.groupby("sheet", sort=False)
    }
