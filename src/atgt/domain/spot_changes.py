"""Why a spot is new, gone or changed between two runs: accidents added, edited or aged out, rules or parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from atgt.domain.black_spot import Spot, SpotLevel
from atgt.domain.register import AccidentFacts, ChangeReason, Facts, KnownAccident, ReasonKind
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text

MAX_DATES = 6
"""So many accidents are named by their dates in a reason; the rest are counted."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What two runs can differ in.

    Parameters
    ----------
    created_at
        When it was run: what the data became later is a change of the data.
    """

    run_id: str
    rule_set_key: str
    parameters: ScreeningParameters
    software: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Sight:
    """What a run saw of an entry: everything that counts as a change when it differs."""

    level: SpotLevel
    rule_keys: tuple[str, ...]
    from_mm: int | None
    to_mm: int | None
    facts: Facts

    @classmethod
    def of(cls, spot: Spot, known: Mapping[str, KnownAccident]) -> Sight:
        """What a spot shows, with the facts of its accidents as they are now."""
        facts = {i: known[i].facts for i in spot.accident_ids if i in known}
        return cls(spot.level, tuple(sorted(r.rule_key for r in spot.rules)), spot.from_mm, spot.to_mm, facts)


def reasons_for_change(
    before: Sight, after: Sight | None, runs: tuple[RunFacts, RunFacts], known: Mapping[str, KnownAccident]
) -> tuple[ChangeReason, ...]:
    """Why an entry differs between two runs; () when what is seen is the same.

    Parameters
    ----------
    after
        None when the later run does not find it any more.
    runs
        The earlier and the later run.
    known
        All accidents of both sights as the database holds them now; one that is not there was removed.
    """
    if after == before:
        return ()
    earlier, later = runs
    seen = {} if after is None else after.facts
    causes = {i: _why_in(i, earlier, known, before.facts) for i in seen}
    losses = {i: _why_out(fact, later, known.get(i)) for i, fact in before.facts.items() if i not in seen}
    if after is None:  # accidents that are still there unchanged do not explain why the place is gone
        losses = {i: kind for i, kind in losses.items() if kind is not ReasonKind.REGROUPED}
    found = [*_accident_reasons(causes, known, {}), *_accident_reasons(losses, known, before.facts)]
    found += _run_reasons(earlier, later)
    return tuple(found) or (_UNEXPLAINED,)


def reasons_for_new(
    after: Sight, earlier: RunFacts | None, later: RunFacts, known: Mapping[str, KnownAccident]
) -> tuple[ChangeReason, ...]:
    """Why a place is on the list now.

    Parameters
    ----------
    earlier
        The run the register was compared with before; None when the register is made for the first time.
    """
    if earlier is None:
        return (
            ChangeReason(ReasonKind.FIRST_LISTING, Text("lập sổ lần đầu", "the register is made for the first time")),
        )
    causes = {i: _why_in(i, earlier, known, {}) for i in after.facts}
    causes = {i: kind for i, kind in causes.items() if kind is not ReasonKind.REGROUPED}
    found = [*_accident_reasons(causes, known, {}), *_run_reasons(earlier, later)]
    return tuple(found) or (_UNEXPLAINED,)


def new_facts(known_then: Facts, since: dt.datetime, now: Mapping[str, KnownAccident]) -> tuple[ChangeReason, ...]:
    """What is known of a place now that was not when it was set aside; () when nothing is.

    Parameters
    ----------
    known_then
        Every accident known to lie in the place, or right beside it, when it was set aside.
    since
        When that was.
    now
        The accidents that lie in the place now.
    """
    added, edited = [], []
    for accident_id, accident in sorted(now.items()):
        then = known_then.get(accident_id)
        if then is not None and then != accident.facts:
            edited.append(accident_id)
        elif then is None and accident.created_at > since:
            added.append(accident_id)
        elif then is None and accident.updated_at > since:
            edited.append(accident_id)
    causes = dict.fromkeys(added, ReasonKind.ACCIDENT_ADDED) | dict.fromkeys(edited, ReasonKind.ACCIDENT_EDITED)
    return tuple(_accident_reasons(causes, now, {}))


def _why_in(
    accident_id: str, earlier: RunFacts, known: Mapping[str, KnownAccident], before: Facts
) -> ReasonKind | None:
    """Why an accident is in the place now; None when it was there before just the same."""
    accident = known[accident_id]
    if accident_id in before:
        return None if before[accident_id] == accident.facts else ReasonKind.ACCIDENT_EDITED
    if accident.created_at > earlier.created_at:
        return ReasonKind.ACCIDENT_ADDED
    if not _is_in_days(accident.facts.occurred_on, earlier.parameters):
        return ReasonKind.ENTERED_PERIOD
    return ReasonKind.ACCIDENT_EDITED if accident.updated_at > earlier.created_at else ReasonKind.REGROUPED


def _why_out(before: AccidentFacts, later: RunFacts, accident: KnownAccident | None) -> ReasonKind:
    """Why an accident is not in the place any more."""
    if accident is None:
        return ReasonKind.ACCIDENT_REMOVED
    if not accident.is_located or accident.facts != before:
        return ReasonKind.ACCIDENT_EDITED
    return ReasonKind.REGROUPED if _is_in_days(before.occurred_on, later.parameters) else ReasonKind.AGED_OUT


def _is_in_days(day: dt.date, parameters: ScreeningParameters) -> bool:
    return parameters.first_day() <= day <= parameters.as_of


_WORDS = {
    ReasonKind.ACCIDENT_ADDED: Text("thêm {n} vụ: {days}", "{n} accidents added: {days}"),
    ReasonKind.ACCIDENT_EDITED: Text("sửa thông tin {n} vụ: {days}", "{n} accidents edited: {days}"),
    ReasonKind.ACCIDENT_REMOVED: Text("{n} vụ đã bị xóa: {days}", "{n} accidents removed: {days}"),
    ReasonKind.ENTERED_PERIOD: Text("{n} vụ vào kỳ xét: {days}", "{n} accidents entered the period: {days}"),
    ReasonKind.AGED_OUT: Text("{n} vụ đã ra khỏi kỳ xét: {days}", "{n} accidents left the period: {days}"),
    ReasonKind.REGROUPED: Text("gom nhóm lại {n} vụ: {days}", "{n} accidents grouped differently: {days}"),
}
_UNEXPLAINED = ChangeReason(
    ReasonKind.UNEXPLAINED,
    Text(
        "do các vụ lân cận hoặc dữ liệu đường thay đổi",
        "because accidents near by, or the road layer, changed",
    ),
)


def _accident_reasons(
    causes: Mapping[str, ReasonKind | None], known: Mapping[str, KnownAccident], before: Facts
) -> Iterator[ChangeReason]:
    """One reason for each cause, naming its accidents by their dates."""
    for kind, words in _WORDS.items():
        ids = tuple(sorted(i for i, cause in causes.items() if cause is kind))
        if ids:
            days = sorted(known[i].facts.occurred_on if i in known else before[i].occurred_on for i in ids)
            yield ChangeReason(kind, words.fill(n=len(ids), days=_days(days)), ids)


def _days(days: list[dt.date]) -> str:
    shown = ", ".join(f"{day:%d/%m/%Y}" for day in days[:MAX_DATES])
    return f"{shown} …" if len(days) > MAX_DATES else shown


def _run_reasons(earlier: RunFacts, later: RunFacts) -> Iterator[ChangeReason]:
    if earlier.rule_set_key != later.rule_set_key:
        yield ChangeReason(
            ReasonKind.RULE_SET_CHANGED,
            Text(
                f"bộ tiêu chí đổi từ {earlier.rule_set_key} sang {later.rule_set_key}",
                f"rule set changed from {earlier.rule_set_key} to {later.rule_set_key}",
            ),
        )
    differences = list(_parameter_differences(earlier.parameters, later.parameters))
    if differences:
        yield ChangeReason(
            ReasonKind.PARAMETER_CHANGED,
            Text(
                "tham số đổi: " + "; ".join(d.vi for d in differences),
                "parameters changed: " + "; ".join(d.en for d in differences),
            ),
        )
    if earlier.software != later.software:
        yield ChangeReason(
            ReasonKind.SOFTWARE_CHANGED,
            Text(
                f"phần mềm đổi từ {earlier.software} sang {later.software}",
                f"software changed from {earlier.software} to {later.software}",
            ),
        )


def _parameter_differences(before: ScreeningParameters, after: ScreeningParameters) -> Iterable[Text]:
    """What was asked differently. A later ``as_of`` is not a difference: time goes on."""
    if before.length_m != after.length_m:
        yield Text(
            f"L từ {before.length_m:g} m thành {after.length_m:g} m",
            f"L from {before.length_m:g} m to {after.length_m:g} m",
        )
    if before.junction_radius_m != after.junction_radius_m:
        yield Text(
            f"bán kính nút từ {before.junction_radius_m:g} m thành {after.junction_radius_m:g} m",
            f"junction radius from {before.junction_radius_m:g} m to {after.junction_radius_m:g} m",
        )
    if before.period_months != after.period_months:
        yield Text(
            f"kỳ xét từ {before.period_months} tháng thành {after.period_months} tháng",
            f"period from {before.period_months} months to {after.period_months} months",
        )
    if before.from_day != after.from_day:
        yield Text(
            f"ngày đầu từ {before.first_day():%d/%m/%Y} thành {after.first_day():%d/%m/%Y}",
            f"first day from {before.first_day()} to {after.first_day()}",
        )
    if before.join_carriageways != after.join_carriageways:
        yield (
            Text("nay tính chung hai chiều đường", "both carriageways now count together")
            if after.join_carriageways
            else Text("nay tính riêng từng chiều đường", "each carriageway now counts on its own")
        )
    for question in sorted({key for key, _ in (*before.readings, *after.readings)}):
        old, new = dict(before.readings).get(question), dict(after.readings).get(question)
        if old != new:
            yield Text(
                f"cách hiểu “{question}” từ {old or 'mặc định'} thành {new or 'mặc định'}",
                f"reading of “{question}” from {old or 'default'} to {new or 'default'}",
            )
