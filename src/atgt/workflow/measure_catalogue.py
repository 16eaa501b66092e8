"""The catalogue of measures of this office: the reference lines, and the office's own beside or instead of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ParameterError
from atgt.domain.remediation import Horizon, MeasureKind
from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.workflow import authority, remediation

KEY = "own_measures"
"""Setting: the office's own lines."""


def catalogue_of(database: Database) -> tuple[MeasureKind, ...]:
    """All lines to choose from: the reference ones, or the office's line of the same key, then the office's others."""
    own = {kind.key: kind for kind in own_kinds(database)}
    known = [own.pop(kind.key, kind) for kind in remediation.catalogue()]
    return (*known, *own.values())


def own_kinds(database: Database) -> tuple[MeasureKind, ...]:
    """The lines this office has made."""
    with database.read() as session:
        return tuple(_kind_of(value) for value in settings_table.get(session, KEY, []))


def set_own_kinds(
    database: Database, kinds: Sequence[MeasureKind], actor: Actor, now: dt.datetime
) -> tuple[MeasureKind, ...]:
    """Put the office's own lines in the place of those it had.

    Raises
    ------
    ParameterError
        When a line has no words, or two lines share a key.
    """
    authority.require(actor, Role.APPROVER, Text("sửa danh mục giải pháp", "change the catalogue of measures"))
    if any(not kind.label.vi.strip() for kind in kinds):
        raise ParameterError(Text("Mỗi giải pháp phải có tên.", "Each measure needs a name."))
    if len({kind.key for kind in kinds}) != len(kinds):
        raise ParameterError(Text("Hai giải pháp trùng tên.", "Two measures have the same name."))
    values = [
        {
            "key": kind.key,
            "vi": kind.label.vi,
            "en": kind.label.en,
            "horizon": str(kind.horizon),
            "works": kind.needs_acceptance,
        }
        for kind in kinds
    ]
    with database.write(actor, "sửa danh mục giải pháp", now) as session:
        settings_table.put(session, KEY, values)
    return tuple(kinds)


def kind_of(label: str, horizon: Horizon, *, needs_acceptance: bool) -> MeasureKind:
    """A line of the office's own from its name.

    Examples
    --------
    >>> kind_of("Gương cầu lồi", Horizon.IMMEDIATE, needs_acceptance=False).key
    'guong_cau_loi'
    """
    key = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:40]
    return MeasureKind(key, Text(label.strip(), label.strip()), horizon, needs_acceptance)


def _kind_of(value: dict[str, Any]) -> MeasureKind:
    return MeasureKind(value["key"], Text(value["vi"], value["en"]), Horizon(value["horizon"]), bool(value["works"]))
