"""An old ward name gives the ward of today, with the day considered; the reused names are the trap."""

import datetime as dt

import pytest

from atgt.workflow import intake, ward_names

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
    today = rows["area_today"].tolist()
    assert today[0].startswith("phường Đức Phổ hoặc ")
    assert today[1:4] == ["xã Nguyễn Nghiêm", "phường Đức Phổ", "phường Đức Phổ"]
    assert today[4] is None
