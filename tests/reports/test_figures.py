"""The drawings of a place: every accident has its symbol, words of data stay words, nothing to draw gives nothing."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from atgt.domain.period import Period
from atgt.domain.severity import Severity
from atgt.domain.text import Language, Text
from atgt.reports import site_map, stick_diagram, time_line
from atgt.reports.site_map import Mark, RoadLine, Site
from atgt.reports.stick_diagram import Axis, Stick
from atgt.reports.time_line import Event, Story

AXIS = Axis(1000.0, 1200.0, "Km1+000", "Km1+200")
SHAPES = {  # a piece of the drawing that only this severity has
    Severity.FATAL: 'fill="#a3121c"/><path d="M-3.5',
    Severity.INJURY: "M0-7.500 8.500 7H-8.500Z",
    Severity.MINOR_COLLISION: '<circle r="6.500"',
    Severity.DAMAGE_ONLY: "M-6-6h12V6H-6Z",
}


def stick(key, position_m, severity=Severity.FATAL, **more):
    return Stick(key, position_m, dt.date(2026, 3, 14), dt.time(18, 20), severity, 1, 0, **more)


def words(svg):
    return [element.text for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("severity", Severity)
def test_each_severity_has_a_shape_of_its_own(severity):
    svg = stick_diagram.stick_diagram([stick("a", 1100.0, severity)], AXIS)

    assert SHAPES[severity] in svg
    assert all(shape not in svg for other, shape in SHAPES.items() if other is not severity)


def test_columns_stand_in_the_order_of_the_chainage():
    svg = stick_diagram.stick_diagram(
        [stick("a", 1180.0, km_post="Km1+180"), stick("b", 1020.0, km_post="Km1+020")], AXIS
    )

    found = [word for word in words(svg) if word.startswith(("Km1+0", "Km1+1"))]
    assert found == ["Km1+000", "Km1+020", "Km1+180"]


def test_the_side_has_a_row_only_where_it_is_known():
    without = stick_diagram.stick_diagram([stick("a", 1100.0)], AXIS)
    known = stick_diagram.stick_diagram([stick("a", 1100.0, side="phải tuyến"), stick("b", 1150.0)], AXIS)

    assert "Phía, chiều" not in words(without)
    assert {"Phía, chiều", "phải tuyến"} <= set(words(known))


def test_the_latest_accidents_are_drawn_when_there_are_too_many():
    many = [
        Stick(f"{i:03d}", 1000.0 + i, dt.date(2025, 1, 1) + dt.timedelta(days=i), None, Severity.INJURY, 0, 1)
        for i in range(stick_diagram.MOST + 3)
    ]

    svg = stick_diagram.stick_diagram(many, AXIS)

    assert "01/01/25" not in words(svg)
    assert "04/01/25" in words(svg)


def test_words_of_data_stay_words():
    attack = "<script>alert(1)</script>"

    svg = stick_diagram.stick_diagram([stick("a", 1100.0, side=attack, collision=Text(attack, attack))], AXIS)
    drawn = site_map.site_map(Site("black", ((0.0, 0.0), (100.0, 0.0)), roads=(RoadLine("local", attack, ((-200.0, 5.0), (200.0, 5.0))),)))  # fmt: skip

    assert "<script" not in svg + drawn
    assert attack in words(drawn)


def test_a_junction_has_columns_without_an_axis():
    svg = stick_diagram.stick_diagram([stick("a", None)], None)

    assert "Km1+000" not in words(svg)
    assert "14/03/26" in words(svg)


def test_the_committee_reads_months():
    svg = stick_diagram.stick_diagram([stick("a", 1100.0)], AXIS, by_month=True)

    assert "03/2026" in words(svg)
    assert "14/03/26" not in words(svg)


def test_without_accidents_nothing_is_drawn():
    assert stick_diagram.stick_diagram([], AXIS) == ""
    assert time_line.time_line(Story((), None, 12, ())) == ""


def test_the_time_line_names_periods_and_works():
    story = Story(
        (Event(dt.date(2026, 1, 5), Severity.FATAL), Event(dt.date(2026, 3, 20), Severity.INJURY)),
        Period(dt.date(2025, 4, 1), dt.date(2026, 3, 31)),
        12,
        ((Period(dt.date(2026, 1, 5), dt.date(2026, 3, 20)), 2),),
        Period(dt.date(2026, 2, 1), dt.date(2026, 2, 10)),
    )

    said = words(time_line.time_line(story, language=Language.EN))

    assert "reaches the threshold: 2 (05/01/2026 – 20/03/2026)" in said
    assert "12 months considered (01/04/2025 – 31/03/2026)" in said
    assert "works" in said


def test_accidents_on_one_day_do_not_hide_each_other():
    day = dt.date(2026, 1, 5)
    svg = time_line.time_line(Story((Event(day, Severity.FATAL), Event(day, Severity.INJURY)), None, 12, ()))

    groups = [g.get("transform") for g in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}g")]
    assert len(set(groups)) == 2


def test_the_map_shows_the_stretch_its_accidents_and_a_scale():
    site = Site(
        "black", ((0.0, 0.0), (200.0, 0.0)), roads=(RoadLine("national", "QL1", ((-900.0, 0.0), (900.0, 0.0))),),
        marks=(Mark((50.0, 0.0), Severity.FATAL, True), Mark((5_000.0, 0.0), Severity.INJURY, False)),
        posts=(((100.0, 0.0), "Km1092"),),
    )  # fmt: skip

    svg = site_map.site_map(site)

    assert {"QL1", "Km1092", "100 m", "B"} <= set(words(svg))
    assert SHAPES[Severity.FATAL] in svg
    assert SHAPES[Severity.INJURY] not in svg  # five kilometres away


def test_the_same_place_gives_the_same_bytes():
    site = Site("potential", ((0.0, 0.0),), radius_m=50.0)

    assert site_map.site_map(site) == site_map.site_map(site)
