"""Two periods compared the way reports write it: "tăng 25 vụ (tăng 19,4%)", and what such a change can say.

The base is the earlier period, one decimal, decimal comma; with nothing in the earlier period there is no percentage.
Source: wording of provincial reports (domain research, section 2.2); the interval: ``before_after.compare``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atgt.domain.period import Period
from atgt.domain.text import Text
from atgt.statistics import before_after
from atgt.statistics.poisson import FEW

NO_BASE = Text("không so sánh %", "no percentage")
TOO_FEW = Text("quá ít để nói", "too few to say")
MEASURES = {
    "accidents": Text("vụ", "accidents"),
    "killed": Text("người chết", "killed"),
    "injured": Text("người bị thương", "injured"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in two periods.

    Parameters
    ----------
    key
        One of ``MEASURES``.
    before, now
        None for a count the committee is not told.
    change_pct
        Change by the earlier figure; None when that is 0.
    text
        The change as a report writes it.
    verdict
        What the change can say; for accidents only, because people of one accident do not come independently.
    """

    key: str
    before: int | None
    now: int | None
    change_pct: float | None
    text: Text
    verdict: Text | None

    @property
    def difference(self) -> int | None:
        """How many more; negative when fewer; None when one of the counts is not told."""
        return None if self.now is None or self.before is None else self.now - self.before


def change_of(key: str, before: int, now: int, *, days_before: int, days_now: int) -> Change:
    """One figure compared, in words.

    Parameters
    ----------
    days_before, days_now
        Lengths of the two periods in days; a leap year makes one longer.

    Raises
    ------
    ParameterError
        For negative counts or empty periods.

    Examples
    --------
    >>> change_of("accidents", 129, 154, days_before=365, days_now=365).text.vi
    'tăng 25 vụ (tăng 19,4%)'
    >>> change_of("killed", 92, 67, days_before=365, days_now=365).text.vi
    'giảm 25 người chết (giảm 27,2%)'
    >>> change_of("killed", 0, 3, days_before=365, days_now=365).text.vi
    'tăng 03 người chết (không so sánh %)'
    """
    pct = None if before == 0 else (now - before) / before * 100
    verdict = _verdict(before, now, days_before, days_now) if key == "accidents" else None
    return Change(key, before, now, pct, _words(key, before, now, pct), verdict)


def covered(change: Change, before: int | None, now: int | None) -> Change:
    """The same for the committee: with a count that is not told, neither its change nor the words say it."""
    if before is not None and now is not None:
        return change
    return Change(change.key, before, now, None, _NOT_TOLD, None)


_NOT_TOLD = Text("số nhỏ, không hiển thị", "small number, not shown")


def same_period_last_year(period: Period) -> Period:
    """The same dates one year earlier; a period that ends with February ends with February again.

    Examples
    --------
    >>> import datetime as dt
    >>> same_period_last_year(Period(dt.date(2024, 2, 1), dt.date(2024, 2, 29))).last
    datetime.date(2023, 2, 28)
    >>> same_period_last_year(Period(dt.date(2025, 1, 1), dt.date(2025, 2, 28))).last
    datetime.date(2024, 2, 29)
    """
    first = period.first.replace(
        year=period.first.year - 1, day=min(period.first.day, 28 if period.first.month == 2 else 31)
    )
    after = period.last + dt.timedelta(days=1)
    after = (
        after.replace(year=after.year - 1, day=1)
        if (after.month, after.day) == (2, 29)
        else after.replace(year=after.year - 1)
    )
    return Period(first, after - dt.timedelta(days=1))


def _words(key: str, before: int, now: int, pct: float | None) -> Text:
    named, more = MEASURES[key], now - before
    if more == 0:
        return Text(f"không tăng, không giảm ({now:02d} {named.vi})", f"no change ({now} {named.en})")
    vi, en = ("tăng", "up") if more > 0 else ("giảm", "down")
    if pct is None:
        return Text(f"{vi} {abs(more):02d} {named.vi} ({NO_BASE.vi})", f"{en} {abs(more)} {named.en} ({NO_BASE.en})")
    share = f"{abs(pct):.1f}"
    return Text(
        f"{vi} {abs(more):02d} {named.vi} ({vi} {share.replace('.', ',')}%)",
        f"{en} {abs(more)} {named.en} ({en} {share}%)",
    )


def _verdict(before: int, now: int, days_before: int, days_now: int) -> Text:
    if before + now < FEW:
        return TOO_FEW
    found = before_after.compare(before, now, days_before=days_before, days_after=days_now)
    if found.p_value is None or found.low is None or found.high is None:
        return TOO_FEW
    if found.low <= 1 <= found.high:
        ends = f"{_pct(found.low)} – {_pct(found.high)}"
        return Text(
            f"có thể chỉ do ngẫu nhiên; mức thay đổi thật trong khoảng {ends.replace('.', ',')}",
            f"chance alone can do that; the real change lies within {ends}",
        )
    return Text("vượt mức dao động ngẫu nhiên", "more than chance explains")


def _pct(ratio: float) -> str:
    """A ratio as a change in percent; a ratio without an upper end has no number.

    Examples
    --------
    >>> _pct(1.5), _pct(0.7), _pct(float("inf"))
    ('+50%', '-30%', '∞')
    """
    return "∞" if ratio == float("inf") else f"{(ratio - 1) * 100:+.0f}%"
