"""A table of any two coded fields, and what the committee may see of it.

An accident with several vehicles counts once in each of their groups, so such a table can add up to more than the
accidents there are; ``CrossTable`` says so with ``is_multiple``. Totals are always counts of accidents (or people),
never sums of cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

SMALL = 3
"""Cells below this are small: in a ward one or two accidents can be told apart."""


@dataclass(frozen=True, slots=True)
class Field:
    """One way to divide accidents.

    Parameters
    ----------
    order
        The codes in the order they are shown; codes not named come behind, in their own order.
    codes
        The codes of each accident; several for vehicles, none when it is not known.
    """

    key: str
    order: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Counts by two fields. ``""`` is the code of what is not known; it comes last.

    Parameters
    ----------
    cells
        One row a code of ``rows``, one column a code of ``columns``.
    row_totals, column_totals, total
        Of the accidents themselves; an accident in two cells counts once.
    hidden
        Which cells are covered, with the totals as last row and column; None when all may be seen.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: IntArray
    row_totals: IntArray
    column_totals: IntArray
    total: int
    is_multiple: bool
    hidden: BoolArray | None = None

    def shown(self) -> list[list[int | None]]:
        """All counts with totals as last row and column; None where a count is covered."""
        whole = _with_totals(self)
        covered = np.zeros(whole.shape, dtype=bool) if self.hidden is None else self.hidden
        return [
            [None if hide else int(n) for n, hide in zip(line, mask, strict=True)]
            for line, mask in zip(whole, covered, strict=True)
        ]


def cross(rows: Field, columns: Field, weights: Sequence[int] | None = None) -> CrossTable:
    """The table of two fields.

    Parameters
    ----------
    weights
        What each accident counts, for example its deaths; one each when None.

    Examples
    --------
    >>> severity = Field("severity", ("0", "1"), (("0",), ("1",), ("1",)))
    >>> vehicle = Field("vehicle", ("car", "truck"), (("car", "truck"), ("car",), ()))
    >>> table = cross(severity, vehicle)
    >>> table.columns, table.cells.tolist(), table.row_totals.tolist(), table.total
    (('car', 'truck', ''), [[1, 1, 0], [1, 0, 1]], [1, 2], 3)
    """
    counted = [1] * len(rows.codes) if weights is None else list(weights)
    row_codes, column_codes = _codes(rows), _codes(columns)
    row_at, column_at = ({code: number for number, code in enumerate(c)} for c in (row_codes, column_codes))
    cells = np.zeros((len(row_codes), len(column_codes)), dtype=np.int64)
    row_totals, column_totals = np.zeros(len(row_codes), np.int64), np.zeros(len(column_codes), np.int64)
    is_multiple = False
    for here, there, n in zip(rows.codes, columns.codes, counted, strict=True):
        mine, others = here or ("",), there or ("",)
        is_multiple |= len(mine) > 1 or len(others) > 1
        for row in mine:
            row_totals[row_at[row]] += n
            for column in others:
                cells[row_at[row], column_at[column]] += n
        for column in others:
            column_totals[column_at[column]] += n
    return CrossTable(row_codes, column_codes, cells, row_totals, column_totals, sum(counted), is_multiple)


def covered(table: CrossTable) -> CrossTable:
    """The table with small counts covered, and as many others as it takes that none can be worked out from a total.

    Every row and column that holds a covered count holds at least two of them, totals included; the grand total
    stays. It is the usual complementary suppression, not an optimal one.
    Source: Hundepool et al. (2012), Statistical Disclosure Control, chapter 4.
    """
    whole = _with_totals(table)
    hidden = (whole > 0) & (whole < SMALL)
    hidden[-1, -1] = False
    while (line := _open_line(hidden)) is not None:
        view, mask = whole[line], hidden[line]
        free = np.flatnonzero(~mask & ~_is_grand(line, whole.shape))
        if free.size == 0:
            break
        positive = free[view[free] > 0]
        choice = positive if positive.size else free
        mask[choice[np.argmin(view[choice])]] = True
    return replace(table, hidden=hidden)


Line = tuple[int, slice] | tuple[slice, int]


def _open_line(hidden: BoolArray) -> Line | None:
    """A row or column with exactly one covered count: it could be worked out."""
    rows, columns = np.flatnonzero(hidden.sum(axis=1) == 1), np.flatnonzero(hidden.sum(axis=0) == 1)
    if rows.size:
        return int(rows[0]), slice(None)
    return (slice(None), int(columns[0])) if columns.size else None


def _is_grand(line: Line, shape: tuple[int, ...]) -> BoolArray:
    """Where the grand total lies on a line."""
    row, column = line
    fixed, last, length = (row, shape[0] - 1, shape[1]) if isinstance(row, int) else (column, shape[1] - 1, shape[0])
    mask = np.zeros(length, dtype=bool)
    mask[-1] = fixed == last
    return mask


def _with_totals(table: CrossTable) -> IntArray:
    body = np.column_stack([table.cells, table.row_totals])
    return np.vstack([body, [*table.column_totals, table.total]]).astype(np.int64)


def _codes(field: Field) -> tuple[str, ...]:
    """The codes that occur, in their order; what is not known is last."""
    found = {code for codes in field.codes for code in (codes or ("",))}
    ordered: Mapping[str, int] = {code: number for number, code in enumerate(field.order)}
    return tuple(sorted(found, key=lambda code: (code == "", ordered.get(code, len(ordered)), code)))
