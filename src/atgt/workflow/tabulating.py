"""Tables of counts: any two fields against each other, and when accidents happen; all from the one selection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from atgt.domain import small_cells
from atgt.domain.actor import Role
from atgt.domain.errors import ParameterError
from atgt.domain.period import Period
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.statistics import temporal
from atgt.statistics.cross_tables import CrossTable, covered, cross
from atgt.statistics.temporal import DayKindFigures
from atgt.statistics.time_bands import TimeBand, band_of
from atgt.storage.database import Database
from atgt.workflow import accident_fields, authority, selection, table_basis, work_calendar
from atgt.workflow.accident_fields import NamedField
from atgt.workflow.selection import AccidentFilter, Selection
from atgt.workflow.table_basis import TableBasis

MEASURES: Mapping[str, Text] = {
    "accidents": Text("Số vụ", "Accidents"),
    "killed": Text("Số người chết", "Killed"),
    "injured": Text("Số người bị thương", "Injured"),
}
_MULTIPLE = Text(
    "Một vụ có nhiều nhóm phương tiện được tính một lần ở mỗi nhóm, nên các ô cộng lại có thể lớn hơn dòng tổng.",
    "An accident with several vehicle groups counts once in each, so the cells can add up to more than the total.",
)
_COVERED = Text(
    "“•”: ô nhỏ (1–2 vụ), và ô kèm theo để không suy ngược được, không hiển thị với ủy ban.",
    "“•”: small cells (1–2), and others with them so that nothing can be worked out, are not shown to the committee.",
)


@dataclass(frozen=True, slots=True)
class Tabulation:
    """A cross table with its words and notes."""

    measure: str
    rows: NamedField
    columns: NamedField
    table: CrossTable
    basis: TableBasis


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One calendar month; ``by_severity`` has one count a ``Severity``. None is a count the committee is not told."""

    year: int
    month: int
    n_accidents: int | None
    by_severity: tuple[int | None, ...]
    killed: int | None
    injured: int | None


@dataclass(frozen=True, slots=True)
class TimePatterns:
    """When the accidents of a selection happened; without hours and days for the committee.

    Parameters
    ----------
    by_hour
        Accidents by weekday (Monday first) and hour, 7 × 24; None for the committee.
    bands
        Accidents of each time band, and those in none.
    n_without_hour
        Accidents whose hour is not known: in no cell of ``by_hour`` and no band.
    unknown_years
        Years whose holidays are not known: their holidays count as ordinary days.
    """

    months: tuple[MonthFigures, ...]
    by_hour: npt.NDArray[np.int64] | None
    bands: tuple[tuple[TimeBand, int], ...]
    n_outside_bands: int
    n_without_hour: int
    day_kinds: tuple[DayKindFigures, ...]
    unknown_years: tuple[int, ...]
    basis: TableBasis


def cross_table(
    database: Database, *, rows: str, columns: str, measure: str = "accidents", chosen: AccidentFilter | None = None
) -> Tabulation:
    """A table of two fields of ``accident_fields.FIELDS``; small cells are covered for the committee.

    Raises
    ------
    ParameterError
        For a field or measure that does not exist, or twice the same field.
    NotAllowedError
        When the committee asks for days, hours or weather.
    """
    for key in (rows, columns):
        if key in accident_fields.NOT_FOR_THE_COMMITTEE:
            authority.require_reader(database, Role.EDITOR, Text("lập bảng theo ngày, giờ", "tabulate days and hours"))
    _check(rows, columns, measure)
    chosen, is_covered = chosen or AccidentFilter(), authority.is_committee(database)
    found = _counted(database, chosen)
    across, down = (accident_fields.field_of(database, found, key) for key in (columns, rows))
    weights = None if measure == "accidents" else found.accidents[measure].fillna(0).astype(int).tolist()
    table = cross(down.field, across.field, weights)
    more = (*([_MULTIPLE] if table.is_multiple else []), *([_COVERED] if is_covered else []))
    basis = table_basis.basis_of(database, chosen, found, more)
    return Tabulation(measure, down, across, covered(table) if is_covered else table, basis)


def time_patterns(database: Database, chosen: AccidentFilter | None = None) -> TimePatterns:
    """When accidents happen; the committee gets the months only."""
    chosen, is_covered = chosen or AccidentFilter(), authority.is_committee(database)
    found = _counted(database, chosen)
    period = _period(database, chosen, found)
    months = _months(found, period)
    basis = table_basis.basis_of(database, chosen, found, (_COVERED,) if is_covered else ())
    if is_covered or period is None:
        return TimePatterns(tuple(map(_covered_month, months)), None, (), 0, 0, (), (), basis)
    table, calendar = found.accidents, work_calendar.load(database)
    days = table["occurred_on"].tolist()
    moments = [(d, at) for d, at in zip(days, table["occurred_at"], strict=True) if isinstance(at, dt.time)]
    bands = accident_fields.load_bands()
    numbers = [band_of(at, bands) for _, at in moments]
    return TimePatterns(
        months=months,
        by_hour=temporal.hours_by_weekday(moments),
        bands=tuple((band, numbers.count(number)) for number, band in enumerate(bands)),
        n_outside_bands=numbers.count(None),
        n_without_hour=len(days) - len(moments),
        day_kinds=temporal.by_day_kind(days, table["killed"].fillna(0).astype(int).tolist(), period, calendar),
        unknown_years=temporal.unknown_years(period, calendar),
        basis=basis,
    )


def _period(database: Database, chosen: AccidentFilter, found: Selection) -> Period | None:
    """The days looked at: those asked for, within what the data covers; None without an accident."""
    known = selection.data_period(database)
    if known is None or found.n_total == 0:
        return None
    return Period(max(chosen.first_day or known.first, known.first), min(chosen.last_day or known.last, known.last))


def _months(found: Selection, period: Period | None) -> tuple[MonthFigures, ...]:
    if period is None:
        return ()
    counts = {key: [0] * len(Severity) for key in temporal.months_of(period)}
    people = {key: [0, 0] for key in counts}
    table = found.accidents.fillna({"killed": 0, "injured": 0})
    for day, code, killed, injured in zip(
        table["occurred_on"], table["severity"], table["killed"], table["injured"], strict=True
    ):
        key = (day.year, day.month)
        counts.setdefault(key, [0] * len(Severity))[int(code)] += 1
        whole = people.setdefault(key, [0, 0])
        whole[0] += int(killed)
        whole[1] += int(injured)
    return tuple(MonthFigures(*key, sum(counts[key]), tuple(counts[key]), *people[key]) for key in sorted(counts))


def _covered_month(one: MonthFigures) -> MonthFigures:
    """The month as the committee sees it: small counts, and what would give them away, are left out."""
    told = small_cells.cells({code: n for code, n in enumerate(one.by_severity) if n is not None})
    total, killed, injured = (
        small_cells.told(small_cells.few(n or 0)) for n in (one.n_accidents, one.killed, one.injured)
    )
    return replace(
        one, n_accidents=total, by_severity=tuple(map(small_cells.told, told.values())), killed=killed, injured=injured
    )


def _counted(database: Database, chosen: AccidentFilter) -> Selection:
    """Every count as it is: what is told of it is covered afterwards."""
    with database.read() as session:
        return selection.select_in(session, chosen, is_committee=authority.is_committee(database))


def _check(rows: str, columns: str, measure: str) -> None:
    for key, known in ((rows, accident_fields.FIELDS), (columns, accident_fields.FIELDS), (measure, MEASURES)):
        if key not in known:
            names = ", ".join(known)
            raise ParameterError(
                Text(f"Không có trường “{key}”. Chọn: {names}.", f"There is no field “{key}”. Choose: {names}.")
            )
    if rows == columns:
        raise ParameterError(Text("Chọn hai trường khác nhau.", "Choose two different fields."))
