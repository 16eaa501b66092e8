"""Every accident gets an answer: in a place, beside one, nearly, or how many are missing; or why it took no part."""

import datetime as dt
from itertools import product

import numpy as np
import pytest

from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import NotFoundError
from atgt.domain.screening import ScreeningParameters
from atgt.network_screening import closest, levels
from atgt.network_screening.accident_table import read_accidents
from atgt.network_screening.near_misses import near_misses
from atgt.network_screening.screening import screen
from atgt.network_screening.why_not import Standing, explain_accident

F, INJURY, MINOR, DAMAGE = 0, 1, 2, 3
DAY = dt.date(2026, 2, 3)
NOW = ScreeningParameters(as_of=dt.date(2026, 10, 31))
OLD = 0
NEW = 1


@pytest.fixture
def why(accidents, network, rule_sets):
    """The answer for one accident of some rows."""

    def run(*rows, about="TN-001", parameters=NOW, which=NEW):
        table, rules = accidents(*rows), rule_sets[which]
        found = screen(table, network, rules, parameters)
        misses = [m for level in SpotLevel for m in near_misses(table, network, rules, parameters, level=level)]
        return explain_accident(table, network, rules, parameters, found, misses, about)

    return run


def sentences(told):
    return [sentence.vi for level in told.levels for sentence in level.sentences]


def test_an_accident_without_a_place_took_no_part(why):
    told = why(("A", 100, DAY, F, {"location_status": "ambiguous"}))

    assert (told.standing, told.levels) == (Standing.NOT_LOCATED, ())
    assert "chưa có vị trí chắc chắn" in told.text.vi


def test_an_accident_outside_the_days_says_so(why):
    told = why(("A", 100, dt.date(2025, 10, 31), F))

    assert told.standing is Standing.OUTSIDE_DAYS
    assert told.text.vi == (
        "Vụ ngày 31/10/2025 nằm ngoài thời gian xét, từ 01/11/2025 đến hết 31/10/2026, nên không được tính."
    )


def test_a_witness_is_told_its_place_and_clause(why):
    told = why(("A", 2000, DAY, F), ("A", 2010, DAY, F))

    assert (told.standing, told.levels) == (Standing.IN_SPOT, ())
    assert "vị trí số 1" in told.text.vi
    assert "là một trong các vụ ít nhất làm đủ tiêu chí “từ 02 vụ tai nạn đều có người chết”" in told.text.vi


def test_a_member_that_is_no_witness_is_told_so(why):
    told = why(("A", 2000, DAY, F), ("A", 2010, DAY, F), ("A", 2005, DAY, MINOR), about="TN-003")

    assert told.standing is Standing.IN_SPOT
    assert "không có vụ này vị trí vẫn đủ tiêu chí" in told.text.vi


def test_a_member_beside_a_spot_belongs_to_its_surroundings(why):
    """Three deaths 200 m apart: a zone of 400 m is cut to the first pair; the third belongs beside it."""
    rows = [("A", 2000, DAY, F), ("A", 2200, DAY, F), ("A", 2400, DAY, F)]

    told = [why(*rows, about=f"TN-00{n}") for n in (1, 2, 3)]

    beside = [one for one in told if one.standing is Standing.BESIDE_SPOT]
    assert len(beside) == 1
    assert "thuộc khu vực của vị trí số 1" in beside[0].text.vi


def test_a_near_miss_says_what_is_missing(why):
    told = why(("A", 2000, DAY, INJURY), ("A", 2010, DAY, INJURY), ("A", 2020, DAY, INJURY), which=OLD)

    assert told.standing is Standing.IN_SPOT  # potential under the old circular
    (black,) = told.levels
    assert black.level is SpotLevel.BLACK
    assert any("đang có 03 vụ chỉ có người bị thương; thiếu" in one for one in sentences(told))


def test_an_accident_far_from_everything_is_told_its_closest_window(why):
    told = why(("A", 2000, DAY, INJURY), ("A", 100, DAY, INJURY))

    (black,) = told.levels
    assert black.closest.accident_ids == ("TN-001",)
    assert black.closest.n_missing == 2
    assert sentences(told) == [
        "Vị trí Km1094+000 QL1 có 01 vụ chỉ có người bị thương trong cùng một kỳ; còn thiếu 02 vụ có người chết, hoặc 01 "
        "vụ có người chết và 01 vụ chỉ có người bị thương, hoặc 01 vụ có người chết và 01 vụ chỉ thiệt hại tài sản để đạt tiêu chí "
        "“từ 03 vụ tai nạn trở lên, trong đó có vụ có người chết” (Thông tư 41/2024/TT-BGTVT, Điều 14)."
    ]


def test_an_accident_of_a_class_no_clause_counts_is_told_so(why):
    told = why(("A", 2000, DAY, MINOR))

    assert told.standing is Standing.NO_PLACE
    black, potential = told.levels
    assert black.closest is None
    assert black.sentences[0].vi == "Không tiêu chí nào của mức điểm hay xảy ra TNGT (điểm đen) đếm loại vụ này."
    assert potential.closest.missing == ({MINOR: 4},)


def test_a_junction_counts_as_a_window_too(why):
    """An injury on each road 40 m from the junction: 80 m round the corner, one disk."""
    told = why(("A", 1040, DAY, INJURY), ("B", 40, DAY, INJURY))

    (black,) = told.levels
    assert black.closest.kind == "junction"
    assert set(black.closest.accident_ids) == {"TN-001", "TN-002"}


def test_an_unknown_id_is_told(why):
    with pytest.raises(NotFoundError, match="TN-999"):
        why(("A", 2000, DAY, F), about="TN-999")


def test_every_accident_gets_an_answer_and_members_are_never_told_they_miss(why, accidents, network, rule_sets):
    rng = np.random.default_rng(4)
    rows = [
        ("A", int(rng.integers(0, 3000)), dt.date(2026, 1, 1) + dt.timedelta(int(rng.integers(0, 300))), int(code))
        for code in rng.integers(0, 4, 14)
    ]
    found = screen(accidents(*rows), network, rule_sets[NEW], NOW)
    listed = {i for spot in found.spots for i in spot.accident_ids}

    for n in range(1, 15):
        told = why(*rows, about=f"TN-{n:03d}")
        assert told.text.vi.endswith(".")
        assert (told.standing is Standing.IN_SPOT) == (told.accident_id in listed)
        for level in told.levels:
            assert level.sentences or level.closest is not None


def test_no_window_is_closer_than_the_one_told(accidents, network, rule_sets):
    """Against all windows: every left end, every period, every clause, and the fewest additions found by trying."""
    rng = np.random.default_rng(8)
    rules = rule_sets[NEW].black
    for _ in range(25):
        rows = [
            ("A", int(m), dt.date(2025, 1, 1) + dt.timedelta(int(d)), int(c))
            for m, d, c in zip(rng.integers(1100, 2000, 9), rng.integers(0, 660, 9), rng.integers(0, 4, 9), strict=True)
        ]
        asked = ScreeningParameters(as_of=dt.date(2026, 10, 31), from_day=dt.date(2025, 1, 1), junction_radius_m=0)
        table = read_accidents(accidents(*rows), network, asked, levels.period_of(rule_sets[NEW], asked))
        for row in range(table.n):
            told = closest.closest_window(table, network, [], row, rules, SpotLevel.BLACK, asked)
            least = _fewest_by_trying(table, row, rules, 300_000)
            assert (None if told is None else told.n_missing) == least


def _fewest_by_trying(table, row, rules, length):
    best = None
    for left, start in product(range(table.n), repeat=2):
        low, first, last = table.window_mm[left], table.day[start], table.last[start]
        inside = [
            r for r in range(table.n) if low <= table.window_mm[r] <= low + length and first <= table.day[r] <= last
        ]
        if row not in inside or left not in inside or start not in inside:
            continue
        counts = {c: sum(int(table.code[r]) == c for r in inside) for c in range(4)}
        for rule in rules:
            if not any(int(table.code[row]) in bound.classes for bound in rule.bounds):
                continue
            for more in product(range(5), repeat=4):
                if rule.holds({c: counts[c] + more[c] for c in range(4)}) and (best is None or sum(more) < best):
                    best = sum(more)
    return best
