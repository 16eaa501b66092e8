"""Attached photos and papers: the bytes once per content, checked by their hash whenever they are read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from atgt.domain.attachment import Attachment, AttachmentKind, StoredFile
from atgt.domain.errors import StorageError
from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.column_types import moment_text
from atgt.storage.frames import content_hash
from atgt.storage.repositories.versioned import Row, record_table
from atgt.storage.review_tables import AttachmentRow
from atgt.storage.review_tables import Blob as BlobRow

ATTACHMENT = record_table(
    AttachmentRow, "attachment_id", Text("tệp đính kèm", "attachment"), frozenset({"caption", "name"})
)
BLOB = record_table(BlobRow, "sha256", Text("nội dung tệp", "file content"))
RECORDS = (ATTACHMENT, BLOB)
_PREFIX = "T-"


def add_attachment(
    session: Session,
    content: bytes,
    *,
    record: str,
    key: str,
    kind: AttachmentKind,
    name: str,
    media_type: str,
    caption: str = "",
    taken_on: dt.date | None = None,
) -> Attachment:
    """Attach a file to a record. Content that is already stored is not stored again; neither is the same attachment."""
    context = audit.context_of(session)
    sha256 = hashlib.sha256(content).hexdigest()
    attachment_id = _PREFIX + content_hash([sha256, record, key, str(kind), name, moment_text(context.now)])[:12]
    if (known := ATTACHMENT.find(session, attachment_id)) is not None:
        return _attachment_of(known)
    if BLOB.find(session, sha256) is None:
        BLOB.add(session, {"sha256": sha256, "size": len(content), "content": content})
    row = {
        "attachment_id": attachment_id,
        "record": record,
        "key": key,
        "kind": kind,
        "name": name,
        "media_type": media_type,
        "size": len(content),
        "sha256": sha256,
        "caption": caption,
        "taken_on": taken_on,
        "added_at": context.now,
        "added_by": context.actor.name,
    }
    return _attachment_of(ATTACHMENT.add(session, row))


def load_attachment(session: Session, attachment_id: str) -> Attachment:
    """One attachment without its content. Raises NotFoundError when there is none of that number."""
    return _attachment_of(ATTACHMENT.get(session, attachment_id))


def list_attachments(
    session: Session, *, record: str | None = None, keys: Collection[str] | None = None
) -> tuple[Attachment, ...]:
    """Attachments by number; of some records of one kind, or all."""
    columns = ATTACHMENT.table.c
    conditions = [] if record is None else [columns.record == record]
    if keys is not None:
        conditions.append(columns.key.in_(sorted(keys)))
    return tuple(_attachment_of(row) for row in ATTACHMENT.where(session, *conditions))


def records_with_attachments(session: Session, record: str, keys: Collection[str]) -> set[str]:
    """Of these records of one kind: those that have anything attached."""
    table = ATTACHMENT.table
    return set(keys) & set(session.scalars(select(table.c.key).where(table.c.record == record).distinct()))


def load_file(session: Session, attachment_id: str) -> StoredFile:
    """An attached file, byte for byte as it was given.

    Raises
    ------
    NotFoundError
        When there is no such attachment.
    StorageError
        When its bytes are not what was stored.
    """
    row = ATTACHMENT.get(session, attachment_id)
    content = session.scalar(select(BLOB.table.c.content).where(BLOB.table.c.sha256 == row["sha256"]))
    if content is None or hashlib.sha256(content).hexdigest() != row["sha256"]:
        raise StorageError(
            Text(
                f"Tệp đính kèm “{row['name']}” đã hỏng hoặc bị sửa từ bên ngoài. Hãy khôi phục từ bản sao lưu.",
                f"Attachment “{row['name']}” is damaged or was changed from outside. Restore it from a backup.",
            )
        )
    return StoredFile(row["name"], row["media_type"], bytes(content), row["sha256"])


def remove_attachment(session: Session, attachment_id: str) -> None:
    """Take an attachment off its record; its bytes go when nothing else shows them."""
    row = ATTACHMENT.get(session, attachment_id)
    table = ATTACHMENT.table
    session.execute(delete(table).where(table.c.attachment_id == attachment_id))
    audit.append(session, audit.Line("remove", ATTACHMENT.record, attachment_id, {"sha256": row["sha256"]}))
    others = select(func.count()).select_from(table).where(table.c.sha256 == row["sha256"])
    if session.scalar(others) == 0:
        session.execute(delete(BLOB.table).where(BLOB.table.c.sha256 == row["sha256"]))
        audit.append(session, audit.Line("remove", BLOB.record, row["sha256"]))


def _attachment_of(row: Row) -> Attachment:
    return Attachment(**{**row, "kind": AttachmentKind(row["kind"])})
