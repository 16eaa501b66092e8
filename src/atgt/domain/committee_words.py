"""How things are told to the committee: months instead of days of accidents, small numbers of people coarsened.

In a ward the exact day, hour and place of an accident say who it was, and so does "one killed". Minutes, the list put
before a meeting and the projector are in these words for everybody, because the committee looks at them.
Source: Luật 91/2025/QH15 and Nghị định 356/2025/NĐ-CP: data is de-identified only when no person can be told from it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from atgt.domain.frozen_list import FrozenList, ListChange, ListedSpot
from atgt.domain.small_cells import LEAST, few
from atgt.domain.text import Text


def month_start(day: dt.date) -> dt.date:
    """The first day of a month.

    Examples
    --------
    >>> month_start(dt.date(2026, 2, 17)).isoformat(), month_end(dt.date(2026, 2, 17)).isoformat()
    ('2026-02-01', '2026-02-28')
    """
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    """The last day of a month."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def words(told: Text) -> Text:
    """A sentence about accidents with months in the place of days, and small numbers of people coarsened.

    Examples
    --------
    >>> words(Text("vụ ngày 03/02/2026", "the accident of 2026-02-03"))
    Text(vi='vụ tháng 02/2026', en='the accident of 2026-02')
    >>> words(Text("02 vụ (02 người chết, 12 người bị thương)", "2 accidents (2 killed, 12 injured)"))
    Text(vi='02 vụ (dưới 3 người chết, 12 người bị thương)', en='2 accidents (fewer than 3 killed, 12 injured)')
    """
    vi, en = (_DAY.sub(r"\1", _DAY_WORD.sub(_month_word, said)) for said in (told.vi, told.en))
    return Text(
        _FEW_VI.sub(rf"dưới {LEAST} người \1", vi),
        _FEW_EN.sub(rf"fewer than {LEAST} \1", _ISO_DAY.sub(r"\1", en)),
    )


def remark(said: str) -> str:
    """What a list says that changed: days of accidents as months, small numbers of people coarsened; other days stay.

    Examples
    --------
    >>> remark("mới (thêm 2 vụ: 03/02/2026, 17/03/2026)"), remark("09/11/2026: Đã kiểm tra (văn bản 3)")
    ('mới (thêm 2 vụ: 02/2026, 03/2026)', '09/11/2026: Đã kiểm tra (văn bản 3)')
    >>> remark("chết: 1 → 4"), remark("thời hạn: không → 30/11/2026")
    ('chết: dưới 3 → 4', 'thời hạn: không → 30/11/2026')
    """
    by_month = _ACCIDENT_DAYS.sub(lambda found: _DAY.sub(r"\1", found[0]), said)
    return _CHANGED_PEOPLE.sub(lambda found: _SMALL_ALONE.sub(f"dưới {LEAST}", found[0]), by_month)


def listed(entry: ListedSpot) -> ListedSpot:
    """An entry of a list in these words. Days of deadlines and letters stay, and its accidents by class.

    ``first_day`` and ``last_day`` are the ends of their months, to be shown as months.
    """
    return replace(
        entry,
        killed=few(entry.killed),
        injured=few(entry.injured),
        first_day=None if entry.first_day is None else month_start(entry.first_day),
        last_day=None if entry.last_day is None else month_end(entry.last_day),
        why=words(Text(entry.why, "")).vi,
        changes=tuple(map(remark, entry.changes)),
    )


def list_change(found: ListChange) -> ListChange:
    """What differs between two lists, in these words."""
    return replace(found, what=tuple(map(remark, found.what)))


def frozen(exact: FrozenList) -> FrozenList:
    """A meeting's list in these words: to be shown and printed, never to be stored or hashed."""
    return replace(exact, spots=tuple(map(listed, exact.spots)), since_last=tuple(map(list_change, exact.since_last)))


def _month_word(found: re.Match[str]) -> str:
    return f"{'Tháng' if found[1] == 'N' else 'tháng'} {found[2]}"


_DAY_WORD = re.compile(r"\b([Nn])gày \d{2}/(\d{2}/\d{4})")
_DAY = re.compile(r"\b\d{2}/(\d{2}/\d{4})")
_ISO_DAY = re.compile(r"\b(\d{4}-\d{2})-\d{2}\b")
_SMALL = "|".join(str(n) for n in range(1, LEAST))
_FEW_VI = re.compile(rf"\b0?(?:{_SMALL}) người (chết|bị thương)")
_FEW_EN = re.compile(rf"\b(?:{_SMALL}) (killed|injured)\b")
_ACCIDENT_DAYS = re.compile(
    r"\bvụ[^:;()]*: \d{2}/\d{2}/\d{4}(?:, \d{2}/\d{2}/\d{4})*|\btừ \d{2}/\d{2}/\d{4} đến [\d/]{10}"
)
_CHANGED_PEOPLE = re.compile(r"\b(?:chết|bị thương): \d+ → \d+")
_SMALL_ALONE = re.compile(rf"\b(?:{_SMALL})\b")
