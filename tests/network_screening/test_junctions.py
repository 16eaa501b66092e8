"""Junctions: the closed disk, the roads joined, and who owns an accident."""

import numpy as np
import pytest

from atgt.domain.errors import ParameterError
from atgt.network_screening.junctions import JunctionNodes, accidents_at, qualifying, share_out
from atgt.network_screening.rules import DEFAULT_RULES

R = 50_000


def node(*routes, x=0, y=0):
    return JunctionNodes(np.array([x]), np.array([y]), (frozenset(routes),))


def column(*values):
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize(("x", "inside"), [(R - 1000, True), (R, True), (R + 1, False), (R + 1000, False)])
def test_the_disk_is_closed_to_the_millimetre(x, inside):
    rows = accidents_at(node(0), column(x), column(0), column(0), radius_mm=R)

    assert (rows[0].tolist() == [0]) is inside


def test_the_disk_is_round_not_square():
    x, y = column(30_000, 40_001, 30_000), column(40_000, 30_000, -40_000)

    assert accidents_at(node(0), x, y, column(0, 0, 0), radius_mm=R)[0].tolist() == [0, 2]


def test_a_road_that_is_not_joined_keeps_its_accidents():
    assert accidents_at(node(1, 2), column(0, 0, 0), column(0, 0, 0), column(1, 2, 3), radius_mm=R)[0].tolist() == [
        0,
        1,
    ]


def test_an_accident_recorded_at_the_junction_belongs_to_it_wherever_it_lies():
    far = column(10**9, 10**9)

    assert accidents_at(node(0), far, far, column(0, 5), radius_mm=R, recorded=[None, 0])[0].tolist() == [1]


def test_coordinates_at_the_ends_of_the_integers_do_not_overflow():
    big = 2**61
    rows = accidents_at(node(0, x=-big, y=big), column(-big, big), column(-big, big), column(0, 0), radius_mm=R)

    assert rows[0].tolist() == []


def test_disks_agree_with_distances_one_by_one():
    rng = np.random.default_rng(4)
    x, y, route = rng.integers(-90, 90, 300), rng.integers(-90, 90, 300), rng.integers(0, 3, 300)
    nodes = JunctionNodes(rng.integers(-60, 60, 12), rng.integers(-60, 60, 12), (frozenset({0, 2}),) * 12)

    found = accidents_at(nodes, x, y, route, radius_mm=25)

    for j in range(12):
        wanted = [
            k
            for k in range(300)
            if (x[k] - nodes.x_mm[j]) ** 2 + (y[k] - nodes.y_mm[j]) ** 2 <= 625 and route[k] in (0, 2)
        ]
        assert found[j].tolist() == wanted


@pytest.mark.parametrize("radius", [-1, 10**12])
def test_a_radius_out_of_range_is_refused(radius):
    with pytest.raises(ParameterError, match="Bán kính"):
        accidents_at(node(0), column(0), column(0), column(0), radius_mm=radius)


def find(day, code):
    def run(at):
        return qualifying(at, day, day + 364, code, DEFAULT_RULES)

    return run


def test_only_time_decides_inside_a_junction():
    day, code = column(0, 364, 365), column(0, 0, 0)

    assert {j: rows.tolist() for j, rows in find(day, code)([column(0, 1), column(0, 2), column(2)]).items()} == {
        0: [0, 1]
    }


def test_accidents_outside_every_qualifying_period_are_not_owned():
    day, code = column(0, 1, 900), column(0, 0, 1)

    assert find(day, code)([column(0, 1, 2)])[0].tolist() == [0, 1]


def test_overlapping_disks_share_no_accident():
    """Three fatal accidents; the left disk holds 0 1 2, the right one 1 2: the left takes all."""
    day, code = column(0, 0, 0), column(0, 0, 0)

    chosen = share_out(
        [column(0, 1, 2), column(1, 2)], np.ones(3, dtype=bool), find(day, code), lambda j, rows: (-len(rows), j)
    )

    assert [(j, rows.tolist()) for j, rows in chosen] == [(0, [0, 1, 2])]


def test_a_junction_keeps_what_the_better_one_leaves_if_that_is_enough():
    day, code = np.zeros(6, dtype=np.int64), np.zeros(6, dtype=np.int64)

    chosen = share_out(
        [column(0, 1, 2, 3), column(3, 4, 5)], np.ones(6, dtype=bool), find(day, code), lambda j, rows: (-len(rows), j)
    )

    assert [(j, rows.tolist()) for j, rows in chosen] == [(0, [0, 1, 2, 3]), (1, [4, 5])]


def test_accidents_that_are_not_free_are_not_taken():
    day, code = column(0, 0), column(0, 0)

    assert share_out([column(0, 1)], np.array([True, False]), find(day, code), lambda j, rows: j) == []
