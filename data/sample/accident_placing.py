"""From planted cases to accidents with a true place, and random accidents around them that make no other black spot."""

from __future__ import annotations

import datetime as dt
import math
import random

from brute_force import rules_met
from planted_cases import CASES, Case, Event
from sample_accident import DAMAGE, FATAL, INJURY, MINOR, Accident, Told
from sample_words import HOUR_WEIGHTS, VEHICLES, weighted
from ward import Ward
from ward_curves import local, lon_lat, project
from ward_map import SEED

LAST_DAY = dt.date(2026, 10, 31)
MAX_OFFSET_M = 8.0
CLEAR_LENGTH_M = 345.0  # L and a margin
CLEAR_DAYS = 385  # 12 months and a margin
CLEAR_RADIUS_M = 65.0  # the junction radius and a margin
NARROW = {"gom-dan-sinh": 2.5, "QL1": 5.0}  # largest offset where another road runs 15 m beside


def planted(ward: Ward) -> dict[str, list[Accident]]:
    """The accidents of every planted case, by the case's key."""
    return {case.key: [_place_event(ward, case, event) for event in case.events] for case in CASES}


def _place_event(ward: Ward, case: Case, event: Event) -> Accident:
    rng = random.Random(f"{SEED} {case.key} {event.route_id} {event.at_m} {event.day}")
    measure = event.at_m
    if event.near:
        measure += ward.measure_near_junction(event.route_id, event.near)
    if case.key == "N10" and event.route_id == "QL1:tranh":
        twin = ward.calibrations["QL1"].chainage(event.at_m)
        measure = ward.calibrations[event.route_id].measure(_round(twin or 0, exact=False)) or 0
    killed, injured, damage = _casualties(rng, event.what)
    accident = Accident(
        case.key, event.day, killed, injured, damage, event.route_id, measure, event.told, _clock(rng),
        vehicles=weighted(rng, VEHICLES),
    )  # fmt: skip
    return fix_place(ward, accident, rng, exact_km=event.exact_km, keep_measure=bool(event.near))


def _round(chainage_m: float, *, exact: bool) -> int:
    return round(chainage_m) if exact else round(chainage_m / 10) * 10


def fix_place(
    ward: Ward, accident: Accident, rng: random.Random, *, exact_km: bool = False, keep_measure: bool = False
) -> Accident:
    """The accident with its measure on the line, its chainage, and the coordinates its row will tell."""
    route_id, measure = str(accident.route_id), float(accident.measure_m or 0.0)
    calibration = ward.calibrations.get(route_id)
    chainage = calibration.chainage(measure) if calibration else None
    if accident.told is not Told.COORDINATES:
        if calibration is None or chainage is None:
            raise ValueError(f"{accident.group}: {route_id} has no km post at {measure:.0f} m")
        accident.chainage_m = _round(chainage, exact=exact_km or keep_measure)
        measure = calibration.measure(accident.chainage_m) or measure
    accident.measure_m = measure
    widest = NARROW.get(route_id, MAX_OFFSET_M)
    for _ in range(200):
        lon, lat = lon_lat(ward.place(route_id, measure, offset_m=rng.uniform(-widest, widest)))
        lon, lat = round(lon, 6), round(lat, 6)
        back, distance = project(ward.lines[route_id], local(lon, lat))
        if abs(back - measure) <= 0.8 and distance <= MAX_OFFSET_M:
            accident.lon, accident.lat = lon, lat
            return accident
    raise ValueError(f"no coordinates near {route_id} {measure:.0f} m keep its measure")


def _casualties(rng: random.Random, what: str) -> tuple[int, int, int | None]:
    """Killed, injured, damage in VND of an accident of a class."""
    small = rng.choice((500_000, 1_000_000, 1_500_000, 2_000_000, 3_000_000, 3_500_000, 5_000_000, 7_000_000))
    if what == FATAL:
        return rng.choice((1,) * 9 + (2,)), rng.choice((0, 0, 1, 1, 2)), rng.choice((small, small * 2, None))
    if what == INJURY:
        return 0, rng.choice((1, 1, 1, 1, 2, 2, 3)), rng.choice((small, small, None))
    if what == DAMAGE:
        return 0, 0, rng.choice((12, 15, 18, 20, 25, 30, 40, 60, 85)) * 1_000_000
    return 0, 0, rng.choice((small, small, small, 0))


def _clock(rng: random.Random) -> dt.time:
    hour = rng.choices(range(24), HOUR_WEIGHTS)[0]
    return dt.time(hour, rng.choice((0, 0, 5, 10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55)))


def _day(rng: random.Random, year: int) -> dt.date:
    """A day of the year; more around Tết, at weekends and in the rainy months."""
    last = LAST_DAY if year == LAST_DAY.year else dt.date(year, 12, 31)
    days = [dt.date(year, 1, 1) + dt.timedelta(days=k) for k in range((last - dt.date(year, 1, 1)).days + 1)]
    tet = {2024: dt.date(2024, 2, 10), 2025: dt.date(2025, 1, 29), 2026: dt.date(2026, 2, 17)}[year]
    weights = [
        1.0 + 1.4 * (abs((d - tet).days) <= 8) + 0.35 * (d.weekday() >= 5) + 0.3 * (d.month in (9, 10, 11))
        for d in days
    ]
    return rng.choices(days, weights)[0]


ROUTE_WEIGHTS = {
    "QL1": 34.0, "QL1:tranh": 13.0, "DT627C": 15.0, "ven-bien": 10.0, "tran-hung-dao": 6.0, "nguyen-nghiem": 4.0,
    "le-thanh-ton": 3.0, "nguyen-trai": 3.5, "huynh-cong-thieu": 3.0, "truong-quang-trong": 2.5, "pham-van-dong": 4.0,
    "nguyen-chanh": 2.0, "dh43": 5.0, "dh45": 5.0, "dh47": 3.5, "pho-vinh": 7.0, "bac-ninh": 3.0, "minh-hai": 3.0,
    "tan-tu": 2.5, "gom-dan-sinh": 0.8, "an-truong": 2.0, "truong-giang": 1.5,
}  # fmt: skip
CLASS_WEIGHTS = {
    year: [(FATAL, fatal), (INJURY, 37.0), (DAMAGE, 17.0), (MINOR, 38.0)]
    for year, fatal in ((2024, 13.0), (2025, 9.0), (2026, 3.0))  # the planted deaths lie mostly in the last year
}
KEEP_MINOR_AWAY = "P01"


class Background:
    """Accidents one at a time; each is taken only if no black spot can arise near it, with a margin."""

    def __init__(self, ward: Ward, taken: list[Accident]) -> None:
        self.ward = ward
        self.taken = taken
        self._places = {id(a): self._place(a) for a in taken}
        self._junctions = [(j.point, j.route_ids) for j in ward.junctions]

    def _place(self, accident: Accident) -> tuple[float, float]:
        return self.ward.place(str(accident.route_id), float(accident.measure_m or 0.0))

    def draw(self, rng: random.Random, year: int) -> Accident:
        """One more accident of a year."""
        routes = [(r, ROUTE_WEIGHTS.get(r, 0.7)) for r in self.ward.network.roads if r != "duong-sat"]
        for _ in range(5_000):
            route_id = weighted(rng, routes)
            killed, injured, damage = _casualties(rng, weighted(rng, CLASS_WEIGHTS[year]))
            measure = rng.uniform(15, self.ward.length_m(route_id) - 15)
            accident = Accident(
                "background", _day(rng, year), killed, injured, damage, route_id, measure, self._told(rng, route_id),
                _clock(rng), vehicles=weighted(rng, VEHICLES),
            )  # fmt: skip
            if not self._has_post(route_id, measure):
                accident.told = Told.COORDINATES
            fix_place(self.ward, accident, rng)
            if self.accepts(accident):
                self.take(accident)
                return accident
        raise ValueError("no room for another accident")

    def take(self, accident: Accident) -> None:
        """Keep the accident."""
        self.taken.append(accident)
        self._places[id(accident)] = self._place(accident)

    def _told(self, rng: random.Random, route_id: str) -> Told:
        if route_id not in self.ward.calibrations:
            return Told.COORDINATES
        return rng.choice((Told.KM, Told.KM, Told.BOTH, Told.BOTH, Told.COORDINATES))

    def _has_post(self, route_id: str, measure: float) -> bool:
        calibration = self.ward.calibrations.get(route_id)
        return calibration is not None and calibration.chainage(measure) is not None

    def accepts(self, accident: Accident) -> bool:
        """Whether no set of accidents around this one reaches the black level, nor joins a planted case."""
        if self._looks_like_another(accident):
            return False
        for near in self._neighbourhoods(accident):
            planted_near = [a for a in near if a.group != "background"]
            if any(a.group == KEEP_MINOR_AWAY for a in planted_near):
                return False
            if accident.severity == MINOR:
                continue
            if any(a.severity != MINOR for a in planted_near) or rules_met([*near, accident]):
                return False
        return True

    def _looks_like_another(self, accident: Accident) -> bool:
        """Whether it is so near another in time and place that a reader would take the two for one."""
        here = self._place(accident)
        return any(
            a.day
            and accident.day
            and abs((a.day - accident.day).days) <= 1
            and math.dist(self._places[id(a)], here) < 600
            for a in self.taken
        )

    def _neighbourhoods(self, accident: Accident) -> list[list[Accident]]:
        in_time = [a for a in self.taken if a.day and accident.day and abs((a.day - accident.day).days) <= CLEAR_DAYS]
        along = [
            a for a in in_time
            if a.route_id == accident.route_id
            and abs(float(a.measure_m or 0.0) - float(accident.measure_m or 0.0)) <= CLEAR_LENGTH_M
        ]  # fmt: skip
        here = self._place(accident)
        groups = [along]
        for centre, _ids in self._junctions:
            if math.dist(here, centre) <= CLEAR_RADIUS_M:
                groups.append([a for a in in_time if math.dist(self._places[id(a)], centre) <= CLEAR_RADIUS_M])
        return groups
