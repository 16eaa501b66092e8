"""Why one accident belongs to no place of the list, or to which: every accident gets an answer in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from atgt.domain.black_spot import SPOT_LEVEL_LABELS, Spot, SpotLevel
from atgt.domain.errors import NotFoundError
from atgt.domain.location import LocationStatus
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening import closest, explanation, levels, near_misses
from atgt.network_screening.accident_table import AccidentTable, date_of, read_accidents
from atgt.network_screening.closest import ClosestWindow
from atgt.network_screening.near_misses import NearMiss
from atgt.network_screening.rule_sets import RuleSet
from atgt.network_screening.screening import Screening


class Standing(StrEnum):
    """How an accident stands to one list."""

    NOT_LOCATED = "not_located"
    OUTSIDE_DAYS = "outside_days"
    IN_SPOT = "in_spot"
    BESIDE_SPOT = "beside_spot"
    NEAR_MISS = "near_miss"
    NO_PLACE = "no_place"


@dataclass(frozen=True, slots=True)
class LevelAnswer:
    """Why an accident is not in a place of one level.

    Parameters
    ----------
    near_misses
        The places it is part of that just miss the level.
    closest
        Where it came closest; None when no clause of the level counts accidents of its class.
    sentences
        The same to be read aloud.
    """

    level: SpotLevel
    near_misses: tuple[NearMiss, ...]
    closest: ClosestWindow | None
    sentences: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer for one accident.

    Parameters
    ----------
    text
        The answer as one sentence.
    spot_key
        The place it is in or beside; None for the others.
    levels
        For every level it is not listed at: what is missing. Empty for accidents that took no part.
    """

    accident_id: str
    standing: Standing
    text: Text
    spot_key: str | None
    levels: tuple[LevelAnswer, ...]


def explain_accident(
    accidents: pd.DataFrame,
    network: RoadNetwork,
    rule_set: RuleSet,
    parameters: ScreeningParameters,
    found: Screening,
    misses: Sequence[NearMiss],
    accident_id: str,
) -> WhyNot:
    """Where an accident stands, and for each level it is not listed at, what is missing.

    Parameters
    ----------
    accidents
        All accidents, located or not; see ``screening.screen``.
    found, misses
        The list of these accidents and its near misses of both levels.

    Raises
    ------
    NotFoundError
        When there is no such accident.
    """
    named = accidents[accidents["accident_id"].astype(str) == accident_id]
    if named.empty:
        raise NotFoundError(
            Text(f"Không có vụ tai nạn mã “{accident_id}”.", f"There is no accident with the id “{accident_id}”.")
        )
    day = date_of(named["occurred_on"].iloc[0])
    if str(named["location_status"].iloc[0]) != LocationStatus.LOCATED.value:
        return WhyNot(accident_id, Standing.NOT_LOCATED, _NOT_LOCATED.fill(day=f"{day:%d/%m/%Y}"), None, ())
    first, last = parameters.first_day(), parameters.as_of
    if not first <= day <= last:
        text = _OUTSIDE.fill(day=f"{day:%d/%m/%Y}", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        return WhyNot(accident_id, Standing.OUTSIDE_DAYS, text, None, ())
    table = read_accidents(accidents, network, parameters, levels.period_of(rule_set, parameters))
    listed = [spot for spot in found.spots if accident_id in spot.accident_ids]
    beside = next((key for key, ids in found.surroundings.items() if accident_id in ids), None)
    answers = tuple(
        _level_answer(table, network, rule_set, parameters, level, misses, accident_id)
        for level in SpotLevel
        if rule_set.rules(level) and not _is_settled(level, listed)
    )
    standing, text, key = _standing(accident_id, found.spots, listed, beside, answers)
    return WhyNot(accident_id, standing, text, key, answers)


def _is_settled(level: SpotLevel, listed: Sequence[Spot]) -> bool:
    """Whether an accident is listed at a level or at a worse one."""
    order = list(SpotLevel)
    return any(order.index(spot.level) <= order.index(level) for spot in listed)


def _level_answer(
    table: AccidentTable,
    network: RoadNetwork,
    rule_set: RuleSet,
    parameters: ScreeningParameters,
    level: SpotLevel,
    misses: Sequence[NearMiss],
    accident_id: str,
) -> LevelAnswer:
    own = near_misses.of_accident([miss for miss in misses if miss.level is level], accident_id)
    at_junctions = levels.find_junction_accidents(table, network, parameters)
    row = table.ids.index(accident_id)
    window = closest.closest_window(table, network, at_junctions, row, rule_set.rules(level), level, parameters)
    sentences = tuple(miss.text for miss in own)
    if window is None:
        sentences = (*sentences, _not_counted(_level_words(level)))
    elif window.n_missing and not own:
        sentences = (window.text,)
    return LevelAnswer(level, own, window, sentences)


def _standing(
    accident_id: str,
    spots: Sequence[Spot],
    listed: Sequence[Spot],
    beside: str | None,
    answers: Sequence[LevelAnswer],
) -> tuple[Standing, Text, str | None]:
    if listed:
        spot = listed[0]
        number = spots.index(spot) + 1
        words = _level_words(spot.level)
        is_witness = any(accident_id in rule.witness_ids for rule in spot.rules)
        clauses = explanation.clauses_in_words([(rule.clause, rule.source) for rule in spot.rules])
        part = _WITNESS if is_witness else _MEMBER
        text = Text(
            f"Vụ này nằm trong vị trí số {number}, {spot.place_name.vi} ({words.vi}): {part.vi} {clauses.vi}.",
            f"This accident is in place number {number}, {spot.place_name.en} ({words.en}): {part.en} {clauses.en}.",
        )
        return Standing.IN_SPOT, text, spot.spot_key
    if beside is not None:
        spot = next(spot for spot in spots if spot.spot_key == beside)
        return Standing.BESIDE_SPOT, _beside_text(spots.index(spot) + 1, spot.place_name), beside
    if any(answer.near_misses for answer in answers):
        return Standing.NEAR_MISS, _NEAR, None
    return Standing.NO_PLACE, _NONE, None


def _not_counted(level: Text) -> Text:
    return Text(
        f"Không tiêu chí nào của mức {level.vi[0].lower()}{level.vi[1:]} đếm loại vụ này.",
        f"No criterion of the level {level.en[0].lower()}{level.en[1:]} counts accidents of its class.",
    )


def _beside_text(number: int, place: Text) -> Text:
    return Text(
        f"Vụ này thuộc khu vực của vị trí số {number}, {place.vi}: cùng với các vụ gần đó nó đủ ngưỡng, nhưng đoạn "
        "được liệt kê không kéo tới chỗ này để không vụ nào bị đếm hai lần.",
        f"This accident belongs to the surroundings of place number {number}, {place.en}: with its neighbours it "
        "qualifies, but the listed stretch does not reach here, so that no accident is counted twice.",
    )


def _level_words(level: SpotLevel) -> Text:
    label = SPOT_LEVEL_LABELS[level]
    return Text(label.vi.split(" – ")[0], label.en.split(" – ")[0])


_NOT_LOCATED = Text(
    "Vụ ngày {day} chưa có vị trí chắc chắn trên mạng đường, nên không tham gia rà soát. Hãy chọn vị trí cho vụ này "
    "rồi rà soát lại.",
    "The accident of {day} has no certain place on the road network, so it took no part. Choose its place, then screen "
    "again.",
)
_OUTSIDE = Text(
    "Vụ ngày {day} nằm ngoài thời gian xét, từ {first} đến hết {last}, nên không được tính.",
    "The accident of {day} lies outside the days considered, {first} to {last}, so it does not count.",
)
_WITNESS = Text("là một trong các vụ ít nhất làm đủ tiêu chí", "it is one of the fewest that meet the criterion")
_MEMBER = Text(
    "được tính vào vị trí, nhưng không có vụ này vị trí vẫn đủ tiêu chí",
    "it counts in the place, which meets the criterion without it as well:",
)
_NEAR = Text(
    "Vụ này không nằm trong vị trí nào của danh sách, nhưng chỗ này gần đủ ngưỡng.",
    "This accident is in no place of the list, but its place just misses a threshold.",
)
_NONE = Text(
    "Vụ này không nằm trong vị trí nào của danh sách: quanh chỗ này chưa đủ số vụ.",
    "This accident is in no place of the list: there are too few accidents around it.",
)
