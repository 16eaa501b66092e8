"""The sample ward comes out as its answer file says: held rows, places, black spots, near misses, history.

The answers are known by construction (data/sample/answers.py), not by running ATGT.
"""

from __future__ import annotations

import datetime as dt

import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.domain.black_spot import SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.workflow import intake, screening


@pytest.fixture(scope="module")
def ward(sample_file, tmp_path_factory):
    """One copy of the sample database for the whole module."""
    import shutil

    from atgt.storage.database import Database

    copy = tmp_path_factory.mktemp("answers") / "ward.gpkg"
    shutil.copy(sample_file, copy)
    database = Database.open(f"sqlite:///{copy}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def seen(ward, root, now):
    content = (root / "data/sample/accidents.xlsx").read_bytes()
    return intake.preview(ward, content, name="accidents.xlsx", today=now.date())


@pytest.fixture(scope="module")
def by_place(seen):
    return seen.rows.set_index(["sheet", "row"])


def places(entries):
    return {(entry["sheet"], entry["row"]) for entry in entries}


def test_every_row_is_counted(seen, answers):
    total = answers["counts"]["total"]

    assert {key: getattr(seen, key) for key in total} == total
    assert seen.n_read == seen.n_accepted + seen.n_held
    assert seen.n_accepted == seen.n_located + seen.n_ambiguous + seen.n_unlocated


def test_every_sheet_is_counted(seen, answers):
    for sheet, expected in answers["counts"]["by_sheet"].items():
        rows = seen.rows[seen.rows["sheet"] == sheet]
        accepted = rows[rows["status"] == "accepted"]
        status = accepted["location_status"].value_counts()
        assert expected == {
            "n_read": len(rows),
            "n_accepted": len(accepted),
            "n_held": len(rows) - len(accepted),
            "n_located": status.get("located", 0),
            "n_ambiguous": status.get("ambiguous", 0),
            "n_unlocated": status.get("unlocated", 0),
        }, sheet


def test_exactly_the_planted_rows_are_held_each_with_its_reason(seen, answers):
    held = seen.rows[seen.rows["status"] == "held"]
    rules = {}
    for issue in seen.issues:
        if issue.level == "error":
            rules.setdefault((issue.sheet, issue.row), set()).add(issue.rule)

    assert set(zip(held["sheet"], held["row"], strict=True)) == places(answers["held"])
    unexplained = [e for e in answers["held"] if e["rule_hint"] not in rules[e["sheet"], e["row"]]]
    assert not unexplained, rules


def test_exactly_the_planted_rows_have_no_place(by_place, answers):
    accepted = by_place[by_place["status"] == "accepted"]

    assert set(accepted.index[accepted["location_status"] == "unlocated"]) == places(answers["unlocated"])
    assert set(accepted.index[accepted["location_status"] == "ambiguous"]) == places(answers["ambiguous"])


def test_every_located_accident_is_where_it_was_put(by_place, answers):
    wrong = {}
    for case, truth in answers["positions"].items():
        row = by_place.loc[(truth["sheet"], truth["row"])]
        if (
            row["route_id"] != truth["route_id"]
            or abs(row["measure_mm"] / 1000 - truth["measure_m"]) > truth["tolerance_m"]
        ):
            wrong[case] = (
                row["route_id"],
                row["measure_mm"],
                row["location_rule"],
                truth["route_id"],
                truth["measure_m"],
            )

    assert not wrong


def test_duplicates_are_told(seen, answers):
    told = {(i.sheet, i.row) for i in seen.issues if i.rule in {"duplicate_row", "possible_duplicate"}}

    missed = [
        d for d in answers["duplicates"]
        if (d["sheet"], d["row"]) not in told and (d["of"]["sheet"], d["of"]["row"]) not in told
    ]  # fmt: skip
    assert not missed


@pytest.fixture(scope="module", params=range(3), ids=["now", "one_year_earlier", "all_rolling_periods"])
def screened(request, ward, seen, answers, now):
    """(answer, run, case numbers by accident id) of one screening of the answer file."""
    asked = answers["screenings"][request.param]
    parameters = ScreeningParameters(
        as_of=dt.date.fromisoformat(asked["as_of"]),
        from_day=dt.date.fromisoformat(asked["from_day"]),
        length_m=answers["parameters"]["length_m"],
        junction_radius_m=answers["parameters"]["junction_radius_m"],
    )
    run = screening.run_screening(ward, parameters, LOCAL_USER, now)
    cases = dict(zip(seen.rows["accident_id"], seen.rows["case_number"], strict=True))
    return asked, run, cases


@pytest.fixture(scope="module")
def bystanders(answers):
    """Accidents that happen to lie in a planted stretch without being needed for it."""
    entries = [*answers["black_spots"], *answers["historical"], *answers["potential_spots"]]
    return {case for entry in entries for case in entry.get("also_inside", ())}


def members_of(entry):
    """The case numbers of each spot of a planted entry (a junction is one spot)."""
    return entry.get("spots") or [entry["case_numbers"]]


def cases_of(spot, cases, bystanders=frozenset()):
    return frozenset(cases[i] for i in spot.accident_ids) - bystanders


def test_the_black_spots_are_exactly_the_planted_ones(screened, answers, bystanders):
    asked, run, cases = screened
    known = {e["key"]: e for e in [*answers["black_spots"], *answers["historical"], *answers["near_misses"]]}
    wanted = {}
    for key in asked["black"]:
        for members in members_of(known[key]):
            wanted[frozenset(members) - bystanders] = key

    found = {
        cases_of(spot, cases, bystanders): spot.place_name.vi for spot in run.spots if spot.level is SpotLevel.BLACK
    }

    assert set(found) == set(wanted), {
        "not found": [v for k, v in wanted.items() if k not in found],
        "not planted": {v: sorted(k) for k, v in found.items() if k not in wanted},
    }


def test_each_black_spot_names_its_clause_and_kind(screened, answers, bystanders):
    asked, run, cases = screened
    planted = {
        frozenset(m) - bystanders: e for e in answers["black_spots"] for m in members_of(e) if len(members_of(e)) == 1
    }
    for spot in run.spots:
        entry = planted.get(cases_of(spot, cases, bystanders))
        if spot.level is SpotLevel.BLACK and entry and entry["key"] in asked["black"]:
            assert spot.kind.value == entry["kind"], entry["key"]
            assert set(entry["rules"]) <= {rule.rule_key for rule in spot.rules}, entry["key"]


@pytest.mark.parametrize("screened", [0], indirect=True, ids=["now"])
def test_no_near_miss_is_on_the_black_list(screened, answers, bystanders):
    _, run, cases = screened
    black = [cases_of(spot, cases, bystanders) for spot in run.spots if spot.level is SpotLevel.BLACK]

    for miss in answers["near_misses"]:
        assert not [members for members in black if set(miss["case_numbers"]) <= members], miss["key"]


@pytest.mark.parametrize("screened", [0], indirect=True, ids=["now"])
def test_the_planted_potential_spots_are_found(screened, answers, bystanders):
    _, run, cases = screened
    potential = [cases_of(spot, cases, bystanders) for spot in run.spots if spot.level is SpotLevel.POTENTIAL]

    for spot in answers["potential_spots"]:
        wanted = frozenset(spot["case_numbers"])
        if spot["rules"] == ["one_injury"]:  # each accident is a threshold of its own: as many spots as positions
            assert wanted <= frozenset().union(*potential), spot["key"]
        else:
            assert wanted in potential, spot["key"]


@pytest.mark.parametrize("screened", [0], indirect=True, ids=["now"])
def test_no_accident_is_counted_twice_in_a_level(screened):
    _, run, _ = screened
    for level in SpotLevel:
        ids = [i for spot in run.spots if spot.level is level for i in spot.accident_ids]
        assert len(ids) == len(set(ids))
