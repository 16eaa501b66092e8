"""What the compiled loops share: how they are compiled, and the columns they are given.

Needs numba; only ``compiled`` and the kernels import it. No compiled function calls one of another file: numba's cache
watches the file of a function, not the files of the functions it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from atgt.network_screening.integers import Int64Array

_Function = TypeVar("_Function", bound=Callable[..., Any])
Int32Array = npt.NDArray[np.int32]


def compile_kernel(function: _Function) -> _Function:
    """Compiled at its first call and kept in a cache beside the source; other threads run meanwhile."""
    return cast("_Function", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inline(function: _Function) -> _Function:
    """Compiled into its callers: handing over the tables would cost more than the few steps it does."""
    return cast("_Function", numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function))


class Accidents(NamedTuple):
    """The accidents of a chunk in order of place, and where periods end and begin by day.

    "Day" means the rank of a day in ``line.Line``.
    """

    position: Int64Array
    day: Int32Array
    code: npt.NDArray[np.int8]
    period_end: Int32Array
    period_start: Int32Array


class Sites(NamedTuple):
    """The distinct positions of a chunk.

    Parameters
    ----------
    first
        Of each site its first accident.
    beyond
        Of each site the first accident more than L away.
    of_accident
        Of each accident its site.
    """

    first: Int32Array
    beyond: Int32Array
    of_accident: Int32Array
