"""What the committee gets from every use case: months, small counts coarsened, and six columns emptied."""

import datetime as dt
import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.small_cells import Few
from atgt.domain.text import Language
from atgt.storage.repositories import settings_table
from atgt.storage.repositories import spots as spot_store
from atgt.workflow import committee_view, exporting, register_pages, screening, selection, spot_figures


@pytest.mark.parametrize("kind", ["float64", "Float64", "Int64", "object"])
@pytest.mark.parametrize("n", [0, 2])
def test_months_stay_and_what_tells_a_case_apart_goes(kind, n):
    table = pd.DataFrame(
        {
            "occurred_on": pd.Series([dt.date(2026, 2, 17), None], dtype=object),
            "occurred_at": ["17:30", None],
            "case_number": ["12/HS", None],
            "damage_vnd": pd.Series([5, 7], dtype=kind),
            "killed": pd.Series([1, 0], dtype=kind),
            "injured": pd.Series([0, 4], dtype=kind),
            "offset_m": pd.Series([3, 0], dtype=kind),
            "accident_id": ["a", "b"],
        }
    ).head(n)

    seen = committee_view.accidents(table)

    assert list(seen["occurred_on"]) == [dt.date(2026, 2, 1), None][:n]
    assert seen[["occurred_at", "case_number", "damage_vnd", "offset_m", "killed", "injured"]].isna().all(axis=None)
    assert list(seen["accident_id"]) == ["a", "b"][:n]
    assert list(seen.columns) == list(table.columns)
    assert len(table) < 2 or table["offset_m"].iloc[0] == 3


# ── small counts: one just under, at and over the least that is told, in everything a member is shown ──────────────


MEMBER = Actor("uy-vien", Role.VIEWER)
NOW = dt.date(2026, 11, 20)


@pytest.fixture
def seen(ward):
    """A spot of three fatal accidents (Jan, Mar, Mar), seen by a member; one accident alone on another road."""
    ids = ["tn-1", "tn-2", "tn-3"]
    days = (dt.date(2026, 1, 5), dt.date(2026, 3, 20), dt.date(2026, 3, 28))
    ward.accidents(*((key, day, 0, 100 + i) for i, (key, day) in enumerate(zip(ids, days, strict=True))))
    ward.accidents(("tn-alone", dt.date(2026, 5, 7), 1, 9000))
    run = ward.run(ward.spot(100, 102, ids))
    ward.update(run)
    with ward.database.write(ward.officer, "lần rà soát đang xem", ward.tick()) as session:
        settings_table.put(session, screening.CURRENT_RUN_KEY, run.run_id)
    return ward, ward.database.seen_by(MEMBER)


def test_a_filter_that_lets_one_accident_through_does_not_tell_how_many_people(seen):
    ward, member = seen
    one = selection.AccidentFilter(dt.date(2026, 5, 1), dt.date(2026, 5, 31))

    told, exact = selection.select_accidents(member, one), selection.select_accidents(ward.database, one)

    assert (exact.n_total, exact.injured, exact.by_severity[1]) == (1, 1, 1)
    assert (told.n_total, told.injured, told.by_severity[1], told.n_located) == (Few.FEW,) * 4
    assert told.killed == 0
    assert told.accidents[["killed", "injured"]].isna().all(axis=None)
    assert exact.accidents["injured"].tolist() == [1]


def test_three_are_told_and_two_are_not(seen):
    _, member = seen
    january_to_march = selection.AccidentFilter(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    march = selection.AccidentFilter(dt.date(2026, 3, 1), dt.date(2026, 3, 31))

    assert selection.select_accidents(member, january_to_march).killed == 3
    assert selection.select_accidents(member, march).killed is Few.FEW
    assert selection.select_accidents(member, march).n_total is Few.FEW


def test_a_single_small_part_is_not_given_away_by_the_total(seen):
    _, member = seen

    told = selection.select_accidents(member)

    assert told.n_total == 4
    assert told.by_severity == {0: Few.SOME, 1: Few.FEW, 2: 0, 3: 0}


def test_run_register_page_and_spot_page_tell_months_and_no_small_number_of_people(seen):
    ward, member = seen
    entry = register_pages.register_page(ward.database, NOW).entries[0]

    run, exact = screening.latest_run(member), screening.latest_run(ward.database)
    page = register_pages.spot_page(member, entry.register_id, MEMBER, NOW)
    listed = register_pages.register_page(member, NOW).listed[0]

    assert exact.spots[0].periods[0].first_day == dt.date(2026, 1, 5)
    for spot in (run.spots[0], page.spot):
        assert {(one.first_day, one.last_day) for one in spot.periods} == {(dt.date(2026, 1, 1), dt.date(2026, 3, 31))}
        assert spot.counts == exact.spots[0].counts  # what the clause counts
    assert (listed.first_day, listed.last_day) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert all(one.facts.killed is None for one in page.accidents.values())
    assert all(one.facts.occurred_on.day == 1 for one in page.accidents.values())
    assert not re.search(r"\d\d/\d\d/\d{4}", "".join(r.text.vi for _, one in page.changes for r in one.reasons))


def test_what_is_told_of_a_spot_coarsens_people_below_three(seen):
    ward, _ = seen
    (spot,) = screening.latest_run(ward.database).spots

    for killed, told in ((0, 0), (1, Few.FEW), (2, Few.FEW), (3, 3)):
        assert committee_view.spot(replace(spot, killed=killed)).killed == told


def test_exports_and_drawings_of_a_member_know_months(seen):
    ward, member = seen
    entry = register_pages.register_page(member, NOW).entries[0]
    page = register_pages.spot_page(member, entry.register_id, MEMBER, NOW)

    document = json.loads(exporting.export(member, what="spots", file_format="geojson").content)
    officers = json.loads(exporting.export(ward.database, what="spots", file_format="geojson").content)
    line = spot_figures.time_line_svg(page, Language.VI, by_month=True)
    sticks = spot_figures.stick_svg(page, selection.select_accidents(member).accidents, Language.VI, by_month=True)

    told = [feature["properties"] for feature in (document["features"][0], officers["features"][0])]
    assert [one["tu_ngay"] for one in told] == ["2026-01", "2026-01-05"]
    assert not re.search(r"\d\d/\d\d/\d{2}", line + sticks)
    assert "Chết / bị thương" not in sticks


def test_a_coarsened_place_cannot_be_stored(seen, now):
    _, member = seen
    run = screening.latest_run(member)
    coarse = replace(run.spots[0], killed=Few.FEW)

    with pytest.raises(TypeError, match="coarsened"), member.write(Actor("x", Role.EDITOR), "thử", now) as session:
        spot_store.save_run(session, replace(spot_store.load_run(session, run.run_id), run_id="khac"), (coarse,))
