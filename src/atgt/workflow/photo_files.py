"""Photos of an accident or a hazard: read and cleaned before anything is stored, attached with their record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from atgt.domain.actor import Role
from atgt.domain.attachment import Attachment, AttachmentKind
from atgt.domain.errors import InputFileError
from atgt.domain.text import Text
from atgt.io import photos
from atgt.io.photos import Photo
from atgt.storage.database import Database
from atgt.storage.repositories import documents
from atgt.workflow import authority

MAX_PHOTOS = 12
"""Photos of one record that are taken at once."""


def read(content: bytes, name: str) -> Photo:
    """A photo with its position, and without what the camera wrote beside it.

    Raises InputFileError when it is not taken, saying why.
    """
    return photos.read_photo(content, name=name)


def attach_in(session: Session, given: Sequence[Photo], *, record: str, key: str) -> tuple[Attachment, ...]:
    """Attach photos to a record as part of a transaction.

    Raises InputFileError when there are more than ``MAX_PHOTOS``.
    """
    if len(given) > MAX_PHOTOS:
        raise InputFileError(
            Text(f"Mỗi lần tải tối đa {MAX_PHOTOS} ảnh.", f"At most {MAX_PHOTOS} photos can be added at once.")
        )
    return tuple(
        documents.add_attachment(
            session,
            photo.content,
            record=record,
            key=key,
            kind=AttachmentKind.PHOTO_SITE,
            name=photo.name,
            media_type=photo.media_type,
            taken_on=_day(photo.taken_at),
        )
        for photo in given
    )


def photos_of(database: Database, record: str, key: str) -> tuple[Attachment, ...]:
    """The photos of a record, oldest first."""
    _require_if_of_accident(database, record)
    with database.read() as session:
        found = documents.list_attachments(session, record=record, keys=[key])
    pictures = [one for one in found if one.media_type.startswith("image/")]
    return tuple(sorted(pictures, key=lambda one: (one.added_at, one.name, one.attachment_id)))


def thumbnail(database: Database, attachment_id: str) -> bytes:
    """A small JPEG of a photo. Raises NotFoundError, or StorageError when it was damaged since."""
    with database.read() as session:
        _require_if_of_accident(database, documents.load_attachment(session, attachment_id).record)
        file = documents.load_file(session, attachment_id)
    return photos.thumbnail(file.content)


def _require_if_of_accident(database: Database, record: str) -> None:
    """Photos of an accident show people and number plates; those of a spot show a road."""
    if record == "accident":
        authority.require_reader(database, Role.EDITOR, Text("xem ảnh vụ tai nạn", "see photos of an accident"))


def _day(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else moment.date()
