"""The audit log: one line per change, appended in the change's own transaction, chained by hashes.

Line n holds the hash of line n-1, so a changed, removed or reordered line is found and named;
``audit_head`` holds the last one, so that a line cut off the end is missed too.
Who can write to the file *and* knows this recipe can forge the whole chain and the head with it:
only a head noted elsewhere (a backup, a printed list) shows that, which is what ``expected`` in ``verify`` is for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from atgt.domain.actor import Actor
from atgt.domain.text import Text
from atgt.storage.column_types import canonical_json, moment_text
from atgt.storage.frames import insert_rows
from atgt.storage.tables import SEALED_COLUMNS, AuditHead, AuditLine, AuditSealed, Base

GENESIS = "0" * 64
_LINE = Base.metadata.tables[AuditLine.__tablename__]
_SEALED = Base.metadata.tables[AuditSealed.__tablename__]
_CONTEXT = "atgt.write"
_LINES = "atgt.lines"
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class WriteContext:
    """Who changes something, why, and when: given once per transaction."""

    actor: Actor
    reason: str
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the log; an empty log has seq 0. Grows with every change, so it also dates the data."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """One line that is not as it was written, or is missing."""

    seq: int
    rule: str  # line_changed, line_removed, line_reordered, line_added, tail_removed, sealed_changed …
    text: Text


@dataclass(frozen=True, slots=True)
class Line:
    """A change to be written down.

    Parameters
    ----------
    record, key
        What was changed, e.g. ``accident`` and its accident_id.
    old, new
        The changed values as JSON values; what is in ``SEALED_COLUMNS`` is taken apart and sealed.
    content_hash
        Hash of the whole record after the change, None when the record has no such check or is gone.
    """

    action: str
    record: str
    key: str
    old: Mapping[str, Any] | None = None
    new: Mapping[str, Any] | None = None
    content_hash: str | None = None


def begin(session: Session, context: WriteContext) -> None:
    """Note who writes in this session; ``Database.write`` does it."""
    session.info[_CONTEXT] = context
    session.info[_LINES] = []


def context_of(session: Session) -> WriteContext:
    """Who writes in this session. A session of ``Database.read`` has no writer: RuntimeError."""
    context = session.info.get(_CONTEXT)
    if not isinstance(context, WriteContext):
        raise RuntimeError("this session only reads: use Database.write to change something")  # noqa: TRY004
    return context


def append(session: Session, line: Line) -> None:
    """Write one change down; it is stored with the rest of the transaction."""
    append_all(session, (line,))


def append_all(session: Session, lines: Iterable[Line]) -> None:
    """Write many changes down, in this order."""
    context_of(session)
    session.info[_LINES].extend(lines)


def head(session: Session) -> Head:
    """The last line of the log as stored."""
    row = session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one_or_none()
    return Head(0, GENESIS) if row is None else Head(row.seq, row.hash)


QUIET_RECORDS = ("account", "account_session", "sign_in", "export", "ward")
"""Records whose lines change nothing that a map, a list or a report shows."""


def last_change(session: Session) -> Head:
    """The last line about the data itself, so that what is shown is not worked out again because somebody signed in."""
    query = select(AuditLine.seq, AuditLine.hash).where(AuditLine.record.not_in(QUIET_RECORDS))
    row = session.execute(query.order_by(AuditLine.seq.desc()).limit(1)).one_or_none()
    return Head(0, GENESIS) if row is None else Head(row.seq, row.hash)


def store_lines(session: Session) -> int:
    """Chain the waiting lines to the log and store them; ``Database.write`` does it before it commits.

    Returns the number of lines. The caller holds the database's one write lock, so no line can come between.
    """
    context = context_of(session)
    lines: list[Line] = session.info[_LINES]
    if not lines:
        return 0
    last = head(session)
    for start in range(0, len(lines), _CHUNK):
        last = _store_chunk(session, lines[start : start + _CHUNK], last, context)
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(seq=last.seq, hash=last.hash))
    session.info[_LINES] = []
    return len(lines)


def _store_chunk(session: Session, lines: Sequence[Line], last: Head, context: WriteContext) -> Head:
    rows, sealed_rows = [], []
    for line in lines:
        old, old_sealed = _split(line.old)
        new, new_sealed = _split(line.new)
        seq = last.seq + 1
        sealed_hash = None
        if old_sealed or new_sealed:
            salt, content = secrets.token_hex(16), canonical_json({"new": new_sealed, "old": old_sealed})
            sealed_hash = _sealed_hash(salt, content)
            sealed_rows.append({"seq": seq, "salt": salt, "content": content})
        row = {
            "seq": seq,
            "at": context.now,
            "actor": context.actor.name,
            "role": str(context.actor.role),
            "action": line.action,
            "record": line.record,
            "key": line.key,
            "old": None if old is None else canonical_json(old),
            "new": None if new is None else canonical_json(new),
            "content_hash": line.content_hash,
            "sealed_hash": sealed_hash,
            "reason": context.reason,
            "prev_hash": last.hash,
        }
        row["hash"] = line_hash(row)
        rows.append(row)
        last = Head(seq, str(row["hash"]))
    insert_rows(session, _LINE, rows)
    insert_rows(session, _SEALED, sealed_rows)
    return last


def _split(values: Mapping[str, Any] | None) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The open part and the personal part of a line's values."""
    if values is None:
        return None, {}
    sealed = {key: value for key, value in values.items() if key in SEALED_COLUMNS}
    return {key: value for key, value in values.items() if key not in sealed}, sealed


_HASHED = (
    "seq", "at", "actor", "role", "action", "record", "key", "old", "new", "content_hash", "sealed_hash", "reason",
    "prev_hash",
)  # fmt: skip


def line_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over all fields of a line but its own hash, in a fixed order."""
    values = [moment_text(row[key]) if key == "at" else row[key] for key in _HASHED]
    return hashlib.sha256(_encode(values).encode()).hexdigest()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _sealed_hash(salt: str, content: str) -> str:
    return hashlib.sha256(f"{salt}:{content}".encode()).hexdigest()


# ── verifying ───────────────────────────────────────────────────────────────────────────────────────────────────


def verify(session: Session, *, expected: Head | None = None) -> list[AuditProblem]:
    """Every line that is not as it was written, first one first; an empty list when the chain is whole.

    Parameters
    ----------
    expected
        A head noted earlier elsewhere (in a backup, on paper): the log must still hold it.
    """
    problems: list[AuditProblem] = []
    last = Head(0, GENESIS)
    columns = AuditLine.__table__.columns
    rows = session.execute(select(*columns).order_by(AuditLine.seq).execution_options(yield_per=_CHUNK))
    is_doubtful = False  # the line before is at fault already: that this one does not follow it says nothing new
    for row in rows.mappings():
        found = _check_line(session, dict(row), last, is_doubtful=is_doubtful)
        problems += found
        is_doubtful = bool(found)
        last = Head(row["seq"], row["hash"])
        if expected is not None and row["seq"] == expected.seq and row["hash"] != expected.hash:
            problems.append(_problem(expected.seq, "head_differs"))
    problems += _check_end(session, last, expected)
    return problems + _check_sealed(session)


def _check_line(session: Session, row: Mapping[str, Any], last: Head, *, is_doubtful: bool) -> list[AuditProblem]:
    found = [_problem(seq, "line_removed") for seq in range(last.seq + 1, min(row["seq"], last.seq + 1 + 20))]
    if line_hash(row) != row["hash"]:
        return [*found, _problem(row["seq"], "line_reordered" if _is_moved(session, row) else "line_changed")]
    if not found and not is_doubtful and row["prev_hash"] != last.hash:
        return [_problem(row["seq"], "line_replaced")]
    return found


def _is_moved(session: Session, row: Mapping[str, Any]) -> bool:
    """Whether the line is whole except for its place in the order."""
    before = session.scalars(select(AuditLine.seq).where(AuditLine.hash == row["prev_hash"])).first()
    tried = {row["seq"] - 1, row["seq"] + 1} | ({before + 1} if before is not None else {1})
    moved_to = session.scalars(select(AuditLine.seq).where(AuditLine.prev_hash == row["hash"])).first()
    if moved_to is not None:
        tried.add(moved_to - 1)
    return any(line_hash({**row, "seq": seq}) == row["hash"] for seq in tried)


def _check_end(session: Session, last: Head, expected: Head | None) -> list[AuditProblem]:
    found = []
    stored = head(session)
    if stored.seq > last.seq:
        found.append(_problem(last.seq + 1, "tail_removed"))
    elif stored != last:
        found.append(_problem(last.seq, "line_added"))
    if expected is not None and expected.seq > last.seq:
        found.append(_problem(last.seq + 1, "tail_removed"))
    return found


def _check_sealed(session: Session) -> list[AuditProblem]:
    """Sealed parts must be what their lines say; a part that was erased by law has a line saying so."""
    joined = (
        select(AuditLine.seq, AuditLine.sealed_hash, AuditSealed.salt, AuditSealed.content)
        .outerjoin(AuditSealed, AuditSealed.seq == AuditLine.seq)
        .where(AuditLine.sealed_hash.is_not(None))
        .order_by(AuditLine.seq)
        .execution_options(yield_per=_CHUNK)
    )
    erased = set(session.scalars(select(AuditLine.key).where(AuditLine.record == "audit_sealed")))
    found = []
    for row in session.execute(joined).mappings():
        if row["salt"] is None:
            if str(row["seq"]) not in erased:
                found.append(_problem(row["seq"], "sealed_removed"))
        elif _sealed_hash(row["salt"], row["content"]) != row["sealed_hash"]:
            found.append(_problem(row["seq"], "sealed_changed"))
    return found


def n_lines(session: Session) -> int:
    """How many lines the log holds."""
    return session.scalar(select(func.count()).select_from(AuditLine)) or 0


_PROBLEMS = {
    "line_changed": Text(
        "dòng nhật ký số {seq} đã bị sửa sau khi ghi", "audit line {seq} was changed after it was written"
    ),
    "line_removed": Text("thiếu dòng nhật ký số {seq}: đã bị xóa", "audit line {seq} is missing: it was removed"),
    "line_reordered": Text("dòng nhật ký số {seq} đã bị đổi chỗ", "audit line {seq} was moved from its place"),
    "line_replaced": Text(
        "dòng nhật ký số {seq} không nối tiếp dòng trước nó: một trong hai đã bị thay",
        "audit line {seq} does not follow the line before it: one of the two was replaced",
    ),
    "line_added": Text(
        "dòng nhật ký số {seq} không khớp với dòng cuối đã ghi: bị thêm hoặc thay từ bên ngoài",
        "audit line {seq} is not the last line on record: it was added or replaced from outside",
    ),
    "tail_removed": Text(
        "nhật ký thiếu các dòng cuối, từ dòng số {seq}", "the end of the audit log is missing, from line {seq} on"
    ),
    "sealed_changed": Text(
        "phần dữ liệu cá nhân của dòng nhật ký số {seq} đã bị sửa", "the personal part of audit line {seq} was changed"
    ),
    "sealed_removed": Text(
        "phần dữ liệu cá nhân của dòng nhật ký số {seq} bị xóa mà không có quyết định xóa",
        "the personal part of audit line {seq} was removed without a decision to erase it",
    ),
    "head_differs": Text(
        "dòng nhật ký số {seq} khác với dấu vân đã lưu ở nơi khác: chuỗi đã bị viết lại",
        "audit line {seq} differs from the hash noted elsewhere: the chain was rewritten",
    ),
}


def _problem(seq: int, rule: str) -> AuditProblem:
    return AuditProblem(seq, rule, _PROBLEMS[rule].fill(seq=seq))
