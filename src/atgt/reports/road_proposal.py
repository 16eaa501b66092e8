"""GeoJSON features for the road authority: one a spot, with the evidence and nothing personal.

Property names are short Vietnamese words without marks (QGIS shows them as headings);
``PROPERTIES`` gives the full words in both languages and is written into the file beside the features.
"""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atgt.domain.black_spot import PROPOSAL, SPOT_LEVEL_LABELS, SiteKind, Spot
from atgt.domain.location import PRECISION_LABELS
from atgt.domain.run import ScreeningRun
from atgt.domain.small_cells import Count, Few, said
from atgt.domain.text import Text

PROPERTIES: dict[str, Text] = {
    "ma_diem": Text("Mã điểm", "Spot key"),
    "cap": Text("Cấp (black: điểm đen, potential: điểm tiềm ẩn)", "Level"),
    "ten_cap": Text("Tên cấp", "Level in words"),
    "loai": Text("Loại vị trí (stretch: đoạn, junction: nút giao, hazard: nguy cơ, không đếm vụ)", "Kind of place"),
    "ten_vi_tri": Text("Vị trí", "Place"),
    "tuyen": Text("Tuyến", "Routes"),
    "ly_trinh_dau": Text("Lý trình đầu", "From km post"),
    "ly_trinh_cuoi": Text("Lý trình cuối", "To km post"),
    "chieu_dai_m": Text("Chiều dài (m)", "Length (m)"),
    "dieu_khoan": Text("Điều khoản đạt ngưỡng", "Clauses that hold"),
    "can_cu": Text("Căn cứ", "Source"),
    "tu_ngay": Text("Từ ngày (vụ đầu)", "First accident"),
    "den_ngay": Text("Đến ngày (vụ cuối)", "Last accident"),
    "so_vu": Text("Số vụ", "Accidents"),
    "so_vu_chet": Text("Số vụ có người chết", "Fatal accidents"),
    "so_vu_thuong": Text("Số vụ chỉ có người bị thương", "Injury accidents"),
    "so_va_cham": Text("Số vụ va chạm", "Minor collisions"),
    "so_vu_tai_san": Text("Số vụ chỉ thiệt hại tài sản", "Damage-only accidents"),
    "so_chet": Text("Số người chết", "Killed"),
    "so_thuong": Text("Số người bị thương", "Injured"),
    "cac_vu": Text("Mã các vụ", "Accident ids"),
    "chinh_xac": Text("Cấp chính xác thấp nhất", "Worst precision grade"),
    "nguy_co": Text("Nguy cơ", "Hazard"),
    "bat_cap": Text("Bất cập thấy khi kiểm tra (Điều 10)", "Defects found on site (Article 10)"),
    "ngay_ghi_nhan": Text("Ngày ghi nhận nguy cơ", "Hazard recorded on"),
    "so_anh": Text("Số ảnh đơn vị lưu", "Photos kept by the office"),
    "giai_thich": Text("Giải thích", "Explanation"),
    "kien_nghi": Text("Nội dung kiến nghị", "Proposal"),
    "bo_tieu_chi": Text("Bộ tiêu chí", "Rule set"),
    "tinh_den": Text("Tính đến hết ngày", "As of"),
    "tu_ngay_xet": Text("Xét từ ngày", "Considered from"),
    "ky_thang": Text("Kỳ xét (tháng)", "Period (months)"),
    "l_toi_da_m": Text("Chiều dài đoạn tối đa L (m) [chưa có quy định]", "Longest stretch L (m) [unconfirmed]"),
    "r_nut_m": Text("Bán kính nút giao (m) [chưa có quy định]", "Junction radius (m) [unconfirmed]"),
    "dau_van_tay": Text("Dấu vân tay lần rà soát", "Run fingerprint"),
    "phan_mem": Text("Phần mềm", "Software"),
    "mo_phong": Text("Dữ liệu mô phỏng", "Simulated data"),
}
"""Every property of a proposal and its words: the contract. Nothing else is written."""

HAZARD_PROPERTIES = frozenset({"nguy_co", "bat_cap", "ngay_ghi_nhan", "so_anh"})
"""Those only a hazard has (``hazard_proposal``); a counted place leaves them empty."""


def proposal_feature(run: ScreeningRun, spot: Spot, *, by_month: bool = False) -> dict[str, Any]:
    """One RFC 7946 Feature: WGS84 geometry of the stretch or junction and exactly ``PROPERTIES``.

    Parameters
    ----------
    by_month
        For a spot in the committee's view: months (2026-02) in the place of days; small counts are words by themselves.
    """
    first = min(period.first_day for period in spot.periods)
    last = max(period.last_day for period in spot.periods)
    values: dict[str, Any] = {
        "ma_diem": spot.spot_key,
        "cap": spot.level.value,
        "ten_cap": SPOT_LEVEL_LABELS[spot.level].vi,
        "loai": spot.kind.value,
        "ten_vi_tri": spot.place_name.vi,
        "tuyen": ";".join(spot.route_ids),
        "ly_trinh_dau": spot.km_from,
        "ly_trinh_cuoi": spot.km_to,
        "chieu_dai_m": stretch_length_m(spot),
        "dieu_khoan": "; ".join(rule.clause.vi for rule in spot.rules),
        "can_cu": "; ".join(dict.fromkeys(rule.source for rule in spot.rules)),
        "tu_ngay": first.isoformat()[: 7 if by_month else 10],
        "den_ngay": last.isoformat()[: 7 if by_month else 10],
        "so_vu": sum(spot.counts.values()),
        "so_vu_chet": spot.counts.get("0", 0),
        "so_vu_thuong": spot.counts.get("1", 0),
        "so_va_cham": spot.counts.get("2", 0),
        "so_vu_tai_san": spot.counts.get("3", 0),
        "so_chet": _count(spot.killed),
        "so_thuong": _count(spot.injured),
        "cac_vu": ";".join(spot.accident_ids),
        "chinh_xac": PRECISION_LABELS[spot.worst_precision].vi,
        "giai_thich": spot.why.vi,
        "kien_nghi": proposal_text(spot),
        **run_properties(run),
    }
    geometry = drawable(shapely.from_wkt(spot.wkt))
    return {
        "type": "Feature",
        "id": spot.spot_key,
        "geometry": shapely.geometry.mapping(geometry),
        "properties": {key: None if key in HAZARD_PROPERTIES else values[key] for key in PROPERTIES},
    }


def _count(count: Count) -> int | str:
    return said(count) if isinstance(count, Few) else count


def run_properties(run: ScreeningRun) -> dict[str, Any]:
    """What every feature repeats about its run, so that a feature on its own still tells where it is from."""
    return {
        "bo_tieu_chi": run.rule_set_title,
        "tinh_den": run.parameters.as_of.isoformat(),
        "tu_ngay_xet": run.parameters.first_day().isoformat(),
        "ky_thang": run.parameters.period_months,
        "l_toi_da_m": run.parameters.length_m,
        "r_nut_m": run.parameters.junction_radius_m,
        "dau_van_tay": run.fingerprint,
        "phan_mem": run.software,
        "mo_phong": run.is_sample,
    }


def proposal_text(spot: Spot) -> str:
    """The words a proposal to the road authority can start from: what is asked, never a declaration."""
    return f"Ủy ban nhân dân phường đề nghị kiểm tra vị trí {spot.place_name.vi}. {spot.why.vi} {PROPOSAL.vi}".replace(
        f"{PROPOSAL.vi} {PROPOSAL.vi}", PROPOSAL.vi
    )


def stretch_length_m(spot: Spot) -> float | None:
    """Length of the stretch along the road in metres; None for a junction."""
    if spot.kind is SiteKind.JUNCTION or spot.from_mm is None or spot.to_mm is None:
        return None
    return round((spot.to_mm - spot.from_mm) / 1000, 1)


def drawable(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry itself, or its point when all accidents of a stretch lie at one position.

    RFC 7946 wants two different positions in a line.
    """
    if geometry.geom_type == "LineString" and geometry.length == 0:
        return shapely.Point(geometry.coords[0])
    return geometry
