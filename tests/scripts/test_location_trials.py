"""The page of location trials is what the script writes, and a place left out is looked for as the page says."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
import shapely

from atgt.location_referencing.calibration import Anchor
from atgt.location_referencing.route import Route

ROOM_S = 240


@pytest.fixture
def leave_one_out(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "scripts"))
    return importlib.import_module("trials.leave_one_out")


@pytest.fixture
def run(root):
    """Run the script in a process of its own."""
    script = root / "scripts" / "location_trials.py"
    return lambda *words: subprocess.run(
        [sys.executable, str(script), *map(str, words)], capture_output=True, text=True, timeout=ROOM_S, check=False
    )


def road(*posts):
    """A straight road of 5 km with posts (chainage, measure)."""
    anchors = tuple(Anchor(float(chainage), float(measure)) for chainage, measure in posts)
    return Route("r", "r", None, None, None, (), shapely.LineString([(0, 0), (5000, 0)]), anchors)


@pytest.mark.shared_data
def test_the_page_is_what_the_script_writes(run, shared_data, root, tmp_path):
    output = tmp_path / "location-trials.md"

    done = run("--shared", shared_data.parent, "--output", output)

    assert done.returncode == 0, done.stderr
    committed = (root / "docs" / "location-trials.md").read_text("utf-8")
    again = "docs/location-trials.md is stale: run python scripts/location_trials.py"
    assert output.read_text("utf-8") == committed, again


def test_without_the_data_it_says_what_is_missing_and_writes_nothing(run, tmp_path):
    output = tmp_path / "page.md"

    done = run("--shared", tmp_path, "--output", output)

    assert done.returncode == 2
    assert "songkhla" in done.stderr
    assert "--shared" in done.stderr
    assert not output.exists()


def test_a_post_left_out_of_an_even_road_is_found_where_it_stands(leave_one_out):
    trials = leave_one_out.each(road((10_000, 500), (11_000, 1500), (12_000, 2500)))

    assert leave_one_out.errors(trials) == pytest.approx([0, 0, 0])


def test_a_post_that_stands_off_is_found_that_far_off(leave_one_out):
    trials = leave_one_out.each(road((10_000, 500), (11_000, 1540), (12_000, 2500)))

    assert trials[1].error_m == pytest.approx(40)


@pytest.mark.parametrize(
    ("posts", "refusals"),
    [
        (((10_000, 500),), ["NO_POST"]),
        (((10_000, 1500), (11_001, 2501)), ["BEYOND", "BEYOND"]),
        (((10_000, 1500), (11_000, 2500)), [None, None]),
        (((10_000, 0), (11_000, 900)), ["NO_LINE", None]),
        (((10_000, 500), (13_000, 2500), (19_000, 3000)), ["BEYOND", "IN_JUMP", "BEYOND"]),
    ],
)
def test_a_refusal_names_its_reason(leave_one_out, posts, refusals):
    found = [trial.refusal for trial in leave_one_out.each(road(*posts))]

    assert found == [name and getattr(leave_one_out, name) for name in refusals]


def test_a_chainage_in_two_places_has_no_single_error(leave_one_out):
    repeats = road((10_000, 0), (11_000, 1000), (10_000, 2000), (11_000, 3000))
    route, left_out = repeats, Anchor(10_500.0, 2500.0)

    trial = leave_one_out.look_for(left_out, route, route.anchors)

    assert sorted(trial.errors_m) == pytest.approx([0, 2000])
    assert trial.error_m is None


def test_the_cells_add_up(leave_one_out):
    route = road((10_000, 500), (11_000, 1500), (12_000, 2500), (16_000, 4500))

    tested, *counts = (cell for cell in leave_one_out.cells(leave_one_out.each(route))[:7])

    assert len(leave_one_out.HEAD) == len(leave_one_out.cells([])) == 10
    assert int(tested) == 4 == sum(map(int, counts))
