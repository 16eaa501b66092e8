"""Whether everything is as it was written: the audit chain, and every record against its last audit line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.repositories import (
    accidents,
    accounts,
    documents,
    edits,
    hazards,
    import_effects,
    imports,
    meetings,
    quality_decisions,
    register,
    remediation,
    roads,
    sender_profiles,
    settings_table,
    site_visits,
    spots,
    standings,
    wards,
)
from atgt.storage.tables import AuditLine, Base

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """One record that is not what its last audit line says: changed, removed or added past this program."""

    record: str
    key: str
    rule: str  # record_changed, record_removed, record_added
    text: Text


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer of ``verify``; ``is_whole`` when there is nothing to report."""

    head: audit.Head
    n_lines: int
    n_records: int
    counts: dict[str, int]  # rows by table
    audit_problems: tuple[audit.AuditProblem, ...]
    record_problems: tuple[RecordProblem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.audit_problems and not self.record_problems


_KINDS: dict[str, Callable[[Session], Iterator[tuple[str, str]]]] = {
    accidents.RECORD: accidents.content_hashes,
    imports.RECORD: imports.content_hashes,
    spots.RECORD: spots.content_hashes,
    hazards.RECORD: hazards.content_hashes,
    settings_table.RECORD: settings_table.content_hashes,
    **{
        table.record: table.content_hashes
        for module in (
            *(register, site_visits, remediation, documents, meetings, accounts, standings),
            *(edits, import_effects, quality_decisions, sender_profiles, wards),
        )
        for table in module.RECORDS
    },
}
_PROBLEMS = {
    "record_changed": Text(
        "{record} “{key}” đã bị sửa từ bên ngoài chương trình", '{record} "{key}" was changed outside the program'
    ),
    "record_removed": Text(
        "{record} “{key}” đã bị xóa từ bên ngoài chương trình", '{record} "{key}" was removed outside the program'
    ),
    "record_added": Text(
        "{record} “{key}” được thêm từ bên ngoài chương trình", '{record} "{key}" was added outside the program'
    ),
}


def verify(session: Session, *, expected: audit.Head | None = None) -> Verification:
    """Check the audit chain, then every record; nothing is changed.

    Parameters
    ----------
    expected
        A head noted earlier elsewhere (a backup, a printed list) that the log must still hold.
    """
    stored = _stored(session)
    return Verification(
        audit.head(session),
        audit.n_lines(session),
        len(stored),
        table_counts(session),
        tuple(audit.verify(session, expected=expected)),
        tuple(_compare(stored, _written(session))),
    )


def table_counts(session: Session) -> dict[str, int]:
    """Rows of every table."""
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in sorted(Base.metadata.tables.items())
    }


def stored_records(session: Session) -> list[tuple[str, str]]:
    """Kind and key of every record that is there."""
    return sorted(_stored(session))


def _stored(session: Session) -> dict[tuple[str, str], str]:
    """Hash of every record as it is now."""
    found = {(record, key): value for record, hashes in _KINDS.items() for key, value in hashes(session)}
    return found | {(record, key): value for record, key, value in roads.content_hashes(session)}


def _written(session: Session) -> dict[tuple[str, str], str]:
    """Hash of every record by its last audit line."""
    records = [*_KINDS, *roads.RECORDS]
    query = select(AuditLine.record, AuditLine.key, AuditLine.content_hash).where(AuditLine.record.in_(records))
    rows = session.execute(query.order_by(AuditLine.seq).execution_options(yield_per=_CHUNK))
    last = {(row.record, row.key): row.content_hash for row in rows}
    return {name: value for name, value in last.items() if value is not None}


def _compare(stored: dict[tuple[str, str], str], written: dict[tuple[str, str], str]) -> Iterator[RecordProblem]:
    for name in sorted(stored.keys() | written.keys()):
        if stored.get(name) == written.get(name):
            continue
        rule = "record_changed"
        if name not in stored:
            rule = "record_removed"
        elif name not in written:
            rule = "record_added"
        yield RecordProblem(*name, rule, _PROBLEMS[rule].fill(record=name[0], key=name[1]))
