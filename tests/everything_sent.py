"""Everything a browser is sent, opened to the last layer, and the values of people that must not be in it.

Opened are: bodies of answers, frames of websockets (protobuf), Arrow tables, zip files (xlsx, docx), GeoPackages, gzip,
pictures in data: addresses, and text written as JSON, HTML or percent codes.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import datetime as dt
import gzip
import html
import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from google.protobuf.message import DecodeError, Message
from sqlalchemy import text
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from atgt import settings
from atgt.domain.committee_words import month_end, month_start
from atgt.domain.schema import ACCIDENT_COLUMNS, INTAKE_COLUMNS
from atgt.ingestion.heading_match import exact_match
from atgt.ingestion.synonyms import parse_synonyms
from atgt.storage.database import Database
from atgt.workflow import run_comparison

# ── opening ─────────────────────────────────────────────────────────────────────────────────────────────────────


def opened(content: bytes) -> str:
    """All words in a body, a frame or a file, whatever they are wrapped in."""
    return "\n".join(_layers(content, 0))


def frame_words(frame: bytes) -> str:
    """All words of one frame of the dashboard's socket; a frame that is no message of its protocol is taken as bytes."""
    said = ForwardMsg()
    try:
        said.ParseFromString(frame)
    except DecodeError:
        return opened(frame)
    return "\n".join(_fields(said))


def _fields(message: Message) -> Iterator[str]:
    """Texts and bytes of a message, down to its leaves."""
    for _, value in message.ListFields():
        values = value.values() if hasattr(value, "values") else value if _is_many(value) else [value]
        for one in values:
            if isinstance(one, Message):
                yield from _fields(one)
            elif isinstance(one, bytes):
                yield from _layers(one, 0)
            elif isinstance(one, str):
                yield from _spellings(one)
                yield from _pictures(one, 0)


def _is_many(value: Any) -> bool:
    return not isinstance(value, str | bytes | Message) and hasattr(value, "__iter__")


def _layers(content: bytes, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            for name in box.namelist():
                yield name
                yield from _layers(box.read(name), depth + 1)
        return
    if content.startswith(b"SQLite format 3\0"):
        yield from _tables(content)
        return
    if content.startswith((b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda")):
        with contextlib.suppress(OSError, zlib.error):
            yield from _layers(gzip.decompress(content) if content[0] == 0x1F else zlib.decompress(content), depth + 1)
    if content.startswith(b"\xff\xff\xff\xff"):
        yield from _arrow(content)
    words = content.decode("utf-8", "replace")
    yield from _spellings(words)
    yield from _pictures(words, depth)


def _spellings(words: str) -> Iterator[str]:
    """A text as it is, and once its JSON, HTML and percent codes are undone: nothing has to be undone twice in one go."""
    yield words
    plain = words
    for _ in range(3):
        plain = _JSON_CODE.sub(lambda found: chr(int(found[1], 16)), plain)
        plain = html.unescape(unquote(plain, errors="replace"))
    if plain != words:
        yield plain


_JSON_CODE = re.compile(r"\\+u([0-9a-fA-F]{4})")
_DATA_ADDRESS = re.compile(r"data:[\w/+.;=-]*?;base64,([A-Za-z0-9+/=]{8,})")


def _pictures(words: str, depth: int) -> Iterator[str]:
    for found in _DATA_ADDRESS.finditer(words):
        try:
            yield from _layers(base64.b64decode(found[1] + "=" * (-len(found[1]) % 4)), depth + 1)
        except (binascii.Error, ValueError):
            continue


def _arrow(content: bytes) -> Iterator[str]:
    """Every cell of a table as the browser gets it; days in both spellings."""
    try:
        table = pa.ipc.open_stream(pa.py_buffer(content)).read_all()
    except pa.ArrowInvalid:
        return
    yield " ".join(table.column_names)
    for column in table.columns:
        for cell in column.to_pylist():
            yield f"{cell}"
            if isinstance(cell, dt.date):
                yield f"{cell:%d/%m/%Y}"


def _tables(content: bytes) -> Iterator[str]:
    """Every cell of every table of a GeoPackage."""
    link = sqlite3.connect(":memory:")
    link.deserialize(content)
    for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in link.execute(f'SELECT * FROM "{name}"'):
            for cell in row:
                yield cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
    link.close()


# ── what must not be there ──────────────────────────────────────────────────────────────────────────────────────

_TYPED = {key for key, column in INTAKE_COLUMNS.items() if column.is_personal} | {"place", "case_number"}
"""Columns of a sheet whose cells name people or cases, or were typed by hand about one."""
_TYPED |= {
    key for key, column in ACCIDENT_COLUMNS.items() if column.is_free_text and key in {"cause", "collision_type"}
}
_MOMENTS = {"date", "time", "date_time"}
_PUBLIC_TABLES = ("road_segment", "junction", "landmark", "boundary")
_OFFICE_TABLES = (
    "screening_run", "meeting", "meeting_item", "site_visit", "recommendation", "measure", "hazard", "register_move",
    "setting",
)  # fmt: skip
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})|\b(\d{2})/(\d{2})/(\d{4})")


def personal_values(database: Database, root: Path) -> dict[str, set[str]]:
    """What the rows as received say of people, by column; without what roads, places, rules and the program say.

    ``day`` are the exact days of accidents in every spelling in use, without the days of the office's own work, examples of the
    screens, and the ends of months, which stand for whole months;
    ``moment`` the cells that hold day or hour as the sender wrote them.
    """
    known = parse_synonyms(settings.read_reference("header_synonyms"))
    public = _public_words(database, root)
    found: dict[str, set[str]] = defaultdict(set)
    for (received,) in _rows(database, "SELECT received FROM as_received"):
        for heading, cell in (json.loads(received) if isinstance(received, str) else received).items():
            match = exact_match(heading.split(" – "), known)
            value = str(cell or "").strip()
            if match is None or len(value) < 6 or value in public:
                continue
            if match.key in _TYPED:
                found[match.key].add(value)
            elif match.key in _MOMENTS and len(value) >= 10:
                found["moment"].add(value)
    found["day"] = _days_of_accidents(database, root)
    found["moment"] = {value for value in found["moment"] if value in found["day"] or not _DAY.fullmatch(value)}
    return dict(found)


def _days_of_accidents(database: Database, root: Path) -> set[str]:
    office = (
        _words_of(root / "data/reference", "*.toml")
        + _words_of(root / "src/atgt/ui", "*.py")
        + "".join(str(_rows(database, f"SELECT * FROM {table}")) for table in _OFFICE_TABLES)
    )
    told = {_day_of(found) for found in _DAY.finditer(office)}
    told |= {run.parameters.first_day() for run in run_comparison.stored_runs(database)}
    days = {dt.date.fromisoformat(str(row[0])[:10]) for row in _rows(database, "SELECT occurred_on FROM accident")}
    days = {day for day in days - told if day not in {month_start(day), month_end(day)}}  # whole months are told
    return {day.strftime(form) for day in days for form in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y")}


def _day_of(found: re.Match[str]) -> dt.date | None:
    numbers = [found[1], found[2], found[3]] if found[1] else [found[6], found[5], found[4]]
    try:
        return dt.date(*map(int, numbers))
    except ValueError:
        return None


def _public_words(database: Database, root: Path) -> str:
    stored = "".join(str(_rows(database, f"SELECT * FROM {table}")) for table in _PUBLIC_TABLES)
    return stored + _words_of(root / "data/reference", "*.toml") + _words_of(root / "src/atgt", "*.py")


def _words_of(folder: Path, kind: str) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.rglob(kind)))


def _rows(database: Database, query: str) -> list[Any]:
    with database.read() as session:
        return list(session.execute(text(query)).all())


def held(words: str, values: dict[str, set[str]]) -> dict[str, set[str]]:
    """The values that stand in a text, by column; a year of birth counts beside the word for it."""
    days = {found[0] for found in _DAY_WRITTEN.finditer(words)}
    there = _standing_in(words, set().union(*(some for key, some in values.items() if key != "day")))
    found = {key: some & (days if key == "day" else there) for key, some in values.items()}
    found["birth_year"] = set(_BIRTH.findall(words))
    return {key: some for key, some in found.items() if some}


def _standing_in(words: str, values: set[str]) -> set[str]:
    """The values that stand in a text; those that begin alike are looked for together, because there are thousands."""
    plain, by_start = words.encode("utf-8", "replace"), defaultdict(set)
    for value in values:
        written = value.encode("utf-8", "replace")
        by_start[written[:_START]].add((written, value))
    found = set()
    for start, group in by_start.items():
        at = plain.find(start)
        while at >= 0 and not group <= found:
            found |= {pair for pair in group - found if plain.startswith(pair[0], at)}
            at = plain.find(start, at + 1)
    return {value for _, value in found}


_START = 6
_DAY_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\d\d/\d\d/\d\d(?!\d)")
_BIRTH = re.compile(r"(?i)(?:năm sinh|sinh năm|birth_year|year of birth)(?:<[^>]*>|\W){0,30}(?:19|20)\d\d\b")
