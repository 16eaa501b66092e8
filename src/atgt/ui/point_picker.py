"""A map on which a click gives a point: for placing an accident, a hazard, or anything else that is somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from atgt.domain.text import Text
from atgt.ui import answers, labels
from atgt.ui.widgets import language, say
from atgt.webmap import layers

_NO_GROUND = Text(
    "Chưa có lớp đường và ranh giới nên chưa có bản đồ để bấm chọn. Nạp lớp đường ở trang Mạng đường.",
    "There are neither roads nor a boundary, so there is no map to click on. Load the roads on the page Roads.",
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AROUND_DEGREES = 0.003


@dataclass(frozen=True, slots=True)
class PickedPoint:
    """Where somebody clicked: WGS84 degrees, to about a tenth of a metre."""

    lon: float
    lat: float


def letter(n: int) -> str:
    """The letter under which the n-th choice (from 0) stands on the map and in the list beside it.

    Examples
    --------
    >>> letter(0), letter(27)
    ('A', 'B')
    """
    return _LETTERS[n % len(_LETTERS)]


def pick(
    key: str,
    *,
    at: tuple[float, float] | None = None,
    choices: Sequence[tuple[float, float]] = (),
    height_px: int = 420,
) -> PickedPoint | None:
    """Draw the map; the point of the latest click, None before the first one.

    Parameters
    ----------
    key
        One key a record and question: another key forgets the click.
    at
        Where the record is now (lon, lat): drawn, and the view starts there.
    choices
        Places to choose from (lon, lat), drawn with the letters A, B, C …

    Returns None too where there is neither a road nor a boundary to draw; the page then says so.
    """
    payload = answers.base_payload(labels.SIMULATED if answers.holds_sample() else None)
    if payload is None:
        st.info(say(_NO_GROUND), icon=":material/map:")
        return None
    lettered = [(letter(n), lon, lat) for n, (lon, lat) in enumerate(choices)]
    with st.container(key=f"pick-box-{key}"):
        answer = st_folium(
            layers.picking_map(payload),
            key=f"pick.{key}.{language()}",
            height=height_px,
            use_container_width=True,
            returned_objects=["last_clicked"],
            feature_group_to_add=layers.picking_group(at, lettered, _view(at, choices)),
        )
    return _clicked(answer)


def _view(at: tuple[float, float] | None, choices: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """What the map starts with: everything drawn, and a little around it; nothing drawn is the whole ward."""
    places = [*choices, *([at] if at else [])]
    d = _AROUND_DEGREES
    return [(lon + dx, lat + dy) for lon, lat in places for dx, dy in ((-d, -d), (d, d))]


def _clicked(answer: Mapping[str, Any] | None) -> PickedPoint | None:
    click = (answer or {}).get("last_clicked")
    return PickedPoint(round(float(click["lng"]), 6), round(float(click["lat"]), 6)) if click else None
