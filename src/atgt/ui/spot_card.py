"""The evidence of one spot, as it is read aloud in a meeting: verdict, why, clauses, counts, periods, accidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from atgt.domain.black_spot import PROPOSAL, SPOT_LEVEL_LABELS, Spot, SpotLevel
from atgt.domain.location import PRECISION_LABELS
from atgt.domain.run import ScreeningRun
from atgt.domain.screening import ScreeningParameters
from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.text import Language, Text
from atgt.reports.road_proposal import stretch_length_m
from atgt.ui import answers, explanation_labels, formats, labels, markup
from atgt.ui.widgets import language, worded
from atgt.webmap.accident_points import reference

SHORT_LEVELS = {SpotLevel.BLACK: labels.BLACK_SHORT, SpotLevel.POTENTIAL: labels.POTENTIAL_SHORT}


def evidence(number: int, spot: Spot, run: ScreeningRun) -> None:
    """Draw everything a spot carries about why it is on the list."""
    own = details(spot, run.parameters, with_why=False)
    st.html(f'<div class="atgt-spot">{_head(number, spot)}{own}</div>')


def details(spot: Spot, asked: ScreeningParameters, *, with_why: bool = True) -> str:
    """The evidence without its head: why, counts, clauses and periods, as HTML."""
    why = f"<p>{escape(_why(spot))}</p>" if with_why else ""
    return f"{why}{_facts(spot, asked)}{_clauses(spot)}{_periods(spot)}"


def accidents(spot: Spot, known: pd.DataFrame, *, is_narrow: bool = False) -> None:
    """Draw the accidents of a spot; ``known`` holds them with the columns of ``EXPORT_COLUMNS``.

    A narrow place gets a list of two lines a case instead of a table.
    """
    witnesses = {accident_id for rule in spot.rules for accident_id in rule.witness_ids}
    accident_table(known, spot.accident_ids, witnesses, is_narrow=is_narrow)
    _surroundings(spot, known, is_narrow=is_narrow)


def accident_table(
    known: pd.DataFrame, accident_ids: Sequence[str], witnesses: Collection[str], *, is_narrow: bool = False
) -> None:
    """Draw some accidents; those in ``witnesses`` bear a mark."""
    spoken = language()
    rows = known[known["accident_id"].isin(accident_ids)].sort_values(["occurred_on", "accident_id"])
    cases = [_accident(i, row, witnesses, spoken) for i, row in enumerate(rows.to_dict("records"), start=1)]
    body = _cases(cases) if is_narrow else _case_table(cases)
    heading = escape(labels.EVIDENCE_ACCIDENTS.of(spoken))
    note = f"<small>● {escape(labels.WITNESS.of(spoken))}</small>"
    st.html(f'<div class="atgt-spot"><h3>{heading} ({len(rows)})</h3>{body}{note}</div>')


def _surroundings(spot: Spot, known: pd.DataFrame, *, is_narrow: bool) -> None:
    """Draw the accidents that belong near the spot without being counted in it; nothing when there are none."""
    rows = known[known["accident_id"].isin(spot.surrounding_ids)].sort_values(["occurred_on", "accident_id"])
    if rows.empty:
        return
    spoken = language()
    cases = [_accident(i, row, (), spoken) for i, row in enumerate(rows.to_dict("records"), start=1)]
    body = _cases(cases) if is_narrow else _case_table(cases)
    title = escape(explanation_labels.SURROUNDINGS.fill(n=len(cases)).of(spoken))
    note = escape(explanation_labels.SURROUNDINGS_NOTE.of(spoken))
    st.html(f'<div class="atgt-spot"><h3>{title}</h3><small>{note}</small>{body}</div>')


def _case_table(cases: list[list[object]]) -> str:
    """One row an accident; the committee is not told how many people it hurt, so the two columns are left out."""
    headings = ["", "", *(text.of(language()) for text in _ACCIDENT_HEADINGS)]
    if answers.sees_days():
        return markup.table(headings, cases, numbers=(0, *_TOLL_COLUMNS))
    headings[2] = _MONTH.of(language())
    kept = [i for i in range(len(headings)) if i not in _TOLL_COLUMNS]
    return markup.table([headings[i] for i in kept], [[case[i] for i in kept] for case in cases], numbers=(0,))


_TOLL_COLUMNS = (5, 6)
_MONTH = Text("Tháng", "Month")


def _cases(cases: list[list[object]]) -> str:
    return f'<ul class="atgt-cases">{"".join(map(_case, cases))}</ul>'


def _case(case: list[object]) -> str:
    _, mark, when, severity, km, killed, injured, _, reference = (str(cell) for cell in case)
    toll = labels.TOLL.fill(killed=killed, injured=injured).of(language()) if answers.sees_days() else formats.NOTHING
    below = " · ".join(part for part in (km, toll, reference) if part != formats.NOTHING)
    return f"<li><span>{escape(when)}</span> &nbsp; <span>{severity}</span> {mark}<div>{escape(below)}</div></li>"


_ACCIDENT_HEADINGS = (
    Text("Ngày, giờ", "Date, time"),
    Text("Mức độ", "Severity"),
    Text("Lý trình", "Km post"),
    Text("Chết", "Killed"),
    Text("Bị thương", "Injured"),
    Text("Chính xác", "Precision"),
    Text("Mã", "Id"),
)


def _accident(index: int, row: dict[Hashable, Any], witnesses: Collection[str], spoken: Language) -> list[object]:
    severity = Severity(int(row["severity"]))
    named = markup.Markup(f"{markup.symbol(severity)} {escape(SEVERITY_LABELS[severity].of(spoken))}")
    return [
        index,
        "●" if row["accident_id"] in witnesses else "",
        _when(row),
        named,
        row["km_post"] if isinstance(row["km_post"], str) else formats.NOTHING,
        formats.number(_known(row["killed"]), spoken),
        formats.number(_known(row["injured"]), spoken),
        row["precision"],
        reference(row["case_number"], row["accident_id"]),
    ]


def _when(row: dict[Hashable, Any]) -> str:
    """Day and hour; for the committee the month."""
    if not answers.sees_days():
        return formats.month(row["occurred_on"])
    at = formats.clock(row["occurred_at"])
    return formats.day(row["occurred_on"]) + ("" if at == formats.NOTHING else f", {at}")


def _known(count: Any) -> int | None:
    return None if pd.isna(count) else int(count)


def _head(number: int, spot: Spot) -> str:
    spoken = language()
    return (
        f'<div class="atgt-spot-head">{markup.badge(number, spot.level)}'
        f"<h2>{escape(spot.place_name.of(spoken))}</h2></div>"
        f'<div class="atgt-level atgt-{spot.level.value}">{escape(SPOT_LEVEL_LABELS[spot.level].of(spoken))}</div>'
        f'<div class="atgt-verdict">{escape(PROPOSAL.of(spoken))}</div>'
        f"<p>{escape(_why(spot))}</p>"
    )


def _why(spot: Spot) -> str:
    """The sentence without the proposal at its end, which stands above it."""
    why, proposal = spot.why.of(language()), PROPOSAL.of(language())
    if not why.casefold().endswith(proposal.casefold()):
        return why
    return why[: -len(proposal)].rstrip(" ;,.") + "."


def _facts(spot: Spot, asked: ScreeningParameters) -> str:
    spoken = language()
    length = stretch_length_m(spot)
    size = (
        (labels.LENGTH, f"{formats.number(length, spoken)} m")
        if length is not None
        else (labels.RADIUS, f"{formats.number(asked.junction_radius_m, spoken)} m")
    )
    facts: list[tuple[Text, str]] = [
        (labels.COLUMN_N, formats.number(sum(spot.counts.values()), spoken)),
        (labels.N_KILLED, formats.number(spot.killed, spoken)),
        (labels.N_INJURED, formats.number(spot.injured, spoken)),
        size,
    ]
    kinds = "".join(_kind(code, spot.counts.get(str(int(code)), 0)) for code in Severity)
    precision = f"{labels.PRECISION_NOTE.of(spoken)}: {PRECISION_LABELS[spot.worst_precision].of(spoken)}"
    return (
        f'<div class="atgt-facts">{"".join(map(_fact, facts))}</div>'
        f'<div class="atgt-kinds">{kinds}</div><small>{escape(precision)} · {escape(spot.spot_key)}</small>'
    )


def _kind(severity: Severity, n: int) -> str:
    word = escape(SEVERITY_LABELS[severity].of(language()))
    return f'<span title="{word}">{markup.symbol(severity)} <b>{n}</b> {word}</span>' if n else ""


def _fact(fact: tuple[Text, str]) -> str:
    word, value = fact[0].of(language()), fact[1]
    return f"<div><b>{escape(value)}</b>{escape(word[:1].upper() + word[1:])}</div>"


def _clauses(spot: Spot) -> str:
    spoken = language()
    items = "".join(
        f"<li>{escape(rule.clause.of(spoken))} <small>({escape(rule.source)})</small></li>" for rule in spot.rules
    )
    return f"<h3>{escape(labels.CLAUSES.of(spoken))}</h3><ul>{items}</ul>"


def _periods(spot: Spot) -> str:
    spoken = language()
    word = labels.N_ACCIDENTS.of(spoken)
    items = "".join(
        f"<li>{answers.days(period.first_day, period.last_day)}: {len(period.accident_ids)} {escape(word)}</li>"
        for period in spot.periods
    )
    return f"<h3>{escape(labels.QUALIFYING_PERIODS.of(spoken))}</h3><ul>{items}</ul>"


def levels_with_counts(spots: Sequence[tuple[int, Spot]]) -> Callable[[SpotLevel], str]:
    """What a choice of level shows: its name and how many spots it has."""
    n = Counter(spot.level for _, spot in spots)
    return worded(SpotLevel, lambda level: f"{SHORT_LEVELS[level].of(language())} ({n[level]})")


def km_words(spot: Spot) -> str:
    """Where a stretch lies along its road: km posts, else metres from the road's start; a dash for a junction."""
    if spot.km_from:
        return spot.km_from if spot.km_to in {None, spot.km_from} else f"{spot.km_from} – {spot.km_to}"
    if spot.from_mm is None or spot.to_mm is None:
        return formats.NOTHING
    spoken = language()
    ends = dict.fromkeys(formats.number(mm / 1000, spoken) for mm in (spot.from_mm, spot.to_mm))
    return labels.FROM_START.fill(metres=" – ".join(ends)).of(spoken)
