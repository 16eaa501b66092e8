"""The words written into the map itself, in both languages."""

from __future__ import annotations

from typing import Any

from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.text import Language, Text

_WORDS = {
    "legend": Text("Chú giải", "Legend"),
    "blackSpots": Text("Điểm đen – đủ ngưỡng", "Black spot – reaches threshold"),
    "potentialSpots": Text("Điểm tiềm ẩn – đủ ngưỡng", "Potential spot – reaches threshold"),
    "hazards": Text("Nguy cơ – điểm tiềm ẩn", "Hazard – potential spot"),
    "inTreatment": Text("Đang xử lý", "In treatment"),
    "treated": Text("Đã xử lý, theo dõi", "Treated, followed"),
    "recurred": Text("Tái phát sau xử lý", "Recurred after treatment"),
    "accidents": Text("Vụ tai nạn", "Accidents"),
    "roads": Text("Đường", "Roads"),
    "railway": Text("Đường sắt", "Railway"),
    "posts": Text("Cột Km", "Km posts"),
    "names": Text("Tên đường, tên nút", "Road and junction names"),
    "boundary": Text("Ranh giới phường", "Ward boundary"),
    "zoomIn": Text("Phóng to", "Zoom in"),
    "zoomOut": Text("Thu nhỏ", "Zoom out"),
    "wholeWard": Text("Xem toàn phường", "Show the whole ward"),
    "fullscreen": Text("Toàn màn hình", "Full screen"),
    "north": Text("B", "N"),
    "east": Text("Đ", "E"),
    "decimal": Text(",", "."),
    "accidentsHere": Text("# vụ tại đây", "# accidents here"),
    "zoomForMore": Text("Còn nữa: phóng to bản đồ để xem hết.", "There are more: zoom in to see all."),
}

_ROAD_CLASSES = {
    "motorway": Text("Cao tốc", "Motorway"),
    "national": Text("Quốc lộ", "National road"),
    "provincial": Text("Đường tỉnh", "Provincial road"),
    "district": Text("Đường huyện", "District road"),
    "local": Text("Đường đô thị, đường xã", "Urban and commune road"),
    "lane": Text("Đường thôn, hẻm", "Village road, alley"),
}


def map_words(language: Language) -> dict[str, Any]:
    """Everything the map script writes, as plain values.

    Examples
    --------
    >>> map_words(Language.VI)["legend"], map_words(Language.EN)["severity"][0]
    ('Chú giải', 'Fatal')
    """
    words: dict[str, Any] = {key: text.of(language) for key, text in _WORDS.items()}
    words["severity"] = [SEVERITY_LABELS[severity].of(language) for severity in Severity]
    words["roadClass"] = {key: text.of(language) for key, text in _ROAD_CLASSES.items()}
    return words
