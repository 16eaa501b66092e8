"""How firmly a spot stands: at another L, without one accident, with moved places, and in a moved period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from atgt.domain.black_spot import SiteKind, Spot
from atgt.domain.location import Precision
from atgt.domain.period import day_of
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import evidence, levels, places, screening
from atgt.network_screening.accident_table import AccidentTable, read_accidents
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import Int64Array
from atgt.network_screening.period import PeriodStep
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.windows import screen_routes

SHORTER, LONGER = 0.8, 1.2
"""The lengths tried, as parts of L (of the radius for a junction)."""

MOVED_DAYS = 30
"""How many days the period is moved back and forth."""

N_TRIALS = 200
"""How often places are moved within their precision."""

SEED = 20_260_901
"""The same trials give the same share every time."""

ERROR_MM = {Precision.A: 20_000, Precision.B: 100_000, Precision.C: 500_000, Precision.NONE: 500_000}
"""How far a place of each grade may be off, from the meaning of the grades."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What would change for one spot.

    Parameters
    ----------
    holds_shorter
        Whether its accidents still qualify at 0.8 L.
    added_longer
        Accidents that join the place at 1.2 L. (By monotony it always still qualifies.)
    least_certain
        Its witness with the worst precision grade, the latest of equal ones.
    holds_without
        Whether it still qualifies when that accident turns out to belong to another road.
    needed_ids
        Accidents without any one of which the place no longer qualifies.
    share_moved
        Share of the trials in which its accidents still qualify when each is moved within its precision grade.
    holds_earlier, holds_later
        Whether the place qualifies when the days considered begin and end 30 days earlier, or later.
    sentences
        All of it, to be read aloud.
    """

    spot_key: str
    holds_shorter: bool
    added_longer: tuple[str, ...]
    least_certain: str
    holds_without: bool
    needed_ids: tuple[str, ...]
    share_moved: float
    holds_earlier: bool
    holds_later: bool
    sentences: tuple[Text, ...]

    @property
    def text(self) -> Text:
        """All sentences as one paragraph."""
        return Text(" ".join(s.vi for s in self.sentences), " ".join(s.en for s in self.sentences))


def sensitivity(
    accidents: pd.DataFrame,
    network: RoadNetwork,
    rule_set: RuleSet,
    parameters: ScreeningParameters,
    spots: Sequence[Spot],
) -> tuple[Sensitivity, ...]:
    """One answer a spot, in the order given.

    Parameters
    ----------
    accidents, network, rule_set, parameters
        Those of the run that found the spots. Accidents of the 30 days before and after the days considered, where the
        table has them, decide about the moved period.
    """
    period = levels.period_of(rule_set, parameters)
    table = read_accidents(accidents, network, parameters, period)
    longer = screening.screen_network(accidents, network, rule_set, _scaled(parameters, LONGER))
    moved = [read_accidents(accidents, network, _moved(parameters, by), period) for by in (-MOVED_DAYS, MOVED_DAYS)]
    found = []
    for spot in spots:
        tried = _Spot(table, network, rule_set.rules(spot.level), parameters, period, spot)
        uncertain = tried.least_certain()
        needed = tuple(table.ids[row] for row in tried.rows.tolist() if not tried.holds(tried.rows[tried.rows != row]))
        holds_shorter = tried.holds(tried.rows, _scaled(parameters, SHORTER))
        earlier, later = (replace(tried, table=other).holds_in_place() for other in moved)
        added = _added(spot, longer)
        share = tried.share_moved()
        found.append(
            Sensitivity(
                spot_key=spot.spot_key,
                holds_shorter=holds_shorter,
                added_longer=added,
                least_certain=table.ids[uncertain],
                holds_without=table.ids[uncertain] not in needed,
                needed_ids=needed,
                share_moved=share,
                holds_earlier=earlier,
                holds_later=later,
                sentences=(
                    _length_text(spot, holds=holds_shorter, n_added=len(added)),
                    _one_less_text(tried, uncertain, needed),
                    _moved_text(share),
                    _period_text(earlier=earlier, later=later),
                ),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Spot:
    """One spot and everything it was found with."""

    table: AccidentTable
    network: RoadNetwork
    rules: Sequence[CountRule]
    parameters: ScreeningParameters
    period: PeriodStep
    spot: Spot

    @property
    def rows(self) -> Int64Array:
        """The accidents of the spot."""
        own = set(self.spot.accident_ids)
        return np.array([row for row, name in enumerate(self.table.ids) if name in own], dtype=np.int64)

    def holds(self, rows: Int64Array, parameters: ScreeningParameters | None = None) -> bool:
        """Whether some accidents qualify on their own, as a place of the spot's kind."""
        asked = parameters or self.parameters
        if self.spot.kind is SiteKind.STRETCH:
            chosen = np.zeros(self.table.n, dtype=np.bool_)
            chosen[rows] = True
            return bool(levels.screen_stretches(self.table, self.rules, asked, chosen).members.any())
        inside = np.intersect1d(self._at_junction(asked), rows)
        return bool(evidence.maximal_periods(self.table, inside, self.rules))

    def holds_in_place(self) -> bool:
        """Whether the accidents the table has in the spot's place qualify."""
        if self.spot.kind is SiteKind.JUNCTION:
            return self.holds(self._at_junction(self.parameters))
        route_id, low, high = self.spot.route_ids[0], self.spot.from_mm or 0, self.spot.to_mm or 0
        if route_id not in self.table.route_ids:
            return False
        on_route = self.table.route == self.table.route_ids.index(route_id)
        measure = self.table.measure_mm
        inside = (measure >= low) & (measure <= high) if low <= high else (measure >= low) | (measure <= high)
        return self.holds(np.flatnonzero(on_route & inside))

    def _at_junction(self, asked: ScreeningParameters) -> Int64Array:
        at_junctions = levels.find_junction_accidents(self.table, self.network, asked)
        for junction, at in zip(self.network.junctions, at_junctions, strict=False):
            if places.junction_place(junction, asked.junction_radius_m).wkt == self.spot.wkt:
                return at
        return np.empty(0, dtype=np.int64)

    def least_certain(self) -> int:
        """Row of the witness with the worst precision grade, the latest of equal ones."""
        grades = list(Precision)
        witnesses = {i for rule in self.spot.rules for i in rule.witness_ids}
        rows = [row for row, name in enumerate(self.table.ids) if name in witnesses]
        return max(rows, key=lambda row: (grades.index(self.table.precision[row]), row))

    def share_moved(self) -> float:
        """Share of the trials in which the accidents, each moved within its grade, still qualify."""
        rng = np.random.default_rng(SEED)
        rows = self.rows
        error = np.array([ERROR_MM[self.table.precision[row]] for row in rows.tolist()])
        if self.spot.kind is SiteKind.STRETCH:
            moved = self.table.window_mm[rows] + rng.integers(-error, error, (N_TRIALS, rows.size), endpoint=True)
            return self._share_of_trials(rows, moved, round(self.parameters.length_m * 1000))
        away, angle = rng.uniform(0, error, (N_TRIALS, rows.size)), rng.uniform(0, 2 * np.pi, (N_TRIALS, rows.size))
        node = next(j for j in self.network.junctions if places.junction_place(j, 0.0).wkt == self.spot.wkt)
        dx = self.table.x_mm[rows] + away * np.cos(angle) - node.x * 1000
        dy = self.table.y_mm[rows] + away * np.sin(angle) - node.y * 1000
        outside = np.hypot(dx, dy) > self.parameters.junction_radius_m * 1000
        # A junction is a road without length; an accident that falls outside lies far away, each on its own.
        far = np.where(outside, 10 * (1 + np.arange(rows.size)), 0)
        return self._share_of_trials(rows, far, 0)

    def _share_of_trials(self, rows: Int64Array, places_mm: npt.NDArray[np.int64], length_mm: int) -> float:
        trial = np.repeat(np.arange(N_TRIALS), rows.size)
        again = np.tile(rows, N_TRIALS)
        found = screen_routes(
            trial,
            places_mm.ravel(),
            self.table.day[again],
            self.table.code[again],
            length_mm=length_mm,
            rules=self.rules,
            period=self.table.last[again] + 1,
            engine="plain",
        )
        return float(np.unique(trial[found.members]).size / N_TRIALS)


def _scaled(parameters: ScreeningParameters, factor: float) -> ScreeningParameters:
    return replace(
        parameters,
        length_m=parameters.length_m * factor,
        junction_radius_m=parameters.junction_radius_m * factor,
    )


def _moved(parameters: ScreeningParameters, days: int) -> ScreeningParameters:
    by = dt.timedelta(days=days)
    return replace(parameters, as_of=parameters.as_of + by, from_day=parameters.first_day() + by)


def _added(spot: Spot, longer: Sequence[Spot]) -> tuple[str, ...]:
    own = set(spot.accident_ids)
    joined = [other for other in longer if other.level is spot.level and own & set(other.accident_ids)]
    return tuple(sorted({i for other in joined for i in other.accident_ids} - own))


def _verdict(*, holds: bool) -> Text:
    return (
        Text("vẫn đủ ngưỡng", "it still qualifies") if holds else Text("không còn đủ ngưỡng", "it no longer qualifies")
    )


def _length_text(spot: Spot, *, holds: bool, n_added: int) -> Text:
    what = Text("L", "L") if spot.kind is SiteKind.STRETCH else Text("bán kính nút", "the radius")
    verdict = _verdict(holds=holds)
    more = Text(f"có thêm {n_added:02d} vụ", f"{n_added} more accidents join") if n_added else _NONE_MORE
    return Text(
        f"Nếu {what.vi} ngắn bớt 20 %: {verdict.vi}; nếu {what.vi} dài thêm 20 %: {more.vi}.",
        f"With {what.en} 20 % shorter: {verdict.en}; with {what.en} 20 % longer: {more.en}.",
    )


def _one_less_text(tried: _Spot, uncertain: int, needed: tuple[str, ...]) -> Text:
    day = day_of(int(tried.table.day[uncertain]))
    verdict = _verdict(holds=tried.table.ids[uncertain] not in needed)
    n = len(needed)
    any_one = (
        Text("bớt bất kỳ một vụ nào vẫn đủ ngưỡng", "without any one accident it still qualifies")
        if not n
        else Text(f"có {n:02d} vụ mà thiếu một là không còn đủ ngưỡng", f"{n} accidents are each needed")
    )
    return Text(
        f"Nếu vụ ngày {day:%d/%m/%Y} (vị trí kém chắc nhất) thuộc chỗ khác: {verdict.vi}; {any_one.vi}.",
        f"If the accident of {day.isoformat()} (least certain place) belongs elsewhere: {verdict.en}; {any_one.en}.",
    )


def _moved_text(share: float) -> Text:
    percent = round(share * 100)
    return Text(
        f"Nếu vị trí từng vụ lệch trong phạm vi độ chính xác của nó: vẫn đủ ngưỡng trong {percent} % số lần thử.",
        f"If each place is off within its precision grade: it still qualifies in {percent} % of the trials.",
    )


def _period_text(*, earlier: bool, later: bool) -> Text:
    before, after = _verdict(holds=earlier), _verdict(holds=later)
    return Text(
        f"Nếu kỳ xét lùi {MOVED_DAYS} ngày: {before.vi}; nếu kỳ xét tiến {MOVED_DAYS} ngày: {after.vi}.",
        f"With the days considered {MOVED_DAYS} days earlier: {before.en}; {MOVED_DAYS} days later: {after.en}.",
    )


_NONE_MORE = Text("không có thêm vụ nào", "none more")
