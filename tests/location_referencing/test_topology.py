"""What is wrong with a drawn road layer: each flaw just under and just over its limit, and a clean layer without any."""

import geopandas as gpd
import pytest
import shapely

from atgt.location_referencing import post_report
from atgt.location_referencing.road_network import build_network
from atgt.location_referencing.topology import FLAW_LABELS, Flaw, check_topology

CRS = "EPSG:5898"
X, Y = 603_000.0, 1_637_000.0


def layer(*roads):
    """Roads as (route_id, [(x, y) in metres from a corner], options)."""
    rows = [
        {
            "segment_id": str(n),
            "route_id": route,
            "road_name": route,
            "alignment": None,
            "road_class": None,
            "manager": None,
            "aliases": None,
            "kind": "road",
            "bridge_level": 0,
            **(options[0] if options else {}),
        }
        for n, (route, _, *options) in enumerate(roads)
    ]
    lines = [shapely.LineString([(X + x, Y + y) for x, y in points]) for _, points, *_ in roads]
    return gpd.GeoDataFrame(rows, geometry=lines, crs=CRS).to_crs("EPSG:4326")


def flaws(*roads):
    found = check_topology(layer(*roads), metric_crs=CRS)
    return {flaw: n for flaw, n in found.counts().items() if n}


MAIN = ("QL1", [(0, 0), (500, 0), (1000, 0)])


def test_a_clean_layer_shows_only_where_its_roads_end():
    """
    a────┬────b
         c
    """
    found = check_topology(layer(MAIN, ("DH1", [(500, 0), (500, -300)])), metric_crs=CRS)

    assert {flaw for flaw, n in found.counts().items() if n} == {Flaw.DEAD_END}
    assert (found.n_segments, found.n_parts, found.n_ends) == (2, 1, 3)
    assert found.length_km == pytest.approx(1.3, abs=1e-3)


def test_an_empty_layer_has_nothing():
    found = check_topology(layer(MAIN).iloc[:0], metric_crs=CRS)

    assert (found.findings, found.n_parts) == ((), 0)


@pytest.mark.parametrize(("gap", "expected"), [(0.3, 0), (14.5, 1), (15.5, 0)])
def test_an_end_near_a_road_without_touching_it_is_a_gap(gap, expected):
    found = check_topology(layer(MAIN, ("DH1", [(500, -gap), (500, -300)])), metric_crs=CRS)

    assert found.counts()[Flaw.GAP] == expected
    for one in found.findings:
        if one.flaw is Flaw.GAP:
            assert one.route_ids == ("DH1", "QL1")
            assert "14.5 m" in one.text.vi


@pytest.mark.parametrize(("metres", "expected"), [(18, 0), (25, 1)])
def test_roads_drawn_on_each_other_are_told(metres, expected):
    side = ("DH1", [(200, 0.4), (200 + metres, 0.4), (200 + metres, 300)])

    assert flaws(MAIN, side).get(Flaw.DOUBLE, 0) == expected


def test_the_same_line_twice_under_two_names_is_told_and_a_bridge_above_is_not():
    twice = ("DH1", [(0, 0), (500, 0), (1000, 0)])
    above = ("DH2", [(0, 0), (1000, 0)], {"bridge_level": 1})

    assert flaws(MAIN, twice)[Flaw.DOUBLE] == 1
    assert Flaw.DOUBLE not in flaws(MAIN, above)


def test_a_crossing_without_a_node_is_told_unless_it_is_a_bridge():
    crossing = ("DH1", [(300, -200), (300, 200)])

    assert flaws(MAIN, crossing)[Flaw.CROSSING] == 1
    assert Flaw.CROSSING not in flaws(MAIN, (*crossing, {"bridge_level": 1}))
    assert Flaw.CROSSING not in flaws(
        ("QL1", [(0, 0), (300, 0), (1000, 0)]), ("DH1", [(300, -200), (300, 0), (300, 200)])
    )


def test_a_part_that_joins_nothing_is_told_with_its_length():
    found = check_topology(layer(MAIN, ("DH9", [(0, 900), (250, 900)])), metric_crs=CRS)

    (apart,) = [one for one in found.findings if one.flaw is Flaw.APART]
    assert found.n_parts == 2
    assert "250 m (DH9)" in apart.text.vi


def test_roads_without_name_are_told_and_railways_are_left_out():
    rail = ("ds", [(0, 5), (1000, 5)], {"kind": "railway"})

    assert flaws(MAIN, ("doan-7", [(500, 0), (500, -90)]), rail) == {Flaw.NAMELESS: 1, Flaw.DEAD_END: 3}


def test_findings_do_not_depend_on_the_order_of_the_file():
    roads = (
        MAIN,
        ("DH1", [(500, -10), (500, -300)]),
        ("DH2", [(300, -200), (300, 200)]),
        ("DH9", [(0, 900), (250, 900)]),
    )

    one, other = (check_topology(layer(*order), metric_crs=CRS) for order in (roads, roads[::-1]))

    assert one.findings == other.findings
    assert set(FLAW_LABELS) == set(Flaw)


def posts(*pairs):
    points = gpd.GeoSeries([shapely.Point(X + x, Y) for _, x in pairs], crs=CRS).to_crs("EPSG:4326")
    return gpd.pd.DataFrame(
        {"route_id": "QL1", "chainage_m": [float(c) for c, _ in pairs], "lon": points.x, "lat": points.y}
    )


@pytest.mark.parametrize(
    ("pairs", "equations"),
    [
        ([(10_000, 0), (10_500, 505), (11_000, 1000)], []),
        ([(10_000, 0), (10_400, 400), (12_000, 600)], ["nhảy: sau Km10+400 là Km12+000 (hụt 1400 m"]),
        ([(10_000, 0), (10_400, 400), (10_200, 600)], ["lặp: sau Km10+400 lại là Km10+200 (thừa 400 m"]),
    ],
)
def test_jumps_and_repeats_of_the_chainage_are_said(pairs, equations):
    network = build_network(layer(MAIN), posts(*pairs), metric_crs=CRS)

    (report,) = post_report.post_reports(network)

    assert report.n_posts == 3
    assert len(report.equations) == len(equations)
    for said, expected in zip(report.equations, equations, strict=True):
        assert expected in said.vi
    if not equations:
        assert report.largest_misfit_m == pytest.approx(5, abs=0.1)


def test_roads_without_posts_are_left_out():
    assert post_report.post_reports(build_network(layer(MAIN), None, metric_crs=CRS)) == ()
