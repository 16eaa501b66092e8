"""Photos and papers attached to a spot, a measure or a meeting: kinds, allowed formats, sizes.

What a file is, is told by its first bytes, not by its name: a web page renamed .jpg is refused.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.errors import InputFileError
from atgt.domain.text import Text

MAX_BYTES = 20_000_000
"""Largest file taken, in bytes."""

MAX_NAME = 150
"""Longest file name taken, in letters."""


class AttachmentKind(StrEnum):
    """What an attachment shows."""

    PHOTO_BEFORE = "photo_before"
    PHOTO_AFTER = "photo_after"
    PHOTO_SITE = "photo_site"
    SKETCH = "sketch"
    LETTER = "letter"
    DESIGN = "design"
    ACCEPTANCE = "acceptance"
    MINUTES = "minutes"
    LIST = "list"
    OTHER = "other"


ATTACHMENT_LABELS = {
    AttachmentKind.PHOTO_BEFORE: Text("Ảnh trước xử lý", "Photo before"),
    AttachmentKind.PHOTO_AFTER: Text("Ảnh sau xử lý", "Photo after"),
    AttachmentKind.PHOTO_SITE: Text("Ảnh hiện trường", "Site photo"),
    AttachmentKind.SKETCH: Text("Sơ đồ hiện trường", "Sketch"),
    AttachmentKind.LETTER: Text("Văn bản", "Letter"),
    AttachmentKind.DESIGN: Text("Thiết kế", "Design"),
    AttachmentKind.ACCEPTANCE: Text("Biên bản nghiệm thu", "Acceptance record"),
    AttachmentKind.MINUTES: Text("Biên bản họp", "Minutes"),
    AttachmentKind.LIST: Text("Danh sách trình họp", "List for a meeting"),
    AttachmentKind.OTHER: Text("Khác", "Other"),
}

PHOTO_KINDS = frozenset(
    {AttachmentKind.PHOTO_BEFORE, AttachmentKind.PHOTO_AFTER, AttachmentKind.PHOTO_SITE, AttachmentKind.SKETCH}
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BY_SIGNATURE = (
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"PK\x03\x04", DOCX, (".docx",)),
    (b"PK\x03\x04", XLSX, (".xlsx",)),
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file, without its content.

    Parameters
    ----------
    record, key
        What it is attached to: ``register_entry``, ``measure``, ``recommendation``, ``site_visit`` … and its number.
    sha256
        Of the content; the same content is kept once.
    taken_on
        Day of a photo or paper, None when not known.
    """

    attachment_id: str
    record: str
    key: str
    kind: AttachmentKind
    name: str
    media_type: str
    size: int
    sha256: str
    caption: str
    taken_on: dt.date | None
    added_at: dt.datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was stored, byte for byte."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def checked_name(name: str) -> str:
    r"""The name of a file that is only a name.

    Raises
    ------
    InputFileError
        When it is empty, too long, or holds a path, a drive or control characters.

    Examples
    --------
    >>> checked_name("Ảnh hiện trường (1).jpg")
    'Ảnh hiện trường (1).jpg'
    >>> checked_name("../../ward.gpkg.jpg")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    atgt.domain.errors.InputFileError: Tên tệp “../../ward.gpkg.jpg” không hợp lệ ...
    """
    is_plain = len(name.strip()) > 0 and len(name) <= MAX_NAME and name.isprintable() and not name.startswith(".")
    if is_plain and not any(letter in name for letter in '/\\:*?"<>|'):
        return name
    shown = "".join(letter if letter.isprintable() else "?" for letter in name[:80])
    raise InputFileError(
        Text(
            f"Tên tệp “{shown}” không hợp lệ (có đường dẫn, ký tự lạ, hoặc quá dài). Đổi tên tệp rồi tải lại.",
            f"The file name “{shown}” is not allowed (a path, odd characters, or too long). Rename it and try again.",
        )
    )


def media_type_of(content: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> str:
    """The media type of a file, told by its content and checked against its name.

    Raises
    ------
    InputFileError
        When its name holds a path, or it is empty, too large, of a kind that is not taken, or not what its name says.

    Examples
    --------
    >>> media_type_of(b"%PDF-1.7 ...", "cong-van.pdf")
    'application/pdf'
    >>> media_type_of(b"<html>", "anh.jpg")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    atgt.domain.errors.InputFileError: Tệp “anh.jpg” không phải ảnh JPEG, PNG, PDF, DOCX hay XLSX ...
    """
    checked_name(name)
    if not content:
        raise InputFileError(Text(f"Tệp “{name}” rỗng.", f"File “{name}” is empty."))
    if len(content) > max_bytes:
        size_mb, limit_mb = len(content) / 1e6, max_bytes / 1e6
        raise InputFileError(
            Text(
                f"Tệp “{name}” nặng {size_mb:.1f} MB, quá giới hạn {limit_mb:g} MB. Hãy giảm cỡ ảnh rồi tải lại.",
                f"File “{name}” has {size_mb:.1f} MB, more than {limit_mb:g} MB. Make it smaller and try again.",
            )
        )
    for signature, media_type, endings in _BY_SIGNATURE:
        if content.startswith(signature) and name.lower().endswith(endings):
            return media_type
    raise InputFileError(
        Text(
            f"Tệp “{name}” không phải ảnh JPEG, PNG, PDF, DOCX hay XLSX đúng như tên của nó. Chưa lưu gì.",
            f"File “{name}” is not the JPEG, PNG, PDF, DOCX or XLSX its name says. Nothing was stored.",
        )
    )
