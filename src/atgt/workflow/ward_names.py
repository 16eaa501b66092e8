"""Which ward of today a record speaks of: by the name it gives and the day it happened, never by a code.

Names and codes were used again on 1 July 2025: "Nguyễn Nghiêm" was the town-centre ward of Đức Phổ and is now a commune
in the west. What was received stays as it is; the ward of today stands beside it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import pandas as pd

from atgt import settings
from atgt.domain.text import Language, Text
from atgt.location_referencing import gazetteer
from atgt.location_referencing.gazetteer import Gazetteer, Ward


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
    """
    known = known_wards()
    named = known.find(text, day) or known.find_in_text(text, day)
    return tuple({ward.key: ward for ward in map(known.now, named)}.values())


def words_today(text: str | None, day: dt.date) -> Text | None:
    """The ward of today in words, with all of them where the name alone does not tell; None when it names none.

    Examples
    --------
    >>> words_today("Nguyễn Nghiêm", dt.date(2025, 6, 30)).vi
    'phường Đức Phổ hoặc phường Nguyễn Nghiêm (thành phố Quảng Ngãi)'
    """
    wards = ward_today(text, day)
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
    known: dict[tuple[str | None, str | None, bool], str | None] = {}
    found = []
    for area, place, day in zip(rows["area"], rows["place"], rows["occurred_on"], strict=True):
        on = day if isinstance(day, dt.date) else gazetteer.MERGER_DAY
        key = (_text(area), _text(place), on >= gazetteer.MERGER_DAY)
        if key not in known:
            words = words_today(key[0], on) or words_today(key[1], on)
            known[key] = None if words is None else words.of(language)
        found.append(known[key])
    return pd.Series(found, index=rows.index, dtype=object)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
