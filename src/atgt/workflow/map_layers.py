"""What the map is drawn on: the ward's own roads, boundary, junctions, km posts and hazards."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from atgt.domain.person_data import mask_personal
from atgt.storage.database import Database
from atgt.storage.repositories import hazards as hazard_store
from atgt.storage.repositories import roads as road_store
from atgt.workflow import authority


@dataclass(frozen=True, slots=True)
class MapLayers:
    """Layers in EPSG:4326; each may be empty."""

    roads: gpd.GeoDataFrame
    boundary: gpd.GeoDataFrame
    junctions: pd.DataFrame
    anchors: pd.DataFrame
    hazards: pd.DataFrame


def load_layers(database: Database) -> MapLayers:
    """All layers as they stand now."""
    with database.read() as session:
        hazards = hazard_store.fetch_hazards(session)
        return MapLayers(
            roads=road_store.load_segments(session),
            boundary=road_store.load_boundary(session),
            junctions=road_store.load_junctions(session),
            anchors=road_store.load_anchors(session),
            hazards=_without_words(hazards) if authority.is_committee(database) else hazards,
        )


def _without_words(hazards: pd.DataFrame) -> pd.DataFrame:
    """Hazards with numbers that name people or vehicles covered."""
    return hazards.assign(description=hazards["description"].map(mask_personal))
