"""The committee's table of accidents: months, and four columns emptied whatever kind of numbers they hold."""

import datetime as dt

import pandas as pd
import pytest

from atgt.workflow import committee_view


@pytest.mark.parametrize("kind", ["float64", "Float64", "Int64", "object"])
@pytest.mark.parametrize("n", [0, 2])
def test_months_stay_and_what_tells_a_case_apart_goes(kind, n):
    table = pd.DataFrame(
        {
            "occurred_on": pd.Series([dt.date(2026, 2, 17), None], dtype=object),
            "occurred_at": ["17:30", None],
            "case_number": ["12/HS", None],
            "damage_vnd": pd.Series([5, 7], dtype=kind),
            "offset_m": pd.Series([3, 0], dtype=kind),
            "accident_id": ["a", "b"],
        }
    ).head(n)

    seen = committee_view.accidents(table)

    assert list(seen["occurred_on"]) == [dt.date(2026, 2, 1), None][:n]
    assert seen[["occurred_at", "case_number", "damage_vnd", "offset_m"]].isna().all(axis=None)
    assert list(seen["accident_id"]) == ["a", "b"][:n]
    assert list(seen.columns) == list(table.columns)
    assert len(table) < 2 or table["offset_m"].iloc[0] == 3
