"""The map files: roads, boundary and hazards as GeoJSON (RFC 7946), km posts and junctions as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from ward import Ward
from ward_curves import lon_lat

INVENTED = "Dữ liệu mô phỏng, không phải bản đồ có thật / invented data, not a real map"
Feature = dict[str, Any]

HAZARDS: list[tuple[str, float, float, str, str, str]] = [
    # route, metres along it, metres to the right, kind, description, reported on
    ("QL1", 2_559.0, 14.0, "tầm nhìn", "Biển quảng cáo che khuất tầm nhìn tại nút giao với ĐH43", "2026-03-12"),
    ("QL1", 5_330.0, 10.0, "tổ chức giao thông", "Đèn tín hiệu không có pha rẽ trái riêng, xe máy cắt dòng",
     "2026-05-20"),
    ("QL1", 8_620.0, 9.0, "lối ra đường gom", "Lối ra từ đường gom không có vạch dừng và biển nhường đường",
     "2026-08-02"),
    ("QL1:tranh", 8_905.0, 6.0, "chiếu sáng", "Đoạn thẳng dài không có đèn đường, dải phân cách bị hở", "2026-06-15"),
    ("QL1:tranh", 6_265.0, 8.0, "tổ chức giao thông", "Giao cắt cùng mức với đường dân sinh, không có gờ giảm tốc",
     "2025-12-03"),
    ("DT627C", 820.0, 5.0, "dốc, cong", "Dốc liền đường cong, mặt đường trơn khi mưa, thiếu hộ lan", "2026-09-10"),
    ("DT627C", 4_790.0, 4.0, "đường ngang đường sắt", "Chắn đường ngang đóng lâu, xe ùn ra QL1", "2026-04-08"),
    ("DT627C", 7_374.0, 9.0, "nút giao", "Ngã tư không có vạch dừng, cây xanh che biển báo", "2026-07-01"),
    ("ven-bien", 3_360.0, 6.0, "cát bay", "Cát tràn lòng đường gần cửa sông, xe máy dễ trượt", "2026-02-18"),
    ("dh45", 1_400.0, 4.0, "mặt đường", "Ổ gà và mép đường sạt ở đoạn cong qua đồng", "2026-10-06"),
    ("tran-hung-dao", 1_560.0, 5.0, "lấn chiếm", "Chợ tạm lấn lòng đường giờ tan tầm", "2026-01-22"),
    ("pho-vinh", 5_540.0, 4.0, "cột điện", "Cột điện nằm trong lề đường sau khi mở rộng", "2025-11-19"),
]  # fmt: skip


def roads(ward: Ward) -> str:
    """The road segments."""
    features = []
    for segment in ward.segments:
        naming = segment.road.naming
        properties = {
            "segment_id": segment.segment_id, "route_id": naming.route_id, "road_name": naming.road_name,
            "alignment": naming.alignment or None, "road_class": naming.road_class, "manager": naming.manager,
            "aliases": ";".join(naming.aliases), "kind": naming.kind, "bridge_level": segment.bridge_level,
        }  # fmt: skip
        line = [list(lon_lat(p)) for p in segment.line]
        features.append(_feature(segment.segment_id, properties, {"type": "LineString", "coordinates": line}))
    return _collection(features)


def boundary(ward: Ward) -> str:
    """The ward's outline, right-hand rule."""
    ring = [list(lon_lat(p)) for p in ward.border]
    ring[-1] = ring[0]
    properties = {"name": "Phường Đức Phổ (mô phỏng)", "note": INVENTED}
    return _collection([_feature("ranh-gioi", properties, {"type": "Polygon", "coordinates": [ring]})])


def hazards(ward: Ward) -> str:
    """Reported hazards and unreasonable traffic organisation."""
    features = []
    for number, (route_id, measure, offset, kind, description, reported_on) in enumerate(HAZARDS, start=1):
        point = lon_lat(ward.place(route_id, measure, offset_m=offset))
        properties = {
            "hazard_id": f"BHL-{number:02d}", "kind": kind, "description": description, "reported_on": reported_on,
            "route_id": route_id, "road_name": ward.network.roads[route_id].naming.road_name,
        }  # fmt: skip
        features.append(_feature(f"BHL-{number:02d}", properties, {"type": "Point", "coordinates": list(point)}))
    return _collection(features)


def km_posts(ward: Ward) -> str:
    """The km posts; two posts at one place mean that the chainage jumps there."""
    rows = [(p.route_id, str(p.chainage_m), f"{p.lon:.7f}", f"{p.lat:.7f}") for p in ward.posts]
    return _csv(("route_id", "chainage_m", "lon", "lat"), rows)


def junctions(ward: Ward) -> str:
    """Where roads meet."""
    rows = [(j.junction_id, j.name, f"{j.lon:.7f}", f"{j.lat:.7f}", ";".join(j.route_ids)) for j in ward.junctions]
    return _csv(("junction_id", "name", "lon", "lat", "route_ids"), rows)


def _feature(key: str, properties: dict[str, Any], geometry: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": key, "properties": properties, "geometry": geometry}


def _collection(features: Sequence[Feature]) -> str:
    """One feature a line, so that a change is a small difference."""
    body = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    note = json.dumps(INVENTED, ensure_ascii=False)
    return f'{{"type": "FeatureCollection", "note": {note}, "features": [\n{body}\n]}}\n'


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
