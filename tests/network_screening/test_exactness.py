"""The fast paths against the brute force: more than 20,000 random small roads with many ties.

``make soak`` runs the same comparison on as many cases as asked for (scripts/soak_screening.py).
"""

import numpy as np
import pytest

from atgt.network_screening import compiled

needs_numba = pytest.mark.skipif(not compiled.is_available(), reason="no numba")
ENGINES = ["plain", *(pytest.param(name, marks=needs_numba) for name in ("compiled", "compiled, dense"))]

SIZES = [
    # (solver, batches, routes a batch, most accidents a route)
    ("by_subsets", 280, 60, 7),
    ("by_subsets", 12, 20, 11),
    ("by_windows", 160, 25, 14),
    ("by_windows", 60, 4, 60),
]


@pytest.fixture(scope="module")
def solved(brute_force, random_cases):
    """Batches with their brute-force answers, made once for all engines."""
    rng = np.random.default_rng(20260901)
    made = []
    for solver, n_batches, n_routes, most in SIZES:
        for _ in range(n_batches):
            batch = random_cases.batch(rng, n_routes, most)
            made.append((batch, random_cases.expected(batch, getattr(brute_force, solver))))
    return made


def test_the_cases_are_many_and_hold_what_matters(solved):
    members, maximal, tight, zones, spots = ([answer[part] for _, answer in solved] for part in range(5))
    n_cases = sum(len(batch.routes) for batch, _ in solved)
    cut = sum(any(b - a > batch.length for _, a, b in rows) for (batch, _), rows in zip(solved, zones, strict=True))

    assert n_cases > 20_000
    assert sum(map(len, spots)) > 3_000
    assert cut > 100
    assert sum(map(len, tight)) > sum(map(len, spots))
    assert sum(map(len, maximal)) > 3_000
    assert 0.05 < np.mean(np.concatenate(members)) < 0.95


@pytest.mark.parametrize("engine", ENGINES)
def test_every_answer_is_the_brute_force_answer(solved, random_cases, engine):
    rng = np.random.default_rng(7)
    wrong = []
    for batch, answer in solved:
        found, members = random_cases.screen(batch, engine, rng)
        tables = (found.maximal_stretches, found.tight_stretches, found.zones, found.spots)
        if [members.tolist(), *(table.tolist() for table in tables)] != list(answer):
            wrong.append(batch)

    assert wrong == []


def test_the_two_brute_forces_agree(brute_force, random_cases):
    rng = np.random.default_rng(3)
    for _ in range(40):
        batch = random_cases.batch(rng, 6, 8)
        assert random_cases.expected(batch, brute_force.by_subsets) == random_cases.expected(
            batch, brute_force.by_windows
        )


def test_the_cut_of_a_zone_is_the_best_of_all_cuts(brute_force, random_cases):
    rng = np.random.default_rng(11)
    compared = 0
    while compared < 60:
        batch = random_cases.batch(rng, 30, 9)
        weights = {c: batch.weights.get(c, 1) for c in range(8)}
        for measure, day, code in batch.routes:
            answer = brute_force.by_subsets(measure, day, code, batch.length, batch.rules, batch.end_of, weights)
            sites = sorted(set(measure))
            good = {
                (a, b)
                for a in sites
                for b in sites
                if a <= b <= a + batch.length and any(a <= c and d <= b for c, d, _ in answer.tight)
            }
            for zone in (z for z in answer.zones if z[1] - z[0] > batch.length):
                spots = [(a, b) for a, b, _ in answer.spots if zone[0] <= a <= zone[1]]

                def value(cut, measure=measure, code=code, weights=weights):
                    covered = brute_force.weight_covered(cut, measure, code, weights)
                    return covered, -len(cut), -sum(b - a for a, b in cut)

                assert value(spots) == max(map(value, brute_force.all_cuts(zone, measure, batch.length, good)))
                compared += 1


@pytest.mark.parametrize("engine", ENGINES)
def test_measures_at_both_ends_of_the_integers(brute_force, random_cases, engine):
    """Accidents near -2**63 and near 2**63 - 1 on the same road, and an L that long."""
    rng = np.random.default_rng(13)
    low, high = -(2**63), 2**63 - 1
    for length in (5, 2**61, high):
        batch = random_cases.batch(rng, 0, 1)
        batch.length, batch.offset, batch.rules = length, 0, random_cases.DEFAULT
        for _ in range(30):
            n = int(rng.integers(2, 9))
            days = list(batch.end_of)
            ends = rng.choice(np.array([low, low + 3, 0, length, high - 5, high], dtype=object), n).tolist()
            batch.routes.append((ends, rng.choice(days, n).tolist(), rng.integers(0, 3, n).tolist()))
        members, *tables = random_cases.expected(batch, brute_force.by_windows)

        found, flags = random_cases.screen(batch, engine, rng)

        assert flags.tolist() == members
        assert [
            t.tolist() for t in (found.maximal_stretches, found.tight_stretches, found.zones, found.spots)
        ] == tables
