"""The time line of a place: its accidents by day, the periods in which a clause holds, and the days of the works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from atgt.domain.period import Period, add_months
from atgt.domain.severity import Severity
from atgt.domain.text import Language, Text
from atgt.reports.severity_symbols import INK, LINE, SOFT, drawing, symbol, text

TITLE = Text("Dòng thời gian", "Time line")
_QUALIFIES = Text("đủ ngưỡng", "reaches the threshold")
_CONSIDERED = Text("kỳ xét {months} tháng", "{months} months considered")
_WORKS = Text("thi công", "works")
_WIDTH, _LEFT, _RIGHT = 1180, 20, 20
_ROW = 22
_MONTH_STEPS = (1, 2, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class Event:
    """One accident of the time line."""

    day: dt.date
    severity: Severity
    is_witness: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What the time line shows.

    Parameters
    ----------
    considered, months
        The period of the screening and its length.
    qualifying
        The periods in which a clause holds, with the number of accidents.
    works
        None while nothing was built.
    """

    events: tuple[Event, ...]
    considered: Period | None
    months: int
    qualifying: tuple[tuple[Period, int], ...]
    works: Period | None = None


def time_line(story: Story, *, language: Language = Language.VI, by_month: bool = False) -> str:
    """The time line as SVG; no accident gives an empty text. ``by_month`` writes months, for the committee."""
    if not story.events:
        return ""
    scale = _Scale.of(story)
    parts = _months(scale, 0)
    if story.works is not None:
        parts.append(_shade(scale, story.works, language))
    for day_events in _stacked(story.events):
        for level, event in enumerate(day_events):
            parts.append(symbol(event.severity, scale.x(event.day), 74 - level * 19))
    parts.append(f'<path d="M{_LEFT} 90H{_WIDTH - _RIGHT}" stroke="{INK}" stroke-width="2"/>')
    y = 104.0
    for period, n in story.qualifying:
        parts += _bar(scale, period, y, f"{_QUALIFIES.of(language)}: {n}", "#a3121c", by_month=by_month)
        y += _ROW
    if story.considered is not None:
        words = _CONSIDERED.fill(months=story.months).of(language)
        parts += _bar(scale, story.considered, y, words, "#1f3a5f", by_month=by_month)
        y += _ROW
    return drawing(_WIDTH, y + 8, parts, label=f"{TITLE.of(language)}: {len(story.events)}")


@dataclass(frozen=True, slots=True)
class _Scale:
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, story: Story) -> _Scale:
        days = [event.day for event in story.events]
        for period in (*(p for p, _ in story.qualifying), story.considered, story.works):
            if period is not None:
                days += [period.first, period.last]
        first, last = min(days), max(days)
        return cls(first.replace(day=1), add_months(last.replace(day=1), 1))

    def x(self, day: dt.date) -> float:
        span = (self.last - self.first).days or 1
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (day - self.first).days / span


def _months(scale: _Scale, y: float) -> list[str]:
    """A line a month, or every few months, counted from January; years are written out."""
    n_months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((one for one in _MONTH_STEPS if n_months / one <= 20), 12)
    parts, last_x = [], -100.0
    for i in range(n_months):
        day = add_months(scale.first, i)
        is_year = day.month == 1
        if (day.month - 1) % step and i:
            continue
        x = scale.x(day)
        colour, bottom = (SOFT, 94) if is_year else (LINE, 90)
        parts.append(f'<path d="M{x:.1f} {y + 20}V{bottom}" stroke="{colour}" stroke-width="1"/>')
        if x - last_x > 52 and x < _WIDTH - 50:
            words = f"{day:%m/%Y}" if is_year or i == 0 else f"{day:%m}"
            parts.append(text(words, x + 3, y + 14, size=11.5, anchor="start", fill=SOFT, bold=is_year))
            last_x = x if is_year or i == 0 else x - 26
    return parts


def _stacked(events: Sequence[Event]) -> list[list[Event]]:
    """Events nearer than ten days stand above each other, so that none is hidden."""
    piles: list[list[Event]] = []
    for event in sorted(events, key=lambda one: one.day):
        if piles and (event.day - piles[-1][0].day).days < 10 and len(piles[-1]) < 3:
            piles[-1].append(event)
        else:
            piles.append([event])
    return piles


def _bar(scale: _Scale, period: Period, y: float, words: str, colour: str, *, by_month: bool) -> list[str]:
    left, right = scale.x(period.first), scale.x(period.last)
    form = "%m/%Y" if by_month else "%d/%m/%Y"
    said = f"{words} ({period.first.strftime(form)} – {period.last.strftime(form)})"
    on_right = right + 8 + len(said) * 6.6 < _WIDTH
    at, anchor = (right + 8, "start") if on_right else (left - 8, "end")
    if not on_right and left - 8 < len(said) * 6.6:
        at, anchor = left + 6, "start"
    inside = not on_right and anchor == "start"
    height = 15 if inside else 7
    return [
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{max(3.0, right - left):.1f}" height="{height}" fill="{colour}" '
        f'fill-opacity="{0.16 if inside else 1:g}" rx="2"/>',
        text(said, at, y + 11, size=12, anchor=anchor),
    ]


def _shade(scale: _Scale, works: Period, language: Language) -> str:
    left, right = scale.x(works.first), scale.x(works.last)
    width = max(4.0, right - left)
    words = text(_WORKS.of(language), left + width / 2, 104, size=11.5, fill=SOFT)
    return f'<rect x="{left:.1f}" y="22" width="{width:.1f}" height="68" fill="#7a5200" fill-opacity=".22"/>{words}'
