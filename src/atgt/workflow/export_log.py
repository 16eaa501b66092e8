"""The log of what left the house: one audit line a file, with who took it, what was chosen, how many rows, its hash.

A file found later can be recognised by its SHA-256: who made it, when, from which filter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.storage import audit, audit_queries
from atgt.storage.database import Database
from atgt.workflow import authority

RECORD = "export"


@dataclass(frozen=True, slots=True)
class Exported:
    """One file that was handed out.

    Parameters
    ----------
    what
        ``spots``, ``accidents``, ``issues``, ``minutes`` …
    chosen
        The filter in words; empty for everything.
    n_items
        Rows or features in it.
    ward
        Code of the ward it is about; None for a database of one ward.
    """

    at: dt.datetime
    actor: str
    name: str
    what: str
    chosen: str
    n_items: int
    sha256: str
    ward: str | None = None


def hand_out(
    database: Database,
    content: bytes,
    *,
    name: str,
    what: str,
    n_items: int,
    actor: Actor,
    now: dt.datetime,
    chosen: str = "",
) -> bytes:
    """The content, once the log says that it is handed out.

    Raises
    ------
    StorageError
        When the log cannot be written: then nothing leaves.
    """
    new = {"what": what, "chosen": chosen, "n_items": n_items, "sha256": hashlib.sha256(content).hexdigest()}
    if database.ward is not None:
        new["ward"] = database.ward
    with database.write(actor, f"xuất tệp {name}", now) as session:
        audit.append(session, audit.Line("export", RECORD, name, new=new))
    return content


def handed_out(
    database: Database, actor: Actor, *, sha256: str | None = None, limit: int = 500
) -> tuple[Exported, ...]:
    """What was handed out, latest first.

    Parameters
    ----------
    sha256
        Only files with this hash: where does a file come from that turned up somewhere?
    """
    authority.require(actor, Role.EDITOR, Text("xem nhật ký xuất tệp", "see the log of exports"))
    with database.read() as session:
        lines = audit_queries.lines_about(session, RECORD, limit=None if sha256 else limit)
    found = [_exported(line) for line in lines]
    return tuple(one for one in found if sha256 in {None, one.sha256})[:limit]


def _exported(line: Mapping[Any, Any]) -> Exported:
    told = json.loads(line["new"])
    known = {name: told.get(name) for name in ("what", "chosen", "n_items", "sha256", "ward")}
    return Exported(at=line["at"], actor=line["actor"], name=line["key"], **known)
