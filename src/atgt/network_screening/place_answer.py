"""What a place lacks to reach a level: the near misses it is part of, else the window of its accidents that is closest.

``why_not`` answers for one accident; this answers for a place of the register, which may be on the list at the lower
level, or on none any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from atgt.domain.black_spot import SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import closest, levels
from atgt.network_screening.accident_table import read_accidents
from atgt.network_screening.closest import ClosestWindow
from atgt.network_screening.near_misses import NearMiss
from atgt.network_screening.rule_sets import RuleSet

MOST_SENTENCES = 3
"""So many near misses are read aloud; a place is part of more only when its neighbours are dense."""


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What a place lacks to reach one level.

    Parameters
    ----------
    n_counted
        Accidents of the place that took part: located, and in the days considered.
    near_misses
        The places just below the level that hold an accident of it.
    closest
        The window of its accidents that comes closest; None when no clause of the level counts them.
    sentences
        The same to be read aloud; never empty.
    """

    level: SpotLevel
    n_counted: int
    near_misses: tuple[NearMiss, ...]
    closest: ClosestWindow | None
    sentences: tuple[Text, ...]


def what_is_missing(
    accidents: pd.DataFrame,
    network: RoadNetwork,
    rule_set: RuleSet,
    parameters: ScreeningParameters,
    misses: Sequence[NearMiss],
    accident_ids: frozenset[str],
    *,
    asked: Sequence[SpotLevel],
) -> tuple[PlaceAnswer, ...]:
    """What the accidents of a place lack to reach some levels, in their order; levels without a clause are left out.

    Parameters
    ----------
    accidents, network, rule_set, parameters
        As for ``screening.screen``.
    misses
        The near misses of these levels.
    accident_ids
        The accidents that lie in the place, of all days.
    """
    table = read_accidents(accidents, network, parameters, levels.period_of(rule_set, parameters))
    rows = [row for row, accident_id in enumerate(table.ids) if accident_id in accident_ids]
    at_junctions = levels.find_junction_accidents(table, network, parameters)
    answers = []
    for level in asked:
        clauses = rule_set.rules(level)
        if not clauses:
            continue
        own = tuple(m for m in misses if m.level is level and not accident_ids.isdisjoint(m.accident_ids))
        windows = (
            closest.closest_window(table, network, at_junctions, row, clauses, level, parameters) for row in rows
        )
        window = min((one for one in windows if one is not None), key=_order, default=None)
        answers.append(PlaceAnswer(level, len(rows), own, window, _sentences(len(rows), own, window)))
    return tuple(answers)


def _order(window: ClosestWindow) -> tuple[int, int, int]:
    return window.n_missing, -len(window.accident_ids), window.place.length_mm


def _sentences(n_counted: int, own: Sequence[NearMiss], window: ClosestWindow | None) -> tuple[Text, ...]:
    if not n_counted:
        return (_NO_ACCIDENT,)
    if window is not None and not window.n_missing:
        return (_ELSEWHERE,)
    if own:
        return tuple(miss.text for miss in own[:MOST_SENTENCES])
    return (_NOT_COUNTED,) if window is None else (window.text,)


_NO_ACCIDENT = Text(
    "Trong thời gian xét không có vụ nào được định vị tại đây.",
    "No accident was located here in the days considered.",
)
_NOT_COUNTED = Text(
    "Không tiêu chí nào của mức này đếm loại vụ xảy ra tại đây.",
    "No criterion of this level counts accidents of the classes that happened here.",
)
_ELSEWHERE = Text(
    "Các vụ ở đây cùng các vụ liền kề đã đủ tiêu chí của mức này: chúng nằm trong một vị trí khác của danh sách.",
    "With their neighbours the accidents here reach this level already: they are in another place of the list.",
)
