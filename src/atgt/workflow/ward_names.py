"""Which ward of today a record speaks of: by the name it gives and the day it happened, never by a code.

Names and codes were used again on 1 July 2025: "Nguyễn Nghiêm" was the town-centre ward of Đức Phổ and is now a commune
in the west. What was received stays as it is; the unit it names and the ward of today stand beside it, where they are
sure. A name that alone does not tell is not decided: a person writes the area out (``workflow.plausibility``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import pandas as pd

from atgt import settings
from atgt.domain.corrections import AREA_FIELDS
from atgt.domain.text import Language, Text
from atgt.location_referencing import gazetteer
from atgt.location_referencing.gazetteer import Gazetteer, Ward
from atgt.location_referencing.plain_text import words


@lru_cache(maxsize=1)
def known_wards() -> Gazetteer:
    """The units of ``data/reference/wards.toml``."""
    return gazetteer.parse_wards(settings.read_reference("wards"))


def ward_today(text: str | None, day: dt.date) -> tuple[Ward, ...]:
    """The units of today that hold the land of the unit a text names, on the day it speaks of.

    Several mean that the name alone does not tell; none that no known unit is named.

    Examples
    --------
    >>> before, after = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    >>> [ward.full_name for ward in ward_today("P. Phổ Hoà", before)]
    ['phường Đức Phổ']
    >>> [ward.full_name for ward in ward_today("tổ dân phố 3, phường Phổ Minh, Đức Phổ", before)]
    ['phường Đức Phổ']
    >>> [ward.full_name for ward in ward_today("xã Nguyễn Nghiêm", after)], ward_today("Hà Nội", after)
    (['xã Nguyễn Nghiêm'], ())

    The unit above, named beside it, tells two wards of one name apart:

    >>> [ward.full_name for ward in ward_today("phường Nguyễn Nghiêm, TX Đức Phổ", before)]
    ['phường Đức Phổ']
    """
    return _today(_units(text, day))


def _today(named: Iterable[Ward]) -> tuple[Ward, ...]:
    return tuple({ward.key: ward for ward in map(known_wards().now, named)}.values())


@lru_cache(maxsize=4_096)
def _units(text: str | None, day: dt.date) -> tuple[Ward, ...]:
    """The units of a day that a text names; of several those whose unit above it names too."""
    known = known_wards()
    named = known.find(text, day) or known.find_in_text(text, day)
    if len(named) < 2:
        return named
    said = f" {words(text or '')} "
    return tuple(ward for ward in named if any(f" {name} " in said for name in _parent_names(ward))) or named


def _parent_names(ward: Ward) -> tuple[str, ...]:
    full = words(ward.parent)
    return (full, *(full.replace(kind, short, 1) for kind, short in _SHORT_PARENTS if full.startswith(kind)))


_SHORT_PARENTS = (("thi xa ", "tx "), ("thanh pho ", "tp "), ("huyen ", "h "))


def _area_values(area: str | None, place: str | None, day: dt.date) -> tuple[str | None, str | None]:
    """The name of the unit and of the ward of today, each only where there is one: several are not decided here."""
    named = _units(area, day) or _units(place, day)
    names = {ward.full_name for ward in named}
    today = [ward for ward in _today(named) if ward.exists_on(gazetteer.MERGER_DAY)]
    is_sure = len(today) == len(_today(named)) == 1
    return names.pop() if len(names) == 1 else None, today[0].full_name if is_sure else None


def area_values(values: Mapping[str, object]) -> dict[str, str | None]:
    """``AREA_FIELDS`` of one accident, from its area or else its place, and its day.

    Both are names of known units. What is not known, or not decided by the name, is None.

    Examples
    --------
    >>> area_values({"area": "Phổ Hoà", "occurred_on": dt.date(2025, 6, 30)})
    {'area_named': 'phường Phổ Hòa', 'area_today': 'phường Đức Phổ'}
    >>> area_values({"area": "Nguyễn Nghiêm", "occurred_on": dt.date(2025, 6, 30)})
    {'area_named': 'phường Nguyễn Nghiêm', 'area_today': None}
    """
    day = values.get("occurred_on")
    found = _area_values(_text(values.get("area")), _text(values.get("place")), _reference_day(day))
    return dict(zip(AREA_FIELDS, found, strict=True))


def area_columns(rows: pd.DataFrame) -> dict[str, pd.Series[str]]:
    """``AREA_FIELDS`` of many accidents, with None where nothing is known or sure; same index."""
    columns = (rows[name].tolist() for name in ("area", "place", "occurred_on"))
    found = [
        _area_values(_text(area), _text(place), _reference_day(day)) for area, place, day in zip(*columns, strict=True)
    ]
    return {
        name: pd.Series([values[i] for values in found], index=rows.index, dtype=object)
        for i, name in enumerate(AREA_FIELDS)
    }


def _reference_day(day: object) -> dt.date:
    """The last day of the old units for a day before the merger, else its first: no other day makes a difference."""
    is_before = isinstance(day, dt.date) and day < gazetteer.MERGER_DAY
    return gazetteer.MERGER_DAY - dt.timedelta(days=1) if is_before else gazetteer.MERGER_DAY


def words_today(text: str | None, day: dt.date) -> Text | None:
    """The ward of today in words, with all of them where the name alone does not tell; None when it names none.

    Examples
    --------
    >>> words_today("Nguyễn Nghiêm", dt.date(2025, 6, 30)).vi
    'phường Đức Phổ hoặc phường Nguyễn Nghiêm (thành phố Quảng Ngãi)'
    """
    return words_of(ward_today(text, day))


def words_of(wards: Sequence[Ward]) -> Text | None:
    """Units in words, all of them where there are several; None for none."""
    if not wards:
        return None
    if len(wards) == 1:
        return Text(wards[0].full_name, wards[0].full_name)
    named = [
        ward.full_name if ward.parent.startswith("tỉnh") else f"{ward.full_name} ({ward.parent})" for ward in wards
    ]
    return Text(" hoặc ".join(named), " or ".join(named))


def areas_today(rows: pd.DataFrame, language: Language = Language.VI) -> pd.Series[str]:
    """For each row the ward of today, from its area or else its place, and its day; same index, None when not known.

    Parameters
    ----------
    rows
        Columns area, place (text or None) and occurred_on (a day or None; without a day names are those of today).
    """
    known: dict[tuple[str | None, str | None, dt.date], str | None] = {}
    found = []
    for area, place, day in zip(rows["area"], rows["place"], rows["occurred_on"], strict=True):
        key = (_text(area), _text(place), _reference_day(day))
        if key not in known:
            said = words_of(units_today(*key))
            known[key] = None if said is None else said.of(language)
        found.append(known[key])
    return pd.Series(found, index=rows.index, dtype=object)


def units_today(area: str | None, place: str | None, day: dt.date) -> tuple[Ward, ...]:
    """The units of today of an accident, by its area or else its place; several where the name alone does not tell."""
    return ward_today(area, day) or ward_today(place, day)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
