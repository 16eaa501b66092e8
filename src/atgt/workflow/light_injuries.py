"""How light injuries count: two ministries differ, the ward chooses, and what the choice changes is shown before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.severity import LightInjury, Severity
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import settings_table
from atgt.workflow import authority
from atgt.workflow.derived import LIGHT_INJURY_KEY, derived_values, light_injury_rule

_HURT = (int(Severity.INJURY), int(Severity.MINOR_COLLISION), int(Severity.DAMAGE_ONLY))


@dataclass(frozen=True, slots=True)
class Reclassified:
    """An accident whose class for screening would change."""

    accident_id: str
    case_number: str | None
    before: int
    after: int
    version: int


def chosen(database: Database) -> LightInjury:
    """How the ward counts them now."""
    with database.read() as session:
        return light_injury_rule(session)


def plan(database: Database, rule: LightInjury, actor: Actor) -> tuple[Reclassified, ...]:
    """What choosing a rule would change; accidents before TT 26/2024 are never among them."""
    authority.require(actor, Role.EDITOR, Text("xem cách tính thương tích nhẹ", "see how light injuries count"))
    with database.read() as session:
        return _plan(session, rule)


def choose(database: Database, rule: LightInjury, actor: Actor, now: dt.datetime) -> tuple[Reclassified, ...]:
    """Set the rule and classify anew what it touches, in one transaction; returns what changed."""
    authority.require(
        actor, Role.ADMINISTRATOR, Text("đổi cách tính thương tích nhẹ", "change how light injuries count")
    )
    with database.write(actor, f"đổi cách tính thương tích nhẹ: {rule.value}", now) as session:
        found = _plan(session, rule)
        settings_table.put(session, LIGHT_INJURY_KEY, str(rule))
        for one in found:
            accident_store.update_accident(
                session, one.accident_id, {"severity": one.after}, expected_version=one.version
            )
    return found


def _plan(session: Session, rule: LightInjury) -> tuple[Reclassified, ...]:
    table = accident_store.fetch_accidents(session, severities=_HURT)
    hurt = table[table["injured"].fillna(0) > 0]
    rates = accident_store.fetch_personal(session, ("injury_rate_pct",))
    known = set(rates.loc[rates["injury_rate_pct"].notna(), "accident_id"]) & set(hurt["accident_id"])
    found = []
    for key, record in sorted(accident_store.fetch_records(session, known).items()):
        before = int(record.fields["severity"])
        after = int(derived_values({**record.person, **record.fields}, rule).get("severity", before))
        if after != before:
            found.append(Reclassified(key, record.fields["case_number"], before, after, record.version))
    return tuple(found)
