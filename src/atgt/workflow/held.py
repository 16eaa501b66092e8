"""Held rows put right in place: the received cells are edited, read again in the same way, and accepted.

The row as received is never altered; what the officer changed in it is kept beside it. Read = accepted + held holds
before and after.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.corrections import SAID_FIELDS
from atgt.domain.errors import NotFoundError, ParameterError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import edits, import_effects, imports
from atgt.storage.repositories.imports import ReceivedRow
from atgt.storage.repositories.values import native
from atgt.workflow import authority, intake, reading_notes, reimport

_SEE = Text("xem các hàng giữ lại", "see held rows")
_FIX = Text("sửa hàng giữ lại", "put a held row right")
_NEIGHBOURS = 40
"""Rows of the same sheet that are read with the one in question: they tell how its column is written."""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that waits, as received, with everything that is wrong with it."""

    row: ReceivedRow
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says once its cells are changed.

    Parameters
    ----------
    errors, warnings
        Why it is still held, and what to look at.
    said
        The typed columns of the accident it would become.
    known_as
        The accident that is there already and that it tells of; then it is not taken in a second time.
    """

    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]
    said: Mapping[str, Any]
    rows: pd.DataFrame
    known_as: str | None

    @property
    def can_be_accepted(self) -> bool:
        """Whether nothing holds it any more."""
        return not self.errors and self.known_as is None


def waiting(database: Database, actor: Actor) -> tuple[HeldRow, ...]:
    """Rows that wait, in the order they came."""
    authority.require(actor, Role.EDITOR, _SEE)
    with database.read() as session:
        table = imports.held_rows(session)
    columns = ("import_id", "file", "sheet", "row", "row_key", "received", "issues")
    return tuple(
        HeldRow(ReceivedRow(i, file, sheet, int(number), key, received, "held", None), issues)
        for i, file, sheet, number, key, received, issues in zip(*(table[c] for c in columns), strict=True)
    )


def read_again(database: Database, row_key: str, cells: Mapping[str, str], actor: Actor, today: dt.date) -> Reading:
    """What a held row would say with these cells (heading to text); nothing is stored.

    Raises NotFoundError when no such row waits.
    """
    authority.require(actor, Role.EDITOR, _FIX)
    with database.read() as session:
        row = _waiting_row(session, row_key)
        notes = imports.import_report(session, row.import_id)
        beside = imports.rows_of_sheet(session, row.import_id, row.sheet, most=_NEIGHBOURS)
    neighbours = [one.received for one in beside if one.row_key != row_key and one.status == "accepted"]
    return _read(database, row, [*neighbours, cells], notes, today)


def fix(database: Database, row_key: str, cells: Mapping[str, str], reason: str, actor: Actor, now: dt.datetime) -> str:
    """Accept a held row with corrected cells, in one transaction; returns the id of its accident.

    Raises
    ------
    ParameterError
        When it is still held, tells of an accident that is there, or no reason is given.
    NotFoundError
        When no such row waits.
    """
    authority.require(actor, Role.EDITOR, _FIX)
    if not reason.strip():
        raise ParameterError(Text("Ghi lý do sửa.", "Give the reason for the change."))
    reading = read_again(database, row_key, cells, actor, now.date())
    _refuse_unless_ready(reading)
    with database.read() as session:
        received = _waiting_row(session, row_key).received
    as_it_was = read_again(database, row_key, received, actor, now.date()).said
    accident_id = accident_store.accident_id_of(row_key)
    with database.write(actor, f"sửa hàng giữ lại: {reason}", now) as session:
        accident_store.insert_accidents(session, reading.rows.assign(row_key=row_key, accident_id=accident_id))
        imports.resolve_held_row(session, row_key, f"đã sửa: {reason}", accident_id=accident_id)
        changed = {name: text for name, text in cells.items() if text != received.get(name, "")}
        import_effects.add_fix(session, row_key, changed, accident_id, reason)
        for name in SAID_FIELDS:
            if reading.said.get(name) != as_it_was.get(name):
                told = {"received": as_it_was.get(name), "value": reading.said.get(name)}
                edits.note_edit(session, accident_id, name, **told, reason=reason)
    return accident_id


def set_aside(database: Database, row_key: str, reason: str, actor: Actor, now: dt.datetime) -> None:
    """Close a held row without taking it in; row and reason stay. Raises NotFoundError, ParameterError."""
    authority.require(actor, Role.EDITOR, Text("bỏ qua hàng giữ lại", "put a held row aside"))
    if not reason.strip():
        raise ParameterError(Text("Ghi lý do bỏ qua hàng này.", "Give the reason for putting the row aside."))
    with database.write(actor, f"bỏ qua hàng giữ lại: {reason}", now) as session:
        imports.resolve_held_row(session, row_key, f"bỏ qua: {reason}")


def _waiting_row(session: Session, row_key: str) -> ReceivedRow:
    row = imports.received_row(session, row_key)
    if row_key not in imports.open_held_keys(session, row.import_id):
        raise NotFoundError(
            Text(
                "Hàng này không còn chờ xử lý, có thể người khác vừa làm. Hãy mở lại trang.",
                "This row does not wait any more, perhaps somebody has just dealt with it. Open the page again.",
            )
        )
    return row


def _read(
    database: Database,
    row: ReceivedRow,
    rows: list[Mapping[str, str]],
    notes: Mapping[str, Any],
    today: dt.date,
) -> Reading:
    """The last of the rows, read among its neighbours as its file was read."""
    mark = hashlib.sha256(repr(rows).encode()).hexdigest()
    workbook = reading_notes.sheet_again(notes, row.file, row.sheet, rows, mark)
    profile = reading_notes.profile_again(notes, row.sheet)
    seen = intake.preview_workbook(database, workbook, today=today, profile=profile)
    last = len(workbook.sheets[0].rows)
    own = seen.rows[seen.rows["row"] == last]
    if own.empty:
        raise ParameterError(
            Text(
                "Với các ô này, hàng không còn là một vụ tai nạn. Hãy ghi lại ngày và số người, hoặc bỏ qua hàng có "
                "lý do.",
                "With these cells the row is no accident. Write day and people again, or put the row aside with a "
                "reason.",
            )
        )
    issues = [issue for issue in seen.issues if issue.row == last]
    values = own.iloc[0]
    with database.read() as session:
        plans = reimport.plan(session, own[own["status"] == "accepted"])
    return Reading(
        tuple(issue for issue in issues if issue.level is IssueLevel.ERROR),
        tuple(issue for issue in issues if issue.level is IssueLevel.WARNING),
        {name: native(name, values.get(name)) for name in SAID_FIELDS},
        own,
        plans[0].accident_id if plans else None,
    )


def _refuse_unless_ready(reading: Reading) -> None:
    if reading.errors:
        vi = "; ".join(issue.text.vi for issue in reading.errors)
        en = "; ".join(issue.text.en for issue in reading.errors)
        raise ParameterError(Text(f"Hàng vẫn chưa nhận được: {vi}.", f"The row is still held: {en}."))
    if reading.known_as is not None:
        raise ParameterError(
            Text(
                f"Vụ này đã có trong dữ liệu ({reading.known_as}): bỏ qua hàng này, hoặc sửa hồ sơ đã có.",
                f"This accident is there already ({reading.known_as}): put the row aside, or correct the record.",
            )
        )
