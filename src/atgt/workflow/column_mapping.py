"""What each column of a sheet is taken for: shown with its confidence, changed on the screen, kept for the sender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ParameterError
from atgt.domain.schema import INTAKE_COLUMNS
from atgt.domain.sheet import cell_text
from atgt.domain.text import Text
from atgt.ingestion import headers, layout_issues
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.synonyms import CASUALTIES, IGNORED
from atgt.io import spreadsheets
from atgt.storage.database import Database
from atgt.storage.repositories import sender_profiles
from atgt.storage.repositories.sender_profiles import SenderProfile
from atgt.workflow import authority

_WHAT = Text("lưu cách đọc bảng của một đơn vị", "keep how a sender's tables are read")
_SAMPLES = 3
_ALIKE = 0.8
"""A file whose headings agree this much with those of a sender is taken for his."""

MEANINGS: Mapping[str, Text] = {
    "": Text("(chưa hiểu)", "(not understood)"),
    **{key: column.label for key, column in INTAKE_COLUMNS.items() if key != "serial_no"},
    CASUALTIES: Text("Chết và bị thương trong một ô", "Killed and injured in one cell"),
    "serial_no": INTAKE_COLUMNS["serial_no"].label,
    IGNORED: Text("Không dùng cột này", "Column not used"),
}
"""What a column may be taken for."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One heading of a file: what it is taken for, how sure (0 to 1), by what, and some of its values.

    ``question`` is what only the officer can tell, None when nothing is asked.
    """

    heading: str
    key: str | None
    confidence: float
    how: str
    samples: tuple[str, ...]
    question: Text | None


def read_columns(content: bytes, name: str, profile: ImportProfile | None = None) -> tuple[ColumnReading, ...]:
    """Every heading of the tables in a file, once each, in the order found; a file without a table gives ().

    Also where required columns are missing: so that the officer can say which they are.
    Raises InputFileError when the file cannot be read.
    """
    encoding, delimiter = (profile.encoding, profile.delimiter) if profile else (None, None)
    workbook = spreadsheets.read_workbook(content, name=name, encoding=encoding, delimiter=delimiter)
    synonyms = headers.parse_synonyms(settings.read_reference("header_synonyms"))
    found: dict[str, ColumnReading] = {}
    for sheet in workbook.sheets:
        layout = headers.find_table(sheet, synonyms, profile)
        if layout is None or len(layout_issues.absent(layout, profile)) == len(layout_issues.REQUIRED):
            continue
        questions = {question.index: question.text for question in layout.questions}
        below = sheet.rows[layout.first_data_row - sheet.first_row :]
        for column in layout.columns:
            samples = _samples(below, column.index)
            one = ColumnReading(
                column.heading, column.key, column.confidence, column.how, samples, questions.get(column.index)
            )
            found.setdefault(column.heading, one)
    return tuple(found.values())


def _samples(rows: Sequence[Sequence[object]], index: int) -> tuple[str, ...]:
    texts: list[str] = []
    for row in rows[:200]:
        text = cell_text(row[index]).strip() if index < len(row) else ""  # type: ignore[arg-type]
        if text and text not in texts:
            texts.append(text)
        if len(texts) == _SAMPLES:
            break
    return tuple(texts)


def with_choices(profile: ImportProfile | None, choices: Mapping[str, str]) -> ImportProfile:
    """The profile with what the officer says of columns (heading to key) above everything else."""
    base = profile or ImportProfile(name="")
    return replace(base, columns={**base.columns, **{heading: key or IGNORED for heading, key in choices.items()}})


def with_reading(profile: ImportProfile | None, chosen: Mapping[str, Any]) -> ImportProfile | None:
    """The profile with the order of dates, money unit, coordinate system and encoding that the officer chose.

    What was there comes back unchanged (also None) when nothing is chosen otherwise.
    """
    base = profile or ImportProfile(name="")
    changed = replace(base, **chosen)
    return profile if changed == base else changed


# ── senders ─────────────────────────────────────────────────────────────────────────────────────────────────────


def senders(database: Database) -> tuple[SenderProfile, ...]:
    """Senders whose tables are known, by name."""
    authority.require_reader(database, Role.EDITOR, _WHAT)
    with database.read() as session:
        return sender_profiles.profiles(session)


def profile_of(database: Database, sender: str) -> ImportProfile | None:
    """How a sender's tables are read; None for a sender who is not known."""
    known = {one.sender: one for one in senders(database)}
    return ImportProfile.from_dict(dict(known[sender].profile)) if sender in known else None


def likely_sender(database: Database, headings: Sequence[str]) -> str | None:
    """The sender whose tables have these headings, when there is one; the most alike of several."""
    own = set(headings)
    scored = [
        (len(own & set(one.headings)) / max(len(own | set(one.headings)), 1), one.sender) for one in senders(database)
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None


def save_sender(
    database: Database, sender: str, profile: ImportProfile, headings: Sequence[str], actor: Actor, now: dt.datetime
) -> None:
    """Keep how a sender's tables are read; his next file is recognised by its headings.

    Raises ParameterError without a name.
    """
    authority.require(actor, Role.EDITOR, _WHAT)
    name = sender.strip()
    if not name:
        raise ParameterError(Text("Ghi tên đơn vị gửi.", "Name the sender."))
    with database.write(actor, f"lưu hồ sơ đọc bảng của {name}", now) as session:
        sender_profiles.save(session, name, replace(profile, name=name).to_dict(), headings)
