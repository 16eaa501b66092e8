"""How the tables of each sender are read, as settled on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from atgt.domain.text import Text
from atgt.storage import audit
from atgt.storage.frames import clean_json
from atgt.storage.quality_tables import SenderProfileRow
from atgt.storage.repositories.versioned import record_table

PROFILE = record_table(SenderProfileRow, "sender", Text("hồ sơ đơn vị gửi", "sender's profile"))
RECORDS = (PROFILE,)


@dataclass(frozen=True, slots=True)
class SenderProfile:
    """A sender, how his tables are read (``ImportProfile.to_dict``), and the headings they have."""

    sender: str
    profile: Mapping[str, Any]
    headings: tuple[str, ...]


def save(session: Session, sender: str, profile: Mapping[str, Any], headings: Sequence[str]) -> None:
    """Keep how a sender's tables are read, in the place of what was kept before."""
    context = audit.context_of(session)
    values = {
        "profile": clean_json(dict(profile)),
        "headings": list(headings),
        "saved_by": context.actor.name,
        "saved_at": context.now,
    }
    if PROFILE.find(session, sender) is None:
        PROFILE.add(session, {"sender": sender, **values})
    else:
        PROFILE.change(session, sender, values)


def profiles(session: Session) -> tuple[SenderProfile, ...]:
    """All senders, by name."""
    return tuple(SenderProfile(row["sender"], row["profile"], tuple(row["headings"])) for row in PROFILE.where(session))
