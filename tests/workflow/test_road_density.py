"""The density of the sample ward: it adds up to the placed accidents, stays on its road, and follows the filter."""

import datetime as dt

import pytest

from atgt.domain.errors import ParameterError
from atgt.webmap import density_lines
from atgt.workflow import road_density, roads, selection
from atgt.workflow.selection import AccidentFilter


def test_what_is_drawn_adds_up_to_the_placed_accidents_but_for_dead_ends(sample_database):
    found = road_density.density_of(sample_database)

    n = selection.select_accidents(sample_database).n_located
    total = sum(piece.per_km for piece in found.pieces) * road_density.PIECE_M / 1000
    assert found.n_accidents == n
    assert 0.9 * n < total < 1.02 * n
    assert {piece.route_id for piece in found.pieces} <= set(roads.load_network(sample_database).routes)


def test_accidents_of_one_road_reach_others_only_through_junctions(sample_database):
    network = roads.load_network(sample_database)
    chosen = AccidentFilter(route_ids=frozenset({"QL1:tranh"}))

    reached = {piece.route_id for piece in road_density.density_of(sample_database, chosen).pieces}

    meets = {route for junction in network.junctions for route in junction.route_ids}
    assert "QL1:tranh" in reached
    assert reached - {"QL1:tranh"} <= meets


def test_no_accident_gives_no_piece_and_a_wrong_bandwidth_is_refused(sample_database):
    nothing = AccidentFilter(dt.date(1999, 1, 1), dt.date(1999, 1, 2))

    found = road_density.density_of(sample_database, nothing)

    assert (found.pieces, found.most) == ((), 0.0)
    for bandwidth in (49, 2001):
        with pytest.raises(ParameterError, match="Bán kính phải từ 50"):
            road_density.density_of(sample_database, bandwidth_m=bandwidth)


def test_colours_are_shares_of_the_highest_density():
    line = [(108.9, 14.8), (108.91, 14.8)]

    steps = [one["step"] for one in density_lines.payload([(v, line) for v in (0.5, 0.8, 2, 3.5, 5.5, 10)], 10)]

    assert steps == [0, 1, 2, 3, 4, 4]
    assert density_lines.payload([(1, line)], 10)[0]["line"][0] == [14.8, 108.9]
    assert density_lines.payload([], 0) == []
