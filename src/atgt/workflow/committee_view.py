"""What committee members see: months instead of days and hours, small counts coarsened, nothing typed about a case.

In a ward the exact day, hour and place of an accident say who it was, and so does "one killed". Places stay, because
the committee decides about places, and roads are public. A filter is widened the same way: a narrow one would give the
exact day back. Words are told as ``domain.committee_words`` says.
Source: Luật 91/2025/QH15 and Nghị định 356/2025/NĐ-CP: data is de-identified only when no person can be told from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from atgt.domain.black_spot import QualifyingPeriod, Spot
from atgt.domain.committee_words import month_end, month_start, words
from atgt.domain.period import Period
from atgt.domain.person_data import mask_personal
from atgt.domain.register import ChangeReason, EntryChange, KnownAccident, RegisterMove
from atgt.domain.remediation import Measure, Recommendation
from atgt.domain.run import ScreeningRun
from atgt.domain.site_visit import Checked, SiteVisit
from atgt.domain.small_cells import few
from atgt.network_screening.diff import SpotChange
from atgt.network_screening.why_not import WhyNot

_EMPTIED_NUMBERS = ("damage_vnd", "offset_m", "killed", "injured")
_EMPTIED_WORDS = ("occurred_at", "case_number")


def accidents(table: pd.DataFrame) -> pd.DataFrame:
    """Accidents of ``EXPORT_COLUMNS`` by month, without hour, case number, casualties, damage, distance from the road.

    ``occurred_on`` is the first of the month and is to be shown as a month. How many people one accident hurt is a
    cell of one accident: its class says whether somebody was killed or injured.
    """
    emptied: dict[str, Any] = {name: table[name].iloc[:0].reindex(table.index) for name in _EMPTIED_NUMBERS}
    emptied |= {name: pd.Series([None] * len(table), index=table.index, dtype=object) for name in _EMPTIED_WORDS}
    months = table["occurred_on"].map(lambda day: None if pd.isna(day) else month_start(day))
    return table.assign(**emptied, occurred_on=months)


def known_accident(known: KnownAccident) -> KnownAccident:
    """What is known of an accident, by month and without casualties."""
    day = month_start(known.facts.occurred_on)
    return replace(known, facts=replace(known.facts, occurred_on=day, killed=None, injured=None))


def period(exact: Period) -> Period:
    """The whole months of a period."""
    return Period(month_start(exact.first), month_end(exact.last))


def run(screened: ScreeningRun) -> ScreeningRun:
    """A screening whose places are in this view."""
    return replace(screened, spots=tuple(map(spot, screened.spots)))


def spot(found: Spot) -> Spot:
    """A place with whole months for its periods and small numbers of people coarsened; its accidents by class stay."""
    return replace(
        found,
        periods=tuple(map(_qualifying, found.periods)),
        killed=few(found.killed),
        injured=few(found.injured),
        why=words(found.why),
    )


def _qualifying(exact: QualifyingPeriod) -> QualifyingPeriod:
    return replace(exact, first_day=month_start(exact.first_day), last_day=month_end(exact.last_day))


def change(found: EntryChange) -> EntryChange:
    """What a run did to an entry, its accidents told by months and not by their ids."""
    return replace(found, reasons=_reasons(found.reasons))


def spot_change(found: SpotChange) -> SpotChange:
    """What differs at a place between two runs, as ``spot`` and ``change``."""
    before, after = (None if one is None else spot(one) for one in (found.before, found.after))
    return replace(found, before=before, after=after, reasons=_reasons(found.reasons), text=words(found.text))


def _reasons(found: tuple[ChangeReason, ...]) -> tuple[ChangeReason, ...]:
    return tuple(replace(one, text=words(one.text), accident_ids=()) for one in found)


def why_not(told: WhyNot) -> WhyNot:
    """The answer for one accident by month."""
    levels = tuple(replace(one, sentences=tuple(map(words, one.sentences))) for one in told.levels)
    return replace(told, text=words(told.text), levels=levels)


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
