"""From all the evidence of a record to one answer: a place, several to choose from, or none, and always why.

The order is that of TT 26/2024/TT-BCA Điều 11: the km post of a named road, then the house number, then a pole, sign
or other landmark, then coordinates, "or combined when possible". Rules that settle what the law leaves open:

* A km post and coordinates farther apart than ``disagreement_m`` contradict each other. If the coordinates lie
  on a road, nothing is chosen and a person decides; if they lie on no road, the km post stands with precision C.
* A km post without metres ("Km1092") gives way to coordinates that lie on the named road and fit it.
* A house number and coordinates that agree within ``disagreement_m`` are combined: the coordinates give the place.
  Where they contradict each other, a person decides. A landmark only tells about where it is, so coordinates go first.
* One km post on several alignments of a road is settled by coordinates or not at all. On the two carriageways of a
  road that the office counts as one, either side is the place: the one nearer the coordinates, else the main line.
* Of roads about equally near, the one named is taken. Without a name nothing is chosen,
  unless they meet right there: at a junction either road gives the same place.
* A railway chainage beside coordinates near a road may be a railway accident: a person decides.
* A road that is named and known, or has a number, outweighs a nearer road: if it is not near, nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from atgt.domain.location import Location, Precision
from atgt.domain.text import Text
from atgt.location_referencing import house_numbers, landmark_places, projection, reasons
from atgt.location_referencing.answers import Case, with_remark
from atgt.location_referencing.coordinate_evidence import CoordinateEvidence
from atgt.location_referencing.coordinate_reading import CoordinateState
from atgt.location_referencing.road_index import RoadIndex, Spot
from atgt.location_referencing.route import Junction
from atgt.location_referencing.text_evidence import TextEvidence

_CLOSE_M = 100.0
"""Coordinates this near a km post, in metres, leave it its precision; farther ones make it B."""


def decide(index: RoadIndex, words: TextEvidence, point: CoordinateEvidence) -> Location:
    """The answer for one record; never a place that the evidence does not carry."""
    case = Case(index, words, point)
    is_sure_km = bool(words.spots) and words.problem is None
    if point.is_usable:
        found = _by_km_and_point(case) if is_sure_km else _by_house_and_point(case)
        return with_remark(found, _remarks_on_point(point))
    unusable = _why_unusable(point)
    remark = None if unusable is None else reasons.remark("coordinates_not_used", unusable[1])
    if is_sure_km:
        return with_remark(_by_km(case), remark)
    house = house_numbers.find_place(index, words)
    if house is not None:
        found = case.located(house[0], house[0].precision, "house_number", house=house[1].shown)
        return with_remark(with_remark(found, _km_remark(case)), remark)
    landmark = landmark_places.find_place(index, words)
    if landmark is not None:
        found = case.located(landmark[0], Precision.C, "landmark", landmark=landmark[1])
        return with_remark(with_remark(found, _km_remark(case)), remark)
    return _without_place(case, unusable)


# --- km post --------------------------------------------------------------------------------------------------------


def _by_km(case: Case) -> Location:
    kms = case.kms
    joined = case.on_joined_road(kms)
    if joined is not None:
        return case.located(joined, joined.precision, "km_on_joined_road", kms)
    if len(kms) > 1:
        return _several_kms(case, kms)
    return case.located(kms[0], kms[0].precision, "km_post")


def _several_kms(case: Case, kms: Sequence[Spot]) -> Location:
    roads = case.roads(kms)
    if len(roads) > 1:
        rule, why = "km_on_several_roads", reasons.text("km_on_several_roads", km=case.km, roads=", ".join(roads))
    else:
        rule, why = "km_repeats", reasons.text("km_repeats", km=case.km, count=len(kms), road=roads[0])
    return case.ambiguous([*kms, *case.point.spots], rule, why)


def _by_km_and_point(case: Case) -> Location:
    kms, point = case.kms, case.point
    joined = case.on_joined_road(kms)
    if len(kms) > 1 and joined is None:
        return _point_chooses_km(case, kms)
    place = joined or kms[0]
    away_m = place.away_from(point.x, point.y)
    if away_m > case.index.options.disagreement_m + place.slack_m:
        return _contradiction(case, place, away_m)
    on_road = case.on_named_road
    if place.precision is Precision.C and on_road:
        return case.located(on_road[0], Precision.A, "coordinates_refine_km", (place, *point.spots))
    precision = place.precision if away_m <= _CLOSE_M else max(place.precision, Precision.B)
    return case.located(place, precision, "km_and_coordinates_agree", point.spots, away=away_m)


def _contradiction(case: Case, place: Spot, away_m: float) -> Location:
    if not case.point.spots:
        return case.located(place, Precision.C, "km_but_coordinates_elsewhere", away=away_m)
    why = reasons.text(
        "km_and_coordinates_disagree",
        km=case.km,
        road=case.road(place),
        away=away_m,
        limit=case.index.options.disagreement_m,
    )
    return case.ambiguous([place, *case.point.spots], "km_and_coordinates_disagree", why)


def _point_chooses_km(case: Case, kms: Sequence[Spot]) -> Location:
    """Of several places of one km post the one on the road at the coordinates, if there is exactly one."""
    point, roads, on_road = case.point, case.index.network.roads, case.on_named_road
    if on_road and not _rivals(case, on_road):
        here = roads[on_road[0].route_index].base_id
        reach_m = case.index.options.disagreement_m
        fits = [
            km
            for km in kms
            if roads[km.route_index].base_id == here and km.away_from(point.x, point.y) <= reach_m + km.slack_m
        ]
        if len(fits) == 1:
            return case.located(fits[0], fits[0].precision, "coordinates_choose_km", (*kms, *point.spots))
    return _several_kms(case, kms)


# --- house number ---------------------------------------------------------------------------------------------------


def _by_house_and_point(case: Case) -> Location:
    """Coordinates, unless the house number that is told lies elsewhere."""
    found = _by_point(case)
    house = house_numbers.find_place(case.index, case.words)
    if house is None:
        return found
    spot, said = house
    away_m = spot.away_from(case.point.x, case.point.y)
    if away_m > case.index.options.disagreement_m + spot.slack_m and case.point.spots:
        limit_m = case.index.options.disagreement_m
        rule = "house_and_coordinates_disagree"
        why = reasons.text(rule, house=said.shown, away=away_m, limit=limit_m)
        return case.ambiguous([spot, *case.point.spots], rule, why)
    if found.chosen is not None:
        return found
    return with_remark(case.located(spot, spot.precision, "house_number", house=said.shown), found.reason)


# --- coordinates ----------------------------------------------------------------------------------------------------


def _by_point(case: Case) -> Location:
    words, near = case.words, case.point.spots
    if not near:
        return with_remark(_no_road_near(case), _km_remark(case))
    if words.problem is not None and words.problem.rule == "km_railway":
        why = reasons.text("railway_km_near_road", road=case.road(near[0]), away=near[0].distance_m)
        return case.ambiguous(near, "railway_km_near_road", why)
    if not words.names:
        fits = [spot for spot in near if _fits_km(case, spot)]
        if fits:
            return _nearest_of(case, fits, "coordinates_and_km_agree", Precision.A)
        found = _nearest_of(case, near, "coordinates_nearest_road", Precision.B)
    elif case.on_named_road:
        found = _nearest_of(case, case.on_named_road, "coordinates_on_named_road", Precision.A)
    elif words.named_roads or any(name.is_numbered for name in words.names):
        found = _name_disagrees(case)
    else:
        found = _nearest_of(case, near, "coordinates_name_unknown", Precision.B)
    return with_remark(found, _km_remark(case))


def _fits_km(case: Case, spot: Spot) -> bool:
    reach_m = case.index.options.disagreement_m
    return any(
        km.route_index == spot.route_index and abs(km.measure_m - spot.measure_m) <= reach_m + km.slack_m
        for km in case.words.spots
    )


def _nearest_of(case: Case, fits: Sequence[Spot], rule: str, precision: Precision) -> Location:
    """The nearest of the roads that fit, unless another is about as near and they do not meet there."""
    best, rivals, near = fits[0], _rivals(case, fits), case.point.spots
    if not rivals:
        name = case.words.names[0].raw if case.words.names else ""
        return case.located(best, precision, rule, near, name=name)
    junction = _junction_of(case, (best, *rivals))
    if junction is not None:
        return case.located(best, precision, "coordinates_at_junction", near, junction=junction.name)
    roads = ", ".join(f"{case.road(spot)} ({spot.distance_m:.0f} m)" for spot in (best, *rivals))
    return case.ambiguous(near, "several_roads_near", reasons.text("several_roads_near", roads=roads))


def _rivals(case: Case, fits: Sequence[Spot]) -> list[Spot]:
    """Other roads about as near as the nearest; parts of one road do not compete with each other."""
    network = case.index.network

    def road_of(spot: Spot) -> str:
        return network.routes[network.main_of(network.roads[spot.route_index].route_id)].base_id

    limit_m = fits[0].distance_m + case.index.options.ambiguity_m + 1e-6
    return [s for s in fits[1:] if s.distance_m <= limit_m and road_of(s) != road_of(fits[0])]


def _junction_of(case: Case, spots: Sequence[Spot]) -> Junction | None:
    """The nearest junction of all these roads within reach of the point."""
    ids = {case.index.network.roads[spot.route_index].route_id for spot in spots}
    near = case.index.network.junctions_near(case.point.x, case.point.y, case.index.options.junction_m)
    return next((junction for junction in near if ids <= set(junction.route_ids)), None)


def _name_disagrees(case: Case) -> Location:
    near = case.point.spots
    why = reasons.text(
        "name_disagrees",
        name=case.words.names[0].raw,
        roads=", ".join(case.roads(near)),
        away=near[0].distance_m,
    )
    return case.ambiguous([*near, *case.words.spots], "name_disagrees", why)


def _no_road_near(case: Case) -> Location:
    point, limit_m = case.point, case.index.options.tolerance_m
    if point.nearest_road is None:
        rule, why = "no_road_in_network", reasons.text("no_road_in_network")
    elif point.railway_m is not None:
        rule = "only_railway_near"
        why = reasons.text(rule, away=point.railway_m, limit=limit_m)
    else:
        rule = "too_far_from_road"
        road = case.index.network.roads[point.nearest_road].shown_name
        why = reasons.text(rule, road=road, away=point.nearest_m, limit=limit_m)
    if point.as_vn2000 is None:
        return case.unlocated(rule, why, case.words.spots)
    slip = reasons.text("other_datum", road=case.road(point.as_vn2000), away=point.as_vn2000.distance_m)
    return case.unlocated(rule, reasons.join(why, slip), (*case.words.spots, point.as_vn2000))


def _km_remark(case: Case) -> Text | None:
    problem = case.words.problem
    return None if problem is None else reasons.remark("km_not_used", problem.text)


def _remarks_on_point(point: CoordinateEvidence) -> Text | None:
    said = []
    if point.state is CoordinateState.SWAPPED:
        said.append(reasons.text("axes_swapped"))
    if point.railway_m is not None and point.spots:
        said.append(reasons.text("railway_beside", away=point.railway_m))
    return reasons.join(*said) if said else None


def _why_unusable(point: CoordinateEvidence) -> tuple[str, Text] | None:
    if point.state is CoordinateState.OTHER_ZONE:
        meridian = projection.VN2000_ZONES[point.fitting_zone]
        why = reasons.text("coordinates_other_zone", zone=point.fitting_zone, meridian=meridian)
        return "coordinates_other_zone", why
    rule = {
        CoordinateState.INCOMPLETE: "coordinates_incomplete",
        CoordinateState.OUTSIDE: "coordinates_outside_area",
    }.get(point.state)
    return None if rule is None else (rule, reasons.text(rule))


# --- nothing -----------------------------------------------------------------------------------------


def _without_place(case: Case, unusable: tuple[str, Text] | None) -> Location:
    words = case.words
    if words.problem is not None:
        remark = None if unusable is None else reasons.remark("coordinates_not_used", unusable[1])
        why = reasons.join(words.problem.text, remark)
        if len(case.kms) > 1:
            return case.ambiguous(case.kms, words.problem.rule, why)
        return case.unlocated(words.problem.rule, why, case.kms)
    if unusable is not None:
        return case.unlocated(*unusable)
    if words.names and not words.has_words:
        return case.unlocated("only_road_named", reasons.text("only_road_named", name=words.names[0].raw))
    rule = "only_words" if words.has_words else "nothing_to_locate"
    return case.unlocated(rule, reasons.text(rule))
