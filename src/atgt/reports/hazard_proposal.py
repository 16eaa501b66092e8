"""Hazards in the proposal to the road authority: places that are potential spots by their state, without a count.

They share the contract of ``road_proposal.PROPERTIES``; what counts accidents stays empty. Coded words only: the free
description, notes of the checklist and names of photos never leave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from atgt.domain.black_spot import SpotLevel
from atgt.domain.text import Text
from atgt.reports import tables
from atgt.reports.road_proposal import PROPERTIES

LEVEL = Text("Điểm tiềm ẩn theo hiện trạng – đề nghị kiểm tra", "Potential spot by its state – inspection asked")
KIND = "hazard"
"""What stands in ``loai`` where a counted place has stretch or junction."""


@dataclass(frozen=True, slots=True)
class HazardEvidence:
    """One hazard and what shows it.

    Parameters
    ----------
    label
        Its kind, from the catalogue.
    clause
        The clause by which its state alone makes a potential spot.
    source
        Circular and article of the clause.
    defects
        Points of the checklist of Điều 10 that showed a defect, from the catalogue.
    n_photos
        Photos the office keeps and can hand over on request.
    lon, lat
        EPSG:4326.
    """

    hazard_id: str
    label: Text
    clause: Text
    source: str
    reported_on: dt.date
    route_id: str | None
    km_post: str | None
    defects: tuple[Text, ...]
    n_photos: int
    is_sample: bool
    lon: float
    lat: float

    @property
    def place(self) -> str:
        """What it is and where, in Vietnamese."""
        where = " ".join(part for part in (self.route_id, self.km_post) if part)
        return f"{self.label.vi} – {where}" if where else self.label.vi


def hazard_feature(one: HazardEvidence, run: Mapping[str, Any]) -> dict[str, Any]:
    """One RFC 7946 Feature: a WGS84 point and exactly ``PROPERTIES``.

    Parameters
    ----------
    run
        What ``road_proposal.run_properties`` gives; {} when the hazard is exported without a screening.
    """
    why = explanation(one.label, one.reported_on, one.defects, one.n_photos).vi
    values: dict[str, Any] = {
        **run,
        "ma_diem": one.hazard_id,
        "cap": SpotLevel.POTENTIAL.value,
        "ten_cap": LEVEL.vi,
        "loai": KIND,
        "ten_vi_tri": one.place,
        "tuyen": one.route_id,
        "ly_trinh_dau": one.km_post,
        "ly_trinh_cuoi": one.km_post,
        "dieu_khoan": one.clause.vi,
        "can_cu": one.source,
        "nguy_co": one.label.vi,
        "bat_cap": "; ".join(label.vi for label in one.defects) or None,
        "ngay_ghi_nhan": one.reported_on.isoformat(),
        "so_anh": one.n_photos,
        "giai_thich": why,
        "kien_nghi": f"Ủy ban nhân dân phường đề nghị kiểm tra vị trí {one.place}. {why}",
        "mo_phong": one.is_sample,
    }
    return {
        "type": "Feature",
        "id": one.hazard_id,
        "geometry": {"type": "Point", "coordinates": [round(one.lon, 7), round(one.lat, 7)]},
        "properties": {key: values.get(key) for key in PROPERTIES},
    }


def sheet(found: Sequence[HazardEvidence], title: Sequence[str]) -> tables.TableSheet:
    """The hazards as a sheet beside the list of places.

    Parameters
    ----------
    title
        Lines above the table.
    """
    headings = (
        "STT",
        "Mã",
        "Nguy cơ",
        "Tuyến",
        "Lý trình",
        "Ngày ghi nhận",
        "Bất cập",
        "Số ảnh",
        "Điều khoản",
        "Căn cứ",
    )
    rows = [
        (
            number, one.hazard_id, one.label.vi, one.route_id, one.km_post, one.reported_on,
            "; ".join(label.vi for label in one.defects) or None, one.n_photos, one.clause.vi, one.source,
        )
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip
    return tables.TableSheet("Nguy cơ", tuple(title), headings, rows, _WIDTHS)


_WIDTHS = (5, 15, 34, 12, 14, 13, 44, 8, 60, 36)


def explanation(label: Text, reported_on: dt.date, defects: Sequence[Text], n_photos: int) -> Text:
    """What was seen and when, as one sentence."""
    vi, en = "; ".join(one.vi for one in defects), "; ".join(one.en for one in defects)
    found = Text(f"; kiểm tra hiện trường thấy bất cập: {vi}", f"; defects found on site: {en}") if defects else _NONE
    photos = Text(f"; đơn vị lưu {n_photos:02d} ảnh", f"; the office keeps {n_photos} photos") if n_photos else _NONE
    return Text(
        f"Ghi nhận ngày {reported_on:%d/%m/%Y}: {label.vi[0].lower()}{label.vi[1:]}{found.vi}{photos.vi}.",
        f"Recorded on {reported_on}: {label.en[0].lower()}{label.en[1:]}{found.en}{photos.en}.",
    )


_NONE = Text("", "")
