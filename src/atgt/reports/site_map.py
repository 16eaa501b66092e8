"""A still map of one place: its stretch on the ward's own roads, the accidents on it, km posts, scale and north.

Drawn without anything from the network and with nothing to load, so that it stands at once on a projector.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from atgt.domain.severity import Severity
from atgt.domain.text import Language, Text
from atgt.reports.severity_symbols import INK, SOFT, drawing, symbol, text

Point = tuple[float, float]
"""Easting and northing in metres."""

TITLE = Text("Bản đồ vị trí", "Map of the place")
_NORTH = Text("B", "N")
_WIDTH, _HEIGHT = 760.0, 560.0
_LEAST_HALF_M = 260.0
_SPARE = 1.55
_ROADS = {  # kind: casing, fill, width
    "motorway": ("#7d8fa8", "#c3d0e2", 15),
    "national": ("#a98a4e", "#f3d999", 14),
    "provincial": ("#b5a885", "#faf0cf", 12),
    "district": ("#a9adb2", "#ffffff", 10),
    "local": ("#b4b8bd", "#ffffff", 9),
    "lane": ("#c9ccd0", "#ffffff", 5),
    "railway": ("#4d545c", "#ffffff", 5),
}
_HALO = {"black": "#a3121c", "potential": "#c98a00", "hazard": "#1f3a5f"}
_BARS_M = (20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class RoadLine:
    """One road: ``kind`` as ``webmap.road_style.road_kind`` gives it, or "railway"."""

    kind: str
    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One accident; ``is_own`` when it lies in the place."""

    at: Point
    severity: Severity
    is_own: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What the map shows.

    Parameters
    ----------
    level
        "black", "potential" or "hazard".
    line
        The stretch; a single position for a junction or a hazard.
    radius_m
        Of a junction; 0 for a stretch.
    posts
        Km posts with their words.
    """

    level: str
    line: tuple[Point, ...]
    radius_m: float = 0.0
    roads: tuple[RoadLine, ...] = ()
    marks: tuple[Mark, ...] = ()
    posts: tuple[tuple[Point, str], ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class _View:
    """Metres to the drawing."""

    middle: Point
    per_m: float

    def of(self, point: Point) -> Point:
        x = _WIDTH / 2 + (point[0] - self.middle[0]) * self.per_m
        y = _HEIGHT / 2 - (point[1] - self.middle[1]) * self.per_m
        return x, y

    def sees(self, points: Sequence[Point]) -> bool:
        half_w, half_h = _WIDTH / 2 / self.per_m, _HEIGHT / 2 / self.per_m
        xs, ys = [p[0] - self.middle[0] for p in points], [p[1] - self.middle[1] for p in points]
        return min(xs) <= half_w and max(xs) >= -half_w and min(ys) <= half_h and max(ys) >= -half_h


def site_map(site: Site, *, language: Language = Language.VI) -> str:
    """The map as SVG."""
    view = _view(site)
    roads = [road for road in site.roads if view.sees(road.points)]
    parts = ['<clipPath id="frame"><rect width="760" height="560"/></clipPath><g clip-path="url(#frame)">']
    parts.append(f'<rect width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}" fill="#f7f6f0"/>')
    parts += _roads(view, roads)
    parts += _stretch(view, site)
    parts += _labels(view, roads)
    parts += _posts(view, site)
    for mark in sorted(site.marks, key=lambda one: (one.is_own, -one.severity)):
        if view.sees([mark.at]):
            x, y = view.of(mark.at)
            drawn = symbol(mark.severity, x, y, scale=1.25 if mark.is_own else 0.8)
            parts.append(drawn if mark.is_own else f'<g opacity=".45">{drawn}</g>')
    parts += ["</g>", *_scale_bar(view), *_north(language)]
    parts.append(
        f'<rect x=".5" y=".5" width="{_WIDTH - 1:.0f}" height="{_HEIGHT - 1:.0f}" fill="none" stroke="{SOFT}"/>'
    )
    return drawing(_WIDTH, _HEIGHT, parts, label=TITLE.of(language))


def _view(site: Site) -> _View:
    xs, ys = [p[0] for p in site.line], [p[1] for p in site.line]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    half_w = max((max(xs) - min(xs)) / 2 * _SPARE, site.radius_m * 2.5, _LEAST_HALF_M)
    half_h = max((max(ys) - min(ys)) / 2 * _SPARE, site.radius_m * 2.5, _LEAST_HALF_M * _HEIGHT / _WIDTH)
    return _View(middle, min(_WIDTH / 2 / half_w, _HEIGHT / 2 / half_h))


def _path(view: _View, points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(view.of, points))


def _roads(view: _View, roads: Sequence[RoadLine]) -> list[str]:
    """All casings below all fills, small roads below large ones, so that crossings look joined."""
    order = list(reversed(_ROADS))
    ranked = sorted(roads, key=lambda road: order.index(road.kind) if road.kind in _ROADS else 0)
    line = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    casings, fills = [], []
    for road in ranked:
        casing, fill, width = _ROADS.get(road.kind, _ROADS["local"])
        path = _path(view, road.points)
        dash = ' stroke-dasharray="12 12"' if road.kind == "railway" else ""
        casings.append(f'<path d="{path}" {line} stroke="{casing}" stroke-width="{width + 3}"/>')
        fills.append(f'<path d="{path}" {line} stroke="{fill}" stroke-width="{width}"{dash}/>')
    return [*casings, *fills]


def _stretch(view: _View, site: Site) -> list[str]:
    colour = _HALO.get(site.level, _HALO["hazard"])
    if site.radius_m or len(site.line) == 1:
        x, y = view.of(site.line[0])
        radius = max(site.radius_m * view.per_m, 18)
        return [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity=".18" '
            f'stroke="{colour}" stroke-width="4"/>'
        ]
    path = _path(view, site.line)
    round_line = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    return [
        f'<path d="{path}" {round_line} stroke="{colour}" stroke-width="34" stroke-opacity=".32"/>',
        f'<path d="{path}" {round_line} stroke="{colour}" stroke-width="5"/>',
    ]


def _labels(view: _View, roads: Sequence[RoadLine]) -> list[str]:
    """Each name once, where the road is longest inside the frame."""
    best: dict[str, tuple[float, Point]] = {}
    for road in roads:
        if not road.label:
            continue
        for x, y, size in _along(view, road):
            inside = 60 < x < _WIDTH - 60 and 40 < y < _HEIGHT - 40
            away = math.hypot(x - _WIDTH / 2, y - _HEIGHT / 2)
            rank = min(size, 120) + min(away, 170)
            if inside and rank > best.get(road.label, (0.0, (0.0, 0.0)))[0]:
                best[road.label] = (rank, (x, y))
    parts = []
    for label, (_, (x, y)) in best.items():
        width = len(label) * 10.5 + 16
        box = f'x="{x - width / 2:.1f}" y="{y - 13:.1f}" width="{width:.0f}" height="26" rx="4"'
        parts.append(f'<rect {box} fill="#fff" fill-opacity=".88" stroke="{SOFT}" stroke-opacity=".5"/>')
        parts.append(text(label, x, y + 5.5, size=16, bold=True))
    return parts


def _along(view: _View, road: RoadLine) -> Iterator[tuple[float, float, float]]:
    """Points along a road where its name could stand, with the length of the straight piece they are on."""
    for start, end in zip(road.points, road.points[1:], strict=False):
        (x1, y1), (x2, y2) = view.of(start), view.of(end)
        size = math.hypot(x2 - x1, y2 - y1)
        n = max(1, math.ceil(size / 40))
        for i in range(n):
            share = (i + 0.5) / n
            yield x1 + (x2 - x1) * share, y1 + (y2 - y1) * share, size


def _posts(view: _View, site: Site) -> list[str]:
    parts = []
    for at, words in site.posts:
        if view.sees([at]):
            x, y = view.of(at)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#fff" stroke="{INK}" stroke-width="2.500"/>')
            parts.append(text(words, x + 12, y + 5, size=15, anchor="start", bold=True))
    return parts


def _scale_bar(view: _View) -> list[str]:
    length_m = max((one for one in _BARS_M if one * view.per_m <= 170), default=_BARS_M[0])
    width = length_m * view.per_m
    return [
        f'<rect x="12" y="{_HEIGHT - 44}" width="{width + 24:.0f}" height="34" fill="#fff" fill-opacity=".85"/>',
        f'<path d="M24 {_HEIGHT - 26}v8h{width:.1f}v-8" fill="none" stroke="{INK}" stroke-width="2.500"/>',
        text(f"{length_m} m", 24 + width / 2, _HEIGHT - 27, size=14),
    ]


def _north(language: Language) -> list[str]:
    return [
        f'<rect x="{_WIDTH - 50:.0f}" y="12" width="36" height="56" fill="#ffffff" fill-opacity=".88"/>',
        f'<path d="M{_WIDTH - 32} 20l9 26-9-6-9 6Z" fill="{INK}"/>',
        text(_NORTH.of(language), _WIDTH - 32, 62, size=15, bold=True),
    ]
