"""Follow-up of a treated spot: what happened before and after, whether it recurred, whether it may leave the list.

The works are in neither period; both periods look at one place, as it was when treatment began, widened to the run's L.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from atgt.domain.actor import Actor, Role
from atgt.domain.committee_words import month_end, month_start, words
from atgt.domain.errors import ParameterError
from atgt.domain.period import Period
from atgt.domain.register import KnownAccident, RegisterEntry
from atgt.domain.remediation import Measure, MeasureState
from atgt.domain.review import SpotState
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.statistics import before_after
from atgt.statistics.before_after import Comparison, EqualPeriods
from atgt.statistics.comparison_group import GroupComparison, compare_with_group
from atgt.storage.database import Database
from atgt.storage.repositories import accident_facts, remediation, settings_table
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.repositories import register as register_store
from atgt.workflow import authority, other_works, recurrence
from atgt.workflow.recurrence import Recurrence

MONTHS_KEY = "follow_up_months"
DEFAULT_MONTHS = 12
"""No circular read gives a follow-up time [unconfirmed]; the office sets its own."""

_CASUALTY = frozenset({Severity.FATAL, Severity.INJURY})


class Proposal(StrEnum):
    """What the facts suggest; people decide."""

    NOT_TREATED = "not_treated"
    WAIT = "wait"
    CLEAR = "clear"
    RECURRED = "recurred"


@dataclass(frozen=True, slots=True)
class FollowUpTime:
    """Length of the follow-up, and whether the office has set it itself."""

    months: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class FollowUpReport:
    """Everything the follow-up of one spot shows.

    Parameters
    ----------
    periods
        None while there are no works, or no day has passed since.
    before, after
        Accident ids of the two periods, by date.
    all_accidents, casualty_accidents
        The comparison of all accidents, and of those with somebody killed or injured.
    proposal, reason
        What the facts suggest and why.
    notes
        What must be read beside the numbers: regression to the mean, several works here or near by, an unconfirmed
        setting.
    beside_group
        All accidents here beside those of the rest of the ward in the same periods.
    """

    register_id: str
    time: FollowUpTime
    periods: EqualPeriods | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    all_accidents: Comparison | None
    casualty_accidents: Comparison | None
    recurred: Recurrence | None
    proposal: Proposal
    reason: Text
    notes: tuple[Text, ...]
    beside_group: GroupComparison | None = None


def follow_up_time(database: Database) -> FollowUpTime:
    """How long treated spots are followed."""
    with database.read() as session:
        return _time(session)


def set_months(database: Database, months: int, actor: Actor, now: dt.datetime) -> FollowUpTime:
    """Set the length of the follow-up for this office; from then on it counts as confirmed.

    Raises
    ------
    ParameterError
        When it is not 1 to 120 months.
    """
    authority.require(
        actor, Role.ADMINISTRATOR, Text("đổi thời gian theo dõi", "change the follow-up time"), within=database
    )
    if not 1 <= months <= 120:
        raise ParameterError(
            Text("Thời gian theo dõi phải từ 1 đến 120 tháng.", "The follow-up must last 1 to 120 months.")
        )
    with database.write(actor, "đổi thời gian theo dõi sau xử lý", now) as session:
        settings_table.put(session, MONTHS_KEY, months)
    return FollowUpTime(months, is_confirmed=True)


def report(database: Database, register_id: str, as_of: dt.date | None = None) -> FollowUpReport:
    """The follow-up of one entry.

    Parameters
    ----------
    as_of
        Last day with known accidents; the last accident in the database when None.
    """
    with database.read() as session:
        found = report_in(session, register_store.load_entry(session, register_id), as_of)
    return by_month(found) if authority.is_committee(database) else found


def reports(database: Database, as_of: dt.date | None = None) -> tuple[FollowUpReport, ...]:
    """The follow-up of every entry that is being followed, by number."""
    with database.read() as session:
        entries = register_store.list_entries(session, states=[SpotState.FOLLOW_UP])
        found = tuple(report_in(session, entry, as_of) for entry in entries)
    return tuple(map(by_month, found)) if authority.is_committee(database) else found


def by_month(report: FollowUpReport) -> FollowUpReport:
    """The same for the committee: months of accidents; the days of the works are public."""
    seen, again = report.periods, report.recurred
    whole = seen and replace(seen, before=_months(seen.before), after=_months(seen.after))
    again = again and replace(again, first_day=month_start(again.first_day), last_day=month_end(again.last_day))
    return replace(report, periods=whole, recurred=again, reason=words(report.reason))


def _months(period: Period) -> Period:
    return Period(month_start(period.first), month_end(period.last))


def report_in(session: Session, entry: RegisterEntry, as_of: dt.date | None) -> FollowUpReport:
    """The same, inside a transaction."""
    time = _time(session)
    measures = remediation.list_measures(session, register_id=entry.register_id)
    works = recurrence.works_period(measures, register_store.load_moves(session, entry.register_id))
    last_day = as_of or _last_known_day(session)
    periods = None if works is None or last_day is None else before_after.equal_periods(works, time.months, last_day)
    if works is None or periods is None:
        reason = (
            Text("Chưa ghi nhận ngày xử lý.", "No treatment is on record.")
            if works is None
            else Text("Chưa có dữ liệu sau xử lý.", "There are no data after the treatment yet.")
        )
        proposal = Proposal.NOT_TREATED if works is None else Proposal.WAIT
        return FollowUpReport(
            entry.register_id, time, None, (), (), None, None, None, proposal, reason, _notes(time, None, measures)
        )
    here = recurrence.accidents_of_place(session, entry)
    before, after = (_within(here, period) for period in (periods.before, periods.after))
    again = recurrence.recurrence_in(session, entry, here, works, periods.after.last)
    proposal, reason = _proposal(entry, periods, again, after)
    return FollowUpReport(
        entry.register_id,
        time,
        periods,
        before,
        after,
        _compared(here, before, after, periods),
        _compared({k: v for k, v in here.items() if v.facts.severity in _CASUALTY}, before, after, periods),
        again,
        proposal,
        reason,
        (*_notes(time, periods, measures), *other_works.overlapping(session, entry, _whole(periods))),
        _beside_group(session, before, after, periods),
    )


def _time(session: Session) -> FollowUpTime:
    months = settings_table.get(session, MONTHS_KEY)
    return FollowUpTime(DEFAULT_MONTHS if months is None else int(months), is_confirmed=months is not None)


def _last_known_day(session: Session) -> dt.date | None:
    days = accident_store.first_and_last_day(session)
    return None if days is None else days[1]


def _within(accidents: Mapping[str, KnownAccident], period: Period) -> tuple[str, ...]:
    inside = [i for i, accident in accidents.items() if period.contains(accident.facts.occurred_on)]
    return tuple(sorted(inside, key=lambda i: (accidents[i].facts.occurred_on, i)))


def _compared(
    counted: Mapping[str, KnownAccident], before: Sequence[str], after: Sequence[str], periods: EqualPeriods
) -> Comparison:
    n_before, n_after = (sum(i in counted for i in ids) for ids in (before, after))
    days = {"days_before": periods.before.n_days, "days_after": periods.after.n_days}
    return before_after.compare(n_before, n_after, **days)


def _whole(periods: EqualPeriods) -> Period:
    return Period(periods.before.first, periods.after.last)


def _beside_group(
    session: Session, before: Sequence[str], after: Sequence[str], periods: EqualPeriods
) -> GroupComparison:
    """The place beside all other located accidents of the ward, on the same days."""
    ward = [accident_facts.count_located(session, p.first, p.last) for p in (periods.before, periods.after)]
    return compare_with_group(len(before), len(after), ward[0] - len(before), ward[1] - len(after))


def _proposal(
    entry: RegisterEntry, periods: EqualPeriods, again: Recurrence | None, after: Sequence[str]
) -> tuple[Proposal, Text]:
    if again is not None:
        return Proposal.RECURRED, Text(
            f"Sau xử lý lại đủ ngưỡng “{again.clause.vi}” ({len(again.accident_ids)} vụ từ {again.first_day:%d/%m/%Y} "
            f"đến {again.last_day:%d/%m/%Y}): đề nghị xem xét lại.",
            f"After treatment the threshold “{again.clause.en}” is reached again ({len(again.accident_ids)} accidents "
            f"from {again.first_day} to {again.last_day}): it should be looked at again.",
        )
    if not periods.is_complete:
        last = periods.after.last
        return Proposal.WAIT, Text(
            f"Đang trong thời gian theo dõi; đến {last:%d/%m/%Y} có {len(after)} vụ, chưa đủ ngưỡng.",
            f"Still being followed; up to {last} there were {len(after)} accidents, below the threshold.",
        )
    if entry.state is not SpotState.FOLLOW_UP:
        return Proposal.WAIT, Text("Đã hết thời gian theo dõi.", "The follow-up time is over.")
    return Proposal.CLEAR, Text(
        f"Hết thời gian theo dõi, có {len(after)} vụ và không còn đủ ngưỡng: đề nghị xét hết tiêu chí.",
        f"The follow-up is over with {len(after)} accidents, below the threshold: it may be taken off the list.",
    )


def _notes(time: FollowUpTime, periods: EqualPeriods | None, measures: Sequence[Measure]) -> tuple[Text, ...]:
    notes = []
    if periods is not None:
        notes.append(before_after.REGRESSION_TO_THE_MEAN)
        if not periods.is_complete:
            notes.append(
                Text(
                    "Chưa hết thời gian theo dõi: hai kỳ ngắn và khác mùa, chỉ để tham khảo.",
                    "The follow-up is not over: the periods are short and of different seasons.",
                )
            )
    if sum(m.state is MeasureState.DONE for m in measures) > 1:
        notes.append(
            Text(
                "Có nhiều giải pháp cùng thời gian: không tách riêng được tác dụng của từng giải pháp.",
                "Several measures were taken together: their effects cannot be told apart.",
            )
        )
    if not time.is_confirmed:
        notes.append(
            Text(
                f"Thời gian theo dõi {time.months} tháng là mặc định, đơn vị chưa xác nhận.",
                f"The follow-up of {time.months} months is a default the office has not confirmed.",
            )
        )
    return tuple(notes)
