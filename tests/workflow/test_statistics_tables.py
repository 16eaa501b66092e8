"""The statistics of the sample ward: every count is the map's, the committee sees months, files hold the same table."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import NotAllowedError, ParameterError
from atgt.workflow import accident_fields, comparing, selection, statistics_files, tabulating
from atgt.workflow.comparing import Asked
from atgt.workflow.selection import AccidentFilter

D = dt.date
MEMBER = Actor("uy.vien", Role.VIEWER)
YEAR = AccidentFilter(D(2025, 1, 1), D(2025, 12, 31))


def cells(database, rows, columns, chosen=YEAR, measure="accidents"):
    return tabulating.cross_table(database, rows=rows, columns=columns, measure=measure, chosen=chosen).table


@pytest.mark.parametrize("key", accident_fields.FIELDS)
def test_every_table_counts_what_the_map_counts(sample_database, key):
    found = selection.select_accidents(sample_database, YEAR)
    other = "severity" if key != "severity" else "road"

    table = cells(sample_database, key, other)

    assert table.total == found.n_total
    assert table.is_multiple or table.cells.sum() == found.n_total
    if key == "severity":
        assert dict(zip(table.rows, table.row_totals, strict=True)) == {
            str(code): n for code, n in found.by_severity.items() if n
        }


def test_people_are_counted_as_on_the_map(sample_database):
    found = selection.select_accidents(sample_database, YEAR)

    assert cells(sample_database, "road", "month", measure="killed").total == found.killed
    assert cells(sample_database, "road", "month", measure="injured").total == found.injured


def test_what_does_not_exist_or_stands_twice_is_refused(sample_database):
    with pytest.raises(ParameterError, match="Không có trường"):
        cells(sample_database, "plates", "severity")
    with pytest.raises(ParameterError, match="hai trường khác nhau"):
        cells(sample_database, "road", "road")


@pytest.mark.parametrize("key", sorted(accident_fields.NOT_FOR_THE_COMMITTEE))
def test_the_committee_gets_no_day_hour_or_weather(sample_database, key):
    seen = sample_database.seen_by(MEMBER)

    assert key not in accident_fields.offered(seen)
    with pytest.raises(NotAllowedError):
        cells(seen, key, "severity")
    with pytest.raises(NotAllowedError):
        cells(seen, "severity", key)


def test_the_committee_sees_no_small_cell_and_an_officer_does(sample_database):
    small = [n for line in cells(sample_database, "vehicle", "severity").shown() for n in line if n in {1, 2}]
    seen = cells(sample_database.seen_by(MEMBER), "vehicle", "severity").shown()

    assert small
    assert not [n for line in seen for n in line if n in {1, 2}]
    assert seen[-1][-1] == selection.select_accidents(sample_database, YEAR).n_total


def test_the_committee_gets_months_and_no_hours(sample_database):
    member, officer = (
        tabulating.time_patterns(one, YEAR) for one in (sample_database.seen_by(MEMBER), sample_database)
    )

    assert member.by_hour is None
    assert member.bands == member.day_kinds == ()
    for told, exact in zip(member.months, officer.months, strict=True):
        pairs = list(
            zip(
                (*told.by_severity, told.killed, told.injured),
                (*exact.by_severity, exact.killed, exact.injured),
                strict=True,
            )
        )
        assert all(shown in {None, n} for shown, n in pairs)
        assert all(shown is None for shown, n in pairs if n in {1, 2})
        assert (told.year, told.month, told.n_accidents) == (exact.year, exact.month, exact.n_accidents)


def test_time_adds_up(sample_database):
    found, n = (
        tabulating.time_patterns(sample_database, YEAR),
        selection.select_accidents(sample_database, YEAR).n_total,
    )

    assert len(found.months) == 12
    assert sum(month.n_accidents for month in found.months) == n
    assert found.by_hour.sum() + found.n_without_hour == n
    assert sum(held for _, held in found.bands) + found.n_outside_bands + found.n_without_hour == n
    assert sum(kind.n_accidents for kind in found.day_kinds) == n
    assert sum(kind.n_days for kind in found.day_kinds) == 365


def test_no_accident_gives_empty_tables(sample_database):
    nothing = AccidentFilter(D(1999, 1, 1), D(1999, 12, 31))

    assert tabulating.time_patterns(sample_database, nothing).months == ()
    assert cells(sample_database, "road", "severity", nothing).total == 0


def test_a_comparison_counts_what_the_map_counts_in_both_periods(sample_database):
    found = comparing.compare(sample_database, Asked("15-14", 2026, 9, 9))
    now = selection.select_accidents(sample_database, AccidentFilter(D(2025, 12, 15), D(2026, 9, 14)))
    before = selection.select_accidents(sample_database, AccidentFilter(D(2024, 12, 15), D(2025, 9, 14)))

    figures = {change.key: (change.before, change.now) for change in found.changes}
    assert figures == {
        "accidents": (before.n_total, now.n_total),
        "killed": (before.killed, now.killed),
        "injured": (before.injured, now.injured),
    }
    assert sum(change.now for _, change in found.by_severity) == now.n_total


def test_a_comparison_warns_when_the_data_does_not_reach(sample_database):
    early = comparing.compare(sample_database, Asked("calendar", 2024, 6, 6))
    late = comparing.compare(sample_database, Asked("calendar", 2026, 12, 12))

    assert "không có từ đầu kỳ trước" in " ".join(told.vi for told in early.warnings)
    assert "29/10/2026" in " ".join(told.vi for told in late.warnings)
    assert comparing.compare(sample_database, Asked("calendar", 2026, 9, 9)).warnings == ()


def test_the_committee_compares_whole_months_and_is_told_no_day(sample_database):
    seen = sample_database.seen_by(MEMBER)

    late = comparing.compare(seen, Asked("calendar", 2026, 12, 12))

    assert [one.key for one in comparing.cycles(seen)] == ["calendar"]
    assert "29/10/2026" not in " ".join(told.vi for told in late.warnings)
    with pytest.raises(NotAllowedError):
        comparing.compare(seen, Asked("15-14", 2026, 9, 9))


def test_what_is_proposed_is_over(sample_database):
    assert comparing.proposed(sample_database) == Asked("calendar", 2026, 9, 9)
    assert comparing.proposed(sample_database, "15-14") == Asked("15-14", 2026, 10, 10)
    with pytest.raises(ParameterError, match="Không có chu kỳ"):
        comparing.proposed(sample_database, "lunar")


# ── the scope filter ───────────────────────────────────────────────────────────────────────────────────────────────


def n(database, **chosen):
    return selection.select_accidents(database, AccidentFilter(**chosen)).n_total


def test_a_filter_by_vehicle_is_the_row_of_the_table(sample_database):
    table = cells(sample_database, "vehicle", "severity", AccidentFilter())
    totals = dict(zip(table.rows, table.row_totals, strict=True))

    assert n(sample_database, vehicle_groups=frozenset({"pedestrian"})) == totals["pedestrian"] > 0
    both = n(sample_database, vehicle_groups=frozenset({"pedestrian", "bicycle"}))
    assert totals["pedestrian"] < both <= totals["pedestrian"] + totals["bicycle"]
    assert n(sample_database, vehicle_groups=frozenset()) == 0


@pytest.mark.parametrize(("field", "argument"), [("collision", "collision_groups"), ("weather", "weather_groups")])
def test_other_scopes_are_rows_of_their_tables(sample_database, field, argument):
    table = cells(sample_database, field, "severity", AccidentFilter())

    for code, held in zip(table.rows, table.row_totals, strict=True):
        if code:
            assert n(sample_database, **{argument: frozenset({code})}) == held


def test_the_night_is_two_bands(sample_database):
    table = cells(sample_database, "hour", "severity", AccidentFilter())
    dark = sum(
        held for code, held in zip(table.rows, table.row_totals, strict=True) if code and not 6 <= int(code) < 18
    )

    assert n(sample_database, hour_from=18, hour_to=6) == dark


def test_the_committee_cannot_ask_for_weather(sample_database):
    seen, rain = sample_database.seen_by(MEMBER), AccidentFilter(weather_groups=frozenset({"rain"}))

    assert selection.select_accidents(seen, rain).n_total == n(sample_database)
    assert set(selection.select_accidents(seen).conditions["weather"]) == {""}


def test_the_committee_does_not_find_a_case_by_its_number(sample_database):
    case = selection.select_accidents(sample_database).accidents["case_number"].iloc[0]
    asked = AccidentFilter(text=case)

    assert selection.select_accidents(sample_database, asked).n_total == 1
    assert selection.select_accidents(sample_database.seen_by(MEMBER), asked).n_total == 0


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def sheet(file, name):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(file.content))[name].iter_rows()]


def test_the_workbooks_hold_the_same_numbers_and_say_what_they_are(sample_database):
    chosen = replace(YEAR, severities=frozenset({0}))
    cross = tabulating.cross_table(sample_database, rows="road", columns="month", chosen=chosen)
    compare = comparing.compare(sample_database, Asked("calendar", 2026, 9, 9))
    files = {
        "Bảng chéo": statistics_files.cross_file(cross),
        "So cùng kỳ": statistics_files.comparison_file(compare),
        "Giờ và thứ": statistics_files.time_file(tabulating.time_patterns(sample_database, chosen)),
    }

    for name, file in files.items():
        said = " ".join(str(row[0]) for row in sheet(file, name) if row[0])
        assert "DỮ LIỆU MÔ PHỎNG" in said
        assert "không phải kết luận" in said
        assert "chưa định vị được" in said
    assert sheet(files["Bảng chéo"], "Bảng chéo")[-1][-1] == selection.select_accidents(sample_database, chosen).n_total
    assert "Có người chết" in str(sheet(files["Bảng chéo"], "Bảng chéo"))
    assert sheet(files["So cùng kỳ"], "So cùng kỳ")[-7][1:3] == [compare.changes[0].before, compare.changes[0].now]
