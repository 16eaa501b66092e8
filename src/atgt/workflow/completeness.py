"""Which months and which units sent nothing: "no figures", which is not the same as "no accidents"."""

from __future__ import annotations

import datetime as dt

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ParameterError
from atgt.domain.quality import Completeness, Decision, Subject
from atgt.domain.text import Text
from atgt.ingestion.text_repair import fold_words
from atgt.storage.database import Database
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import quality_decisions
from atgt.workflow import authority

_WHAT = Text("kiểm tra số liệu theo tháng", "check the figures by month")


def by_month(database: Database, actor: Actor, today: dt.date) -> Completeness:
    """Accidents by month and reporting unit, from the first month with one to the present month."""
    authority.require(actor, Role.EDITOR, _WHAT)
    with database.read() as session:
        table = accident_store.fetch_accidents(session)
        confirmed = {one.key: one.reason for one in quality_decisions.decisions(session, Subject.COMPLETENESS)}
    counts: dict[tuple[str, str], int] = {}
    names: dict[str, str] = {}
    for day, unit in zip(table["occurred_on"], table["handling_unit"], strict=True):
        folded = fold_words(unit) if isinstance(unit, str) else ""
        names.setdefault(folded, unit if folded else "")
        key = (f"{day:%Y-%m}", folded)
        counts[key] = counts.get(key, 0) + 1
    months = _months(min(table["occurred_on"]), max(*table["occurred_on"], today)) if len(table) else ()
    return Completeness(months, {key: names[key] for key in sorted(names)}, counts, confirmed)


def confirm_none(database: Database, month: str, reason: str, actor: Actor, now: dt.datetime) -> Decision:
    """Say that a month without figures really had no accident, and how that is known.

    Parameters
    ----------
    month
        ``2026-03``, or ``2026-03/unit`` for one unit.
    """
    authority.require(actor, Role.EDITOR, _WHAT)
    if not reason.strip():
        raise ParameterError(Text("Ghi căn cứ: ai xác nhận, văn bản nào.", "Say who confirmed it, by which paper."))
    with database.write(actor, f"xác nhận tháng không có vụ nào: {reason}", now) as session:
        return quality_decisions.decide(session, Subject.COMPLETENESS, month, "none", reason)


def _months(first: dt.date, last: dt.date) -> tuple[str, ...]:
    n = (last.year - first.year) * 12 + last.month - first.month
    start = first.year * 12 + first.month - 1
    return tuple(f"{(start + i) // 12}-{(start + i) % 12 + 1:02d}" for i in range(n + 1))
