"""The two carriageways of one road, by option: which lines are joined, where a km is placed, and what stays apart.

Q#1 ────────────────────────────── 0      main line, eastwards, km posts
Q#2 ────────────────────────────── 20     other carriageway, the same km; drawn westwards where it has no posts
S   ────────────────────────────── 35     service road of another name
T   ──── │ ────                          a street of the same name that crosses, and one far away
"""

import numpy as np
import pytest
import shapely

from atgt.location_referencing import carriageways
from atgt.location_referencing.linear_referencing import LocatingOptions, Place, locate
from atgt.location_referencing.road_network import Anchor, RoadNetwork, Route

ORIGIN = (600_000.0, 1_637_000.0)
POSTS = [(1_092_000.0 + 1000 * k, 1000.0 * k) for k in range(4)]


def route(route_id, points, name="QL1", posts=(), alignment=None, is_railway=False):
    line = shapely.LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points])
    anchors = tuple(Anchor(chainage, measure) for chainage, measure in posts)
    return Route(route_id, name, alignment, None, None, (), line, anchors, is_railway=is_railway)


def network(*routes):
    return RoadNetwork({one.route_id: one for one in routes}, (), "EPSG:5898")


MAIN = route("QL1", [(0, 0), (3000, 0)], posts=POSTS)
OTHER = route("QL1#2", [(0, 20), (2990, 20)], posts=POSTS[:3])
WESTWARDS = route("QL1#2", [(2990, 20), (0, 20)])
SERVICE = route("gom", [(0, 35), (3000, 35)], name="Đường gom")


def joined(*routes):
    return dict(network(*routes).joined().carriageways)


def test_a_line_of_the_same_name_beside_is_joined_to_the_longer_one():
    assert joined(MAIN, OTHER) == {"QL1#2": "QL1"}
    assert joined(WESTWARDS, MAIN) == {"QL1#2": "QL1"}


def test_nothing_is_joined_unless_the_office_chooses_it():
    assert network(MAIN, OTHER).carriageways == {}
    assert network(MAIN, OTHER).joined(is_joined=False).carriageways == {}


@pytest.mark.parametrize(
    "stranger",
    [
        SERVICE,
        route("QL1#2", [(1500, -900), (1500, 900)]),  # crosses
        route("QL1#2", [(0, 5000), (2000, 5000)]),  # far away
        route("QL1#2", [(0, 20), (900, 20), (900, 900), (2000, 900)]),  # beside for a third, then away
        route("QL1:tranh", [(0, 20), (2000, 20)], alignment="tranh"),
        route("QL1#2", [(0, 61), (2000, 61)]),  # a metre too far aside
        route("QL1#2", [(1000, 5), (1000, 55), (1010, 55), (1010, 5)]),  # a loop beside that goes nowhere
        route("ray", [(0, 20), (2000, 20)], is_railway=True),
    ],
)
def test_strangers_are_not_joined(stranger):
    assert joined(MAIN, stranger) == {}


def test_a_line_exactly_at_the_limit_is_joined():
    assert joined(MAIN, route("QL1#2", [(0, 60), (2000, 60)])) == {"QL1#2": "QL1"}


def test_measures_of_the_other_direction_run_backwards_along_the_main_line():
    along = carriageways.measures_on_main(WESTWARDS, MAIN, np.array([0.0, 990.0, 2990.0]))

    assert along == pytest.approx([2990.0, 2000.0, 0.0])


def test_two_carriageways_of_a_ring_are_joined():
    outer = route("V", [(0, 0), (600, 0), (600, 600), (0, 600), (0, 0)], name="Vành đai")
    inner = route("V#2", [(20, 20), (20, 580), (580, 580), (580, 20), (20, 20)], name="Vành đai")
    half = route("V#2", [(20, 20), (20, 580), (580, 580), (580, 40)], name="Vành đai")

    assert joined(outer, half) == {"V#2": "V"}
    assert joined(outer, inner) == {"V#2": "V"}


# --- placing a km that both carriageways carry -----------------------------------------------------------------------


def place(km="Km1093+500", x=None, y=None, road="QL1", *routes, is_joined=True):
    roads = network(*(routes or (MAIN, OTHER, SERVICE))).joined(is_joined=is_joined)
    lon = lat = None
    if x is not None:
        lon, lat = roads.to_wgs84(ORIGIN[0] + x, ORIGIN[1] + y)
    return locate(Place(road_text=road, km_text=km, longitude=lon, latitude=lat), roads, LocatingOptions())


def test_with_the_option_off_the_choice_is_left_to_a_person():
    assert place(is_joined=False).rule == "km_repeats"
    assert place("Km1093+500", 1500, 19, is_joined=False).rule == "km_repeats"


def test_without_coordinates_the_line_that_carries_the_measures_is_taken():
    found = place()

    assert (found.rule, found.status, found.chosen.position.route_id) == ("km_on_joined_road", "located", "QL1")
    assert found.chosen.position.measure_m == pytest.approx(1500)
    assert {other.position.route_id for other in found.others} == {"QL1#2"}
    assert "hai chiều được tính là một đường" in found.reason.vi


@pytest.mark.parametrize(("y", "side"), [(1, "QL1"), (19, "QL1#2")])
def test_with_coordinates_the_nearer_side_is_taken(y, side):
    found = place("Km1093+500", 1510, y)

    assert (found.status, found.rule) == ("located", "km_and_coordinates_agree")
    assert found.chosen.position.route_id == side


def test_coordinates_far_from_the_km_still_contradict_it():
    assert place("Km1093+500", 2600, 0).rule == "km_and_coordinates_disagree"


def test_a_km_that_repeats_farther_along_stays_unclear():
    """Posts fall back by a kilometre on both lines: Km1093+500 is at 1,500 m and again at 2,600 m."""
    repeats = [(1_092_000.0, 0.0), (1_093_000.0, 1000.0), (1_094_000.0, 2000.0), (1_093_000.0, 2100.0)]
    repeats.append((1_094_000.0, 3100.0))
    lines = [route("QL1", [(0, 0), (3200, 0)], posts=repeats), route("QL1#2", [(0, 20), (3150, 20)], posts=repeats)]

    found = place("Km1093+500", None, None, "QL1", *lines)

    assert (found.rule, len(found.others)) == ("km_repeats", 4)
