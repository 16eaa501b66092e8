"""What speaks for a cause other than the road at one place, what speaks for the road, and what is not known yet.

Signs to be talked about, never a verdict: only the road authority concludes whether the road is a cause
(TT 41/2024/TT-BGTVT Điều 14, 15). No circular says how many accidents make a pattern: half of them is our own figure.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from atgt import settings
from atgt.domain.location import PRECISION_LABELS, Precision
from atgt.domain.register import INFRASTRUCTURE_LABELS, Infrastructure
from atgt.domain.site_visit import CHECKLIST, Finding, SiteVisit
from atgt.domain.text import Text
from atgt.ingestion import categories
from atgt.ingestion.categories import Categories
from atgt.workflow.register_pages import SpotPage

FEWEST = 3
"""Fewer accidents than this show no pattern of hours or collision forms."""

SHORT_DAYS = 7
"""All accidents within so many days point to something that passed (works, weather, a festival) [unconfirmed]."""

_MOST_NAMED = 3
_NIGHT_FROM, _NIGHT_TO = dt.time(18), dt.time(5)
_ROAD, _UNKNOWN = "infrastructure", "unknown"
_NOT_ABOUT_THE_ROAD = frozenset({"traffic_volume", "weather", "law_awareness"})
_VAGUE = Precision.C


class Lean(StrEnum):
    """What a sign speaks for."""

    OTHER = "other"
    ROAD = "road"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign, as a sentence."""

    lean: Lean
    text: Text


def signs(page: SpotPage, accidents: pd.DataFrame, *, by_month: bool = False) -> tuple[Sign, ...]:
    """Everything the records say about one place, in the order causes, forms, hours, days, site, places.

    Parameters
    ----------
    accidents
        Accidents with the columns of ``EXPORT_COLUMNS``; those of the evidence are looked at, or, for an entry without
        evidence, those that lie in its place.
    by_month
        Whether days are months (the committee's table): then nothing is said about days and hours.
    """
    ids = set(page.entry.facts) or set(page.accidents)
    rows = accidents[accidents["accident_id"].isin(ids)].to_dict("records")
    found = [*_causes(rows), *_forms(rows)]
    if not by_month:
        found += [*_hours(rows), *_days(rows)]
    return (*found, *_site(page), *_places(rows))


def _groups() -> Categories:
    return categories.parse_categories(settings.read_reference("categories"))


def _causes(rows: list[dict[Any, Any]]) -> Iterator[Sign]:
    words = {one.key: one.label for one in _groups().cause}
    told = [keys for row in rows if (keys := set(_keys(row["cause_group"])) - {_UNKNOWN})]
    people = Counter(key for keys in told for key in keys - {_ROAD})
    n_people, n_road = sum(keys != {_ROAD} for keys in told), sum(_ROAD in keys for keys in told)
    if n_people and 2 * n_people >= len(rows):
        named = _named(people, words)
        yield Sign(
            Lean.OTHER,
            Text(
                f"{n_people}/{len(rows)} vụ ghi nguyên nhân không phải hạ tầng: {named.vi}.",
                f"{n_people} of {len(rows)} accidents name a cause other than the road: {named.en}.",
            ),
        )
    if n_road:
        text = Text(
            f"{n_road}/{len(rows)} vụ ghi nguyên nhân hạ tầng.", f"{n_road} of {len(rows)} accidents name the road."
        )
        yield Sign(Lean.ROAD, text)
    if n_open := len(rows) - len(told):
        text = Text(
            f"{n_open}/{len(rows)} vụ chưa ghi hoặc chưa xác định nguyên nhân.",
            f"{n_open} of {len(rows)} accidents name no cause, or it is not determined.",
        )
        yield Sign(Lean.OPEN, text)


def _named(counts: Counter[str], words: Mapping[str, Text]) -> Text:
    """The most frequent keys with their counts."""
    parts = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    shown = [(words.get(key, Text(key, key)), n) for key, n in parts[:_MOST_NAMED]]
    more = " …" if len(parts) > _MOST_NAMED else ""
    return Text(
        ", ".join(f"{word.vi[0].lower()}{word.vi[1:]} ({n})" for word, n in shown) + more,
        ", ".join(f"{word.en.lower()} ({n})" for word, n in shown) + more,
    )


def _forms(rows: list[dict[Any, Any]]) -> Iterator[Sign]:
    words = {one.key: one.label for one in _groups().collision}
    forms = Counter(keys[0] for row in rows if (keys := _keys(row["collision_group"])) and keys[0] in words)
    n = sum(forms.values())
    if n < FEWEST:
        return
    form, most = min(forms.items(), key=lambda one: (-one[1], one[0]))
    label = words[form]
    if most >= 2 and 2 * most >= n:
        yield Sign(
            Lean.ROAD,
            Text(
                f"{most}/{n} vụ cùng hình thức “{label.vi}”: có mẫu lặp lại, nên xem tổ chức giao thông và tầm nhìn.",
                f"{most} of {n} accidents are “{label.en}”: a pattern that repeats; look at organisation and sight.",
            ),
        )
    elif most == 1:
        yield Sign(
            Lean.OTHER,
            Text(
                f"{n} vụ có {n} hình thức va chạm khác nhau: không thấy mẫu lặp lại.",
                f"{n} accidents of {n} different collision forms: no pattern repeats.",
            ),
        )


def _hours(rows: list[dict[Any, Any]]) -> Iterator[Sign]:
    hours = [row["occurred_at"] for row in rows if isinstance(row["occurred_at"], dt.time)]
    n_night = sum(at >= _NIGHT_FROM or at < _NIGHT_TO for at in hours)
    if len(hours) >= FEWEST and 3 * n_night >= 2 * len(hours):
        yield Sign(
            Lean.ROAD,
            Text(
                f"{n_night}/{len(hours)} vụ ban đêm (18h–5h): nên xem chiếu sáng, phản quang, vạch kẻ.",
                f"{n_night} of {len(hours)} accidents at night (18h–5h): look at lighting, reflectors, markings.",
            ),
        )


def _days(rows: list[dict[Any, Any]]) -> Iterator[Sign]:
    days = [row["occurred_on"] for row in rows]
    if len(days) >= 2 and (span := (max(days) - min(days)).days) <= SHORT_DAYS:
        yield Sign(
            Lean.OTHER,
            Text(
                f"Cả {len(days)} vụ trong {span + 1} ngày: có thể do một việc tạm thời (thi công, thời tiết, lễ hội).",
                f"All {len(days)} accidents within {span + 1} days: something that passed may be the cause.",
            ),
        )


def _site(page: SpotPage) -> Iterator[Sign]:
    said = page.entry.infrastructure
    if said is not Infrastructure.UNKNOWN:
        label = INFRASTRUCTURE_LABELS[said]
        lean = Lean.ROAD if said is Infrastructure.YES else Lean.OTHER
        yield Sign(lean, Text(f"Kết luận đã ghi: {label.vi.lower()}.", f"Conclusion on record: {label.en.lower()}."))
    if not page.visits:
        yield Sign(
            Lean.OPEN,
            Text("Chưa kiểm tra hiện trường theo Điều 10.", "The site was not inspected yet (Article 10)."),
        )
        return
    yield from _visit(max(page.visits, key=lambda visit: (visit.visited_on, visit.visit_id)))


def _visit(visit: SiteVisit) -> Iterator[Sign]:
    when = Text(f"Kiểm tra ngày {visit.visited_on:%d/%m/%Y}", f"Inspected on {visit.visited_on}")
    about_road = {key: one.finding for key, one in visit.checklist.items() if key not in _NOT_ABOUT_THE_ROAD}
    defects = [key for key, finding in about_road.items() if finding is Finding.DEFECT]
    if defects:
        listed = _listed(defects)
        yield Sign(Lean.ROAD, Text(f"{when.vi}: bất cập ở {listed.vi}.", f"{when.en}: defects of {listed.en}."))
    elif n_good := sum(finding is Finding.GOOD for finding in about_road.values()):
        text = Text(
            f"{when.vi}: {n_good} nội dung về đường đều đạt.",
            f"{when.en}: all {n_good} points about the road are good.",
        )
        yield Sign(Lean.OTHER, text)
    if left := [key for key in CHECKLIST if key not in _NOT_ABOUT_THE_ROAD and key not in visit.checklist]:
        listed = _listed(left)
        yield Sign(Lean.OPEN, Text(f"{when.vi}: chưa xem {listed.vi}.", f"{when.en}: not looked at: {listed.en}."))
    people = visit.checklist.get("law_awareness")
    if people is not None and people.finding is Finding.DEFECT:
        text = Text(
            f"{when.vi}: có bất cập về ý thức chấp hành.",
            f"{when.en}: the law is not respected by those who live here.",
        )
        yield Sign(Lean.OTHER, text)


def _listed(keys: Iterable[str]) -> Text:
    """The points of the checklist by what stands before their colon."""
    labels = [CHECKLIST[key] for key in keys]
    return Text(
        ", ".join(label.vi.split(":")[0].lower() for label in labels),
        ", ".join(label.en.split(":")[0].lower() for label in labels),
    )


def _places(rows: list[dict[Any, Any]]) -> Iterator[Sign]:
    n = sum(row["precision"] == _VAGUE for row in rows)
    if n:
        label = PRECISION_LABELS[_VAGUE]
        yield Sign(
            Lean.OPEN,
            Text(
                f"{n}/{len(rows)} vụ chỉ định vị ở cấp {label.vi}: có thể không nằm đúng chỗ này.",
                f"{n} of {len(rows)} accidents are placed only by grade {label.en}: they may lie elsewhere.",
            ),
        )


def _keys(value: object) -> tuple[str, ...]:
    """The groups of a stored value; () when nothing was recorded."""
    return tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else ()
