"""How long the first call takes: with nothing compiled yet, and with the compiled code kept from another process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

SNAP = """
import time; start = time.perf_counter()
import sys; sys.path.insert(0, {folder!r})
import invented
from atgt.location_referencing import grid_snapping
network = invented.roads(500); edges = network.edges(); x, y = invented.points_near(network, 1_000)
ready = time.perf_counter()
grid_snapping.snap_nearest(x, y, edges, 50.0, engine="compiled")
print(time.perf_counter() - ready)
"""
DETECT = """
import time
import sys; sys.path.insert(0, {folder!r})
import invented, detection_case
given = invented.accidents(1_000)
ready = time.perf_counter()
detection_case.screen(given, engine="compiled", threads=1)
print(time.perf_counter() - ready)
"""


def run() -> list[dict[str, Any]]:
    """Seconds of the first call, cold and from the cache."""
    found = []
    for name, code in (("snapping", SNAP), ("detection", DETECT)):
        with tempfile.TemporaryDirectory() as cache:
            cold, cached = (_first_call(code, cache) for _ in range(2))
        found.append({"name": name, "cold_s": cold, "cached_s": cached})
    return found


def _first_call(code: str, cache: str) -> float:
    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    said = subprocess.run(
        [sys.executable, "-c", code.format(folder=folder)],
        env=os.environ | {"NUMBA_CACHE_DIR": cache},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(said.stdout)
