"""Roads meet at one level; crossing on paper is not meeting."""

import numpy as np
import shapely

from atgt.location_referencing.junction_detection import find_nodes, junction_name


def nodes(*rows):
    lines = np.array([shapely.LineString(points) for points, _ in rows], dtype=object)
    return find_nodes(lines, np.array([level for _, level in rows]), 0.5)


def places(found):
    return [(round(node.x, 3), round(node.y, 3)) for node in found]


def test_three_ends_make_a_junction_and_two_do_not():
    """
    a──b──c      d
       │         │
    """
    found = nodes(([(0, 0), (5, 0)], 0), ([(5, 0), (9, 0)], 0), ([(5, 0), (5, 4)], 0), ([(9, 0), (9, 5)], 0))

    assert places(found) == [(5, 0)]
    assert found[0].segments == (0, 1, 2)


def test_a_side_road_that_ends_on_a_through_road_meets_it():
    """The main road has no vertex there."""
    assert places(nodes(([(0, 0), (10, 0)], 0), ([(5, 0), (5, 4)], 0))) == [(5, 0)]


def test_roads_that_share_a_vertex_cross():
    assert places(nodes(([(0, 0), (5, 0), (9, 0)], 0), ([(5, -4), (5, 0), (5, 4)], 0))) == [(5, 0)]


def test_lines_that_cross_without_a_common_vertex_do_not_meet():
    assert nodes(([(0, 0), (10, 0)], 0), ([(5, -4), (5, 4)], 0)) == []


def test_a_flyover_does_not_meet_the_road_below_even_at_a_common_vertex():
    """Both roads are cut at the crossing, one of them is a level up."""
    found = nodes(([(0, 0), (5, 0)], 0), ([(5, 0), (9, 0)], 0), ([(5, -4), (5, 0)], 1), ([(5, 0), (5, 4)], 1))

    assert found == []


def test_at_the_foot_of_a_bridge_a_side_road_meets():
    """
    bridge (level 1) ──b── ground
                       │
                       side
    """
    found = nodes(([(0, 0), (5, 0)], 1), ([(5, 0), (9, 0)], 0), ([(5, 0), (5, 4)], 0))

    assert places(found) == [(5, 0)]
    assert found[0].segments == (0, 1, 2)


def test_two_levels_can_each_have_a_junction_at_one_place():
    ground = [([(0, 0), (5, 0)], 0), ([(5, 0), (9, 0)], 0), ([(5, 0), (5, 4)], 0)]
    upper = [([(0, 1), (5, 0)], 1), ([(5, 0), (9, 1)], 1), ([(5, 0), (4, -4)], 1)]

    assert places(nodes(*ground, *upper)) == [(5, 0), (5, 0)]


def test_no_lines_make_no_junctions():
    assert find_nodes(np.empty(0, dtype=object), np.empty(0, dtype=np.int64), 0.5) == []


def test_the_order_of_segments_does_not_matter():
    rows = [([(0, 0), (5, 0), (9, 0)], 0), ([(5, -4), (5, 0)], 0), ([(9, 0), (12, 3)], 0), ([(9, 0), (12, -3)], 0)]

    assert sorted(places(nodes(*rows))) == sorted(places(nodes(*rows[::-1]))) == [(5, 0), (9, 0)]


def test_the_name_begins_with_the_highest_road_and_names_each_once():
    assert junction_name(["ĐX3", "Đường A", "ĐT627B", "QL1", "QL1"]) == "Nút giao QL1 – ĐT627B – ĐX3 – Đường A"
