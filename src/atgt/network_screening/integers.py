"""Columns of whole numbers as checked int64 arrays: nothing is rounded, cut or wrapped around on the way in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text

Int64Array = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

INT64_MAX = int(np.iinfo(np.int64).max)
INT64_MIN = int(np.iinfo(np.int64).min)


def int64_column(values: npt.ArrayLike, name: str) -> Int64Array:
    """The values as a one-dimensional int64 array.

    Raises ``ParameterError`` for anything that is not whole numbers of one dimension within int64;
    an empty list is an empty column.

    Examples
    --------
    >>> int64_column([1, 2], "route")
    array([1, 2])
    >>> int64_column([], "route").dtype
    dtype('int64')
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise _refusal(name, "phải là mảng một chiều", "must have one dimension")
    if array.size == 0:
        return np.empty(0, dtype=np.int64)
    if array.dtype.kind not in "iu":
        raise _refusal(
            name, f"phải là số nguyên, không phải {array.dtype}", f"must hold whole numbers, not {array.dtype}"
        )
    if array.dtype == np.uint64 and int(array.max()) > INT64_MAX:
        raise _refusal(name, "có số vượt quá 64 bit có dấu", "holds a number beyond signed 64 bits")
    return array.astype(np.int64, copy=False)


def _refusal(name: str, vi: str, en: str) -> ParameterError:
    return ParameterError(Text(f"Cột “{name}” {vi}.", f"Column “{name}” {en}."))
