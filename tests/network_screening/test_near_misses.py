"""Near misses: what is missing, how much, and never a place that is on the list."""

import datetime as dt

import pytest

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.network_screening.near_misses import Missing, near_misses, of_accident

F, INJURY, MINOR, DAMAGE = 0, 1, 2, 3
AS_OF = dt.date(2026, 10, 31)
DAY = dt.date(2026, 2, 3)
NOW = ScreeningParameters(as_of=AS_OF)
ROLLING = ScreeningParameters(as_of=AS_OF, from_day=dt.date(2024, 1, 1))


@pytest.fixture
def misses(accidents, network, rule_sets):
    """Near misses of rows under the newer rule set."""

    def found(*rows, parameters=NOW, **options):
        return near_misses(accidents(*rows), network, rule_sets[1], parameters, **options)

    return found


def test_nothing_misses_nothing(misses):
    assert misses() == ()


def test_three_injuries_lack_one_injury(misses):
    (one, other) = misses(*[("A", 2000 + 10 * k, DAY, INJURY) for k in range(3)])

    assert (one.missing, one.rule_key, one.classes) == (Missing.ACCIDENT, "four_injury", (INJURY,))
    assert one.accident_ids == ("TN-001", "TN-002", "TN-003")
    assert one.text.vi == (
        "Đoạn Km1094+000 – Km1094+020 QL1 (dài 20 m): đang có 03 vụ chỉ có người bị thương; thiếu 01 vụ chỉ có người bị "
        "thương để đạt tiêu chí “từ 04 vụ tai nạn trở lên, chỉ có người bị thương” (Thông tư 41/2024/TT-BGTVT, Điều 14)."
    )
    assert (other.rule_key, other.classes) == ("three_with_one_fatal", (F,))


def test_a_death_and_an_injury_lack_one_accident_of_any_counted_class(misses):
    (miss,) = misses(("A", 2000, DAY, F), ("A", 2010, DAY, INJURY), ("A", 2005, DAY, MINOR))

    assert (miss.rule_key, miss.classes) == ("three_with_one_fatal", (F, INJURY, DAMAGE))
    assert miss.accident_ids == ("TN-001", "TN-002")


def test_one_death_alone_lacks_another(misses):
    (miss,) = misses(("A", 2000, DAY, F))

    assert (miss.rule_key, miss.classes, miss.kind) == ("two_fatal", (F,), SiteKind.STRETCH)


def test_minor_collisions_miss_nothing_of_the_black_level(misses):
    assert misses(*[("A", 2000, DAY, MINOR)] * 4) == ()


def test_four_minor_collisions_miss_the_potential_level(misses):
    (miss,) = misses(*[("A", 2000, DAY, MINOR)] * 4, level=SpotLevel.POTENTIAL)

    assert (miss.rule_key, miss.classes) == ("five_minor_collisions", (MINOR,))


@pytest.mark.parametrize(("apart", "over_mm"), [(300.001, 1), (322, 22_000), (330, 30_000)])
def test_metres_beyond_l_are_told(misses, apart, over_mm):
    rows = [("A", 2000, DAY, F), ("A", 2000 + apart, DAY, F)]

    (miss,) = [m for m in misses(*rows) if m.missing is Missing.LENGTH]

    assert (miss.rule_key, miss.over_mm) == ("two_fatal", over_mm)
    assert miss.accident_ids == ("TN-001", "TN-002")
    assert "dài hơn L" in miss.text.vi


def test_too_far_is_no_near_miss(misses):
    assert not [m for m in misses(("A", 2000, DAY, F), ("A", 2331, DAY, F)) if m.missing is Missing.LENGTH]


@pytest.mark.parametrize(("days", "over"), [(365, 1), (366, 2), (394, 30)])
def test_days_beyond_the_period_are_told(misses, days, over):
    first = dt.date(2025, 3, 1)
    rows = [("A", 2000, first, F), ("A", 2010, first + dt.timedelta(days), F)]

    (miss,) = [m for m in misses(*rows, parameters=ROLLING) if m.missing is Missing.PERIOD]

    assert (miss.rule_key, miss.over_days) == ("two_fatal", over)
    assert f"ngoài kỳ xét {over} ngày" in miss.text.vi


def test_a_month_and_more_is_no_near_miss(misses):
    first = dt.date(2025, 3, 1)
    rows = [("A", 2000, first, F), ("A", 2010, first + dt.timedelta(395), F)]

    assert not [m for m in misses(*rows, parameters=ROLLING) if m.missing is Missing.PERIOD]


def test_an_accident_on_the_day_before_the_first_day_is_told(misses):
    rows = [("A", 2000, dt.date(2025, 10, 31), F), ("A", 2010, DAY, F)]

    (miss,) = [m for m in misses(*rows) if m.missing is Missing.PERIOD]

    assert miss.over_days == 1


def test_a_junction_just_too_small_is_told_in_metres(misses):
    """Two injuries on A at the node, one on B at 20 m, one on B at 57 m."""
    rows = [("A", 995, DAY, INJURY), ("A", 1001, DAY, INJURY), ("B", 20, DAY, INJURY), ("B", 57, DAY, INJURY)]

    lengths = [m for m in misses(*rows) if m.missing is Missing.LENGTH]

    assert [(m.kind, m.rule_key, m.over_mm) for m in lengths] == [(SiteKind.JUNCTION, "four_injury", 7_000)]
    assert lengths[0].accident_ids == ("TN-001", "TN-002", "TN-003", "TN-004")


def test_a_junction_may_lack_one_accident(misses):
    rows = [("A", 995, DAY, INJURY), ("B", 20, DAY, INJURY), ("B", 30, DAY, INJURY)]

    found = misses(*rows)

    assert (found[0].kind, found[0].rule_key) == (SiteKind.JUNCTION, "four_injury")
    assert found[0].accident_ids == ("TN-001", "TN-002", "TN-003")


def test_a_place_on_the_list_misses_nothing(misses):
    assert misses(("A", 2000, DAY, F), ("A", 2010, DAY, F), ("A", 2020, DAY, INJURY)) == ()


def test_near_misses_of_one_accident(misses):
    found = misses(("A", 2000, DAY, F), ("B", 2000, DAY, F))

    assert [m.accident_ids for m in of_accident(found, "TN-002")] == [("TN-002",)]
