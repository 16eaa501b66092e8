"""What the audit log tells, apart from proving that it is whole: that is ``audit.verify``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atgt.storage.tables import AuditLine


def lines_about(session: Session, record: str, *, limit: int | None = None) -> list[Mapping[Any, Any]]:
    """The lines about one kind of record, latest first: seq, at, actor, key, new (JSON text)."""
    columns = (AuditLine.seq, AuditLine.at, AuditLine.actor, AuditLine.key, AuditLine.new)
    query = select(*columns).where(AuditLine.record == record).order_by(AuditLine.seq.desc())
    return [dict(row) for row in session.execute(query.limit(limit)).mappings()]


def n_changes_since(session: Session, seq: int, *, but_records: Collection[str], but_setting: str) -> int:
    """How many lines after a place in the log change data; lines about some records and one setting do not."""
    is_setting = (AuditLine.record == "setting") & (AuditLine.key == but_setting)
    query = select(func.count()).where(AuditLine.seq > seq, AuditLine.record.not_in(but_records), ~is_setting)
    return session.scalar(query) or 0
