"""Finding an accident by the number officers know it by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.workflow import authority

_MOST = 20


@dataclass(frozen=True, slots=True)
class FoundCase:
    """An accident whose number holds what was looked for."""

    accident_id: str
    case_number: str | None
    occurred_on: dt.date


def by_reference(database: Database, text: str, actor: Actor) -> tuple[FoundCase, ...]:
    """Accidents whose case number or id holds the text, marks and letter case aside; the latest first, at most 20."""
    authority.require(actor, Role.EDITOR, Text("tìm hồ sơ vụ tai nạn", "look for a record"))
    wanted = fold(text)
    with database.read() as session:
        table = accident_store.fetch_accidents(session)[["accident_id", "case_number", "occurred_on"]]
    found = [
        FoundCase(key, case, day)
        for key, case, day in table.itertuples(index=False)
        if wanted in fold(case or "") or wanted in key
    ]
    exact = [one for one in found if fold(one.case_number or "") == wanted or one.accident_id == wanted]
    return tuple((exact or found)[::-1][:_MOST])
