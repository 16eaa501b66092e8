"""What committee members see of accidents: months instead of days and hours, nothing typed by hand about a case.

In a ward the exact day, hour and place of an accident say who it was. Places stay, because the committee decides about
places, and roads are public. A filter is widened the same way: a narrow one would give the exact day back.
Source: Luật 91/2025/QH15 and Nghị định 356/2025/NĐ-CP: data is de-identified only when no person can be told from it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pandas as pd

from atgt.domain.person_data import mask_personal
from atgt.domain.register import KnownAccident, RegisterMove
from atgt.domain.remediation import Measure, Recommendation
from atgt.domain.site_visit import Checked, SiteVisit
from atgt.domain.text import Text

_EMPTIED_NUMBERS = ("damage_vnd", "offset_m")
_EMPTIED_WORDS = ("occurred_at", "case_number")


def month_start(day: dt.date) -> dt.date:
    """The first day of a month.

    Examples
    --------
    >>> month_start(dt.date(2026, 2, 17)).isoformat(), month_end(dt.date(2026, 2, 17)).isoformat()
    ('2026-02-01', '2026-02-28')
    """
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    """The last day of a month."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def accidents(table: pd.DataFrame) -> pd.DataFrame:
    """Accidents of ``EXPORT_COLUMNS`` by month, without hour, case number, damage and distance from the road.

    ``occurred_on`` is the first of the month and is to be shown as a month.
    """
    emptied: dict[str, Any] = {name: table[name].iloc[:0].reindex(table.index) for name in _EMPTIED_NUMBERS}
    emptied |= {name: pd.Series([None] * len(table), index=table.index, dtype=object) for name in _EMPTIED_WORDS}
    months = table["occurred_on"].map(lambda day: None if pd.isna(day) else month_start(day))
    return table.assign(**emptied, occurred_on=months)


def known_accident(known: KnownAccident) -> KnownAccident:
    """What is known of an accident, by month."""
    return replace(known, facts=replace(known.facts, occurred_on=month_start(known.facts.occurred_on)))


def visit(seen: SiteVisit) -> SiteVisit:
    """A visit with numbers that name people or vehicles covered."""
    checklist = {key: Checked(one.finding, mask_personal(one.note)) for key, one in seen.checklist.items()}
    return replace(seen, visitors="", summary=mask_personal(seen.summary), checklist=checklist)


def letter(sent: Recommendation) -> Recommendation:
    """A letter with numbers covered."""
    return replace(sent, summary=mask_personal(sent.summary), reply=mask_personal(sent.reply))


def measure(planned: Measure) -> Measure:
    """A measure with numbers covered."""
    return replace(planned, description=mask_personal(planned.description), note=mask_personal(planned.note))


def move(made: RegisterMove) -> RegisterMove:
    """A step in the life of a spot with numbers covered."""
    return replace(made, reason=mask_personal(made.reason))


def words(told: Text) -> Text:
    """A sentence with months in the place of days.

    Examples
    --------
    >>> words(Text("vụ ngày 03/02/2026", "the accident of 2026-02-03"))
    Text(vi='vụ tháng 02/2026', en='the accident of 2026-02')
    """
    vi, en = (_DAY.sub(r"\1", _DAY_WORD.sub(r"tháng \1", said)) for said in (told.vi, told.en))
    return Text(vi, _ISO_DAY.sub(r"\1", en))


_DAY_WORD = re.compile(r"\bngày \d{2}/(\d{2}/\d{4})")
_DAY = re.compile(r"\b\d{2}/(\d{2}/\d{4})")
_ISO_DAY = re.compile(r"\b(\d{4}-\d{2})-\d{2}\b")
