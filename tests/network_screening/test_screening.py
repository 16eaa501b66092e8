"""From a table of accidents to the list of spots: what counts, who owns what, and the words."""

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.errors import ParameterError
from atgt.domain.location import Precision
from atgt.domain.screening import ScreeningParameters
from atgt.network_screening import ranking
from atgt.network_screening.screening import screen, screen_network

F, INJURY, MINOR, DAMAGE = 0, 1, 2, 3
AS_OF = dt.date(2026, 10, 31)
DAY = dt.date(2026, 2, 3)
LATER = dt.date(2026, 9, 20)
NOW = ScreeningParameters(as_of=AS_OF)
NO_JUNCTIONS = ScreeningParameters(as_of=AS_OF, junction_radius_m=0)


@pytest.fixture
def run(accidents, network, rule_sets):
    """Screen rows under the newer rule set."""

    def screened(*rows, parameters=NOW, rule_set=rule_sets[1]):
        return screen_network(accidents(*rows), network, rule_set, parameters)

    return screened


def black(spots):
    return [spot for spot in spots if spot.level is SpotLevel.BLACK]


def potential(spots):
    return [spot for spot in spots if spot.level is SpotLevel.POTENTIAL]


def test_no_accidents_no_spots(run):
    assert run() == ()


def test_two_deaths_120_metres_apart_are_one_black_spot(run):
    (spot,) = run(("A", 310, DAY, F), ("A", 430, LATER, F))

    assert spot.level is SpotLevel.BLACK
    assert spot.kind is SiteKind.STRETCH
    assert (spot.route_ids, spot.from_mm, spot.to_mm) == (("A",), 310_000, 430_000)
    assert (spot.km_from, spot.km_to) == ("Km1092+310", "Km1092+430")
    assert spot.place_name.vi == "Km1092+310 – Km1092+430 QL1"
    assert spot.counts == {"0": 2, "1": 0, "2": 0, "3": 0}
    assert (spot.killed, spot.injured) == (2, 0)
    assert spot.accident_ids == ("TN-001", "TN-002")
    assert [(p.first_day, p.last_day, p.rule_keys) for p in spot.periods] == [(DAY, LATER, ("two_fatal",))]
    assert [(rule.rule_key, rule.witness_ids) for rule in spot.rules] == [("two_fatal", ("TN-001", "TN-002"))]
    line = shapely.from_wkt(spot.wkt)
    assert line.geom_type == "LineString"
    assert 108.9 < spot.lon < 109.0
    assert 14.7 < spot.lat < 14.9


def test_the_sentence_can_be_read_aloud_and_declares_nothing(run):
    (spot,) = run(("A", 310, DAY, F), ("A", 480, LATER, F), ("A", 400, LATER, MINOR))

    assert spot.why.vi == (
        "Trong 12 tháng (vụ đầu ngày 03/02/2026, vụ cuối ngày 20/09/2026), đoạn Km1092+310 – Km1092+480 QL1 (dài 170 m) "
        "có 02 vụ có người chết, 01 vụ va chạm (02 người chết); đạt tiêu chí “từ 02 vụ tai nạn đều có người chết” "
        "(Thông tư 41/2024/TT-BGTVT, Điều 14); đủ ngưỡng số vụ, đề nghị cơ quan quản lý đường bộ kiểm tra."
    )
    assert spot.why.en == (
        "Within 12 months (first accident 2026-02-03, last 2026-09-20), the stretch Km1092+310 – Km1092+480 QL1 "
        "(170 m long) had 2 accidents with deaths, 1 minor collision (2 killed); it meets the criterion “at least 2 "
        "accidents, each with a death” (Thông tư 41/2024/TT-BGTVT, Điều 14); reaches the threshold; the road authority "
        "is asked to inspect."
    )
    assert "điểm đen" not in spot.why.vi


def test_a_road_without_km_posts_is_told_by_metres(run):
    (spot,) = run(("B", 1234, DAY, F), ("B", 1300, DAY, F))

    assert spot.km_from is None
    assert spot.place_name.vi == "Nguyễn Nghiêm, cách đầu tuyến 1.234 – 1.300 m"
    assert spot.why.vi.startswith("Ngày 03/02/2026, đoạn Nguyễn Nghiêm, cách đầu tuyến 1.234 – 1.300 m (dài 66 m) có")


def test_one_position_is_a_position_not_a_stretch(run):
    (spot,) = run(("A", 310, DAY, F), ("A", 310, LATER, F))

    assert spot.place_name.vi == "Km1092+310 QL1"
    assert "vị trí Km1092+310 QL1 có" in spot.why.vi
    assert shapely.from_wkt(spot.wkt).length == 0


def test_only_located_accidents_count(run):
    rows = [("A", 310, DAY, F), ("A", 430, LATER, F, {"location_status": "ambiguous", "route_id": None})]

    assert [spot.level for spot in run(*rows)] == ["potential"]
    assert run(("A", 1, DAY, F, {"location_status": "unlocated"})) == ()


@pytest.mark.parametrize(
    ("first", "last", "n"),
    [
        (dt.date(2025, 11, 1), dt.date(2026, 10, 31), 1),
        (dt.date(2025, 10, 31), dt.date(2026, 10, 31), 0),
        (dt.date(2025, 11, 1), dt.date(2026, 11, 1), 0),
    ],
)
def test_the_days_considered_include_both_ends(run, first, last, n):
    assert len(black(run(("A", 310, first, F), ("A", 430, last, F)))) == n


def test_an_earlier_first_day_screens_every_rolling_period(run):
    rows = [("A", 310, dt.date(2024, 5, 1), F), ("A", 430, dt.date(2025, 4, 30), F), ("A", 440, LATER, INJURY)]
    whole = ScreeningParameters(as_of=AS_OF, from_day=dt.date(2024, 1, 1))

    (spot,) = black(run(*rows, parameters=whole))

    assert spot.accident_ids == ("TN-001", "TN-002")
    assert not black(run(*rows))


def test_accident_ids_are_those_of_any_period_and_counts_those_of_the_best(run):
    whole = ScreeningParameters(as_of=AS_OF, from_day=dt.date(2020, 1, 1))
    old = [("A", 310, dt.date(2020, 3, d), F) for d in (1, 2)]
    new = [("A", 310, dt.date(2026, 3, d), F) for d in (1, 2, 3)]
    between = [("A", 310, dt.date(2023, 3, 1), INJURY)]

    (spot,) = black(run(*old, *new, *between, parameters=whole))

    assert spot.accident_ids == ("TN-001", "TN-002", "TN-003", "TN-004", "TN-005")
    assert spot.counts["0"] == spot.killed == 3
    assert [p.first_day.year for p in spot.periods] == [2020, 2026]


# --- planted places ------------------------------------------------------------------------------------------------


def test_parallel_roads_15_metres_apart_are_never_merged(run):
    assert not black(run(("A", 2000, DAY, F), ("A2", 2000, DAY, F)))


def test_the_road_above_a_junction_is_not_of_the_junction(run):
    """F crosses at J, 5 m from the node, and is not joined."""
    assert not black(run(("A", 1000, DAY, F), ("F", 1000, DAY, F)))
    assert len(black(run(("A", 1000, DAY, F), ("B", 5, DAY, F)))) == 1


@pytest.mark.parametrize(("measure", "inside"), [(49, True), (50, True), (50.001, False), (51, False)])
def test_the_radius_of_a_junction_is_closed(run, measure, inside):
    spots = run(("A", 990, DAY, F), ("B", measure, DAY, F))

    assert [spot.kind for spot in black(spots)] == ([SiteKind.JUNCTION] if inside else [])


def test_a_junction_is_seen_from_all_its_roads_and_listed_once(run):
    rows = [("A", 970, DAY, F), ("A", 1020, LATER, F), ("B", 20, LATER, INJURY)]

    (spot,) = run(*rows)

    assert spot.kind is SiteKind.JUNCTION
    assert spot.route_ids == ("A", "B")
    assert (spot.from_mm, spot.to_mm, spot.km_from) == (None, None, None)
    assert spot.accident_ids == ("TN-001", "TN-002", "TN-003")
    assert shapely.from_wkt(spot.wkt).geom_type == "Point"
    assert "khu vực ngã ba QL1 - Nguyễn Nghiêm (bán kính 50 m) có 02 vụ có người chết" in spot.why.vi


def test_without_a_radius_there_are_no_junctions(run):
    (spot,) = black(run(("A", 970, DAY, F), ("A", 1020, LATER, F), parameters=NO_JUNCTIONS))

    assert spot.kind is SiteKind.STRETCH


def test_an_accident_in_two_disks_is_listed_once(run):
    """J at 1000 and J2 at 1060 overlap between 1010 and 1050."""
    rows = [("A", m, DAY, F) for m in (960, 1030, 1031, 1100)]

    spots = run(*rows)

    ids = [i for spot in black(spots) for i in spot.accident_ids]
    assert len(ids) == len(set(ids))
    assert all(spot.kind is SiteKind.JUNCTION for spot in black(spots))


def test_an_accident_outside_the_junctions_periods_is_still_free_for_a_stretch(run):
    whole = ScreeningParameters(as_of=AS_OF, from_day=dt.date(2020, 1, 1))
    at_junction = [("A", 995, dt.date(2020, 1, 5), F), ("A", 1000, dt.date(2020, 1, 6), F)]
    rest = [("A", 952, LATER, F), ("A", 800, LATER, F)]

    kinds = [spot.kind for spot in black(run(*at_junction, *rest, parameters=whole))]

    assert sorted(kinds) == [SiteKind.JUNCTION, SiteKind.STRETCH]


def test_a_ring_road_is_not_cut_at_its_seam(run):
    """Two deaths 40 m apart, one on either side of where the measure of the ring begins."""
    (spot,) = black(run(("R", 1980, DAY, F), ("R", 20, DAY, F)))

    assert (spot.from_mm, spot.to_mm) == (1_980_000, 20_000)
    assert "(dài 40 m)" in spot.why.vi
    length_deg = shapely.from_wkt(spot.wkt).length
    assert length_deg * 111_000 < 60
    assert len(black(run(("R", 1980, DAY, F), ("R", 980, DAY, F)))) == 0


def test_the_end_of_a_road_is_a_place(run):
    (spot,) = black(run(("A", 2990, DAY, F), ("A", 3000, DAY, F)))

    assert (spot.km_from, spot.km_to) == ("Km1094+990", "Km1095+000")


def test_a_ward_border_on_the_road_cuts_nothing(run):
    rows = [("A", 1500, DAY, F, {"area": "phường Đức Phổ"}), ("A", 1510, DAY, F, {"area": "xã khác"})]

    assert len(black(run(*rows))) == 1


def test_km_posts_that_jump_do_not_part_neighbours(run):
    """Km1+000 and Km1+600 stand at one place of ĐT627C: 100 m of road, 700 m of chainage."""
    (spot,) = black(run(("H", 950, DAY, F), ("H", 1050, DAY, F)))

    assert (spot.km_from, spot.km_to) == ("Km0+950", "Km1+650")
    assert "(dài 100 m)" in spot.why.vi


def test_km_posts_that_repeat_do_not_join_strangers(run):
    """Km2+500 exists twice, 700 m apart."""
    assert not black(run(("H", 1900, DAY, F), ("H", 2600, DAY, F)))


def test_a_route_the_network_does_not_know_is_still_screened(run):
    (spot,) = black(run(("X9", 0, DAY, F), ("X9", 10, DAY, F)))

    assert spot.place_name.vi == "X9, cách đầu tuyến 0 – 10 m"
    assert (spot.lon, spot.lat) == (108.95, 14.8)


# --- levels --------------------------------------------------------------------------------------------------------


def test_a_potential_place_inside_a_black_one_is_dropped(run):
    spots = run(("A", 310, DAY, F), ("A", 430, DAY, F), ("A", 350, LATER, INJURY), ("A", 2500, DAY, INJURY))

    assert [spot.level for spot in spots] == ["black", "potential"]
    assert spots[1].accident_ids == ("TN-004",)


def test_a_potential_accident_beside_a_black_place_stays(run):
    spots = run(("A", 310, DAY, F), ("A", 430, DAY, F), ("A", 500, LATER, INJURY))

    assert [spot.level for spot in spots] == ["black", "potential"]


def test_a_potential_junction_all_inside_a_black_stretch_is_dropped(run):
    """Four injuries: one within 50 m of J, three beyond, on one stretch of A through J."""
    spots = run(*[("A", m, DAY, INJURY) for m in (940, 1045, 1130, 1140)])

    assert [(spot.level, spot.kind) for spot in spots] == [("black", "stretch")]


def test_a_black_junction_leaves_no_potential_one_behind(run):
    spots = run(("A", 1000, DAY, F), ("B", 10, DAY, F), ("B", 30, LATER, INJURY))

    assert [spot.level for spot in spots] == ["black"]


def test_five_minor_collisions_are_potential_four_are_not(run):
    assert [s.level for s in run(*[("A", 100 + k, DAY, MINOR) for k in range(5)])] == ["potential"]
    assert run(*[("A", 100 + k, DAY, MINOR) for k in range(4)]) == ()


def test_damage_only_accidents_count_in_the_three_by_the_default_reading_only(run, rule_sets):
    rows = [("A", 100, DAY, F), ("A", 110, DAY, DAMAGE), ("A", 120, DAY, DAMAGE)]

    assert [rule.rule_key for spot in black(run(*rows)) for rule in spot.rules] == ["three_with_one_fatal"]
    strict = rule_sets[1].with_readings({"damage_only_in_three": "no"})
    assert black(run(*rows, rule_set=strict)) == []


def test_a_reporting_year_is_counted_when_that_reading_is_taken(run, rule_sets):
    whole = ScreeningParameters(as_of=AS_OF, from_day=dt.date(2025, 1, 1))
    rows = [("A", 100, dt.date(2025, 12, 14), F), ("A", 110, dt.date(2025, 12, 15), F)]
    by_year = rule_sets[1].with_readings({"twelve_months": "reporting_year"})

    assert len(black(run(*rows, parameters=whole))) == 1
    assert black(run(*rows, parameters=whole, rule_set=by_year)) == []


def test_the_older_rule_set_finds_no_potential_place_at_one_death(run, rule_sets):
    assert run(("A", 100, DAY, F), rule_set=rule_sets[0]) == ()


# --- the list ------------------------------------------------------------------------------------------------------


def test_the_list_is_black_first_then_by_weight(run):
    spots = run(
        ("A", 100, DAY, INJURY),
        ("B", 500, DAY, F), ("B", 510, DAY, F),
        ("H", 500, DAY, F), ("H", 510, DAY, F), ("H", 520, DAY, F),
        ("R", 300, DAY, F),
    )  # fmt: skip

    assert [(spot.level, spot.route_ids[0]) for spot in spots] == [
        ("black", "H"), ("black", "B"), ("potential", "R"), ("potential", "A"),
    ]  # fmt: skip
    assert ranking.rank(spots[::-1]) == spots


def test_the_order_of_rows_changes_nothing(accidents, network, rule_sets):
    rng = np.random.default_rng(8)
    rows = [
        (
            str(rng.choice(["A", "B", "H", "R"])),
            int(rng.integers(0, 1500)),
            DAY + dt.timedelta(int(rng.integers(0, 200))),
            int(c),
        )
        for c in rng.choice(4, 60, p=[0.2, 0.3, 0.3, 0.2])
    ]
    table = accidents(*rows)

    one = screen(table, network, rule_sets[1], NOW)
    other = screen(table.sample(frac=1, random_state=3), network, rule_sets[1], NOW)

    assert len(black(one.spots)) >= 3
    assert one == other


def test_no_accident_stands_twice_in_a_level_and_no_member_is_lost(accidents, network, rule_sets):
    """Every accident of a qualifying set is in a spot or in the surroundings of one."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        rows = [
            (
                str(rng.choice(["A", "B", "R"])),
                int(rng.integers(0, 1800)),
                DAY + dt.timedelta(int(rng.integers(0, 200))),
                int(c),
            )
            for c in rng.choice(4, 50, p=[0.2, 0.3, 0.3, 0.2])
        ]
        found = screen(accidents(*rows), network, rule_sets[1], NOW)

        for level in SpotLevel:
            ids = [i for spot in found.spots if spot.level is level for i in spot.accident_ids]
            assert len(ids) == len(set(ids))
        near = [i for ids in found.surroundings.values() for i in ids]
        shown = {i for spot in found.spots for i in spot.accident_ids}
        assert len(near) == len(set(near))
        assert not shown & set(near)
        injured_or_dead = {f"TN-{n + 1:03d}" for n, row in enumerate(rows) if row[3] <= INJURY}
        assert injured_or_dead <= shown | set(near)


def test_an_accident_within_l_of_a_spot_is_shown_with_it(accidents, network, rule_sets):
    table = accidents(("A", 310, DAY, F), ("A", 430, DAY, F), ("A", 500, LATER, MINOR), ("A", 5, LATER, MINOR))

    found = screen(table, network, rule_sets[1], NOW)

    (spot,) = found.spots
    assert found.surroundings == {spot.spot_key: ("TN-003",)}


def test_the_key_of_a_spot_follows_its_facts(run):
    rows = [("A", 310, DAY, F), ("A", 430, LATER, F)]
    (one,) = run(*rows)
    (same,) = black(run(*rows, ("B", 900, DAY, INJURY)))
    (other,) = run(("A", 310, DAY, F), ("A", 430, LATER, F, {"accident_id": "TN-999"}))

    assert re.fullmatch(r"B-[0-9a-f]{10}", one.spot_key)
    assert same.spot_key == one.spot_key
    assert other.spot_key != one.spot_key


def test_potential_keys_begin_with_another_letter(run):
    (spot,) = run(("A", 310, DAY, INJURY))

    assert spot.spot_key.startswith("T-")


def test_the_precision_is_that_of_the_worst_witness(run):
    rows = [
        ("A", 310, DAY, F),
        ("A", 320, DAY, F, {"precision": "B"}),
        ("A", 330, LATER, MINOR, {"precision": "C"}),
    ]

    assert run(*rows)[0].worst_precision is Precision.B


def test_the_witness_of_each_clause_is_named(run):
    (spot,) = run(*[("A", 310, DAY, F)] * 2, *[("A", 310, LATER, INJURY)] * 4)

    assert {rule.rule_key: len(rule.witness_ids) for rule in spot.rules} == {
        "two_fatal": 2,
        "three_with_one_fatal": 3,
        "four_injury": 4,
    }
    assert " và " in spot.why.vi


def test_counts_that_are_missing_are_zero(run):
    (spot,) = run(("A", 310, DAY, INJURY, {"killed": None, "injured": None}))

    assert (spot.killed, spot.injured) == (0, 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"measure_mm": None}, "TN-001 đã có vị trí nhưng thiếu “measure_mm”"),
        ({"severity": None}, "thiếu “severity”"),
        ({"occurred_on": "3/2/2026"}, "không phải là ngày"),
    ],
)
def test_a_located_accident_without_what_screening_needs_is_told(run, change, message):
    with pytest.raises(ParameterError, match=message):
        run(("A", 310, DAY, F, change))


def test_an_id_that_stands_twice_is_told(run):
    with pytest.raises(ParameterError, match="TN-001 có hai lần"):
        run(("A", 310, DAY, F), ("A", 320, DAY, F, {"accident_id": "TN-001"}))


def test_timestamps_are_days_too(accidents, network, rule_sets):
    table = accidents(("A", 310, DAY, F), ("A", 430, LATER, F))
    table["occurred_on"] = pd.to_datetime(table["occurred_on"])

    assert len(black(screen_network(table, network, rule_sets[1], NOW))) == 1


# --- two carriageways as one road, by option -------------------------------------------------------------------------


@pytest.fixture
def dual(network):
    """Beside A, 20 m north and the other way round, its other carriageway A#2; both are called QL1."""
    from atgt.location_referencing.road_network import RoadNetwork, Route

    back = shapely.LineString([(602_995.0, 1_637_020.0), (600_000.0, 1_637_020.0)])
    other = Route("A#2", "QL1", None, None, None, (), back, ())
    return RoadNetwork({**network.routes, "A#2": other}, network.junctions, network.crs)


def screened(dual, accidents, rule_sets, *rows, is_joined):
    asked = replace(NOW, join_carriageways=is_joined, junction_radius_m=0.0)
    return screen_network(accidents(*rows), dual.joined(is_joined=is_joined), rule_sets[1], asked)


def test_a_window_counts_both_directions_only_by_option(dual, accidents, rule_sets):
    """One death at 2,000 m eastwards, one opposite: measure 995 of the other carriageway."""
    rows = [("A", 2000, DAY, F), ("A#2", 995, DAY, F)]

    apart = screened(dual, accidents, rule_sets, *rows, is_joined=False)
    (spot,) = screened(dual, accidents, rule_sets, *rows, is_joined=True)

    assert {s.level for s in apart} == {"potential"}
    assert (spot.level, spot.route_ids, spot.from_mm, spot.to_mm) == ("black", ("A",), 2_000_000, 2_000_000)
    assert spot.km_from == "Km1094+000"


@pytest.mark.parametrize(("measure", "n_black"), [(695, 1), (694.999, 0)])
def test_l_is_measured_along_the_main_line(dual, accidents, rule_sets, measure, n_black):
    """Measure m of the other carriageway is 2,995 - m of the main one: 2,300 m is exactly L from 2,000 m."""
    rows = [("A", 2000, DAY, F), ("A#2", measure, DAY, F)]

    found = screened(dual, accidents, rule_sets, *rows, is_joined=True)

    assert sum(s.level == "black" for s in found) == n_black


def test_roads_of_other_names_stay_apart_when_carriageways_are_joined(dual, accidents, rule_sets):
    rows = [("A", 2000, DAY, F), ("A2", 2000, DAY, F)]

    assert all(s.level == "potential" for s in screened(dual, accidents, rule_sets, *rows, is_joined=True))


def test_a_junction_takes_accidents_of_both_carriageways_of_a_road_it_joins(dual, accidents, rule_sets):
    rows = [("A", 1000, DAY, F), ("A#2", 1995, DAY, F)]
    asked = replace(NOW, join_carriageways=True)

    (spot,) = screen_network(accidents(*rows), dual.joined(), rule_sets[1], asked)

    assert (spot.kind, spot.level) == ("junction", "black")
