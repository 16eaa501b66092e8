"""Accidents on invented roads, and a real Dask cluster of two processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("pyarrow")


@pytest.fixture(scope="session")
def dask_client() -> Iterator[Any]:
    """A client of two worker processes on this machine."""
    pytest.importorskip("dask.distributed")
    from atgt.distributed import cluster

    with cluster.connected(n_workers=2) as client:
        yield client


@pytest.fixture(scope="session")
def accidents() -> pd.DataFrame:
    """6,000 accidents on 30 roads; the busiest, QL1, carries more than a third of them. Two rows have no place."""
    random = np.random.default_rng(7)
    n = 6_000
    frame = pd.DataFrame(
        {
            "accident_id": [f"A{i}" for i in range(n)],
            "route_id": pd.array([f"QL{k}" for k in random.zipf(1.5, n) % 30], dtype="string"),
            "measure_mm": pd.array(random.integers(0, 3_000, n) * 1_000, dtype="Int64"),
            "occurred_on": [dt.date(2022, 1, 1) + dt.timedelta(days=int(d)) for d in random.integers(0, 1_200, n)],
            "severity": pd.array(random.choice(4, n, p=[0.1, 0.3, 0.3, 0.3]), dtype="Int64"),
            "lon": random.uniform(108, 109, n),
            "lat": random.uniform(14, 15, n),
        }
    )
    frame.loc[5, "route_id"] = pd.NA
    frame.loc[7, "measure_mm"] = pd.NA
    return frame
