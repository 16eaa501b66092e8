"""How density clustering chains along the streets of a real city: Barcelona, accidents of the city police."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SETTINGS = ((50, 2), (50, 5), (50, 10), (100, 10))


def run(shared_data: Path, year: int | None) -> dict[str, Any] | None:
    """Clusters, the largest of them, and how far it reaches; None without the data or scikit-learn.

    ``year`` None takes all thirteen years.
    """
    path = shared_data / "barcelona" / "barcelona_points_wgs84.parquet"
    try:
        from sklearn.cluster import DBSCAN
    except ImportError:
        return None
    if not path.exists():
        return None
    rows = pd.read_parquet(path)
    rows = rows[(rows["year"] == year) if year else slice(None)].dropna(subset=["lon", "lat"])
    plane = to_metres(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    found = []
    for eps, least in SETTINGS:
        label = DBSCAN(eps=eps, min_samples=least).fit(plane).labels_
        found.append({"eps_m": eps, "min": least, **describe(plane, label)})
    return {"years": str(year or "2010–2022"), "n": len(rows), "settings": found}


def to_metres(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """UTM 31N."""
    import pyproj

    x, y = pyproj.Transformer.from_crs(4326, 25831, always_xy=True).transform(lon, lat)
    return np.column_stack([x, y])


def describe(plane: np.ndarray, label: np.ndarray) -> dict[str, Any]:
    """Size and extent (diagonal of the bounding box) of the clusters."""
    clustered = pd.DataFrame(plane, columns=["x", "y"])[label >= 0].groupby(label[label >= 0])
    extent = np.hypot(*(clustered.max() - clustered.min()).to_numpy().T)
    sizes = clustered.size().to_numpy()
    return {
        "n_clusters": len(sizes),
        "largest": int(sizes.max()),
        "largest_extent_m": float(extent[sizes.argmax()]),
        "longer_than_300_m": int((extent > 300).sum()),
        "accidents_in_longer": float(sizes[extent > 300].sum() / sizes.sum()),
    }
