"""Invented: one road drawn as two carriageways, for tests of whether they count as one."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd

from atgt.domain.actor import LOCAL_USER
from atgt.storage.database import Database
from atgt.workflow import roads


def lay(database: Database, now: dt.datetime) -> None:
    """Two lines called QL1, 20 m apart, 3 km long, km posts on both."""
    lat, step = 14.8, 3000 / 107_600
    lines = {"QL1": lat, "QL1#b": lat + 20 / 110_600}
    features = [
        {
            "type": "Feature",
            "properties": {"route_id": "QL1", "road_name": "QL1", "segment_id": name},
            "geometry": {"type": "LineString", "coordinates": [[108.95, y], [108.95 + step, y]]},
        }
        for name, y in lines.items()
    ]
    layer = {"type": "FeatureCollection", "features": features}
    posts = pd.DataFrame(
        [("QL1", 1_092_000.0 + 1000 * k, 108.95 + step * k / 3, y) for y in lines.values() for k in range(4)],
        columns=["route_id", "chainage_m", "lon", "lat"],
    )
    roads.import_roads(
        database, json.dumps(layer).encode(), name="roads.geojson", actor=LOCAL_USER, now=now, anchors=posts
    )
