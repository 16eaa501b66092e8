"""What every table of counts says about itself: period, filter, accidents without a place, whether it is invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.small_cells import exact, said
from atgt.domain.text import Language, Text
from atgt.storage.database import Database
from atgt.workflow import accident_fields, authority, provenance
from atgt.workflow.selection import AccidentFilter, Selection, coarsened, committee_filter, load_categories

SAMPLE = Text("DỮ LIỆU MÔ PHỎNG – không phải vụ việc có thật.", "SIMULATED DATA – not real accidents.")
NO_VERDICT = Text(
    "Số liệu để tham khảo, không phải kết luận về nguyên nhân hay về một vị trí.",
    "Figures to look at, not a conclusion about causes or about a place.",
)
_NO_FILTER = Text("không lọc", "none")


@dataclass(frozen=True, slots=True)
class TableBasis:
    """The notes of one table.

    Parameters
    ----------
    lines
        Sentences, the most important first.
    n_total
        Accidents the table counts.
    """

    lines: tuple[Text, ...]
    n_total: int
    is_sample: bool


def basis_of(
    database: Database,
    chosen: AccidentFilter,
    found: Selection,
    more: tuple[Text, ...] = (),
    *,
    has_period: bool = True,
) -> TableBasis:
    """The notes of a table made of a selection.

    Parameters
    ----------
    more
        Further sentences of this table.
    has_period
        False when the table tells its periods itself.
    """
    is_committee = authority.is_committee(database)
    asked = committee_filter(chosen) if is_committee else chosen
    is_sample = provenance.holds_sample(database)
    total = exact(found.n_total)
    if is_committee:
        found = coarsened(found)
    said_vi, said_en = (
        [said(n, language) for n in (found.n_total, found.n_unlocated, found.n_ambiguous)] for language in Language
    )
    counts = Text(
        f"{said_vi[0]} vụ; {said_vi[1]} vụ chưa định vị được và {said_vi[2]} vụ chờ chọn vị trí "
        "vẫn được tính, trừ khi chọn tuyến.",
        f"{said_en[0]} accidents; {said_en[1]} not placed and {said_en[2]} waiting for a choice of "
        "place are counted too, unless roads are chosen.",
    )
    period = (_period(asked.first_day, asked.last_day),) if has_period else ()
    lines = (*([SAMPLE] if is_sample else []), *period, _filter(database, asked), counts, *more, NO_VERDICT)
    return TableBasis(lines, total, is_sample)


def filter_words(database: Database, chosen: AccidentFilter) -> Text:
    """What a filter asks for beside its days; a dash of words when it asks for nothing."""
    known, parts = load_categories(), list[Text]()
    if chosen.severities is not None:
        parts += [SEVERITY_LABELS[Severity(code)] for code in sorted(chosen.severities)]
    if chosen.route_ids is not None:
        names = accident_fields.route_names(database)
        parts += [names.get(route, Text(route, route)) for route in sorted(chosen.route_ids)]
    for wanted, groups in (
        (chosen.vehicle_groups, known.vehicle),
        (chosen.collision_groups, known.collision),
        (chosen.weather_groups, known.weather),
    ):
        parts += [group.label for group in groups if wanted is not None and group.key in wanted]
    if (chosen.hour_from, chosen.hour_to) != (0, 24):
        parts.append(Text(f"{chosen.hour_from}h–{chosen.hour_to}h", f"{chosen.hour_from}h–{chosen.hour_to}h"))
    if chosen.text.strip():
        parts.append(Text(f"“{chosen.text}”", f"“{chosen.text}”"))
    if not parts:
        return _NO_FILTER
    return Text(", ".join(part.vi for part in parts), ", ".join(part.en for part in parts))


def _filter(database: Database, chosen: AccidentFilter) -> Text:
    words = filter_words(database, chosen)
    return Text(f"Bộ lọc: {words.vi}.", f"Filter: {words.en}.")


def _period(first: dt.date | None, last: dt.date | None) -> Text:
    ends = " – ".join(f"{day:%d/%m/%Y}" if day else "…" for day in (first, last))
    if first is None and last is None:
        return Text("Kỳ: toàn bộ dữ liệu.", "Period: all data.")
    return Text(f"Kỳ: {ends} (tính cả hai ngày).", f"Period: {ends} (both days included).")
