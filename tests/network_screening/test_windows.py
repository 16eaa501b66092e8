"""Planted cases with known answers, properties, and what is refused: for both engines."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import ParameterError
from atgt.domain.period import day_number
from atgt.network_screening import compiled
from atgt.network_screening.period import DayStep, MonthStep, ReportingYear
from atgt.network_screening.rules import DEFAULT_RULES, ClassBound, CountRule
from atgt.network_screening.windows import screen_routes

F, INJURY, PDO = 0, 1, 2
L = 300_000
TABLES = ("maximal_stretches", "tight_stretches", "zones", "spots")


@pytest.fixture(
    params=["plain", pytest.param("compiled", marks=pytest.mark.skipif(not compiled.is_available(), reason="no numba"))]
)
def screen(request):
    """``screen_routes`` on (route, measure in mm, day, class) rows, by one engine."""

    def run(*rows, length_mm=L, **options):
        route, measure, day, code = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
        return screen_routes(route, measure, day, code, length_mm=length_mm, engine=request.param, **options)

    return run


def day(year, month, number):
    return day_number(dt.date(year, month, number))


# --- planted cases -------------------------------------------------------------------------------------------------


def test_exactly_l_apart_is_one_place(screen):
    assert screen((0, 0, 0, F), (0, L, 0, F)).spots.tolist() == [[0, 0, L, 1]]


def test_one_millimetre_more_than_l_is_not(screen):
    found = screen((0, 0, 0, F), (0, L + 1, 0, F))

    assert found.spots.shape == (0, 4)
    assert not found.members.any()


def test_the_same_date_one_year_later_is_outside(screen):
    assert len(screen((0, 0, 0, F), (0, 9, 364, F)).spots) == 1
    assert len(screen((0, 0, 0, F), (0, 9, 365, F)).spots) == 0
    assert len(screen((0, 0, 0, F), (0, 9, 366, F)).spots) == 0


def test_a_leap_year_has_one_day_more_when_months_are_counted(screen):
    first, last = day(2024, 1, 1), day(2024, 12, 31)

    assert last - first == 365
    assert len(screen((0, 0, first, F), (0, 9, last, F)).spots) == 0
    assert len(screen((0, 0, first, F), (0, 9, last, F), period=MonthStep(12)).spots) == 1


@pytest.mark.parametrize(
    ("first", "second", "is_spot"),
    [
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28), True),
        (dt.date(2024, 2, 29), dt.date(2025, 3, 1), False),
        (dt.date(2023, 2, 28), dt.date(2024, 2, 28), False),
        (dt.date(2023, 3, 1), dt.date(2024, 2, 29), True),
    ],
)
def test_29_february(screen, first, second, is_spot):
    found = screen((0, 0, day_number(first), F), (0, 9, day_number(second), F), period=MonthStep(12))

    assert len(found.spots) == is_spot


def test_the_year_change_does_not_cut_a_period(screen):
    found = screen((0, 0, day(2025, 12, 31), F), (0, 9, day(2026, 1, 1), F), period=MonthStep(12))

    assert len(found.spots) == 1


def test_a_reporting_year_does_cut(screen):
    before, after = day(2025, 12, 14), day(2025, 12, 15)

    assert len(screen((0, 0, before, F), (0, 9, after, F), period=ReportingYear(12, 15)).spots) == 0
    assert len(screen((0, 0, after, F), (0, 9, day(2026, 12, 14), F), period=ReportingYear(12, 15)).spots) == 1


def test_several_at_one_point_on_one_day(screen):
    found = screen(*[(0, 5, 0, INJURY)] * 4)

    assert found.spots.tolist() == [[0, 5, 5, 4]]
    assert found.tight_stretches.tolist() == found.maximal_stretches.tolist() == [[0, 5, 5, 4]]
    assert found.members.all()


def test_three_of_them_are_not_enough(screen):
    assert len(screen(*[(0, 5, 0, INJURY)] * 3).spots) == 0


def test_the_leftmost_accident_need_not_be_the_earliest(screen):
    found = screen((0, 0, 300, F), (0, 100, 0, INJURY), (0, 200, 364, INJURY))

    assert found.spots.tolist() == [[0, 0, 200, 2]]


def test_the_window_that_holds_starts_at_neither_end_of_the_data(screen):
    found = screen((0, 0, 0, F), (0, 10, 400, F), (0, 20, 500, F), (0, 30, 900, F))

    assert found.tight_stretches.tolist() == [[0, 10, 20, 1]]
    assert found.members.tolist() == [False, True, True, False]


def test_parallel_roads_15_metres_apart_are_two_roads(screen):
    assert len(screen((1, 500, 0, F), (2, 500, 0, F)).spots) == 0


def test_a_flyover_is_not_the_road_below(screen):
    found = screen((1, 500, 0, F), (2, 500, 0, F), (2, 600, 0, F))

    assert found.spots.tolist() == [[2, 500, 600, 1]]
    assert found.members.tolist() == [False, True, True]


def test_the_ends_of_two_roads_that_meet_are_not_joined(screen):
    assert len(screen((1, 10_000, 0, F), (2, 0, 0, F)).spots) == 0


def test_the_seam_of_a_ring_is_an_end_like_any_other(screen):
    """One measure, one place: joining over the seam is done above, where the length of the ring is known."""
    assert len(screen((1, 0, 0, F), (1, 5_000_000, 0, F)).spots) == 0


def test_road_ends_count_like_any_place(screen):
    assert screen((0, 0, 0, F), (0, 0, 3, F)).spots.tolist() == [[0, 0, 0, 1]]


def test_negative_measures_are_places_too(screen):
    assert screen((0, -5, 0, F), (0, -5 + L, 0, F)).spots.tolist() == [[0, -5, L - 5, 1]]


def test_l_of_zero_means_one_position(screen):
    assert screen((0, 4, 0, F), (0, 4, 1, F), (0, 5, 1, F), length_mm=0).spots.tolist() == [[0, 4, 4, 1]]


def test_an_l_longer_than_every_road_takes_a_road_at_a_time(screen):
    found = screen((0, 0, 0, F), (0, 10**9, 0, F), (1, 0, 0, F), length_mm=2**63 - 1)

    assert found.spots.tolist() == [[0, 0, 10**9, 1]]


def test_an_accident_without_a_route_is_never_a_member(screen):
    found = screen((-1, 0, 0, F), (-1, 0, 0, F), (0, 0, 0, F), (0, 0, 0, F))

    assert found.members.tolist() == [False, False, True, True]
    assert found.spots.tolist() == [[0, 0, 0, 1]]


def test_what_an_accident_without_a_route_says_of_itself_does_not_matter(screen):
    found = screen((-1, -7, -(2**63), 99), (0, 0, 0, F), (0, 0, 1, F), period=[-(2**63), 5, 6])

    assert found.members.tolist() == [False, True, True]


def test_nothing_gives_empty_tables(screen):
    found = screen()

    assert found.members.shape == (0,)
    assert [getattr(found, name).shape for name in TABLES] == [(0, 4), (0, 4), (0, 3), (0, 4)]
    assert all(getattr(found, name).dtype == np.int64 for name in TABLES)


def test_no_rule_finds_nothing(screen):
    assert len(screen((0, 0, 0, F), (0, 0, 0, F), rules=()).spots) == 0


def test_a_zone_longer_than_l_is_cut_into_disjoint_spots(screen):
    """Fatal accidents every L: each neighbouring pair is a tight stretch, all in one zone.

    0 ──L── 1 ──L── 2 ──L── 3
    """
    found = screen(*[(0, k * L, 0, F) for k in range(4)])

    assert found.zones.tolist() == [[0, 0, 3 * L]]
    assert found.tight_stretches.tolist() == [[0, k * L, (k + 1) * L, 1] for k in range(3)]
    assert found.spots.tolist() == [[0, 0, L, 1], [0, 2 * L, 3 * L, 1]]


def test_a_tie_of_the_cut_is_settled_as_written(screen):
    """Three fatal accidents L apart: both pairs cover the same; the one that ends first stays."""
    found = screen(*[(0, k * L, 0, F) for k in range(3)])

    assert found.spots.tolist() == [[0, 0, L, 1]]


def test_weights_choose_between_cuts(screen):
    """Injury at both ends, fatal in the middle: four injuries or a fatal pair."""
    rows = [(0, 0, 0, F), (0, L, 0, F), *[(0, 2 * L, 0, INJURY)] * 2]
    usual = screen(*rows)
    injuries_first = screen(*rows, weights={F: 1, INJURY: 9})

    assert usual.zones.tolist() == injuries_first.zones.tolist() == [[0, 0, 2 * L]]
    assert usual.spots.tolist() == [[0, L, 2 * L, 2]]
    assert screen(*rows, weights={F: 9, INJURY: 0}).spots.tolist() == [[0, 0, L, 1]]
    assert injuries_first.spots.tolist() == [[0, L, 2 * L, 2]]


def test_a_mask_holds_every_rule_of_the_stretch(screen):
    found = screen((0, 0, 0, F), (0, 0, 1, F), (0, 0, 2, INJURY), *[(0, 0, 3, PDO)] * 5)

    assert found.spots.tolist() == [[0, 0, 0, 0b1011]]


def test_a_mask_joins_rules_of_different_periods(screen):
    later = 2_000
    found = screen((0, 0, 0, F), (0, 0, 1, F), *[(0, 0, later, INJURY)] * 4)

    assert found.spots.tolist() == [[0, 0, 0, 0b101]]


def test_damage_only_accidents_in_a_qualifying_set_are_members_too(screen):
    found = screen((0, 0, 0, F), (0, 100, 10, F), (0, 50, 5, PDO), (0, 50, 5_000, PDO))

    assert found.members.tolist() == [True, True, True, False]


def test_tables_are_sorted_by_route_then_measure(screen):
    found = screen(*[(r, m, 0, F) for r in (7, 2, 400) for m in (9_000_000, -4, 0, 9_000_001)])

    for name in TABLES:
        rows = getattr(found, name).tolist()
        assert rows == sorted(rows)
        assert len(rows) == 6


def test_sixty_two_rules_fit_the_mask(screen):
    rules = [CountRule(f"r{k}", (ClassBound((k % 8,), 1),)) for k in range(62)]
    found = screen((0, 0, 0, 5), rules=rules)

    assert found.spots[0, 3] == sum(1 << k for k in range(62) if k % 8 == 5)


# --- properties ----------------------------------------------------------------------------------------------------

accident_rows = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 12), st.integers(0, 14), st.integers(0, 2)), min_size=1, max_size=14
)
few = settings(max_examples=150, deadline=None)


def plain(rows, length=3, period=5, **options):
    route, measure, days, code = (np.array(column) for column in zip(*rows, strict=True))
    return screen_routes(route, measure, days, code, length_mm=length, period=DayStep(period), **options)


@few
@given(accident_rows, st.tuples(st.integers(0, 1), st.integers(0, 12), st.integers(0, 14), st.integers(0, 2)))
def test_adding_an_accident_never_removes_a_member(rows, another):
    before, after = plain(rows).members, plain([*rows, another]).members

    assert (after[:-1] >= before).all()


@few
@given(accident_rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    one, other = plain(rows), plain([rows[i] for i in order])

    assert one.members[order].tolist() == other.members.tolist()
    assert all(getattr(one, name).tolist() == getattr(other, name).tolist() for name in TABLES)


@few
@given(accident_rows, st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_shifting_the_road_and_the_calendar_shifts_the_answer(rows, metres, days):
    one = plain(rows)
    other = plain([(r, m + metres, t + days, c) for r, m, t, c in rows])

    assert one.members.tolist() == other.members.tolist()
    for name in TABLES:
        moved = getattr(one, name).copy()
        moved[:, 1:3] += metres
        assert moved.tolist() == getattr(other, name).tolist()


@few
@given(accident_rows)
def test_mirroring_the_road_mirrors_stretches_and_zones(rows):
    one, other = plain(rows), plain([(r, -m, t, c) for r, m, t, c in rows])

    assert one.members.tolist() == other.members.tolist()
    for name in ("maximal_stretches", "tight_stretches", "zones"):
        mirrored = sorted([r, -b, -a, *mask] for r, a, b, *mask in getattr(one, name).tolist())
        assert mirrored == getattr(other, name).tolist()


@few
@given(accident_rows, st.integers(0, 4), st.integers(0, 4), st.integers(1, 6), st.integers(0, 6))
def test_a_larger_l_or_a_longer_period_never_loses_a_member(rows, length, more, period, longer):
    assert (plain(rows, length + more, period + longer).members >= plain(rows, length, period).members).all()


@few
@given(accident_rows)
def test_spots_are_disjoint_and_lie_in_zones(rows):
    found = plain(rows)

    assert len(found.spots) <= len(rows)
    for (r, _, b, _), (r_next, a_next, _, _) in zip(found.spots.tolist(), found.spots[1:].tolist(), strict=False):
        assert r < r_next or b < a_next
    for r, a, b, mask in found.spots.tolist():
        assert b - a <= 3
        assert mask > 0
        assert any(zr == r and za <= a and b <= zb for zr, za, zb in found.zones.tolist())


@few
@given(accident_rows)
def test_a_zone_no_longer_than_l_is_one_spot(rows):
    found = plain(rows)

    for r, a, b in found.zones.tolist():
        if b - a <= 3:
            assert [r, a, b] in found.spots[:, :3].tolist()


@few
@given(accident_rows, accident_rows)
def test_splitting_a_road_where_nothing_is_within_l_changes_nothing(left, right):
    """Two parts 1000 apart on one road are the same as two roads."""
    joined = plain([(0, m, t, c) for _, m, t, c in left] + [(0, m + 1000, t, c) for _, m, t, c in right])
    parted = plain([(0, m, t, c) for _, m, t, c in left] + [(1, m + 1000, t, c) for _, m, t, c in right])

    assert joined.members.tolist() == parted.members.tolist()
    for name in TABLES:
        assert getattr(joined, name)[:, 1:].tolist() == getattr(parted, name)[:, 1:].tolist()


@few
@given(accident_rows)
def test_a_member_lies_in_a_maximal_stretch_and_every_spot_holds_a_member(rows):
    found = plain(rows)

    for (r, m, _, _), is_member in zip(rows, found.members.tolist(), strict=True):
        if is_member:
            assert any(q == r and a <= m <= b for q, a, b, _ in found.maximal_stretches.tolist())
    for q, a, b, _ in found.spots.tolist():
        assert any(f and r == q and a <= m <= b for (r, m, _, _), f in zip(rows, found.members.tolist(), strict=True))


# --- engines -------------------------------------------------------------------------------------------------------


def province(n, seed=5):
    rng = np.random.default_rng(seed)
    hot = rng.random(n) < 0.2
    return (
        rng.integers(0, n // 50, n),
        np.where(hot, rng.integers(0, 3, n) * 4_000_000 + rng.integers(0, 400_000, n), rng.integers(0, 20_000_000, n)),
        rng.integers(0, 1500, n),
        rng.choice(3, n, p=[0.15, 0.45, 0.4]),
    )


@pytest.mark.skipif(not compiled.is_available(), reason="no numba")
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_both_engines_and_any_number_of_threads_give_the_same_bytes(monkeypatch, threads):
    monkeypatch.setattr(compiled, "CHUNK", 500)  # some chunks are dense enough for sorted windows, others are not
    monkeypatch.setattr(compiled, "SCAN_UP_TO", 0.5)
    columns = province(20_000)
    one = screen_routes(*columns, length_mm=L, engine="plain")
    other = screen_routes(*columns, length_mm=L, engine="compiled", threads=threads)

    assert len(one.spots) > 200
    assert one.members.tobytes() == other.members.tobytes()
    assert all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in TABLES)


def test_without_numba_the_compiled_path_is_the_plain_one(monkeypatch):
    columns = province(500)
    monkeypatch.setattr(compiled, "is_available", lambda: False)

    assert np.array_equal(
        screen_routes(*columns, length_mm=L, engine="compiled").spots,
        screen_routes(*columns, length_mm=L, engine="plain").spots,
    )


@pytest.mark.parametrize(("n", "takes_compiled"), [(49_999, False), (50_000, True)])
def test_auto_takes_the_compiled_path_from_a_size_on(monkeypatch, n, takes_compiled):
    taken = []
    monkeypatch.setattr(compiled, "screen_line", lambda *args, **kwargs: taken.append(1) or empty_found(n))

    screen_routes(np.arange(n), np.zeros(n, int), np.zeros(n, int), np.zeros(n, int), length_mm=L)

    assert bool(taken) is takes_compiled


def empty_found(n):
    rows = np.empty((0, 3), dtype=np.int64)
    return SimpleNamespace(members=np.zeros(n, bool), maximal=rows, tight=rows, zones=rows[:, :2], spots=rows)


def test_uncapped_rules_on_one_busy_place_stay_linear(screen):
    """No fatal accident, so the window of "3, one of them fatal" never holds and grows with the history."""
    n = 4_000
    rows = [(0, int(m), int(t), PDO + 1) for m, t in zip(range(n), np.arange(n) % 900, strict=True)]

    found = screen(*rows, rules=[CountRule("r", (ClassBound((0, 3), 3), ClassBound((0,), 1)))])

    assert not found.members.any()


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"route": [0.0, 1.0]}, "“route” phải là số nguyên"),
        ({"measure_mm": [0.5, 1.0]}, "“measure_mm” phải là số nguyên"),
        ({"day": ["a", "b"]}, "“day” phải là số nguyên"),
        ({"day": [-(2**63), 0]}, "Có ngày ngoài phạm vi"),
        ({"severity": [0, 8]}, "Mã mức độ"),
        ({"severity": [0, -1]}, "Mã mức độ"),
        ({"severity": [0, 1, 2]}, "số hàng khác nhau: 2, 2, 2, 3"),
        ({"route": [-2, 0]}, "Số tuyến"),
        ({"length_mm": -1}, "ngoài phạm vi"),
        ({"length_mm": 2**63}, "ngoài phạm vi"),
        ({"length_mm": 0.5}, "số nguyên milimét"),
        ({"engine": "quantum"}, "Không có cách tính"),
        ({"weights": {0: -1}}, "Trọng số"),
        ({"weights": {9: 1}}, "Trọng số"),
        ({"weights": {0: 0.5}}, "Trọng số"),
        ({"rules": DEFAULT_RULES * 16}, "Nhiều hơn 62"),
        ({"period": [5, 4]}, "không được lùi"),
        ({"period": [5]}, "cần 2"),
    ],
)
def test_input_that_makes_no_sense_is_refused_in_words(change, message):
    arguments = {"route": [0, 0], "measure_mm": [0, 1], "day": [0, 1], "severity": [0, 0], "length_mm": L, **change}

    with pytest.raises(ParameterError, match=message):
        screen_routes(**arguments)


def test_the_interface_stands_at_the_top_of_the_package():
    import atgt.network_screening

    assert atgt.network_screening.screen_routes is screen_routes
