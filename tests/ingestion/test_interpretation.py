import datetime as dt
import hashlib
import random
import tomllib
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import MappingError
from atgt.domain.issue import IssueLevel
from atgt.domain.severity import Severity
from atgt.domain.sheet import CellRange, Sheet, Workbook
from atgt.ingestion.encodings import encode_tcvn3, encode_vni
from atgt.ingestion.headers import parse_synonyms
from atgt.ingestion.interpretation import ROW_COLUMNS, ReadOptions, interpret
from atgt.ingestion.profile import ImportProfile

REFERENCE = Path(__file__).parents[2] / "data/reference"
SYNONYMS = parse_synonyms(tomllib.loads((REFERENCE / "header_synonyms.toml").read_text("utf-8")))
HEAD = ["STT", "Ngày", "Giờ", "Tuyến đường", "Lý trình", "Chết", "Bị thương", "Loại vụ"]


def row(n=1, day="27/2/2026", at="20h", road="QL1A", km="Km1092+200", killed=1, injured=0, kind=None):
    return [n, day, at, road, km, killed, injured, kind]


def rules(found, level=None):
    return [issue.rule for issue in found.issues if level is None or issue.level is level]


def errors_of(found, number):
    return [i.rule for i in found.issues if i.level is IssueLevel.ERROR and i.row == number]


def test_ordinary_row_is_typed(read):
    found = read([HEAD, row(kind="Nghiêm trọng")])

    got = found.rows.loc[0]
    assert (found.n_read, found.n_accepted, found.n_held) == (1, 1, 0)
    assert (got["occurred_on"], got["occurred_at"]) == (dt.date(2026, 2, 27), dt.time(20))
    assert (got["road_name"], got["km_post"], got["killed"], got["injured"]) == ("QL1A", "Km1092+200", 1, 0)
    assert (got["severity"], got["legal_class"], got["status"], got["row"]) == (0, "nghiem_trong", "accepted", 2)
    assert got["received"] == {
        "STT": "1", "Ngày": "27/2/2026", "Giờ": "20h", "Tuyến đường": "QL1A", "Lý trình": "Km1092+200",
        "Chết": "1", "Bị thương": "0", "Loại vụ": "Nghiêm trọng",
    }  # fmt: skip
    assert found.issues == ()


def test_columns_and_types_are_the_contract(read):
    found = read([HEAD, row()])

    assert tuple(found.rows.columns) == ROW_COLUMNS
    assert {str(found.rows[key].dtype) for key in ("killed", "injured", "damage_vnd", "severity")} == {"Int64"}
    assert {str(found.rows[key].dtype) for key in ("latitude", "longitude", "northing", "easting")} == {"Float64"}
    assert found.rows.loc[0, "notes"] is None


def test_table_with_a_header_and_no_row_is_empty(read):
    found = read([HEAD])

    assert (found.n_read, len(found.rows)) == (0, 0)
    assert tuple(found.rows.columns) == ROW_COLUMNS


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"day": None}, "date_missing"),
        ({"day": "30/2/2026"}, "date_does_not_exist"),
        ({"day": "23/11/2026"}, "date_in_future"),
        ({"day": "31/12/1999"}, "date_too_early"),
        ({"day": "hôm qua"}, "date_not_read"),
        ({"killed": "một ít"}, "count_not_a_number"),
        ({"killed": -1}, "count_negative"),
        ({"killed": 51}, "count_implausible"),
        ({"injured": 201}, "count_implausible"),
        ({"killed": None, "injured": None}, "severity_unknown"),
        ({"killed": None, "injured": None, "kind": "Nghiêm trọng"}, "severity_unknown"),
        ({"killed": "?", "injured": None}, "severity_unknown"),
    ],
)
def test_row_that_breaks_a_rule_is_held_with_its_place(changes, rule, read):
    found = read([HEAD, row(n=1, day="1/1/2026", km="Km1+000"), row(n=2, **changes)])

    assert (found.n_read, found.n_accepted, found.n_held) == (2, 1, 1)
    assert errors_of(found, 3) == [rule]
    (issue,) = [i for i in found.issues if i.level is IssueLevel.ERROR]
    assert (issue.file, issue.sheet) == ("tai nạn.xlsx", "Năm 2026")
    assert issue.sentence().startswith("tai nạn.xlsx, trang tính “Năm 2026”, hàng 3")


@pytest.mark.parametrize("count", [0, 50])
def test_count_at_the_limit_is_accepted(count, read):
    assert read([HEAD, row(killed=count)]).n_held == 0


def test_blank_is_not_zero(read):
    found = read([HEAD, row(killed=None, injured=2), row(n=2, killed="-", injured="không", km="Km9+000")])

    assert found.rows["killed"].isna().tolist() == [True, False]
    assert found.rows.loc[1, ["killed", "injured"]].tolist() == [0, 0]
    assert found.rows["severity"].tolist() == [Severity.INJURY, Severity.MINOR_COLLISION]
    assert rules(found) == ["count_blank"]


@pytest.mark.parametrize(
    ("kind", "severity"),
    [("Chết người", 0), ("Có người bị thương", 1), ("Va chạm", 2), ("Thiệt hại tài sản", 3), ("VA CHẠM GIAO THÔNG", 2)],
)
def test_class_stands_in_for_missing_counts_and_is_told(kind, severity, read):
    found = read([HEAD, row(killed=None, injured=None, kind=kind)])

    assert found.rows.loc[0, "severity"] == severity
    assert found.rows.loc[0, "killed"] is pd.NA
    assert rules(found) == ["counts_missing"]


@pytest.mark.parametrize(
    ("killed", "injured", "kind", "expected"),
    [
        (1, 0, "Va chạm", ["class_disagrees"]),
        (0, 2, "Chết người", ["class_disagrees"]),
        (0, 1, "Va chạm", ["light_injury_collision"]),
        (2, 0, "Nghiêm trọng", ["class_disagrees"]),
        (1, 0, "Nghiêm trọng", []),
        (1, 3, "Rất nghiêm trọng", []),  # the injury rates are not known and may make it so
        (0, 0, "Va chạm", []),
        (1, 0, "TNGT chết người", []),
        (0, 0, "Ít nghiêm trọng", ["damage_missing_for_class"]),
    ],
)
def test_entered_class_is_compared_with_the_figures(killed, injured, kind, expected, read):
    found = read([HEAD, row(killed=killed, injured=injured, kind=kind)])

    assert rules(found) == expected
    assert found.n_held == 0
    assert found.rows.loc[0, "entered_class"] == kind


@pytest.mark.parametrize(
    ("day", "legal"), [("14/8/2024", None), ("15/8/2024", "nghiem_trong"), ("16/8/2024", "nghiem_trong")]
)
def test_class_of_the_circular_starts_with_the_circular(day, legal, read):
    assert read([HEAD, row(day=day)]).rows.loc[0, "legal_class"] == legal


def test_damage_and_injury_rate_enter_the_legal_class(read):
    head = ["Ngày", "Địa điểm", "Chết", "Bị thương", "Tỷ lệ tổn thương", "Thiệt hại (triệu đồng)"]

    found = read([
        head,
        ["1/2/2026", "a", 0, 1, "65%", 5],
        ["2/2/2026", "b", 0, 2, "61,5; 61,5", 5],
        ["3/2/2026", "c", 0, 0, None, 12],
        ["4/2/2026", "d", 0, 0, None, 9.9],
        ["5/2/2026", "e", 0, 1, None, 5],
        ["6/2/2026", "f", 0, 1, "120", 5],
    ])  # fmt: skip

    assert found.rows["legal_class"].tolist()[:5] == [
        "nghiem_trong", "rat_nghiem_trong", "it_nghiem_trong", "va_cham", None
    ]  # fmt: skip
    assert found.rows["severity"].tolist() == [1, 1, 3, 2, 1, 1]
    assert found.rows["damage_vnd"].tolist() == [5_000_000, 5_000_000, 12_000_000, 9_900_000, 5_000_000, 5_000_000]
    assert rules(found) == ["injury_rate_not_read"]


def test_parts_of_the_injured_are_added_and_compared(read):
    head = ["Ngày", "Địa điểm", "Chết", "Bị thương", "Bị thương nặng", "Bị thương nhẹ"]

    found = read([head, ["1/2/2026", "a", 0, None, 1, 2], ["2/2/2026", "b", 0, 3, 1, 2], ["3/2/2026", "c", 0, 4, 1, 2]])

    assert found.rows["injured"].tolist() == [3, 3, 4]
    assert errors_of(found, 4) == ["counts_disagree"]


def test_outcome_in_one_cell_is_split(read):
    texts = ["1 chết, 2 bị thương", "2 người bị thương", "không", "chết 02 người", "hư xe"]

    found = read([["Ngày", "Địa điểm", "Hậu quả"], *[[f"{n}/2/2026", f"nhà {n}", t] for n, t in enumerate(texts, 1)]])

    assert found.rows["killed"].tolist() == [1, 0, 0, 2, pd.NA]
    assert found.rows["injured"].tolist() == [2, 2, 0, 0, pd.NA]
    assert errors_of(found, 6) == ["casualties_not_read"]


def test_blank_total_section_header_and_footer_rows_are_skipped_and_told(read):
    rows = [
        ["DANH SÁCH TNGT"],
        HEAD,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["I. QUỐC LỘ 1"],
        row(1),
        [],
        row(2, km="Km5+000"),
        [None, "Cộng", None, None, None, 2, 0, None],
        HEAD,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        row(3, km="Km9+000"),
        [4],
        ["Tổng cộng: 3 vụ", None, None, None, None, 3, 0],
        [],
        [None, None, None, None, "Phổ Hòa, ngày 31 tháng 12 năm 2026"],
        [None, None, None, None, "TRƯỞNG CÔNG AN PHƯỜNG"],
        [None, None, None, None, "(ký tên)"],
    ]

    found = read(rows)

    assert [(s.row, s.reason.value) for s in found.skipped] == [
        (4, "section"), (6, "blank"), (8, "total"), (9, "repeated_header"), (10, "column_numbers"),
        (12, "only_serial_number"), (13, "total"), (14, "blank"), (15, "footer"), (16, "footer"), (17, "footer"),
    ]  # fmt: skip
    assert found.rows["row"].tolist() == [5, 7, 11]
    assert found.n_held == 0
    told = {i.rule for i in found.issues if i.level is IssueLevel.NOTE}
    assert {"rows_skipped_total", "rows_skipped_section", "rows_skipped_footer", "rows_skipped_blank"} <= told


@pytest.mark.parametrize("encode", [encode_tcvn3, encode_vni, lambda text: unicodedata.normalize("NFD", text)])
def test_sums_in_an_old_encoding_are_known_too(encode, read):
    head = [encode(h) for h in ("Địa điểm", "Ngày", "Số người chết", "Bị thương", "Phương tiện")]
    rows = [[encode(f"cầu số {n}"), f"{n}/2/2026", 1, 0, encode("xe tải")] for n in (1, 2, 3)]

    found = read([head, *rows, [encode("Tổng cộng"), None, 3, 0], [], [encode("Người lập biểu")]])

    assert [s.reason.value for s in found.skipped] == ["total", "blank", "footer"]
    assert (found.n_read, found.n_held) == (3, 0)


def test_place_that_begins_like_a_sum_is_read(read):
    head = ["Địa điểm", "Ngày", "Chết", "Bị thương", "Phương tiện"]

    found = read([head, ["Cống Ông Hoài", None, 1, 0, "xe máy"], ["Tổng kho xăng dầu", None, 1, 0, "xe tải"]])

    assert (found.n_read, found.n_held, found.skipped) == (2, 2, ())


def test_row_with_only_a_place_is_held_not_lost(read):
    found = read([["Ngày", "Địa điểm", "Chết", "Bị thương"], ["1/2/2026", "a", 1, 0], [None, "Chợ Cung", None, None]])

    assert (found.n_read, found.n_held) == (2, 1)
    assert errors_of(found, 3) == ["date_missing", "severity_unknown"]


def test_exact_duplicate_is_held_with_a_pointer_to_the_first(read):
    found = read({"2025": [HEAD, row(1)], "2026": [HEAD, row(1), row(7)]})

    assert [errors_of(found, n) for n in (2, 3)] == [["duplicate_row"], ["duplicate_row"]]
    texts = [i.text.vi for i in found.issues if i.rule == "duplicate_row"]
    assert "hàng 2 của trang tính “2025”" in texts[0]
    assert found.rows["status"].tolist() == ["accepted", "held", "held"]
    assert len(set(found.rows["row_key"])) == 1


def test_case_number_used_for_two_accidents_is_held(read):
    head = ["Mã vụ", "Ngày", "Địa điểm", "Chết", "Bị thương"]

    found = read(
        [head, ["V-01", "1/2/2026", "a", 1, 0], ["V-02", "2/2/2026", "b", 1, 0], ["v-01", "3/2/2026", "c", 0, 1]]
    )

    assert errors_of(found, 4) == ["case_number_conflict"]
    assert (found.n_accepted, found.n_held) == (2, 1)


def test_likely_duplicate_is_accepted_with_a_warning(read):
    found = read([
        HEAD,
        row(1, day="12/3/2026", at="0h10"),
        row(2, day="12/3/2026", at="0h11", km="Km 1092+200", road="Quốc lộ 1A"),
        row(3, day="14/3/2026", at="0h11"),
    ])  # fmt: skip

    (issue,) = [i for i in found.issues if i.rule == "possible_duplicate"]
    assert (issue.row, issue.level) == (3, IssueLevel.WARNING)
    assert "hàng 2" in issue.text.vi
    assert "1 phút" in issue.text.vi
    assert found.n_held == 0


def test_row_key_is_that_of_the_words_not_of_the_place(read):
    one = read([HEAD, row(1), row(2, km="Km7+000")])
    other = read({"Trang khác": [["Tiêu đề năm 2026"], [], HEAD, row(9, km="Km7+000"), row(10)]})

    assert set(one.rows["row_key"]) == set(other.rows["row_key"])
    assert all(len(key) == len(hashlib.sha256().hexdigest()) for key in one.rows["row_key"])


def test_same_words_in_sheets_of_two_years_are_two_accidents(read):
    rows = [HEAD, row(1, day="8/1")]

    found = read({"Năm 2025": rows, "Năm 2026": rows})

    assert found.rows["occurred_on"].tolist() == [dt.date(2025, 1, 8), dt.date(2026, 1, 8)]
    assert found.n_held == 0
    assert rules(found) == ["date_year_from_sheet", "date_year_from_sheet"]


def test_date_without_a_year_is_held_when_the_sheet_states_none(read):
    assert errors_of(read({"Trang 1": [HEAD, row(1, day="8/1")]}), 2) == ["date_year_missing"]


def test_suspected_month_first_column_is_told_and_not_changed(read):
    found = read([HEAD, row(1, day="02/27/2026"), row(2, day="03/04/2026", km="Km3+000")])

    assert rules(found, IssueLevel.WARNING) == ["date_order_suspected", "date_order_doubt"]
    assert errors_of(found, 2) == ["date_month_day_swapped"]
    assert found.rows.loc[1, "occurred_on"] == dt.date(2026, 4, 3)


def test_month_first_is_read_with_the_profile(read):
    profile = ImportProfile("A", date_order="mdy")

    found = read([HEAD, row(1, day="02/27/2026"), row(2, day="03/04/2026", km="Km3+000")], profile=profile)

    assert found.rows["occurred_on"].tolist() == [dt.date(2026, 2, 27), dt.date(2026, 3, 4)]
    assert found.issues == ()


def test_days_swapped_by_excel_are_suspected(read):
    swapped = [row(n, day=dt.datetime(2026, n, 3), km=f"Km{n}+000") for n in range(4, 9)]

    found = read([HEAD, *swapped, row(9, day="27/2/2026"), row(10, day="13/03/2026", km="Km2+000")])

    warned = [i.row for i in found.issues if i.rule == "date_order_doubt"]
    assert "date_swapped_by_excel" in rules(found)
    assert warned == [2, 3, 4, 5, 6]
    assert found.n_held == 0


def test_time_of_24h_moves_to_the_next_day(read):
    found = read([HEAD, row(at="24h00")])

    assert (found.rows.loc[0, "occurred_on"], found.rows.loc[0, "occurred_at"]) == (dt.date(2026, 2, 28), dt.time(0))
    assert rules(found) == ["time_is_24h"]


def test_bad_time_does_not_hold_the_row(read):
    found = read([HEAD, row(at="25h")])

    assert found.n_held == 0
    assert found.rows.loc[0, "occurred_at"] is None
    assert rules(found) == ["time_does_not_exist"]


def test_midnight_of_a_date_cell_is_no_time_unless_the_column_has_times(read):
    head = ["Ngày giờ", "Địa điểm", "Chết", "Bị thương"]
    dates = [[dt.datetime(2026, 2, d), f"a{d}", 1, 0] for d in (1, 2, 3)]
    timed = [[dt.datetime(2026, 2, d, h), f"a{d}", 1, 0] for d, h in ((1, 0), (2, 5), (3, 7))]

    assert read([head, *dates]).rows["occurred_at"].tolist() == [None] * 3
    assert read([head, *timed]).rows["occurred_at"].tolist() == [dt.time(0), dt.time(5), dt.time(7)]


@pytest.mark.parametrize("encode", [encode_tcvn3, encode_vni])
def test_old_encoding_is_repaired_told_and_kept_as_received(encode, read):
    head = ["Ngày", "Địa điểm", "Chết", "Bị thương", "Nguyên nhân"]
    causes = ["thiếu chú ý quan sát", "vượt không đúng quy định", "chuyển hướng không đúng"]

    rows = [head, *[[f"{n}/2/2026", "Chợ Cung", 1, 0, encode(cause)] for n, cause in enumerate(causes, 1)]]
    found = read(rows)

    assert found.rows["cause"].tolist() == causes
    assert found.rows.loc[0, "received"]["Nguyên nhân"] == encode(causes[0])
    (note,) = [i for i in found.issues if i.rule.startswith("text_repaired_")]
    assert (note.level, note.column, note.row, note.value) == (IssueLevel.NOTE, "Nguyên nhân", 2, encode(causes[0]))
    assert causes[0] in note.text.vi


def test_unicode_word_beside_an_old_column_is_left_alone(read):
    head = ["Ngày", "Địa điểm", "Chết", "Bị thương", "Nguyên nhân"]

    found = read([head, *[[f"{n}/2/2026", "Chợ Cung", "không", 1, encode_tcvn3("vượt sai quy định")] for n in (1, 2)]])

    assert (found.rows["killed"].tolist(), found.n_held) == ([0, 0], 0)


def test_coordinates_of_all_kinds_are_typed(read):
    head = ["Ngày", "Tọa độ", "Chết", "Bị thương"]
    rows = [
        ["1/2/2026", "14,80081; 108,95913", 1, 0],
        ["2/2/2026", "X=1637120.03 Y=603048.61", 1, 0],
        ["3/2/2026", "https://maps.app.goo.gl/x", 1, 0],
        ["4/2/2026", None, 1, 0],
    ]

    found = read([head, *rows])

    assert found.rows.loc[0, ["latitude", "longitude"]].tolist() == [14.80081, 108.95913]
    assert found.rows.loc[1, ["northing", "easting"]].tolist() == [1637120.03, 603048.61]
    assert [i.rule for i in found.issues if i.row == 4] == ["coordinates_short_link"]
    assert [i.rule for i in found.issues if i.row == 5] == ["place_missing"]
    assert found.n_held == 0


@pytest.mark.parametrize(
    ("lat", "lon", "rule"),
    [(14.8, None, "coordinates_half"), (0, 0, "coordinates_zero"), (1480081, 10895913, "coordinates_out_of_range")],
)
def test_impossible_coordinates_are_told_and_not_used(lat, lon, rule, read):
    found = read([["Ngày", "Địa điểm", "Vĩ độ", "Kinh độ", "Chết", "Bị thương"], ["1/2/2026", "a", lat, lon, 1, 0]])

    assert rules(found) == [rule]
    assert found.rows[["latitude", "longitude"]].isna().all(axis=None)


def test_swapped_axes_are_left_to_the_locating_floor(read):
    found = read([["Ngày", "Vĩ độ", "Kinh độ", "Chết", "Bị thương"], ["1/2/2026", 108.95, 14.8, 1, 0]])

    assert found.rows.loc[0, ["latitude", "longitude"]].tolist() == [108.95, 14.8]


def test_bare_amounts_without_a_unit_are_asked_not_used(read):
    head = ["Ngày", "Địa điểm", "Chết", "Bị thương", "Thiệt hại tài sản"]
    rows = [head, ["1/2/2026", "a", 0, 0, 15], ["2/2/2026", "b", 0, 0, "20 triệu"], ["3/2/2026", "c", 0, 0, "7,5"]]

    assert read(rows).rows["damage_vnd"].tolist() == [pd.NA, 20_000_000, pd.NA]
    assert "money_unit_unclear" in rules(read(rows))
    with_unit = read(rows, profile=ImportProfile("A", money_unit_vnd=1_000_000))
    assert with_unit.rows["damage_vnd"].tolist() == [15_000_000, 20_000_000, 7_500_000]


def test_several_columns_of_one_meaning_are_joined(read):
    found = read([["Ngày", "Địa điểm", "Chết", "Bị thương", "PT1", "PT2"], ["1/2/2026", "a", 1, 0, "Xe máy", "Xe tải"]])

    assert found.rows.loc[0, "vehicles"] == "Xe máy; Xe tải"


def test_missing_columns_are_one_error_that_lists_them_all(read):
    with pytest.raises(MappingError, match="ngày xảy ra") as caught:
        read([["STT", "Tuyến đường", "Nguyên nhân"], [1, "QL1", "x"]])

    assert "số chết, số bị thương hoặc loại vụ" in str(caught.value)
    assert "date" in caught.value.message("en")


def test_workbook_without_any_table_is_an_error(read):
    with pytest.raises(MappingError, match="Hướng dẫn"):
        read({"Hướng dẫn": [["Nhập vào trang sau"]]})


def test_sheet_that_is_no_list_of_accidents_is_told_and_passed(read):
    summary = [["Tháng", "Số vụ", "Chết", "Bị thương"], [1, 3, 1, 2]]

    found = read({"Tổng hợp": summary, "2026": [HEAD, row()], "Ghi chú": [["abc"]]})

    assert found.n_read == 1
    assert rules(found) == ["sheet_not_accidents", "sheet_without_table"]


def test_ambiguous_heading_is_told_and_kept_as_received(read):
    found = read([[*HEAD, "ĐT"], [*row(), "xem sổ"]])

    assert rules(found) == ["heading_ambiguous"]
    assert found.rows.loc[0, "received"]["ĐT"] == "xem sổ"


def test_unknown_heading_is_told(read):
    assert rules(read([[*HEAD, "Màu áo"], [*row(), "đỏ"]])) == ["heading_unknown"]


def test_hidden_rows_are_read_and_told(read):
    sheet = Sheet("2026", tuple(map(tuple, [HEAD, row(1), row(2, km="Km4+000")])), hidden_rows=frozenset({3}))

    found = read({"2026": sheet})

    assert found.n_read == 2
    assert rules(found) == ["rows_hidden"]


def test_day_merged_over_several_accidents_is_written_into_each(read):
    rows = [HEAD, row(1), row(2, day=None, km="Km4+000"), row(3, day=None, km="Km8+000")]
    sheet = Sheet("2026", tuple(map(tuple, rows)), merged=(CellRange(2, 1, 4, 1),))

    found = read({"2026": sheet})

    assert found.rows["occurred_on"].tolist() == [dt.date(2026, 2, 27)] * 3
    assert found.n_held == 0


def test_second_vehicle_of_a_merged_accident_is_joined_to_it(read):
    head = ["STT", "Ngày", "Địa điểm", "Chết", "Bị thương", "Phương tiện", "Biển số"]
    rows = [head, [1, "1/2/2026", "Chợ Cung", 1, 0, "Xe máy", "76-A1 111.11"], [None] * 5 + ["Xe tải", "76C-222.22"]]
    rows += [[2, "2/2/2026", "Cầu", 0, 1, "Xe con", None]]
    merged = tuple(CellRange(2, j, 3, j) for j in range(5))

    found = read({"2026": Sheet("2026", tuple(map(tuple, rows)), merged=merged)})

    assert found.rows["vehicles"].tolist() == ["Xe máy; Xe tải", "Xe con"]
    assert found.rows["plates"].tolist() == ["76-A1 111.11; 76C-222.22", None]
    assert [(s.row, s.reason.value) for s in found.skipped] == [(3, "continuation")]


def test_template_constant_and_missing_words_of_a_profile(read):
    profile = ImportProfile(
        "A",
        columns={"Any": "ignored", "Mes": "ignored", "Dia": "ignored", "Hora": "time", "Morts": "killed", "Lesionats": "injured"},
        use_synonyms=False,
        templates={"date": "{Dia}/{Mes}/{Any}", "place": "{Carrer} {Num}"},
        constants={"area": "Barcelona"},
        missing={"Hora": ("-1", "99")},
        value_words={"Mes": {"Gener": "1"}},
        notes=("Dữ liệu nước ngoài",),
    )  # fmt: skip
    head = ["Any", "Mes", "Dia", "Hora", "Carrer", "Num", "Morts", "Lesionats"]

    found = read(
        [head, [2012, "Gener", 4, 16, "Meridiana", "203", 0, 1], [2012, 8, None, 99, "Gràcia", "1", 0, 0]],
        profile=profile,
    )

    first = found.rows.loc[0]
    assert (first["occurred_on"], first["occurred_at"]) == (dt.date(2012, 1, 4), dt.time(16))
    assert (first["place"], first["area"]) == ("Meridiana 203", "Barcelona")
    assert errors_of(found, 3) == ["date_missing"]
    assert "profile_note" in rules(found)


def test_identical_rows_are_distinct_when_the_profile_says_so(read):
    rows = [HEAD, row(1), row(2), row(3)]
    profile = ImportProfile("A", identical_rows_are_distinct=True)

    once, again = read(rows, profile=profile), read(rows, profile=profile)

    assert (once.n_accepted, len(set(once.rows["row_key"]))) == (3, 3)
    assert once.rows["row_key"].tolist() == again.rows["row_key"].tolist()


def test_every_issue_speaks_both_languages_without_placeholders(read):
    found = read(
        [HEAD, row(day="30/2/2026"), row(2, killed="x"), row(3, at="25h"), row(4, killed=1, kind="Va chạm"), row(5)]
    )

    for issue in found.issues:
        for text in (issue.text.vi, issue.text.en):
            assert text
            assert "{" not in text
            assert "None" not in text


CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-5, 60), st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2030, 1, 1)),
    st.times(), st.booleans(),
    st.sampled_from(["27/2/2026", "Cộng", "Tổng cộng", "I. QL1", "1 người", "không", "Km1+200", "", "  ", "x" * 300]),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=0, max_size=10), max_size=25))
def test_no_row_is_ever_lost(rows):
    found = _read_any([HEAD, *rows])

    numbers = sorted([*found.rows["row"].tolist(), *(skipped.row for skipped in found.skipped)])
    assert numbers == list(range(2, len(rows) + 2))
    assert found.n_read == found.n_accepted + found.n_held == len(found.rows)


def _read_any(rows):
    sheet = Sheet("Năm 2026", tuple(map(tuple, rows)))
    return interpret(Workbook("a.xlsx", "0", (sheet,)), ReadOptions(today=dt.date(2026, 11, 22), synonyms=SYNONYMS))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40, unique=True), st.randoms())
def test_order_of_rows_does_not_change_what_they_are(numbers, random_):
    rows = [
        row(n, day=f"{1 + n % 28}/{1 + n % 10}/2026", km=f"Km{n}+000", killed=n % 2, injured=n % 3) for n in numbers
    ]
    shuffled = list(rows)
    random.Random(random_.random()).shuffle(shuffled)

    one, other = _read_any([HEAD, *rows]), _read_any([HEAD, *shuffled])

    assert set(zip(one.rows["row_key"], one.rows["status"], strict=True)) == set(
        zip(other.rows["row_key"], other.rows["status"], strict=True)
    )


def test_a_numbered_section_title_in_the_column_of_dates_is_skipped_and_told(read):
    rows = [HEAD, ["I", "Tháng 2"], row(1), ["II.", "Tháng 3"], row(2, km="Km5+000")]

    found = read(rows)

    assert [(one.row, one.reason.value) for one in found.skipped] == [(2, "section"), (4, "section")]
    assert (found.n_read, found.n_held) == (2, 0)


def test_what_is_said_of_a_cell_stays_true_when_the_row_is_held(read):
    found = read([HEAD, ["1", "31/2/2026", "99h", "", "", 1, 0, 0]])

    said = " ".join(issue.text.vi for issue in found.issues)
    assert found.n_held == 1
    assert "giờ được để trống" in said
    assert "được nhận" not in said


def test_a_bare_number_under_a_class_of_roads_is_that_road(read):
    head = ["Ngày", "Quốc lộ", "Lý trình", "Chết", "Bị thương"]
    rows = [head, ["27/2/2026", "1A", "Km1092+400", 1, 0], ["28/2/2026", 24, "Km5+100", 0, 1]]

    national, provincial = read(rows), read([["TT", "Ngày", "ĐT", "Km", "Chết"], [1, "27/2/2026", "627C", "12+500", 1]])

    assert national.rows["road_name"].tolist() == ["QL1A", "QL24"]
    assert provincial.rows["road_name"].tolist() == ["ĐT627C"]
    assert national.rows["received"][0]["Quốc lộ"] == "1A"
