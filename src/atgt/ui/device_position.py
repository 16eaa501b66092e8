"""The position of the device in the officer's hand, by a small component of our own served from this package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit.components.v1 as components

from atgt.domain.text import Text
from atgt.ui import style
from atgt.ui.widgets import say

_WORDS = {
    "ask": Text("Lấy vị trí của máy này", "Take this device's position"),
    "again": Text("Lấy lại vị trí", "Take the position again"),
    "asking": Text("Đang lấy vị trí…", "Asking for the position…"),
    "wait": Text("Đứng yên ngoài trời ít giây để vị trí chính xác hơn.", "Stand still outdoors for a few seconds."),
    "denied": Text(
        "Trình duyệt không cho lấy vị trí. Bấm biểu tượng ổ khóa cạnh địa chỉ, cho phép “Vị trí”, rồi bấm lại; "
        "hoặc ghi bằng lý trình, bản đồ.",
        "The browser does not give the position. Press the lock beside the address, allow “Location”, and try again; "
        "or use the km post or the map.",
    ),
    "unavailable": Text(
        "Máy chưa bắt được vị trí. Bật định vị (GPS), ra chỗ thoáng rồi thử lại; hoặc ghi bằng lý trình, bản đồ.",
        "The device has no position. Turn on GPS, go outdoors and try again; or use the km post or the map.",
    ),
    "timeout": Text(
        "Quá 20 giây chưa có vị trí. Ra chỗ thoáng rồi thử lại; hoặc ghi bằng lý trình, bản đồ.",
        "No position within 20 seconds. Go outdoors and try again; or use the km post or the map.",
    ),
    "insecure": Text(
        "Trình duyệt chỉ cho lấy vị trí khi mở phần mềm ngay trên máy này (127.0.0.1) hoặc qua https. "
        "Hãy ghi bằng lý trình, bản đồ, hoặc ảnh có tọa độ.",
        "Browsers give the position only on this machine itself (127.0.0.1) or over https. "
        "Use the km post, the map, or a photo with a position.",
    ),
    "unsupported": Text(
        "Trình duyệt này không lấy được vị trí. Hãy ghi bằng lý trình hoặc bản đồ.",
        "This browser cannot give a position. Use the km post or the map.",
    ),
}


@dataclass(frozen=True, slots=True)
class DevicePosition:
    """Where the device says it is, EPSG:4326, and how far it may be off in metres."""

    lon: float
    lat: float
    accuracy_m: float


def ask(key: str) -> DevicePosition | None:
    """Draw the button; the position once the device has given one, None before and when it was refused.

    Why it was refused is written beside the button, and what to do instead.
    """
    component = components.declare_component("atgt_device_position", path=str(style.ASSETS / "device_position"))
    return _position(component(words={name: say(text) for name, text in _WORDS.items()}, key=key, default=None))


def _position(value: Any) -> DevicePosition | None:
    """The position in a component's answer; anything else is none."""
    if not isinstance(value, Mapping):
        return None
    lon, lat, accuracy = (value.get(name) for name in ("lon", "lat", "accuracy_m"))
    if not isinstance(lon, int | float) or not isinstance(lat, int | float) or abs(lat) > 90 or abs(lon) > 180:
        return None
    return DevicePosition(float(lon), float(lat), float(accuracy) if isinstance(accuracy, int | float) else 0.0)
