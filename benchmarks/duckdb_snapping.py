"""Snapping by duckdb and its spatial functions, where their wheels are installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely
from invented import Array

SNAP = """
with near as (
    select p.i, r.segment, ST_Distance(p.point, r.line) as distance, r.line, p.point
    from (select i, ST_Point(x, y) as point from points) p join roads r on ST_DWithin(p.point, r.line, {tolerance})
)
select i, segment, ST_LineLocatePoint(line, point) * ST_Length(line) as measure
from (select *, row_number() over (partition by i order by distance, segment) as place from near) where place = 1
"""


def method(lines: Array, x: Array, y: Array, tolerance_m: float) -> Callable[[], tuple[Array, Array]] | None:
    """A function that snaps, roads loaded beforehand; None without the wheels."""
    if not all(importlib.util.find_spec(name) for name in ("duckdb", "duckdb_extension_spatial")):
        return None
    import duckdb
    import duckdb_extension_spatial

    folder = Path(duckdb_extension_spatial.__file__).parent
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": "2"})
    connection.execute(f"LOAD '{next(folder.glob('extensions/*/spatial.duckdb_extension'))}'")
    wkb = pa.array(shapely.to_wkb(lines), pa.binary())
    connection.register("given", pa.table({"segment": np.arange(len(lines)), "wkb": wkb}))
    connection.execute("create table roads as select segment, ST_GeomFromWKB(wkb) as line from given")

    def snap() -> tuple[Array, Array]:
        connection.register("points", pa.table({"i": np.arange(len(x)), "x": x, "y": y}))
        rows = connection.execute(SNAP.format(tolerance=tolerance_m)).fetchnumpy()
        found, measure = np.full(len(x), -1), np.full(len(x), np.nan)
        found[rows["i"]], measure[rows["i"]] = rows["segment"], rows["measure"]
        return found, measure

    return snap
