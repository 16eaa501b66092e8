"""Road sections by what is to be expected of them: observed and expected counts, EPDO, rates where traffic is known.

It is a second view beside the legal screening and changes nothing in it: a section here is no candidate place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from atgt import settings
from atgt.domain.actor import Role
from atgt.domain.errors import ParameterError
from atgt.domain.location import LocationStatus
from atgt.domain.period import Period, add_months
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.statistics import empirical_bayes, hold_out, performance_measures, road_sections
from atgt.statistics.empirical_bayes import NegativeBinomialFit
from atgt.statistics.hold_out import Capture
from atgt.statistics.performance_measures import Weights
from atgt.statistics.road_sections import Section
from atgt.storage.database import Database
from atgt.workflow import authority, road_words, roads, selection, table_basis, traffic
from atgt.workflow.selection import AccidentFilter, Selection
from atgt.workflow.table_basis import TableBasis

DEFAULT_SECTION_M = 500.0
_DAY = dt.timedelta(days=1)
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """One section.

    Parameters
    ----------
    expected, deviation
        By empirical Bayes, in accidents of the period.
    rate, critical_rate
        Accidents per million vehicle-kilometres; None without traffic.
    """

    section: Section
    name: Text
    by_severity: tuple[int, ...]
    expected: float
    deviation: float
    epdo: float
    severity_index: float | None
    rate: float | None
    critical_rate: float | None

    @property
    def n_accidents(self) -> int:
        """Accidents observed."""
        return sum(self.by_severity)


@dataclass(frozen=True, slots=True)
class SectionRanking:
    """All sections, the highest expected count first (then EPDO, then along the road)."""

    rows: tuple[SectionFigures, ...]
    fit: NegativeBinomialFit
    k_by_moments: float
    section_m: float
    weights: Weights
    n_left_out: int
    basis: TableBasis


@dataclass(frozen=True, slots=True)
class RankingCheck:
    """Whether the list of one period would have caught the accidents of the next.

    Parameters
    ----------
    captures
        By score ("count", "epdo", "expected"), one ``Capture`` for each k.
    """

    earlier: Period
    later: Period
    captures: dict[str, tuple[Capture, ...]]
    basis: TableBasis


def weight_sets() -> tuple[Weights, ...]:
    """The sets of EPDO weights, the default first."""
    return performance_measures.parse_weights(settings.read_reference("epdo_weights"))


def rank(
    database: Database,
    chosen: AccidentFilter | None = None,
    *,
    section_m: float = DEFAULT_SECTION_M,
    weights_key: str | None = None,
) -> SectionRanking:
    """The sections of all roads with the figures of a selection; only placed accidents can be in a section.

    Raises
    ------
    ParameterError
        For sections that are too short, too few of them, an unknown set of weights, or no accident.
    """
    authority.require_reader(database, Role.EDITOR, Text("xem số vụ theo đoạn", "see counts by section"))
    chosen, weights = chosen or AccidentFilter(), _weights(weights_key)
    period = _period(database, chosen)
    found = selection.select_accidents(database, chosen)
    network, volumes = roads.load_network(database), traffic.volumes(database)
    sections = _sections(network, section_m, chosen)
    counts, n_left_out = _counts(found, sections)
    lengths = np.array([section.length_m for section in sections]) / 1000
    fitted = empirical_bayes.fit(counts.sum(axis=1), lengths)
    expected, deviation = empirical_bayes.expected(counts.sum(axis=1), lengths, fitted)
    exposure = [
        performance_measures.million_vehicle_km(volumes[s.route_id].aadt, s.length_m, period.n_days)
        if s.route_id in volumes
        else None
        for s in sections
    ]
    average = _average_rate(counts, exposure)
    rows = []
    for number, section in enumerate(sections):
        by_severity, driven = tuple(map(int, counts[number])), exposure[number]
        rows.append(
            SectionFigures(
                section=section,
                name=road_words.stretch_name(network, section.route_id, section.from_m, section.to_m),
                by_severity=by_severity,
                expected=float(expected[number]),
                deviation=float(deviation[number]),
                epdo=performance_measures.epdo(by_severity, weights),
                severity_index=performance_measures.severity_index(by_severity, weights),
                rate=None if driven is None else performance_measures.rate(sum(by_severity), driven),
                critical_rate=None if driven is None else performance_measures.critical_rate(average, driven),
            )
        )
    rows.sort(key=lambda row: (-row.expected, -row.epdo, row.section.route_id, row.section.from_m))
    moments = empirical_bayes.dispersion_by_moments(counts.sum(axis=1), lengths)
    basis = table_basis.basis_of(database, chosen, found, (_left_out(n_left_out), empirical_bayes.WARNING))
    return SectionRanking(tuple(rows), fitted, moments, section_m, weights, n_left_out, basis)


def check_ranking(
    database: Database,
    chosen: AccidentFilter | None = None,
    *,
    section_m: float = DEFAULT_SECTION_M,
    months: int = 12,
    ks: tuple[int, ...] = (5, 10, 20),
) -> RankingCheck:
    """Rank by the data before the last months, and see how many accidents of the last months the list catches.

    The days of the filter are not used. Raises ParameterError as ``rank``.
    """
    authority.require_reader(database, Role.EDITOR, Text("xem số vụ theo đoạn", "see counts by section"))
    known = _period(database, AccidentFilter())
    later = Period(add_months(known.last + _DAY, -months), known.last)
    earlier = Period(known.first, later.first - _DAY)
    if earlier.n_days < 180:
        raise ParameterError(
            Text("Cần số liệu ít nhất nửa năm trước kỳ kiểm tra.", "Data of at least half a year before it is needed.")
        )
    before, after = (replace(chosen or AccidentFilter(), first_day=p.first, last_day=p.last) for p in (earlier, later))
    ranking = rank(database, before, section_m=section_m)
    sections = tuple(row.section for row in ranking.rows)
    found = selection.select_accidents(database, after)
    counts = _counts(found, sections)[0].sum(axis=1).astype(float)
    scores = {
        "count": np.array([float(row.n_accidents) for row in ranking.rows]),
        "epdo": np.array([row.epdo for row in ranking.rows]),
        "expected": np.array([row.expected for row in ranking.rows]),
    }
    captures = {
        name: tuple(hold_out.capture(score, counts, k) for k in ks if k <= len(sections))
        for name, score in scores.items()
    }
    spans = Text(
        f"Xếp hạng bằng số liệu {_span(earlier)}; đếm vụ của {_span(later)}.",
        f"Ranked by the data of {_span(earlier)}; accidents of {_span(later)} counted.",
    )
    return RankingCheck(earlier, later, captures, table_basis.basis_of(database, after, found, (spans,)))


def _weights(key: str | None) -> Weights:
    sets = {one.key: one for one in weight_sets()}
    if key is not None and key not in sets:
        names = ", ".join(sets)
        raise ParameterError(
            Text(f"Không có bộ trọng số “{key}”. Chọn: {names}.", f"There are no weights “{key}”. Choose: {names}.")
        )
    return next(iter(sets.values())) if key is None else sets[key]


def _period(database: Database, chosen: AccidentFilter) -> Period:
    known = selection.data_period(database)
    if known is None:
        raise ParameterError(Text("Chưa có vụ tai nạn nào.", "There is no accident yet."))
    return Period(max(chosen.first_day or known.first, known.first), min(chosen.last_day or known.last, known.last))


def _sections(network: RoadNetwork, section_m: float, chosen: AccidentFilter) -> tuple[Section, ...]:
    lengths = {
        route.route_id: route.length_m
        for route in network.roads
        if chosen.route_ids is None or route.route_id in chosen.route_ids
    }
    return road_sections.equal_sections(lengths, section_m)


def _counts(found: Selection, sections: tuple[Section, ...]) -> tuple[Counts, int]:
    """Accidents by section and severity, and how many of the selection lie in none."""
    table = found.accidents
    placed = table[(table["location_status"] == LocationStatus.LOCATED.value) & table["measure_mm"].notna()]
    measures = placed["measure_mm"].to_numpy(dtype=float) / 1000
    numbers = road_sections.section_numbers(sections, placed["route_id"].to_numpy(dtype=object), measures)
    counts = np.zeros((len(sections), len(Severity)), dtype=np.int64)
    severity = placed["severity"].to_numpy(dtype=np.int64)
    inside = numbers >= 0
    np.add.at(counts, (numbers[inside], severity[inside]), 1)
    return counts, len(table) - int(inside.sum())


def _average_rate(counts: Counts, exposure: list[float | None]) -> float:
    """Accidents by traffic of all sections whose traffic is known."""
    pairs = [(int(line.sum()), driven) for line, driven in zip(counts, exposure, strict=True) if driven is not None]
    return sum(n for n, _ in pairs) / sum(driven for _, driven in pairs) if pairs else 0.0


def _left_out(n: int) -> Text:
    return Text(
        f"{n} vụ của bộ lọc không nằm trong đoạn nào (chưa có vị trí, hoặc tuyến không còn trong lớp đường).",
        f"{n} accidents of the filter lie in no section (not placed, or on a road that is no longer in the layer).",
    )


def _span(period: Period) -> str:
    return f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"
