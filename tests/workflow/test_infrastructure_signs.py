"""Signs that it may not be the road, and that it may: just under, at and over each figure; never a verdict."""

import datetime as dt

import pandas as pd
import pytest

from atgt.domain.register import Infrastructure
from atgt.domain.site_visit import CHECKLIST, Checked, Finding, SiteVisit
from atgt.workflow import infrastructure_signs, register_pages, review
from atgt.workflow.infrastructure_signs import Lean

TODAY = dt.date(2026, 11, 20)
COLUMNS = ("cause_group", "collision_group", "occurred_at", "occurred_on", "precision")


def table(*rows):
    """Accidents tn-1, tn-2 …: cause, collision form, hour, day, precision; what is left out is nothing special."""
    usual = (None, None, None, dt.date(2026, 1, 5), "A")
    made = []
    for number, row in enumerate(rows):
        values = dict(zip(COLUMNS, (*row, *usual[len(row) :]), strict=True))
        if len(row) < 4:
            values["occurred_on"] = dt.date(2026, 1 + number, 5)
        made.append({"accident_id": f"tn-{number + 1}", **values})
    return pd.DataFrame(made, columns=["accident_id", *COLUMNS])


@pytest.fixture
def entry(ward):
    return ward.first_entry()


def said(ward, entry, accidents, **more):
    """What is said for each lean, in Vietnamese, of the first accidents of the table."""
    from dataclasses import replace

    page = register_pages.spot_page(ward.database, entry, ward.officer, TODAY)
    facts = dict.fromkeys(accidents["accident_id"])
    page = replace(page, entry=replace(page.entry, facts=facts))
    found = infrastructure_signs.signs(page, accidents, **more)
    return {lean: " ".join(sign.text.vi for sign in found if sign.lean is lean) for lean in Lean}


@pytest.mark.parametrize(
    ("causes", "is_said"),
    [
        (["alcohol", None, None], False),
        (["alcohol", None], True),
        (["alcohol", "speed"], True),
        (["infrastructure", "infrastructure"], False),
        (["unknown", "unknown"], False),
    ],
)
def test_half_the_accidents_naming_another_cause_speak_for_it(ward, entry, causes, is_said):
    told = said(ward, entry, table(*((cause,) for cause in causes)))

    assert ("nguyên nhân không phải hạ tầng" in told[Lean.OTHER]) == is_said
    assert ("nguyên nhân hạ tầng" in told[Lean.ROAD]) == ("infrastructure" in causes)
    n_open = sum(cause in {None, "unknown"} for cause in causes)
    assert (f"{n_open}/{len(causes)} vụ chưa ghi hoặc chưa xác định" in told[Lean.OPEN]) == bool(n_open)


def test_an_accident_that_names_both_counts_on_both_sides(ward, entry):
    told = said(ward, entry, table(("speed;infrastructure",), ("infrastructure",)))

    assert "1/2 vụ ghi nguyên nhân không phải hạ tầng: vi phạm tốc độ (1)" in told[Lean.OTHER]
    assert "2/2 vụ ghi nguyên nhân hạ tầng" in told[Lean.ROAD]


@pytest.mark.parametrize(
    ("forms", "lean"),
    [
        (["head_on", "head_on"], None),  # two accidents show no pattern
        (["head_on", "head_on", "side"], Lean.ROAD),
        (["head_on", "side", "rear_end"], Lean.OTHER),
        (["head_on", "head_on", "side", "rear_end", "overturn"], None),  # neither half of them nor all different
    ],
)
def test_collision_forms_repeat_or_do_not(ward, entry, forms, lean):
    told = said(ward, entry, table(*((None, form) for form in forms)))

    assert ("cùng hình thức" in told[Lean.ROAD]) == (lean is Lean.ROAD)
    assert ("không thấy mẫu lặp lại" in told[Lean.OTHER]) == (lean is Lean.OTHER)


@pytest.mark.parametrize(
    ("hours", "is_said"),
    [
        ([18, 23], False),  # too few
        ([18, 4, 12], True),
        ([18, 12, 12], False),
        ([17, 5, 6], False),
        ([18, 23, 4], True),
    ],
)
def test_two_thirds_at_night_point_to_lighting(ward, entry, hours, is_said):
    accidents = table(*((None, None, dt.time(hour)) for hour in hours))

    assert ("chiếu sáng" in said(ward, entry, accidents)[Lean.ROAD]) == is_said
    assert "chiếu sáng" not in said(ward, entry, accidents, by_month=True)[Lean.ROAD]


@pytest.mark.parametrize(("days", "is_said"), [(7, True), (8, False)])
def test_accidents_of_one_week_may_have_a_passing_cause(ward, entry, days, is_said):
    first = dt.date(2026, 3, 1)
    accidents = table((None, None, None, first), (None, None, None, first + dt.timedelta(days=days)))

    assert ("việc tạm thời" in said(ward, entry, accidents)[Lean.OTHER]) == is_said
    assert "việc tạm thời" not in said(ward, entry, accidents, by_month=True)[Lean.OTHER]


def visit(ward, entry, checklist, infrastructure=Infrastructure.UNKNOWN):
    found = SiteVisit("", entry, dt.date(2026, 10, 20), "tổ", checklist, infrastructure=infrastructure)
    review.record_site_visit(ward.database, found, ward.officer, ward.tick())


def test_before_any_visit_the_site_is_not_known(ward, entry):
    assert "Chưa kiểm tra hiện trường theo Điều 10" in said(ward, entry, table(()))[Lean.OPEN]


def test_the_latest_visit_speaks_for_the_road_or_against_it(ward, entry):
    visit(ward, entry, {"sight_distance": Checked(Finding.DEFECT), "law_awareness": Checked(Finding.DEFECT)})
    told = said(ward, entry, table(()))

    assert "bất cập ở tầm nhìn" in told[Lean.ROAD]
    assert "ý thức chấp hành" in told[Lean.OTHER]
    assert "chưa xem nút giao" in told[Lean.OPEN]

    visit(ward, entry, {key: Checked(Finding.GOOD) for key in CHECKLIST}, Infrastructure.NO)
    told = said(ward, entry, table(()))
    assert "8 nội dung về đường đều đạt" in told[Lean.OTHER]
    assert "Kết luận đã ghi: không do hạ tầng" in told[Lean.OTHER]
    assert "chưa xem" not in told[Lean.OPEN]


def test_vague_places_are_said(ward, entry):
    accidents = table((None, None, None, dt.date(2026, 1, 5), "C"), ())

    assert "1/2 vụ chỉ định vị ở cấp C" in said(ward, entry, accidents)[Lean.OPEN]


def test_a_hazard_without_accidents_has_no_sign_from_them(ward, entry):
    told = said(ward, entry, table())

    assert told[Lean.OTHER] == told[Lean.ROAD] == ""
