"""From a table of accidents to the four columns of whole numbers that screening needs.

Rows that lack a route, a measure, a day or a severity cannot be screened: they keep their place with route -1 and are
counted, never dropped. Needs pyarrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from atgt.distributed.partition_screening import Rows
from atgt.domain.errors import InputFileError, MappingError
from atgt.domain.text import Text
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.windows import NO_ROUTE


@dataclass(frozen=True, slots=True)
class ScreeningColumns:
    """What the columns are called; by default as in ``ACCIDENT_COLUMNS``.

    Parameters
    ----------
    route
        Text, or whole numbers from 0.
    measure_mm
        Whole millimetres along the route.
    day
        A date, a date with time (its date counts, as written), or days since 1970-01-01.
    severity
        Class code 0 to 7.
    """

    route: str = "route_id"
    measure_mm: str = "measure_mm"
    day: str = "occurred_on"
    severity: str = "severity"

    def names(self) -> list[str]:
        """The four names."""
        return list(asdict(self).values())


def columns_of(frame: pd.DataFrame, columns: ScreeningColumns) -> pa.Table:
    """The four columns of a frame as an Arrow table; ``MappingError`` names the ones that are missing."""
    require(columns, list(frame.columns))
    return pa.table({name: pa.array(frame[name], from_pandas=True) for name in columns.names()})


def require(columns: ScreeningColumns, there: Sequence[str]) -> None:
    """Raise ``MappingError`` that names all missing columns at once."""
    if missing := [name for name in columns.names() if name not in there]:
        names = ", ".join(missing)
        raise MappingError(Text(f"Bảng tai nạn thiếu cột: {names}.", f"The table of accidents lacks columns: {names}."))


def route_labels(column: pa.ChunkedArray) -> pa.Array | None:
    """The different names of routes in order, or None when routes are numbers already."""
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return None
    return pc.unique(column.cast(pa.large_string())).drop_null().sort()


def rows_of(table: pa.Table, columns: ScreeningColumns, labels: pa.Array | None) -> Rows:
    """The rows of a table, in its order.

    Parameters
    ----------
    labels
        What ``route_labels`` gave; a route that is not among them raises ``MappingError``.

    Raises ``InputFileError`` where a column holds something else than whole numbers or dates.
    """
    route = _whole_numbers(_route_numbers(table[columns.route], labels), columns.route)
    others = [
        _whole_numbers(table[columns.measure_mm], columns.measure_mm),
        _whole_numbers(_day_numbers(table[columns.day]), columns.day),
        _whole_numbers(table[columns.severity], columns.severity),
    ]
    is_complete = route[1]
    for _, is_there in others:
        is_complete = is_complete & is_there
    measure, day, severity = (values for values, _ in others)
    if severity.size and not -128 <= int(severity.min()) <= int(severity.max()) <= 127:
        raise _refusal(columns.severity, "có mã mức độ ngoài 0–7", "holds severity codes outside 0 to 7")
    return Rows(np.where(is_complete, route[0], NO_ROUTE), measure, day, severity.astype(np.int8))


def _route_numbers(column: pa.ChunkedArray, labels: pa.Array | None) -> pa.ChunkedArray:
    if labels is None:
        return column
    return pc.index_in(column.cast(pa.large_string()), value_set=labels)


def _day_numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        column = pc.floor_temporal(column, unit="day").cast(pa.date32(), safe=False)
    if pa.types.is_date(column.type):
        return column.cast(pa.date32()).cast(pa.int32())
    return column


def _whole_numbers(column: pa.ChunkedArray, name: str) -> tuple[Int64Array, npt.NDArray[np.bool_]]:
    """The numbers, 0 where there is none, and whether there is one."""
    is_there = np.asarray(pc.is_valid(column))
    try:
        whole = pc.fill_null(column.cast(pa.int64()), 0)
    except pa.ArrowInvalid as error:
        raise _refusal(
            name, f"phải là số nguyên hoặc ngày ({error})", f"must hold numbers or dates ({error})"
        ) from error
    return np.asarray(whole, dtype=np.int64), is_there


def _refusal(name: str, vi: str, en: str) -> InputFileError:
    return InputFileError(Text(f"Cột “{name}” {vi}.", f"Column “{name}” {en}."))
