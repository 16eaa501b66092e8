"""So cùng kỳ: a period of one of the reporting cycles against the same period of the year before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from atgt import settings
from atgt.domain import small_cells
from atgt.domain.actor import Role
from atgt.domain.committee_words import words
from atgt.domain.errors import ParameterError
from atgt.domain.period import Period
from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.small_cells import cells, exact, few
from atgt.domain.text import Text
from atgt.statistics import reporting_cycles, temporal
from atgt.statistics.comparison import Change, change_of, covered, same_period_last_year
from atgt.statistics.reporting_cycles import WEEK, ReportingCycle, parse_cycles
from atgt.storage.database import Database
from atgt.workflow import authority, selection, table_basis
from atgt.workflow.selection import AccidentFilter, Selection
from atgt.workflow.table_basis import TableBasis

CALENDAR = "calendar"
_CHANCE = Text(
    "Số vụ ít dao động mạnh do ngẫu nhiên; tỷ lệ % của số nhỏ dễ gây hiểu nhầm.",
    "Few accidents vary much by chance; percentages of small numbers mislead.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which periods to compare.

    Parameters
    ----------
    cycle
        Key of ``reporting_cycles.toml``.
    year, last_month, n_months
        The months of the reporting year that end with ``last_month``; not used for weeks.
    week_of
        A day of the week asked for; used for weeks only.
    """

    cycle: str = CALENDAR
    year: int = 0
    last_month: int = 0
    n_months: int = 0
    week_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PeriodComparison:
    """Two periods side by side.

    Parameters
    ----------
    changes
        Accidents, killed, injured.
    by_severity
        Accidents of each severity, in the order of ``Severity``.
    warnings
        What makes the comparison doubtful: data that does not reach so far, months without any accident.
    """

    cycle: ReportingCycle
    now: Period
    before: Period
    changes: tuple[Change, ...]
    by_severity: tuple[tuple[Text, Change], ...]
    warnings: tuple[Text, ...]
    basis: TableBasis


def cycles(database: Database) -> tuple[ReportingCycle, ...]:
    """The reporting cycles; the committee sees whole calendar months only."""
    known = parse_cycles(settings.read_reference("reporting_cycles"))
    return known[:1] if authority.is_committee(database) else known


def proposed(database: Database, cycle: str = CALENDAR) -> Asked | None:
    """From the beginning of the year to the last month the data covers whole; None without data."""
    known = selection.data_period(database)
    if known is None:
        return None
    if cycle == WEEK:
        return Asked(WEEK, week_of=known.last - dt.timedelta(days=6))  # a week that is over
    year, month = reporting_cycles.last_full_month(_cycle(cycle), known.last)
    return Asked(cycle, year, month, month)


def compare(database: Database, asked: Asked, chosen: AccidentFilter | None = None) -> PeriodComparison:
    """The comparison with the same period of the year before; the days of the filter are not used.

    Raises
    ------
    ParameterError
        For an unknown cycle, or months that do not exist.
    NotAllowedError
        When the committee asks for a cycle that is not of whole calendar months.
    """
    cycle, chosen = _cycle(asked.cycle), chosen or AccidentFilter()
    if cycle.first_day != 1:
        authority.require_reader(database, Role.EDITOR, Text("so kỳ không tròn tháng", "compare parts of months"))
    now, before = _periods(cycle, asked)
    is_covered = authority.is_committee(database)
    with database.read() as session:
        here, there = (
            selection.select_in(
                session, replace(chosen, first_day=period.first, last_day=period.last), is_committee=is_covered
            )
            for period in (now, before)
        )
    more = (_span(now, before), Text(f"Chu kỳ: {cycle.label.vi}.", f"Cycle: {cycle.label.en}."), _CHANCE)
    return PeriodComparison(
        cycle=cycle,
        now=now,
        before=before,
        changes=_changes(here, there, now, before, is_covered=is_covered),
        by_severity=_severities(here, there, now, before, is_covered=is_covered),
        warnings=_warnings(database, now, before),
        basis=table_basis.basis_of(database, chosen, here, more, has_period=False),
    )


def _cycle(key: str) -> ReportingCycle:
    known = {one.key: one for one in parse_cycles(settings.read_reference("reporting_cycles"))}
    if key not in known:
        names = ", ".join(known)
        raise ParameterError(
            Text(f"Không có chu kỳ “{key}”. Chọn: {names}.", f"There is no cycle “{key}”. Choose: {names}.")
        )
    return known[key]


def _periods(cycle: ReportingCycle, asked: Asked) -> tuple[Period, Period]:
    if cycle.first_day is None:
        if asked.week_of is None:
            raise ParameterError(Text("Chọn một ngày của tuần.", "Choose a day of the week."))
        week = reporting_cycles.week_of(asked.week_of)
        return week, reporting_cycles.week_a_year_before(week)
    now = reporting_cycles.months(cycle, year=asked.year, last_month=asked.last_month, n_months=asked.n_months)
    return now, same_period_last_year(now)


def _changes(here: Selection, there: Selection, now: Period, before: Period, *, is_covered: bool) -> tuple[Change, ...]:
    figures = (
        ("accidents", exact(there.n_total), exact(here.n_total)),
        ("killed", exact(there.killed), exact(here.killed)),
        ("injured", exact(there.injured), exact(here.injured)),
    )
    days = {"days_before": before.n_days, "days_now": now.n_days}
    changes = [change_of(key, was, now_is, **days) for key, was, now_is in figures]
    if not is_covered:
        return tuple(changes)
    told = [tuple(small_cells.told(few(n)) for n in counts) for _, *counts in figures]
    return tuple(covered(change, *two) for change, two in zip(changes, told, strict=True))


def _severities(
    here: Selection, there: Selection, now: Period, before: Period, *, is_covered: bool
) -> tuple[tuple[Text, Change], ...]:
    days = {"days_before": before.n_days, "days_now": now.n_days}
    was, now_is = ({code: exact(n) for code, n in one.by_severity.items()} for one in (there, here))
    changes = {one: change_of("accidents", was[one], now_is[one], **days) for one in Severity}
    if is_covered:
        told = [{code: small_cells.told(n) for code, n in cells(counts).items()} for counts in (was, now_is)]
        changes = {one: covered(change, told[0][one], told[1][one]) for one, change in changes.items()}
    return tuple((SEVERITY_LABELS[one], changes[one]) for one in Severity)


def _span(now: Period, before: Period) -> Text:
    spans = [f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}" for period in (now, before)]
    return Text(
        f"Kỳ này: {spans[0]}; cùng kỳ năm trước: {spans[1]} (tính cả hai ngày).",
        f"This period: {spans[0]}; same period a year before: {spans[1]} (both days included).",
    )


def _warnings(database: Database, now: Period, before: Period) -> tuple[Text, ...]:
    known = selection.data_period(database)
    told = []
    if known is None or before.first < known.first:
        told.append(
            Text(
                "Số liệu không có từ đầu kỳ trước: mức tăng có thể chỉ do thiếu số liệu cũ.",
                "The data does not reach back to the start of the earlier period: a rise may be missing old data.",
            )
        )
    if known is not None and now.last > known.last:
        told.append(
            Text(
                f"Vụ cuối cùng trong số liệu là ngày {known.last:%d/%m/%Y}: kỳ này có thể chưa đủ số liệu.",
                f"The last accident of the data is of {known.last:%Y-%m-%d}: this period may not be complete.",
            )
        )
    empty = [month for period in (before, now) for month in _empty_months(database, period)]
    if empty:
        named = ", ".join(empty)
        told.append(
            Text(
                f"Tháng {named} không có vụ nào ghi nhận: có thể chưa gửi số liệu, không chắc là không có tai nạn.",
                f"No accident on record in {named}: figures may not have been sent; that is not “no accidents”.",
            )
        )
    return tuple(map(words, told)) if authority.is_committee(database) else tuple(told)


def _empty_months(database: Database, period: Period) -> list[str]:
    """Calendar months of a period, up to the latest accident, without any accident at all, whatever the filter."""
    known = selection.data_period(database)
    period = Period(period.first, min(period.last, known.last)) if known else period
    found = selection.select_accidents(database, AccidentFilter(period.first, period.last))
    held = {(day.year, day.month) for day in found.accidents["occurred_on"] if not pd.isna(day)}
    return [f"{month:02d}/{year}" for year, month in temporal.months_of(period) if (year, month) not in held]
