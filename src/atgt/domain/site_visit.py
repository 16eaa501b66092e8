"""What is looked at on site, and what was found there.

Source of the list: TT 26/2012/TT-BGTVT Điều 10 (first site visit); TT 41/2024/TT-BGTVT Điều 15 adds slope and surface.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atgt.domain.register import Infrastructure
from atgt.domain.text import Text

CHECKLIST: Mapping[str, Text] = {
    "junction": Text("Nút giao, đường ngang, đấu nối", "Junction, crossings, accesses"),
    "traffic_organisation": Text(
        "Tổ chức giao thông: biển báo, vạch kẻ, đèn tín hiệu", "Traffic organisation: signs, markings, signals"
    ),
    "sight_distance": Text("Tầm nhìn", "Sight distance"),
    "horizontal_curve": Text("Bán kính đường cong nằm", "Horizontal curve radius"),
    "vertical_curve": Text("Đường cong đứng, độ dốc dọc", "Vertical curve, gradient"),
    "superelevation": Text("Siêu cao", "Superelevation"),
    "surface": Text("Mặt đường: độ nhám, độ bằng phẳng, hư hỏng", "Surface: roughness, evenness, damage"),
    "safety_corridor": Text("Hành lang an toàn đường bộ", "Safety corridor"),
    "traffic_volume": Text("Lưu lượng, thành phần xe, người đi bộ", "Volume, vehicle mix, pedestrians"),
    "weather": Text("Thời tiết, ánh sáng, thoát nước", "Weather, light, drainage"),
    "law_awareness": Text("Ý thức chấp hành của người dân khu vực", "Residents' respect of the law"),
}


class Finding(StrEnum):
    """The answer to one point of the list."""

    GOOD = "good"
    DEFECT = "defect"
    NOT_CHECKED = "not_checked"


FINDING_LABELS = {
    Finding.GOOD: Text("Đạt", "Good"),
    Finding.DEFECT: Text("Có bất cập", "Defect"),
    Finding.NOT_CHECKED: Text("Chưa kiểm tra", "Not checked"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One point of the list as found."""

    finding: Finding
    note: str = ""


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """One visit to a spot. Points that are not in ``checklist`` count as not checked."""

    visit_id: str
    register_id: str
    visited_on: dt.date
    visitors: str
    checklist: Mapping[str, Checked] = field(default_factory=dict)
    weather: str = ""
    summary: str = ""
    infrastructure: Infrastructure = Infrastructure.UNKNOWN
    version: int = 1

    @property
    def n_defects(self) -> int:
        """How many points showed a defect."""
        return sum(checked.finding is Finding.DEFECT for checked in self.checklist.values())
