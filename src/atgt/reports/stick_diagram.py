"""The stick diagram of a place: the accidents along the chainage, one column an accident with what is known of it.

A leader joins each column to its position on the axis; accidents at one position stand side by side, earliest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from atgt.domain.severity import Severity
from atgt.domain.text import Language, Text
from atgt.reports.severity_symbols import GROUND, INK, LINE, SOFT, drawing, symbol, text

MOST = 40
"""So many columns are drawn, the latest ones; the caption counts the rest."""

TITLE = Text("Sơ đồ các vụ theo lý trình", "Accidents along the chainage")
_TIME, _TOLL = Text("Giờ", "Time"), Text("Chết / bị thương", "Killed / injured")
_SIDE = Text("Phía, chiều", "Side, direction")
_ROWS = (
    Text("Mức độ", "Severity"),
    Text("Ngày", "Date"),
    _TIME,
    _TOLL,
    Text("Hình thức", "Collision"),
    Text("Phương tiện", "Vehicles"),
    _SIDE,
    Text("Lý trình", "Km post"),
)
_LEFT, _RIGHT, _AXIS_Y, _TOP, _ROW_H = 132, 24, 46, 92, 21
_WIDEST, _NARROWEST = 150, 84
_TOLL_ROW = 3
_NIGHT = (dt.time(18), dt.time(5))


@dataclass(frozen=True, slots=True)
class Stick:
    """One accident of the diagram.

    Parameters
    ----------
    position_m
        Metres along the route; None at a junction, where columns follow the dates.
    side
        Side or direction in words; empty while it was not recorded.
    is_witness
        Whether the clause rests on it.
    """

    key: str
    position_m: float | None
    day: dt.date
    at: dt.time | None
    severity: Severity
    killed: int
    injured: int
    km_post: str = ""
    collision: Text = Text("", "")  # noqa: RUF009 - frozen
    vehicles: Text = Text("", "")  # noqa: RUF009
    side: str = ""
    is_witness: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch the diagram is drawn along, in metres along the route, with the posts at its ends."""

    from_m: float
    to_m: float
    from_words: str
    to_words: str


def stick_diagram(
    sticks: Sequence[Stick], axis: Axis | None, *, language: Language = Language.VI, by_month: bool = False
) -> str:
    """The diagram as SVG; no accident gives an empty text.

    Parameters
    ----------
    axis
        None for a junction.
    by_month
        For the committee: the month of an accident, without its hour and how many people it hurt.
    """
    shown = sorted(sticks, key=lambda one: (one.day, one.key))[-MOST:]
    if not shown:
        return ""
    if axis is not None:
        shown.sort(key=lambda one: (one.position_m or 0.0, one.day, one.key))
    width, step = _width(len(shown))
    columns = [_LEFT + step * (i + 0.5) for i in range(len(shown))]
    cells = [_cells(one, step, language, by_month=by_month) for one in shown]
    left_out = {_TIME, _TOLL} if by_month else set()
    left_out |= set() if any(one.side for one in shown) else {_SIDE}
    rows = [i for i, row in enumerate(_ROWS) if row not in left_out]
    top = 4.0 if axis is None else _TOP
    parts = [*_grid([_ROWS[i].of(language) for i in rows], top, width), *_axis(axis, width)]
    for x, one, words in zip(columns, shown, cells, strict=True):
        parts += _column(one, [words[i] for i in rows], x, step, top)
        if axis is not None and one.position_m is not None:
            parts += _leader(one, x, _place(axis, one.position_m, width))
    return drawing(width, top + _ROW_H * len(rows) + 6, parts, label=f"{TITLE.of(language)}: {len(shown)}")


def _width(n: int) -> tuple[float, float]:
    step = min(_WIDEST, max(_NARROWEST, (1180 - _LEFT - _RIGHT) / n))
    return max(760.0, _LEFT + step * n + _RIGHT), step


def _place(axis: Axis, position_m: float, width: float) -> float:
    """Where a position lies on the drawing; a margin keeps the ends off its edges."""
    inner = width - _LEFT - _RIGHT - 80
    length = axis.to_m - axis.from_m
    share = 0.5 if length <= 0 else (position_m - axis.from_m) / length
    return _LEFT + 40 + inner * min(1.0, max(0.0, share))


def _grid(headings: Sequence[str], top: float, width: float) -> list[str]:
    parts = []
    for i, heading in enumerate(headings):
        y = top + _ROW_H * i
        if i % 2 == 0:
            parts.append(f'<rect x="0" y="{y:.0f}" width="{width:.0f}" height="{_ROW_H}" fill="{GROUND}"/>')
        parts.append(text(heading, 4, y + 15, anchor="start", fill=SOFT, size=12.5))
    return parts


def _axis(axis: Axis | None, width: float) -> list[str]:
    if axis is None:
        return []
    left, right = _place(axis, axis.from_m, width), _place(axis, axis.to_m, width)
    line = f'<path d="M{left:.0f} {_AXIS_Y}H{right:.0f}" stroke="{INK}" stroke-width="5"/>'
    ends = "".join(f'<path d="M{x:.0f} {_AXIS_Y - 8}v16" stroke="{INK}" stroke-width="2"/>' for x in (left, right))
    if left == right or axis.from_words == axis.to_words:
        return [line, ends, text(axis.from_words, left, 28, bold=True)]
    return [
        line,
        ends,
        text(axis.from_words, left, 28, anchor="start", bold=True),
        text(axis.to_words, right, 28, anchor="end", bold=True),
    ]


def _leader(one: Stick, column: float, position: float) -> list[str]:
    path = f"M{position:.1f} {_AXIS_Y}L{column:.1f} {_TOP - 4}"
    return [
        f'<path d="{path}" stroke="{SOFT}" fill="none" stroke-width="1"/>',
        symbol(one.severity, position, _AXIS_Y, scale=0.62),
    ]


def _cells(one: Stick, step: float, language: Language, *, by_month: bool) -> list[str]:
    """What the rows of a column say, in the order of ``_ROWS``; the first holds the symbol."""
    night = one.at is not None and (one.at >= _NIGHT[0] or one.at < _NIGHT[1])
    clock = "–" if one.at is None else f"{one.at:%H:%M}{' ☾' if night else ''}"
    most = int(step / 6.4)
    collision, vehicles = (_short(words.of(language), most) for words in (one.collision, one.vehicles))
    toll = f"{one.killed} / {one.injured}"
    day = f"{one.day:%m/%Y}" if by_month else f"{one.day:%d/%m/%y}"
    return ["", day, clock, toll, collision, vehicles, _short(one.side, most), one.km_post or "–"]


def _column(one: Stick, cells: Sequence[str], x: float, step: float, top: float) -> list[str]:
    parts = [symbol(one.severity, x, top + 10.5)]
    if one.is_witness:
        parts.append(f'<circle cx="{x + 16:.1f}" cy="{top + 10.5}" r="3" fill="{INK}"/>')
    for i, words in enumerate(cells[1:], start=1):
        is_toll = i == _TOLL_ROW and one.killed > 0
        parts.append(text(words, x, top + _ROW_H * i + 15, size=12, bold=is_toll))
    edge = f"M{x - step / 2:.1f} {top:.0f}v{_ROW_H * len(cells)}"
    parts.append(f'<path d="{edge}" stroke="{LINE}" stroke-width="1" fill="none"/>')
    return parts


def _short(words: str, most: int) -> str:
    if not words:
        return "–"
    return words if len(words) <= most else f"{words[: max(1, most - 1)].rstrip(' ,')}…"
