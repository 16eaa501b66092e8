"""The benchmarks measure what they say: known answers are known, shortcuts are right, and the page holds what was run."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def bench(root: Path, monkeypatch: pytest.MonkeyPatch):
    """Import a module of benchmarks/ by name."""
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    return importlib.import_module


def test_planted_groups_are_exactly_the_members_and_every_look_alike_is_not(bench):
    given = bench("planted").planted(6_000)

    found = bench("detection_case").screen(given.accidents)

    np.testing.assert_array_equal(found.members, given.group >= 0)
    assert len(found.zones) == given.n_groups > 300


def test_the_score_of_the_truth_is_whole_and_of_one_big_cluster_is_not(bench):
    score = bench("planted").score
    group = np.array([0, 0, 1, 1, -1])

    assert vars(score(group, group)) == {"recall": 1.0, "precision": 1.0}
    assert vars(score(np.array([0, 0, 1, 2, 3]), group)) == {"recall": 0.5, "precision": 0.25}
    assert vars(score(np.full(5, -1), group)) == {"recall": 0.0, "precision": 1.0}


def test_invented_data_is_the_same_for_the_same_seed(bench):
    invented = bench("invented")

    first, again = invented.accidents(1_000), invented.accidents(1_000)
    assert (first.measure_mm == again.measure_mm).all()
    assert (invented.roads(500).x == invented.roads(500).x).all()
    assert len(invented.roads(500).edges()) == 1_000
    assert len(invented.roads(500).lines()) == 500


def test_edges_and_geometries_of_the_invented_roads_are_the_same_roads(bench):
    network = bench("invented").roads(500)
    edges, lines = network.edges(), network.lines()

    for k in (0, 499):
        at = edges.route_index == k
        assert edges.measure_m[at][0] == 0
        assert np.hypot(edges.x1 - edges.x0, edges.y1 - edges.y0)[at].sum() == pytest.approx(lines[k].length)


def test_shortcuts_never_find_what_does_not_qualify_and_finer_ones_find_no_less(bench):
    shortcuts, given = bench("shortcuts_case"), bench("invented").accidents(3_000)
    exact = bench("detection_case").screen(given, period=bench("shortcuts_case").MonthStep(12))

    found = [
        shortcuts.flagged(given, 300_000, steps=steps, by_month=by_month)
        for steps, by_month in shortcuts.SHORTCUTS.values()
    ]

    assert not (found[-1] & ~exact.members).any()
    assert not (found[0] & ~found[1]).any()
    assert not (found[1] & ~found[2]).any()
    recalls = [shortcuts.recall(given, exact.zones, inside) for inside in found]
    assert recalls == sorted(recalls)
    assert shortcuts.recall(given, exact.zones, exact.members) == 1.0


def test_the_same_places_are_snapped_by_every_method(bench):
    found = bench("snapping_case").run(2_000, 500, rounds=1, budget_s=1)

    assert min(method["agreement"] for method in found["methods"]) > 0.99
    assert max(method["largest_difference_m"] for method in found["methods"]) < 1e-6


def test_methods_run_in_turn_and_slow_ones_stop_at_their_budget(bench):
    ran = []
    timed = bench("measuring").in_turn({"a": lambda: ran.append("a"), "b": lambda: ran.append("b")}, rounds=3)

    assert ran == ["a", "b"] * 3
    assert [len(m.seconds) for m in timed.values()] == [3, 3]
    once = bench("measuring").in_turn({"a": lambda: None}, rounds=3, budget_s=0)
    assert len(once["a"].seconds) == 1


def test_memory_above_the_inputs_is_seen(bench):
    with bench("measuring").PeakMemory() as peak:
        np.ones(10_000_000).sum()

    if peak.bytes is None:
        pytest.skip("this system does not tell resident memory")
    assert 70e6 < peak.bytes < 200e6


def test_one_command_measures_and_writes_the_page(root, tmp_path):
    command = [sys.executable, root / "benchmarks/run.py", "--quick", "--sizes", "ward"]
    command += ["--only", "correctness,shortcuts", "--output", tmp_path / "page.md", "--results", tmp_path / "r.json"]

    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    page, results = (tmp_path / "page.md").read_text("utf-8"), json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert "| ATGT (spots) | 100.0% | 100.0% |" in page
    assert "| 300 m |" in page
    assert "A quick run" in " ".join(page.split())
    assert set(results) == {"machine", "is_quick", "measured", "correctness", "shortcuts"}
    assert set(results["measured"]) == {"correctness", "shortcuts"}


def test_page_shows_ratios_to_the_baseline_and_whether_aims_are_reached(bench):
    def method(name, *seconds, **more):
        return {"name": name, "seconds": list(seconds), "cpu_seconds": list(seconds), "peak_bytes": 300} | more

    def detection(n, took):
        methods = [method("numpy.lexsort((measure, route))", 2.0), method("ATGT compiled, 2 threads", took, 9.0, took)]
        numbers = {"n_members": 1, "n_zones": 1, "n_spots": 1, "engines_agree": True, "absent": ["esda"]}
        return {"n": n, "input_bytes": 200, "methods": methods, **numbers}

    machine = {"day": "2026-01-01", "cores": 2, "system": "x", "python": "3.11", "versions": {}}
    results = {
        "machine": machine,
        "detection province": detection(100, 0.05),
        "detection nation": detection(1_000, 1.0),
        "measured": {"detection nation": {"day": "2026-01-01", "load_before": 2.0, "busy_with_other_work": 0.25}},
    }

    page = bench("report").page(results)

    assert "| ATGT compiled, 2 threads | 0.50× | 1.00 | 1.00 | 3 | 0.0 MB (1.5×) |" in page
    assert "costs at most one lexsort of them | 0.50× (0.50× in processor time) | reached |" in page
    assert "exponent of at most 1.1 | 1.30 (1.30 in processor time) | **not reached**" in page
    assert "detection nation on 2026-01-01: 0.2 of 2 processors (load before it 2.0)" in " ".join(page.split())
    assert "detection province: measured earlier, not kept" in " ".join(page.split())
    assert "Not installed where this was measured: esda." in page


def test_a_part_measured_alone_leaves_the_others_as_they_were(root, tmp_path):
    row = {"length_m": 300, "n_zones": 7, "recall": {"sections": 0.5}}
    kept = {"shortcuts": {"n": 5, "rows": [row]}, "measured": {"shortcuts": {"day": "2026-01-01"}}}
    kept["measured"]["shortcuts"] |= {"load_before": 0.1, "busy_with_other_work": 0.0}
    (tmp_path / "r.json").write_text(json.dumps(kept | {"machine": {}}), "utf-8")
    command = [sys.executable, root / "benchmarks/run.py", "--quick", "--only", "report,chaining"]
    command += ["--output", tmp_path / "page.md", "--results", tmp_path / "r.json"]

    environment = os.environ | {"ATGT_SHARED": str(tmp_path)}  # without the city's data the part is quickly done
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, env=environment)

    assert done.returncode == 0, done.stderr
    results = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert "| 300 m | 7 | 50.0% |" in (tmp_path / "page.md").read_text("utf-8")
    assert results["shortcuts"] == kept["shortcuts"]
    assert results["chaining"] == [None, None]
    assert results["measured"]["shortcuts"] == kept["measured"]["shortcuts"]
    assert set(results["measured"]["chaining"]) == {"day", "load_before", "busy_with_other_work"}


def test_an_unknown_size_is_refused(root):
    done = subprocess.run(
        [sys.executable, str(root / "benchmarks/run.py"), "--sizes", "moon"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "moon is none of ward, province, nation" in done.stderr


def test_a_sheet_is_read_checked_located_and_stored_and_every_step_is_measured(bench):
    """With few rows: that every method runs in a process of its own and that everything read is stored."""
    found = bench("intake_case").run(60, rounds=1)

    assert (found["n"], found["n_stored"]) == (60, 60)
    assert found["methods"][0]["name"] == "pandas.read_excel, calamine"
    assert all(len(method["seconds"]) == len(method["cpu_seconds"]) == 1 for method in found["methods"])
    assert all(method["seconds"][0] > 0 for method in found["methods"])
    machine = {"day": "2026-01-01", "cores": 2, "system": "x", "python": "3.11", "versions": {}}
    assert "60 rows and 20 columns" in bench("report").page({"machine": machine, "intake": found})


def test_the_time_of_an_intake_is_told_by_module_and_the_shares_add_up(bench):
    found = bench("intake_case").profile(60)

    assert [name for name in found if name != "n"] == ["read, checked and located", "stored"]
    assert any(name.startswith("ingestion/") for name, _ in found["read, checked and located"])
    assert any(name.startswith("storage/") for name, _ in found["stored"])
    assert all(rows[-1][0] == "all others" and rows[-1][1] >= 0 for name, rows in found.items() if name != "n")
    machine = {"day": "2026-01-01", "cores": 2, "system": "x", "python": "3.11", "versions": {}}
    page = bench("report").page({"machine": machine, "intake_profile": found})
    assert "| intake: stored | seconds | share |" in page
    assert "a sheet of 60 rows" in " ".join(page.split())
