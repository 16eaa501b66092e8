"""Sections of the sample ward: nothing lost, rates only with traffic, the check of the ranking, repeated forms."""

import datetime as dt
import io

import numpy as np
import openpyxl
import pytest

from atgt.domain.actor import LOCAL_USER, Actor, Role
from atgt.domain.errors import NotAllowedError, NotFoundError, ParameterError
from atgt.workflow import (
    roads,
    screening,
    section_ranking,
    selection,
    spot_measures,
    statistics_files,
    traffic,
    type_clusters,
)
from atgt.workflow.selection import AccidentFilter

MEMBER = Actor("uy.vien", Role.VIEWER)


def test_every_accident_is_in_one_section_or_counted_as_left_out(sample_database):
    ranking = section_ranking.rank(sample_database)
    total = selection.select_accidents(sample_database)

    assert sum(row.n_accidents for row in ranking.rows) + ranking.n_left_out == total.n_total
    assert ranking.n_left_out >= total.n_unlocated + total.n_ambiguous
    length = sum(route.length_m for route in roads.load_network(sample_database).roads)
    assert sum(row.section.length_m for row in ranking.rows) == pytest.approx(length)


def test_the_order_is_that_of_the_expected_count_and_warns_of_the_mean(sample_database):
    ranking = section_ranking.rank(sample_database)

    expected = [row.expected for row in ranking.rows]
    assert expected == sorted(expected, reverse=True)
    assert ranking.rows[0].expected < ranking.rows[0].n_accidents  # the top falls back
    assert "hồi quy về trung bình" in " ".join(line.vi for line in ranking.basis.lines)


def test_a_rate_needs_traffic_and_then_has_the_formula_of_the_manual(sample_database, now):
    assert all(row.rate is None for row in section_ranking.rank(sample_database).rows)

    traffic.set_volume(sample_database, "QL1", 12_000, "đếm ngày 03/3/2026", LOCAL_USER, now)
    rows = section_ranking.rank(sample_database, AccidentFilter(dt.date(2025, 1, 1), dt.date(2025, 12, 31))).rows

    known = [row for row in rows if row.rate is not None]
    assert {row.section.route_id for row in known} == {"QL1"}
    top = known[0]
    driven = 12_000 * 365 * top.section.length_m / 1e9
    assert top.rate == pytest.approx(top.n_accidents / driven)
    average = sum(row.n_accidents for row in known) / sum(12_000 * 365 * row.section.length_m / 1e9 for row in known)
    assert top.critical_rate == pytest.approx(average + 1.645 * np.sqrt(average / driven) + 1 / (2 * driven))


def test_traffic_is_entered_by_an_officer_with_its_source_and_can_be_taken_out(sample_database, now):
    for aadt, source in ((0, "x"), (traffic.MOST_A_DAY + 1, "x"), (10, " ")):
        with pytest.raises(ParameterError, match="Lưu lượng phải từ 1"):
            traffic.set_volume(sample_database, "QL1", aadt, source, LOCAL_USER, now)
    with pytest.raises(NotFoundError):
        traffic.set_volume(sample_database, "QL99", 10, "x", LOCAL_USER, now)
    with pytest.raises(NotAllowedError):
        traffic.set_volume(sample_database, "QL1", 10, "x", MEMBER, now)

    assert traffic.set_volume(sample_database, "QL1", 10, "x", LOCAL_USER, now)["QL1"].aadt == 10
    assert traffic.set_volume(sample_database, "QL1", None, "", LOCAL_USER, now) == {}


def test_the_check_ranks_by_the_past_and_counts_the_last_year(sample_database):
    check = section_ranking.check_ranking(sample_database)

    assert (check.later.first, check.later.last) == (dt.date(2025, 10, 30), dt.date(2026, 10, 29))
    assert check.earlier.last == dt.date(2025, 10, 29)
    for captures in check.captures.values():
        assert [one.k for one in captures] == [5, 10, 20]
        shares = [one.share for one in captures]
        assert shares == sorted(shares)
        assert shares[-1] > captures[-1].by_chance  # the sample has places that last


def test_too_short_sections_and_unknown_weights_are_refused(sample_database):
    with pytest.raises(ParameterError, match="50 m"):
        section_ranking.rank(sample_database, section_m=10)
    with pytest.raises(ParameterError, match="trọng số"):
        section_ranking.rank(sample_database, weights_key="x")
    with pytest.raises(ParameterError, match="Cần ít nhất 20 đoạn"):
        section_ranking.rank(sample_database, AccidentFilter(route_ids=frozenset({"nguyen-trai"})))


def test_the_workbook_holds_all_sections(sample_database):
    ranking = section_ranking.rank(sample_database)

    book = openpyxl.load_workbook(io.BytesIO(statistics_files.ranking_file(ranking).content)).active
    rows = [[cell.value for cell in row] for row in book.iter_rows()]

    assert sum(row[1] for row in rows if isinstance(row[1], int)) == sum(one.n_accidents for one in ranking.rows)
    assert "hồi quy về trung bình" in str(rows)


def test_the_places_of_the_screening_have_points_and_keep_their_numbers(sample_database):
    run = screening.latest_run(sample_database)
    weights = next(one for one in section_ranking.weight_sets() if one.key == "hsm")

    found = spot_measures.measures(sample_database, weights)

    assert sorted(one.number for one in found) == list(range(1, len(run.spots) + 1))
    assert [one.epdo for one in found] == sorted((one.epdo for one in found), reverse=True)
    for one in found:
        counts = run.spots[one.number - 1].counts
        assert one.n_accidents == sum(counts.values())
        points = 542 * counts.get("0", 0) + 11 * counts.get("1", 0) + counts.get("2", 0) + counts.get("3", 0)
        assert (one.epdo, one.severity_index) == (points, pytest.approx(points / one.n_accidents))


# ── the same form of collision ─────────────────────────────────────────────────────────────────────────────────────


def test_every_cluster_holds_enough_accidents_of_its_form_within_the_length(sample_database):
    table = selection.select_accidents(sample_database).accidents.set_index("accident_id")
    labels = {one.label: one.key for one in selection.load_categories().collision}

    found = type_clusters.find(sample_database, at_least=3, length_m=300, months=12).clusters

    assert found
    for one in found:
        rows = table.loc[list(one.accident_ids)]
        assert set(rows["collision_group"]) == {labels[one.form]}
        assert rows["measure_mm"].max() - rows["measure_mm"].min() <= 300_000
        assert len(rows) >= 3


def test_no_cluster_is_missed(sample_database):
    """A brute force: three of one form on one road, within 300 m and 12 months, are in some cluster."""
    table = selection.select_accidents(sample_database).accidents
    table = table[table["location_status"] == "located"]
    found = {i for one in type_clusters.find(sample_database).clusters for i in one.accident_ids}

    for _, group in table.groupby(["route_id", "collision_group"]):
        rows = list(zip(group["measure_mm"], group["occurred_on"], strict=True))
        for low, first in rows:
            inside = [
                d for m, d in rows if low <= m <= low + 300_000 and first <= d < first.replace(year=first.year + 1)
            ]
            if len(inside) >= 3:
                near = group[(group["measure_mm"] >= low) & (group["measure_mm"] <= low + 300_000)]
                assert found & set(near["accident_id"])


def test_one_accident_more_is_asked_for_or_nothing_makes_sense(sample_database):
    assert type_clusters.find(sample_database, at_least=20).clusters == ()
    with pytest.raises(ParameterError, match="2 vụ"):
        type_clusters.find(sample_database, at_least=1)
    with pytest.raises(NotAllowedError):
        type_clusters.find(sample_database.seen_by(MEMBER))


def test_the_committee_gets_no_small_counts_by_section(sample_database):
    seen = sample_database.seen_by(MEMBER)

    for ask in (
        lambda: section_ranking.rank(seen),
        lambda: section_ranking.check_ranking(seen),
        lambda: spot_measures.measures(seen, section_ranking.weight_sets()[0]),
    ):
        with pytest.raises(NotAllowedError):
            ask()
