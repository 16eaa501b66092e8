"""An old ward name gives the ward of today, with the day considered; the reused names are the trap."""

import datetime as dt

import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.domain.corrections import AREA_FIELDS
from atgt.storage import verification
from atgt.storage.repositories import accidents
from atgt.workflow import corrections, entry, exporting, import_undo, intake, plausibility, ward_filling, ward_names

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.mark.parametrize(
    ("text", "day", "today"),
    [
        ("Phổ Hòa", BEFORE, "phường Đức Phổ"),
        ("phường Phổ Hoà", AFTER, "phường Đức Phổ"),
        ("Phổ Ninh", BEFORE, "phường Đức Phổ"),
        ("xã Phổ An", BEFORE, "phường Trà Câu"),
        ("Phổ Thạnh", BEFORE, "phường Sa Huỳnh"),
        ("xã Phổ Cường", BEFORE, "xã Khánh Cường"),
        ("Phổ Nhơn", BEFORE, "xã Nguyễn Nghiêm"),
        ("phường Đức Phổ", AFTER, "phường Đức Phổ"),
        ("Nguyễn Nghiêm", AFTER, "xã Nguyễn Nghiêm"),
        ("tổ dân phố An Trường, phường Phổ Hòa, thị xã Đức Phổ", BEFORE, "phường Đức Phổ"),
        ("Hà Nội", AFTER, None),
        ("", BEFORE, None),
        (None, BEFORE, None),
    ],
)
def test_the_ward_of_today(text, day, today):
    found = ward_names.words_today(text, day)

    assert (found.vi if found else None) == today


def test_the_name_that_two_wards_had_is_not_decided():
    found = ward_names.words_today("phường Nguyễn Nghiêm", BEFORE)

    assert found.vi.startswith("phường Đức Phổ hoặc ")
    assert found.en.startswith("phường Đức Phổ or ")


def test_an_import_tells_the_ward_of_today_beside_what_was_received(empty_database, now):
    lines = ["Ngày,Địa bàn,Địa điểm,Chết,Bị thương", "30/6/2025,Nguyễn Nghiêm,chợ,0,1", "1/7/2025,Nguyễn Nghiêm,chợ,0,1",
             "2/3/2024,Phổ Hòa,chợ,0,1", '3/3/2024,,"cầu, phường Phổ Vinh",0,1', "4/3/2024,,chợ,0,1"]  # fmt: skip

    rows = intake.preview(empty_database, "\n".join(lines).encode(), name="a.csv", today=now.date()).rows

    assert rows["area"].tolist()[:3] == ["Nguyễn Nghiêm", "Nguyễn Nghiêm", "Phổ Hòa"]
    today = ward_names.areas_today(rows).tolist()
    assert today[0].startswith("phường Đức Phổ hoặc ")
    assert today[1:4] == ["xã Nguyễn Nghiêm", "phường Đức Phổ", "phường Đức Phổ"]
    assert today[4] is None
    assert rows["area_today"].tolist() == [None, *today[1:]]


# ── stored with the accident ────────────────────────────────────────────────────────────────────────────────────

LINES = (
    "Mã vụ,Ngày,Địa bàn,Địa điểm,Chết,Bị thương", "V1,30/6/2025,Nguyễn Nghiêm,chợ,0,1",
    "V2,1/7/2025,Nguyễn Nghiêm,chợ,0,1", "V3,2/3/2024,Phổ Hòa,chợ,0,1",
    'V4,3/3/2024,nhà ông Nguyễn Văn A,"cầu, phường Phổ Vinh",0,1', "V5,4/3/2024,,chợ,0,1",
)  # fmt: skip
UNITS = [
    ("phường Nguyễn Nghiêm", None),
    ("xã Nguyễn Nghiêm", "xã Nguyễn Nghiêm"),
    ("phường Phổ Hòa", "phường Đức Phổ"),
    ("phường Phổ Vinh", "phường Đức Phổ"),
    (None, None),
]


@pytest.fixture
def office(empty_database, now):
    """An office that has taken in five accidents whose areas are named in five ways."""
    _import(empty_database, LINES, now)
    return empty_database


def _import(database, lines, now):
    seen = intake.preview(database, "\n".join(lines).encode(), name="a.csv", today=now.date())
    return intake.accept(database, seen, LOCAL_USER, now)


def _records(database):
    with database.read() as session:
        ids = accidents.fetch_accidents(session)["accident_id"]
        records = accidents.fetch_records(session, list(ids)).values()
    return {record.fields["case_number"]: record for record in records}


def _units(database):
    records = _records(database)
    return [tuple(records[f"V{n}"].fields[name] for name in AREA_FIELDS) for n in range(1, len(records) + 1)]


def _is_whole(database):
    with database.read() as session:
        return verification.verify(session).is_whole


def _write_out(office, case, area, now):
    """An officer corrects the area of a case; gives the case as it was before."""
    record = _records(office)[case]
    corrections.edit(
        office,
        record.accident_id,
        {"area": area},
        expected_version=record.version,
        reason="hỏi lại",
        actor=LOCAL_USER,
        now=now,
    )
    return record


def test_unit_and_ward_are_stored_where_they_are_sure_and_free_words_never(office):
    assert _units(office) == UNITS
    assert _is_whole(office)


def test_a_correction_of_area_or_day_brings_another_ward(office, now):
    _write_out(office, "V1", "phường Nguyễn Nghiêm, thị xã Đức Phổ", now)

    assert _units(office)[0] == ("phường Nguyễn Nghiêm", "phường Đức Phổ")
    assert _is_whole(office)


def test_a_later_file_brings_another_ward_and_undoing_it_the_first_again(office, now):
    told = _import(office, (LINES[0], LINES[3].replace("Phổ Hòa", "Phổ Thạnh")), now + dt.timedelta(hours=1))
    later = _units(office)[2]

    import_undo.undo(office, told.import_id, "gửi nhầm", LOCAL_USER, now + dt.timedelta(hours=2))

    assert told.n_updated == 1
    assert later == ("phường Phổ Thạnh", "phường Sa Huỳnh")
    assert _units(office) == UNITS


def test_an_entry_by_hand_names_its_ward_by_its_place(empty_database, now):
    typed = {"date": "2/3/2025", "place": "chợ, phường Phổ Hòa", "killed": 0, "injured": 1}

    looked_at = entry.review(empty_database, entry.Entry(typed), today=now.date())
    entry.save(empty_database, looked_at, LOCAL_USER, now)

    (record,) = _records(empty_database).values()
    assert [record.fields[name] for name in AREA_FIELDS] == ["phường Phổ Hòa", "phường Đức Phổ"]


def test_accidents_of_an_older_version_verify_without_it_and_are_filled_in_when_asked(office, now):
    before = _records(office)
    with office.write(LOCAL_USER, "như bản cũ", now) as session:
        for record in before.values():
            blank = dict.fromkeys(AREA_FIELDS)
            accidents.update_accident(session, record.accident_id, blank, expected_version=record.version)
    assert _units(office) == [(None, None)] * 5
    assert _is_whole(office)

    assert ward_filling.n_missing(office, LOCAL_USER) == 4
    assert ward_filling.fill_in(office, LOCAL_USER, now) == 4

    assert _units(office) == UNITS
    assert ward_filling.n_missing(office, LOCAL_USER) == 0
    assert _is_whole(office)


def test_a_name_that_two_wards_had_waits_on_the_quality_page_until_the_area_is_written_out(office, now):
    (doubt,) = [one for one in plausibility.waiting(office, LOCAL_USER) if one.rule == "ward_not_decided"]

    record = _write_out(office, "V1", "P. Nguyễn Nghiêm, TX Đức Phổ", now)

    assert doubt.accident_id == record.accident_id
    assert "phường Đức Phổ hoặc phường Nguyễn Nghiêm (thành phố Quảng Ngãi)" in doubt.text.vi
    assert not [one for one in plausibility.waiting(office, LOCAL_USER) if one.rule == "ward_not_decided"]


def test_a_unit_whose_successor_is_not_known_is_no_ward_of_today():
    values = {"area": "phường Nguyễn Nghiêm, TP Quảng Ngãi", "occurred_on": BEFORE}

    assert ward_names.area_values(values) == {"area_named": "phường Nguyễn Nghiêm", "area_today": None}


def test_the_export_carries_both_names_and_never_the_words_typed(office):
    content = exporting.export(office, what="accidents", file_format="geojson").content.decode()

    assert '"area_named":"phường Phổ Vinh"' in content.replace(": ", ":")
    assert '"area_today":"phường Đức Phổ"' in content.replace(": ", ":")
    assert "Nguyễn Văn A" not in content
