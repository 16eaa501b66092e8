"""Who probably owns the road of a place and whether a neighbour shares it: suggested from the layers, set by people.

Source of who decides: TT 26/2012/TT-BGTVT Điều 17–19 and TT 41/2024/TT-BGTVT Điều 15 as summarised in the basis page;
names of the offices after the 2025 reorganisation are [unconfirmed], so this is only ever a suggestion.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.register import Place, Responsibility
from atgt.domain.text import Text
from atgt.storage.repositories import roads as road_store
from atgt.storage.repositories import settings_table
from atgt.webmap import road_style
from atgt.workflow import roads

NEAR_BOUNDARY_M = 300.0
"""A place as near to the ward's outline as this may be shared with a neighbour: somebody should look."""

SHARED_HINT = Text("sát ranh giới, cần hỏi phường/xã liền kề", "at the boundary, ask the neighbouring ward")

_BY_KIND = {
    "motorway": ("Cơ quan quản lý đường cao tốc", True),
    "national": ("Cơ quan quản lý quốc lộ (Khu Quản lý đường bộ hoặc Sở Xây dựng được giao)", True),
    "provincial": ("Sở Xây dựng", True),
    "district": ("Đơn vị được giao quản lý đường huyện cũ", None),
    "local": ("UBND phường/xã", False),
    "lane": ("UBND phường/xã", False),
}


@dataclass(frozen=True)
class RoadOwners:
    """The road layer and the ward's outline, loaded once for many places."""

    segments: gpd.GeoDataFrame
    outline: BaseGeometry | None
    metric_crs: str

    @classmethod
    def load(cls, session: Session) -> RoadOwners:
        """What the database holds now."""
        boundary = road_store.load_boundary(session)
        crs = settings_table.get(session, roads.METRIC_CRS_KEY, settings.DEFAULT_METRIC_CRS)
        outline = None if boundary.empty else boundary.to_crs(crs).geometry.union_all().boundary
        return cls(road_store.load_segments(session), outline, crs)

    def suggest(self, place: Place) -> Responsibility:
        """What the layers say about a place; empty where they say nothing."""
        here = self.segments[self.segments["route_id"].isin(place.route_ids)]
        classes = [value for value in here["road_class"] if isinstance(value, str)]
        managers = [value for value in here["manager"] if isinstance(value, str) and value.strip()]
        kinds = sorted({road_style.road_kind(value) for value in classes}, key=list(_BY_KIND).index)
        by_class, is_above = _BY_KIND[kinds[0]] if kinds else ("", None)
        owner = max(sorted(set(managers)), key=managers.count) if managers else by_class
        return Responsibility(owner, is_above, owner, SHARED_HINT.vi if self._is_near_outline(place) else "")

    def _is_near_outline(self, place: Place) -> bool:
        if self.outline is None:
            return False
        shape = gpd.GeoSeries.from_wkt([place.wkt], crs="EPSG:4326").to_crs(self.metric_crs).iloc[0]
        return bool(self.outline.distance(shape) <= NEAR_BOUNDARY_M)
