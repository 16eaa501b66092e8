"""Tables of two fields: totals are accidents, and what is covered cannot be worked out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atgt.statistics.cross_tables import SMALL, Field, covered, cross


def field(codes, key="f", order=()):
    return Field(key, order, tuple(codes))


CODES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 9)), max_size=40)


@given(CODES)
def test_single_codes_give_the_crosstab_of_pandas(rows):
    down, across = field((a,) for a, _, _ in rows), field((x,) for _, x, _ in rows)

    found = cross(down, across, [n for *_, n in rows])

    assert found.cells.sum() == found.row_totals.sum() == found.column_totals.sum() == found.total
    assert not found.is_multiple
    if rows:
        frame = pd.DataFrame(rows, columns=["a", "x", "n"])
        expected = pd.crosstab(frame["a"], frame["x"], values=frame["n"], aggfunc="sum").fillna(0)
        assert found.cells.tolist() == expected.to_numpy().astype(int).tolist()


def test_an_accident_with_two_vehicles_counts_once_in_the_total():
    found = cross(field([("0",), ("0",)]), field([("car", "truck"), ("car",)]))

    assert found.is_multiple
    assert (found.cells.tolist(), found.row_totals.tolist(), found.total) == ([[2, 1]], [2], 2)


def test_codes_stand_in_the_order_asked_for_and_unknown_is_last():
    found = cross(field([(), ("z",), ("b",), ("a",)], order=("b", "a")), field([("x",)] * 4))

    assert found.rows == ("b", "a", "z", "")


def test_an_empty_table_is_a_table():
    found = cross(field([]), field([]))

    assert (found.rows, found.total, found.shown()) == ((), 0, [[0]])
    assert covered(found).shown() == [[0]]


def table(cells):
    rows = [(f"r{i}", f"c{j}") for i, line in enumerate(cells) for j, n in enumerate(line) for _ in range(n)]
    return cross(field((r,) for r, _ in rows), field((c,) for _, c in rows))


def test_small_cells_are_covered_and_so_is_what_would_give_them_away():
    shown = covered(table([[5, 1, 4], [6, 7, 8], [9, 9, 9]])).shown()

    assert shown[0][1] is None
    assert sum(cell is None for cell in shown[0]) >= 2
    assert sum(line[1] is None for line in shown) >= 2
    assert shown[-1][-1] == 58


@pytest.mark.parametrize("n", [SMALL - 1, SMALL])
def test_just_below_the_limit_is_covered_and_at_the_limit_is_not(n):
    shown = covered(table([[n, 9], [9, 9]])).shown()

    assert (shown[0][0] is None) == (n < SMALL)


@given(st.lists(st.lists(st.integers(0, 8), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_row_or_column_leaves_one_covered_count_alone(cells):
    made = covered(table(cells))
    whole, hidden = np.array(table(cells).shown()), made.hidden

    assert not hidden[-1, -1]
    assert hidden[(whole > 0) & (whole < SMALL)].sum() >= ((whole > 0) & (whole < SMALL))[:-1, :-1].sum()
    for line in (*hidden, *hidden.T):
        is_alone = line.sum() == 1
        assert not is_alone or len(line) < 3
