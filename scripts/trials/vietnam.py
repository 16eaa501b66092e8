"""The railway beside QL1A in Phổ Hòa, and the published numbers of VN-2000."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj.transformer import TransformerGroup
from trials.words import count, paragraph, section, table

from atgt.io import geodata
from atgt.location_referencing import projection
from atgt.location_referencing.linear_referencing import LocatingOptions, locate_table
from atgt.location_referencing.road_network import RoadNetwork, build_network

_WARD_LONLAT = (108.95913, 14.80081)
_WARD_PLANE = (603_048.61, 1_637_120.03)
_TOLERANCES_M = (50, 600)
_ON_RAILS = {"road_name": "đường sắt Bắc Nam", "km_post": "Km 971+822"}


def report_railway(data: Path) -> str:
    """The section of the page."""
    name = "giaothong.geojson"
    network = build_network(geodata.read_roads(data / "vietnam_roads" / name, name=name).segments)
    ward = geodata.read_boundary(data / "vietnam_boundaries" / "pho_hoa_2009.geojson", name="pho_hoa_2009.geojson")
    area = projection.reproject(ward, network.crs).union_all()
    rails = [shapely.intersection(route.line, area) for route in network.railways]
    whole = [route.line for route in network.roads if route.base_id == "QL1"]
    ql1 = [shapely.intersection(line, area) for line in whole]
    everywhere = _records(network, [route.line for route in network.railways], 1000)
    records = {
        "on the railway in Phổ Hòa, every 10 m": _records(network, rails, 10),
        "the same, record says QL1A": _records(network, rails, 10).assign(road_name="QL1A"),
        "the same, record says “đường sắt” and its Km": _records(network, rails, 10).assign(**_ON_RAILS),
        "on QL1A in Phổ Hòa, every 10 m": _records(network, ql1, 10),
        "on every railway of Vietnam in the layer, every 1 km": everywhere,
        "on every railway, record says “đường sắt” and its Km": everywhere.assign(**_ON_RAILS),
    }
    words = f"""National map of Vietnam, {count(len(network.roads))} road lines and
        {count(len(network.railways))} railway lines after chaining, EPSG:4326. In Phổ Hòa it has
        {sum(line.length for line in ql1) / 1000:.2f} km of QL1A and
        {sum(line.length for line in rails) / 1000:.2f} km of the Hà Nội – Hồ Chí Minh railway, which lies
        {_apart(rails, whole)} from it. Invented points on these lines are located by their coordinates, with the usual
        tolerance of 50 m and with 600 m, so that QL1A comes within reach of the railway."""
    head = ["points", "tolerance m", "tested", "on a road", "person decides", "no place", "**on a railway**", "rules"]
    rows = [
        [title, f"{tolerance_m}", *_outcome(rows_, network, tolerance_m)]
        for title, rows_ in records.items()
        for tolerance_m in _TOLERANCES_M
    ]
    limits = """“On a railway” counts places chosen and places offered as candidates. A point on the rails that is
        put on a road was within the tolerance of that road (a crossing, or the 600 m); the reason then says that a
        railway is there and that a km of the railway is not used. A record that names the railway and its km is
        never put on a road by its coordinates: a person decides. Not tested: how far this map is from the
        true roads. Its vertices are about 500 m apart and errors of 100 m and more are to be expected;
        nothing in the data tells. It has no km posts, so no km could be placed."""
    return section("4. Vietnam: QL1A and the railway beside it", paragraph(words), table(head, rows), paragraph(limits))


def _records(network: RoadNetwork, lines: Sequence[shapely.Geometry], step_m: float) -> pd.DataFrame:
    """Points along lines as records with coordinates and nothing else."""
    points = [shapely.line_interpolate_point(line, np.arange(0, line.length, step_m)) for line in lines if line.length]
    at = np.concatenate(points)
    lon, lat = projection.to_wgs84(shapely.get_x(at), shapely.get_y(at), network.crs)
    return pd.DataFrame({"latitude": lat, "longitude": lon})


def _apart(rails: Sequence[shapely.Geometry], roads: Sequence[shapely.Geometry]) -> str:
    road = shapely.union_all(roads)
    line = shapely.union_all(rails)
    away = shapely.distance(shapely.line_interpolate_point(line, np.arange(0, line.length, 10)), road)
    return f"{away.min():.0f}–{away.max():.0f} m"


def _outcome(records: pd.DataFrame, network: RoadNetwork, tolerance_m: float) -> list[str]:
    found = locate_table(records, network, LocatingOptions(tolerance_m=tolerance_m))
    railways = {route.route_id for route in network.railways}
    offered = [{c.position.route_id for c in candidates} for candidates in found["candidates"]]
    on_rails = sum(bool(ids & railways) for ids in offered)
    status = found["location_status"].value_counts()
    rules = ", ".join(f"`{rule}`" for rule in sorted(found["location_rule"].unique()))
    numbers = [len(found), *(int(status.get(s, 0)) for s in ("located", "ambiguous", "unlocated"))]
    return [*map(count, numbers), f"**{on_rails}**", rules]


def report_vn2000() -> str:
    """The section of the page."""
    lon, lat = projection.vn2000_to_wgs84(*_WARD_PLANE)
    x, y = projection.to_metric(*_WARD_LONLAT)
    published_wgs84 = (_degrees(109, 6, 7), _degrees(15, 22, 29))
    published_vn2000 = (_degrees(109, 6, 0.5), _degrees(15, 22, 32.7))
    pair = projection.to_wgs84(*published_vn2000, projection.VN2000_DEGREES)
    unshifted = projection.to_wgs84(*_WARD_LONLAT, projection.VN2000_DEGREES)
    trips = [projection.vn2000_to_wgs84(*projection.to_metric(*_WARD_LONLAT, f"EPSG:{z}"), z) for z in _ZONES]
    rows = [
        ["ward centre, WGS84 → EPSG:5898", _length(float(np.hypot(x - _WARD_PLANE[0], y - _WARD_PLANE[1])))],
        ["ward centre, EPSG:5898 → WGS84", _length(_metres(lon, lat, *_WARD_LONLAT))],
        ["pair published in TT 37/2019 (15°22'29\"N 109°06'07\"E)", _length(_metres(*pair, *published_wgs84))],
        [f"there and back, worst of {len(_ZONES)} zones", _length(max(_metres(*p, *_WARD_LONLAT) for p in trips))],
        ["against PROJ's operation with the seven legal parameters", _length(_against_proj(legal=True))],
        ["against PROJ's other operation (never used)", _length(_against_proj(legal=False))],
        ["if the datum shift were left out", _length(_metres(*unshifted, *_WARD_LONLAT))],
        *([f"if the zone were EPSG:{zone}", _length(_wrong_zone(zone))] for zone in (9217, 9216)),
    ]
    words = """Known numbers against what the product computes; the shift is the seven parameters of QĐ
        05/2007/QĐ-BTNMT, pinned, whatever PROJ would choose."""
    limits = """The ward centre is printed to 0.00001° (about 1 m) and 0.01 m, but belongs to one computation, so its
        residual shows that the shift is the same, not that the datum is true on the ground. The published pair is
        printed to whole seconds (31 m) and tenths (3 m): that its residual is below a metre is what the stated
        accuracy of the parameters, 1 m, allows. The circular has four pairs; one was at hand. Not tested: points
        surveyed in the ward, heights."""
    return section(
        "5. VN-2000: residuals of known numbers",
        paragraph(words),
        table(["what", "difference"], rows),
        paragraph(limits),
    )


_ZONES = tuple(projection.VN2000_ZONES)


def _degrees(degrees: float, minutes: float, seconds: float) -> float:
    return degrees + minutes / 60 + seconds / 3600


def _metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Straight metres between two places given in degrees, in the ward's metric CRS."""
    x, y = projection.to_metric([lon, to_lon], [lat, to_lat])
    return float(np.hypot(x[1] - x[0], y[1] - y[0]))


def _against_proj(*, legal: bool) -> float:
    transformers = TransformerGroup(projection.VN2000_DEGREES, projection.WGS84, always_xy=True).transformers
    (one,) = [t for t in transformers if ("-191.90441429" in t.definition) == legal]
    ours = projection.to_wgs84(*_WARD_LONLAT, projection.VN2000_DEGREES)
    return _metres(*ours, *one.transform(*_WARD_LONLAT))


def _wrong_zone(zone: int) -> float:
    return _metres(*projection.vn2000_to_wgs84(*_WARD_PLANE, zone), *_WARD_LONLAT)


def _length(value: float) -> str:
    if value < 0.001:
        return "below 0.001 m"
    return f"{value:.3f} m" if value < 10 else f"{value:.1f} m" if value < 1000 else f"{value / 1000:.1f} km"
