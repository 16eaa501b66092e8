"""Accidents and spots on the map: all of them, safe, and the same bytes for the same data."""

import re

import pandas as pd
import pytest

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.text import Language, Text
from atgt.webmap import accident_points, basemap, layers, spot_shapes

TITLES = {"QL1": "QL1", "DT627C": "ĐT627C"}


def rendered(group, ward):
    chart = layers.ward_map(basemap.payload(**vars(ward)))
    group.add_to(chart)
    return chart.get_root().render()


def test_only_accidents_with_a_place_are_drawn(accidents):
    drawn = accident_points.payload(accidents, TITLES)

    assert drawn["mode"] == "points"
    assert drawn["id"] == ["TN-1", "TN-2"]
    assert drawn["severity"] == "02"
    assert drawn["lat"][0] == 14_800_000
    assert drawn["when"] == ["14/03/2026, 18:20", "01/04/2026, không rõ giờ"]
    assert drawn["place"] == ["QL1 – Km1092+400", "ĐT627C"]
    assert drawn["toll"] == ["1 chết, 1 bị thương", ""]


def test_no_accident_gives_empty_columns(accidents):
    drawn = accident_points.payload(accidents.iloc[:0], TITLES)

    assert drawn["id"] == []
    assert drawn["severity"] == ""


@pytest.mark.parametrize(("most", "mode"), [(2, "points"), (1, "cells")])
def test_beyond_the_limit_cells_count_the_same_accidents(accidents, most, mode):
    drawn = accident_points.payload(accidents, TITLES, most_points=most)

    assert drawn["mode"] == mode
    if mode == "cells":
        assert sum(cell[2] for cell in drawn["cells"]) == 2
        assert all(cell[2] == sum(cell[3:]) for cell in drawn["cells"])


def test_numbers_follow_the_order_of_the_run(make_spot):
    spots = [make_spot(spot_key="x"), make_spot(spot_key="y")]

    drawn = spot_shapes.payload(spot_shapes.numbered(spots), junction_radius_m=50)

    assert [(shape["number"], shape["key"]) for shape in drawn] == [("1", "x"), ("2", "y")]


def test_a_stretch_is_a_line_and_a_junction_a_circle(make_spot):
    junction = make_spot(kind=SiteKind.JUNCTION, wkt="POINT (108.96 14.8)", from_mm=None, to_mm=None)
    one_position = make_spot(wkt="LINESTRING (108.95 14.8, 108.95 14.8)")

    drawn = spot_shapes.payload(spot_shapes.numbered([make_spot(), junction, one_position]), junction_radius_m=50)

    assert [shape["line"] is None for shape in drawn] == [False, True, True]
    assert drawn[0]["line"] == [[14.8, 108.953], [14.8, 108.955]]
    assert drawn[1]["radius"] == 50


def test_a_spot_carries_its_evidence_in_the_chosen_language(make_spot):
    (shape,) = spot_shapes.payload(
        [(1, make_spot(level=SpotLevel.POTENTIAL))], junction_radius_m=50, language=Language.EN
    )

    assert shape["why"] == "There are 2 fatal accidents."
    assert shape["clauses"] == ["at least 2 (TT 41/2024, Điều 14)"]
    assert shape["facts"] == "3 accidents, 2 killed, 1 injured; 01/01/2026 – 14/03/2026"
    assert shape["levelName"].startswith("Potential spot")


def test_attack_strings_reach_the_map_as_data_only(ward, accidents, make_spot, attacks):
    for attack in attacks:
        group = layers.data_group(
            accident_points.payload(accidents.assign(route_id=attack), {}),
            [(1, make_spot(why=Text(attack, attack), place_name=Text(attack, attack)))],
            junction_radius_m=50,
        )
        page = rendered(group, ward)

        assert attack not in page
        assert "<script>alert" not in page
        assert "onerror=" not in re.sub(r"JSON\.parse\('.*?'\)", "", page)
        assert ("7*7" in page) == ("7*7" in attack)  # no template worked it out on the way


def test_treated_places_cross_as_data_and_change_the_version(ward, accidents, make_spot, attacks):
    def group(**more):
        return layers.data_group(
            accident_points.payload(accidents, TITLES), [(1, make_spot())], junction_radius_m=50, **more
        )

    for attack in attacks:
        treated = {
            "stage": "treated", "title": attack, "stageName": attack, "measures": [attack], "works": attack,
            "facts": attack, "lat": 14.8, "lng": 108.95, "line": None,
        }  # fmt: skip
        page = rendered(group(treatments=[treated]), ward)
        assert attack not in page
        assert "<script>alert" not in page
    versions = [
        re.search(r'"version":"(\w+)"', next(iter(one._children.values())).literal)[1]
        for one in (group(), group(treatments=[treated]))
    ]
    assert versions[0] != versions[1]


def test_the_same_data_gives_the_same_group(accidents, make_spot):
    def literal():
        group = layers.data_group(accident_points.payload(accidents, TITLES), [(1, make_spot())], junction_radius_m=50)
        return next(iter(group._children.values())).literal

    assert literal() == literal()


def test_choosing_a_spot_does_not_change_the_version_of_the_data(accidents, make_spot):
    drawn = accident_points.payload(accidents, TITLES)
    plain = layers.data_group(drawn, [(1, make_spot())], junction_radius_m=50)
    chosen = layers.data_group(drawn, [(1, make_spot())], junction_radius_m=50, selected="a1b2", fly_to="1")

    versions = [re.search(r'"version":"(\w+)"', next(iter(g._children.values())).literal)[1] for g in (plain, chosen)]

    assert versions[0] == versions[1]


def test_popup_text_holds_no_column_outside_the_contract(accidents):
    extra = accidents.assign(person_name="Nguyễn Văn A", notes="0905 123 456")

    drawn = accident_points.payload(extra, TITLES)

    assert "Nguyễn Văn A" not in str(drawn)
    assert "0905" not in str(drawn)


def test_cells_of_many_accidents_stay_small(accidents):
    many = pd.concat([accidents] * 8_000, ignore_index=True)

    drawn = accident_points.payload(many, TITLES, most_points=10_000)

    assert drawn["mode"] == "cells"
    assert len(drawn["cells"]) == 2


def test_a_picking_map_shows_where_a_record_is_and_its_choices(ward):
    chart = layers.picking_map(basemap.payload(**vars(ward)))
    layers.picking_group((108.96, 14.8), [("A", 108.97, 14.81)], [(108.96, 14.8)]).add_to(chart)

    page = chart.get_root().render()

    assert "atgtMap.installPicker(map_" in page
    drawn = re.search(r"atgtMap\.pick\(map_\w+, JSON\.parse\('(.*?)'\)\)", page)[1]
    assert '"at":[14.8,108.96]' in drawn
    assert '"choices":[["A",14.81,108.97]]' in drawn
    assert "atgtMap.show(" not in page


def test_the_same_choices_are_the_same_bytes():
    marks = [layers.picking_group(None, [("A", 1.0, 2.0)], []) for _ in range(2)]

    versions = {next(iter(mark._children.values())).literal for mark in marks}

    assert len(versions) == 1
