"""The page of long runs keeps what is written above its table and the rows that were not run again."""

import importlib.util
import sys

import pytest


@pytest.fixture(scope="module")
def soak(root):
    spec = importlib.util.spec_from_file_location("soak_under_test", root / "scripts/soak.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def test_a_row_takes_the_place_of_its_earlier_one_and_the_others_stay(soak):
    kills = soak.LongRun("kills", "SIGKILL", "500", "none lost", took="9 min", when="2026-11-01")
    store = soak.LongRun(
        "store", "imports", "100,000", "passed", took="4 min", when="2026-11-02", detail="| a |\n| 1 |"
    )
    page = soak.with_rows("# Reliability\n\nWhat this means.\n", {"store": store, "kills": kills})

    again = soak.with_rows(page, soak.rows_of(page) | {"kills": soak.replace(kills, runs="700")})

    assert soak.rows_of(page) == {"kills": kills, "store": store}
    assert soak.rows_of(again) == {"kills": soak.replace(kills, runs="700"), "store": store}
    assert again.startswith("# Reliability\n\nWhat this means.\n")
    assert again.index("| kills |") < again.index("| store |")


def test_tables_that_a_test_prints_are_kept_with_the_line_above(soak):
    printed = "noise\n.sqlite: 10 readers\n| act | times |\n|---|---|\n| edit | 3 |\n1 passed in 3 s\n"

    assert soak._tables(printed) == "sqlite: 10 readers\n\n| act | times |\n|---|---|\n| edit | 3 |"


def test_the_page_in_docs_is_of_this_form(soak, root):
    page = (root / "docs/reliability.md").read_text("utf-8")

    assert set(soak.rows_of(page)) <= set(soak.RUNS)
    assert soak.with_rows(page, soak.rows_of(page)) == page
