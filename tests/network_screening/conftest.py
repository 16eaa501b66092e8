"""Shared helpers of the screening tests: the brute force and the random problems, loaded by path."""

import importlib.util
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import shapely

from atgt.location_referencing import projection
from atgt.location_referencing.road_network import Anchor, Junction, RoadNetwork, Route
from atgt.network_screening.rules import parse_rule_sets


def _load(name):
    """The helper module beside this file; known by its name so that its dataclasses work."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def brute_force():
    """The definition of the answer, computed slowly."""
    return _load("brute_force")


@pytest.fixture(scope="session")
def random_cases():
    """Random small problems with many ties."""
    return _load("random_cases")


@pytest.fixture(scope="session")
def network():
    """Roads of a small invented ward, metres east and north of an origin near Đức Phổ.

          A2 (15 m beside A)
    ───────────────────────────── 15
    A ──────────┼──────────────── 0     A: 3 km, km posts; J at 1000 joins A and B
                │  F passes above J and is not joined
                B

    R: a ring of 4 x 500 m far away, its seam at a corner; H: km posts that jump, then repeat
    """
    origin = (600_000.0, 1_637_000.0)

    def route(route_id, points, name=None, anchors=()):
        line = shapely.LineString([(origin[0] + x, origin[1] + y) for x, y in points])
        posts = tuple(Anchor(chainage, measure) for chainage, measure in anchors)
        return Route(route_id, name or route_id, None, None, None, (), line, posts)

    def junction(junction_id, name, x, y, routes):
        lon, lat = projection.to_wgs84(origin[0] + x, origin[1] + y)
        return Junction(junction_id, name, origin[0] + x, origin[1] + y, float(lon), float(lat), routes)

    roads = [
        route(
            "A", [(0, 0), (3000, 0)], "QL1", [(1_092_000, 0), (1_093_000, 1000), (1_094_000, 2000), (1_095_000, 3000)]
        ),
        route("A2", [(0, 15), (3000, 15)], "Đường gom"),
        route("B", [(1000, 0), (1000, -2000)], "Nguyễn Nghiêm"),
        route("F", [(1000, 1000), (1000, -1000)], "Cầu vượt"),
        route("R", [(9000, 0), (9500, 0), (9500, 500), (9000, 500), (9000, 0)], "Đường vành đai"),
        route(
            "H",
            [(0, 5000), (4000, 5000)],
            "ĐT627C",
            [(0, 0), (1000, 1000), (1600, 1000), (2600, 2000), (2000, 2100), (3000, 3100)],
        ),
    ]
    junctions = (
        junction("J", "Ngã ba QL1 - Nguyễn Nghiêm", 1000, 0, ("A", "B")),
        junction("J2", "Ngã ba thứ hai", 1060, 0, ("A",)),
    )
    return RoadNetwork({road.route_id: road for road in roads}, junctions, "EPSG:5898")


@pytest.fixture(scope="session")
def accidents():
    """A table of accidents from rows (route, measure in m, date, severity, {other columns}); ids in order of rows."""

    def make(*rows):
        table = []
        for number, (route, measure, date, severity, *more) in enumerate(rows):
            table.append(
                {
                    "accident_id": f"TN-{number + 1:03d}",
                    "occurred_on": date,
                    "severity": severity,
                    "killed": int(severity == 0),
                    "injured": int(severity == 1),
                    "route_id": route,
                    "measure_mm": round(measure * 1000),
                    "lon": 108.95,
                    "lat": 14.8,
                    "precision": "A",
                    "location_status": "located",
                }
                | (more[0] if more else {})
            )
        columns = [
            *("accident_id", "occurred_on", "severity", "killed", "injured", "route_id", "measure_mm", "lon", "lat"),
            *("precision", "location_status"),
        ]
        return pd.DataFrame(table, columns=None if table else columns)

    return make


@pytest.fixture(scope="session")
def rule_sets():
    """The two rule sets the project ships."""
    path = Path(__file__).parents[2] / "data" / "reference" / "black_spot_rules.toml"
    return parse_rule_sets(tomllib.loads(path.read_text(encoding="utf-8")))
