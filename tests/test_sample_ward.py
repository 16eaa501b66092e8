"""The sample ward by itself: its map is sound, its answers follow from its files, and it says it is invented.

Nothing here imports ATGT or the generator: the files are read as a stranger would read them.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import itertools
import json
import math
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyproj
import pytest
import shapely
import shapely.ops
from python_calamine import CalamineWorkbook

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
MADE = (
    "roads.geojson", "km_posts.csv", "junctions.csv", "boundary.geojson", "hazards.geojson", "accidents.xlsx",
    "answers.json",
)  # fmt: skip
TO_METRES = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:5898", always_xy=True)
YEARS = ("Năm 2024", "Năm 2025", "Năm 2026")
L_M, RADIUS_M = 300.0, 50.0


def _json(name: str) -> Any:
    return json.loads((SAMPLE / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _metres(lon: float, lat: float) -> tuple[float, float]:
    return TO_METRES.transform(lon, lat)


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    return _json("answers.json")


@pytest.fixture(scope="module")
def segments() -> list[dict[str, Any]]:
    """Road segments with their line in metres under ``metric``."""
    features = _json("roads.geojson")["features"]
    for feature in features:
        feature["metric"] = shapely.LineString([_metres(*p) for p in feature["geometry"]["coordinates"]])
    return features


@pytest.fixture(scope="module")
def routes(segments: list[dict[str, Any]]) -> dict[str, shapely.LineString]:
    """Each route's line in metres, its segments joined in the order of the file."""
    parts: dict[str, list[tuple[float, float]]] = {}
    for segment in segments:
        line = list(segment["metric"].coords)
        known = parts.setdefault(segment["properties"]["route_id"], [])
        known.extend(line if not known else line[1:])
    return {route_id: shapely.LineString(points) for route_id, points in parts.items()}


@pytest.fixture(scope="module")
def posts(routes: dict[str, shapely.LineString]) -> dict[str, list[tuple[float, float]]]:
    """(measure, chainage) of the posts of each calibrated route."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in _csv("km_posts.csv"):
        point = shapely.Point(_metres(float(row["lon"]), float(row["lat"])))
        found.setdefault(row["route_id"], []).append((routes[row["route_id"]].project(point), float(row["chainage_m"])))
    return found


@pytest.fixture(scope="module")
def sheets() -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(SAMPLE / "accidents.xlsx"))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def headings(sheets: dict[str, list[list[Any]]]) -> dict[str, list[str]]:
    """The lower heading of each column, or the upper one where they are merged."""
    found = {}
    for name in YEARS:
        top = next(k for k, row in enumerate(sheets[name]) if "Hậu quả" in row)
        upper, lower = sheets[name][top : top + 2]
        found[name] = [str(b or a) for a, b in zip(upper, lower, strict=True)]
    return found


# --- the files -------------------------------------------------------------------------------------------------------


def test_generator_writes_the_committed_bytes_again(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-B", str(SAMPLE / "make_sample.py"), "--output", str(tmp_path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    again = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in MADE}

    assert again == {name: hashlib.sha256((SAMPLE / name).read_bytes()).hexdigest() for name in MADE}


def test_workbook_carries_no_clock_and_no_compression() -> None:
    with zipfile.ZipFile(SAMPLE / "accidents.xlsx") as archive:
        infos = archive.infolist()
        core = archive.read("docProps/core.xml").decode()

    assert {info.date_time for info in infos} == {(2026, 11, 1, 8, 0, 0)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert core.count("2026-11-01T08:00:00Z") == 2


def test_every_file_says_it_is_invented(sheets: dict[str, list[list[Any]]]) -> None:
    for name in ("roads.geojson", "boundary.geojson", "hazards.geojson"):
        assert "mô phỏng" in _json(name)["note"]
    assert "MÔ PHỎNG" in _json("answers.json")["note"]
    assert "mô phỏng" in (SAMPLE / "README.md").read_text(encoding="utf-8")
    for name, rows in sheets.items():
        assert any("MÔ PHỎNG" in str(cell) for row in rows[:6] for cell in row), name


def test_people_and_plates_cannot_be_real(
    sheets: dict[str, list[list[Any]]], headings: dict[str, list[str]], answers: dict[str, Any]
) -> None:
    n_rows = 0
    for name in YEARS:
        names = headings[name].index({"Năm 2024": "Họ tên", "Năm 2025": "Nạn nhân", "Năm 2026": "Họ và tên"}[name])
        plates = headings[name].index({"Năm 2024": "BKS", "Năm 2025": "Biển số xe", "Năm 2026": "Biển kiểm soát"}[name])
        for row in _data_rows(sheets[name]).values():
            n_rows += 1
            assert re.fullmatch(r"Người [A-Z]\d{1,4}", row[names])
            assert re.fullmatch(r"76-X\d 000\.\d\d", row[plates])

    assert n_rows == answers["counts"]["total"]["n_read"]


# --- the map ---------------------------------------------------------------------------------------------------------


def test_map_files_are_rfc_7946_in_seven_decimals() -> None:
    for name in ("roads.geojson", "boundary.geojson", "hazards.geojson"):
        collection = _json(name)
        assert collection["type"] == "FeatureCollection"
        assert "crs" not in collection
        for feature in collection["features"]:
            for lon, lat in shapely.get_coordinates(shapely.geometry.shape(feature["geometry"])):
                assert (round(lon, 7), round(lat, 7)) == (lon, lat)
                assert 108.90 < lon < 109.03
                assert 14.73 < lat < 14.85
    ring = _json("boundary.geojson")["features"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert shapely.LinearRing(ring).is_ccw


def test_segments_carry_the_agreed_columns(segments: list[dict[str, Any]]) -> None:
    keys = {
        "segment_id",
        "route_id",
        "road_name",
        "alignment",
        "road_class",
        "manager",
        "aliases",
        "kind",
        "bridge_level",
    }
    ids = [s["properties"]["segment_id"] for s in segments]

    assert all(set(s["properties"]) == keys for s in segments)
    assert len(set(ids)) == len(ids)
    assert 80 <= len(segments) <= 160
    roads_km = sum(s["metric"].length for s in segments if s["properties"]["kind"] == "road") / 1000
    assert 60 <= roads_km <= 120
    assert {(s["properties"]["route_id"], s["properties"]["alignment"]) for s in segments} >= {
        ("QL1", "cu"),
        ("QL1:tranh", "tranh"),
    }


def test_segments_of_a_route_follow_each_other(segments: list[dict[str, Any]]) -> None:
    by_route: dict[str, list[dict[str, Any]]] = {}
    for segment in segments:
        by_route.setdefault(segment["properties"]["route_id"], []).append(segment)

    for route_id, parts in by_route.items():
        for a, b in itertools.pairwise(parts):
            assert a["geometry"]["coordinates"][-1] == b["geometry"]["coordinates"][0], route_id


def test_roads_meet_only_at_shared_ends_and_the_railway_at_shared_vertices(segments: list[dict[str, Any]]) -> None:
    lines = [shapely.LineString(s["geometry"]["coordinates"]) for s in segments]
    tree = shapely.STRtree(lines)
    n_meetings = n_level_crossings = 0
    for i, j in tree.query(lines, predicate="intersects").T:
        if i >= j:
            continue
        a, b = segments[i], segments[j]
        if a["properties"]["bridge_level"] != b["properties"]["bridge_level"]:
            continue
        railway = "railway" in {a["properties"]["kind"], b["properties"]["kind"]}
        points = {tuple(p) for p in shapely.get_coordinates(lines[i].intersection(lines[j]))}
        for s in (a, b):
            line = [tuple(p) for p in s["geometry"]["coordinates"]]
            assert points <= (set(line) if railway else {line[0], line[-1]}), (a["id"], b["id"])
        n_meetings += not railway
        n_level_crossings += railway

    assert n_meetings > 150
    assert n_level_crossings >= 6


def test_lines_are_simple_and_bend_often_enough(segments: list[dict[str, Any]]) -> None:
    assert all(s["metric"].is_simple and s["metric"].is_valid for s in segments)
    gaps = np.concatenate([np.hypot(*np.diff(shapely.get_coordinates(s["metric"]), axis=0).T) for s in segments])

    assert gaps.max() < 75
    assert 20 < np.median(gaps) < 60


def test_roads_are_not_a_grid(segments: list[dict[str, Any]]) -> None:
    steps = np.vstack([np.diff(shapely.get_coordinates(s["metric"]), axis=0) for s in segments])
    length = np.hypot(*steps.T)
    turned = np.degrees(np.arctan2(steps[:, 1], steps[:, 0])) % 90  # a grid has one direction modulo a right angle

    share = max(
        length[np.abs((turned - axis + 45) % 90 - 45) <= 5].sum() / length.sum() for axis in range(90)
    )  # fmt: skip

    assert share < 0.3


def test_ward_has_the_size_of_the_real_one_and_holds_its_roads(segments: list[dict[str, Any]]) -> None:
    outline = shapely.geometry.shape(_json("boundary.geojson")["features"][0]["geometry"])
    ring = shapely.Polygon([_metres(*p) for p in outline.exterior.coords])

    assert ring.is_valid
    assert 66e6 < ring.area < 73e6
    assert outline.bounds == pytest.approx((108.909, 14.742, 109.023, 14.844), abs=0.002)
    assert all(ring.contains(s["metric"]) for s in segments)
    assert all(outline.contains(shapely.geometry.shape(h["geometry"])) for h in _json("hazards.geojson")["features"])
    assert 0.7 < ring.area / ring.convex_hull.area < 0.9  # natural looking: not a box


def test_flyover_passes_over_without_meeting(segments: list[dict[str, Any]]) -> None:
    over = [s for s in segments if s["properties"]["bridge_level"] == 1]
    crossed = [
        s for s in segments if s["properties"]["bridge_level"] == 0 and s["metric"].crosses(over[0]["metric"])
    ]  # fmt: skip

    assert [s["properties"]["route_id"] for s in over] == ["QL1:tranh"]
    assert [s["properties"]["route_id"] for s in crossed] == ["DT627C"]
    assert not set(over[0]["metric"].coords) & set(crossed[0]["metric"].coords)


def test_traps_run_beside_ql1(routes: dict[str, shapely.LineString]) -> None:
    town = shapely.ops.substring(routes["QL1"], 3_000, 8_000)
    rail = [routes["duong-sat"].distance(shapely.Point(p)) for p in town.coords]
    service = shapely.ops.substring(routes["gom-dan-sinh"], 60, routes["gom-dan-sinh"].length - 60)
    beside = [routes["QL1"].distance(shapely.Point(p)) for p in service.coords]

    assert min(rail) > 40
    assert max(rail) < 80
    assert beside == pytest.approx([15.0] * len(beside), abs=1.0)


def test_junctions_are_nodes_where_roads_meet(segments: list[dict[str, Any]]) -> None:
    ends: Counter[tuple[float, float]] = Counter()
    names: dict[tuple[float, float], set[str]] = {}
    for segment in segments:
        if segment["properties"]["kind"] == "road":
            for end in (segment["geometry"]["coordinates"][0], segment["geometry"]["coordinates"][-1]):
                ends[tuple(end)] += 1
                names.setdefault(tuple(end), set()).add(segment["properties"]["route_id"])

    rows = _csv("junctions.csv")

    assert {(float(r["lon"]), float(r["lat"])) for r in rows} == {p for p, n in ends.items() if n >= 3}
    for row in rows:
        assert set(row["route_ids"].split(";")) == names[(float(row["lon"]), float(row["lat"]))]


def test_km_posts_stand_beside_their_road_and_the_bypass_jumps_once(
    posts: dict[str, list[tuple[float, float]]], routes: dict[str, shapely.LineString]
) -> None:
    for row in _csv("km_posts.csv"):
        point = shapely.Point(_metres(float(row["lon"]), float(row["lat"])))
        assert routes[row["route_id"]].distance(point) == pytest.approx(4.0, abs=0.1)
    jumps = {}
    for route_id, pairs in posts.items():
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(pairs)]
        jumps[route_id] = [km for metres, km in steps if metres < 0.01]
        assert all(metres >= 0 and km > 0 for metres, km in steps)
        assert all(0.98 < km / metres < 1.02 for metres, km in steps if metres > 0.01)

    assert jumps == {"QL1": [], "QL1:tranh": [600.0], "DT627C": []}
    assert (posts["QL1"][0][1], posts["QL1"][-1][1]) == (1_090_000, 1_101_000)
    assert 9_000 < routes["QL1:tranh"].length < 10_000


# --- the workbook ----------------------------------------------------------------------------------------------------


def _data_rows(rows: list[list[Any]]) -> dict[int, list[Any]]:
    """Rows with a case number, by the row number Excel shows."""
    return {
        number: row for number, row in enumerate(rows, start=1) if any(re.fullmatch(r"MP-20\d\d-\d{4}", str(c)) for c in row)
    }  # fmt: skip


def test_read_is_accepted_plus_held_on_every_sheet(sheets: dict[str, list[list[Any]]], answers: dict[str, Any]) -> None:
    by_sheet = answers["counts"]["by_sheet"]
    for name in YEARS:
        count = by_sheet[name]
        assert count["n_read"] == len(_data_rows(sheets[name]))
        assert count["n_held"] == sum(h["sheet"] == name for h in answers["held"])
        assert count["n_read"] == count["n_accepted"] + count["n_held"]
        assert count["n_accepted"] == count["n_located"] + count["n_ambiguous"] + count["n_unlocated"]
        assert count["n_located"] == sum(p["sheet"] == name for p in answers["positions"].values())
    for key, total in answers["counts"]["total"].items():
        assert total == sum(by_sheet[name][key] for name in YEARS)
    assert 580 <= answers["counts"]["total"]["n_accepted"] <= 620


def test_every_answer_points_at_the_row_of_its_case(
    sheets: dict[str, list[list[Any]]], answers: dict[str, Any]
) -> None:
    told = [*answers["held"], *answers["unlocated"], *answers["ambiguous"], *answers["duplicates"]]
    told += [d["of"] for d in answers["duplicates"]]
    told += [{**p, "case_number": case} for case, p in answers["positions"].items()]

    for one in told:
        assert one["case_number"] in sheets[one["sheet"]][one["row"] - 1]
    fates = [(o["sheet"], o["row"]) for key in ("held", "unlocated", "ambiguous") for o in answers[key]]
    fates += [(p["sheet"], p["row"]) for p in answers["positions"].values()]
    assert len(fates) == len(set(fates)) == answers["counts"]["total"]["n_read"]


def test_exact_copies_are_equal_cell_for_cell_and_likely_ones_differ(
    sheets: dict[str, list[list[Any]]], answers: dict[str, Any]
) -> None:
    kinds = Counter(d["kind"] for d in answers["duplicates"])
    held = {(h["sheet"], h["row"]) for h in answers["held"]}

    for pair in answers["duplicates"]:
        row, of = (sheets[p["sheet"]][p["row"] - 1] for p in (pair, pair["of"]))
        assert (row == of) == (pair["kind"] == "exact")
        assert ((pair["sheet"], pair["row"]) in held) == (pair["kind"] == "exact")
        assert pair["row"] > pair["of"]["row"]
    assert kinds == {"exact": 7, "likely": 5}


def test_no_two_rows_are_equal_unless_listed(sheets: dict[str, list[list[Any]]], answers: dict[str, Any]) -> None:
    listed = {(d["sheet"], d["row"]) for d in answers["duplicates"] if d["kind"] == "exact"}
    seen: set[str] = set()

    for name in YEARS:
        for number, row in _data_rows(sheets[name]).items():
            if (name, number) not in listed:
                assert str(row) not in seen
                seen.add(str(row))


def test_each_sheet_is_messy_in_its_own_way(sheets: dict[str, list[list[Any]]], headings: dict[str, list[str]]) -> None:
    assert len({tuple(h) for h in headings.values()}) == 3
    assert {"Chết", "Bị thương", "Thiệt hại (triệu đồng)", "X (m)", "Y (m)"} <= set(headings["Năm 2024"])
    assert {"Km", "Vĩ độ", "Kinh độ", "Số người chết", "Thiệt hại (đồng)"} <= set(headings["Năm 2025"])
    assert {"Ngày", "Giờ", "Tọa độ", "Lí trình"} <= set(headings["Năm 2026"])
    cells = {name: [c for row in sheets[name] for c in row] for name in YEARS}
    assert any(re.fullmatch(r"Km\d+\+\d{3} QL1A", str(c)) for c in cells["Năm 2025"])
    assert any(re.fullmatch(r"\d+h(\d\d)? ngày \d+/\d+/2025", str(c)) for c in cells["Năm 2025"])
    for name, wanted in (("Năm 2024", dt.date), ("Năm 2025", dt.datetime), ("Năm 2026", dt.date)):
        assert any(isinstance(c, wanted) for c in cells[name])
    assert any(re.fullmatch(r"\d\d/\d\d/2026", str(c)) for c in cells["Năm 2026"])
    assert all({"-", "0", "không", 0.0} <= set(cells[name]) for name in YEARS)
    assert all(any(str(c).startswith(("Cộng", "Tổng cộng")) for c in cells[name]) for name in YEARS)


def test_one_column_is_in_tcvn3_with_its_font() -> None:
    sheet = openpyxl.load_workbook(SAMPLE / "accidents.xlsx")["Năm 2024"]
    cells = [cell for row in sheet.iter_rows(min_row=8) for cell in row if cell.font.name == ".VnTime"]
    texts = [str(cell.value) for cell in cells if cell.value]

    assert {cell.column for cell in cells} == {7}
    assert len(texts) > 190
    assert all(ord(letter) < 256 for text in texts for letter in text)
    assert "gÇn chî" in texts  # "gần chợ" read as Latin-1


# --- the places ------------------------------------------------------------------------------------------------------


def _chainage(pairs: list[tuple[float, float]], measure: float) -> float | None:
    for (m_a, c_a), (m_b, c_b) in itertools.pairwise(pairs):
        if m_b - m_a > 1 and m_a <= measure <= m_b:
            return c_a + (measure - m_a) * (c_b - c_a) / (m_b - m_a)
    return None


def test_positions_lie_on_their_route_at_their_measure_and_chainage(
    answers: dict[str, Any], routes: dict[str, shapely.LineString], posts: dict[str, list[tuple[float, float]]]
) -> None:
    for case, position in answers["positions"].items():
        line = routes[position["route_id"]]
        point = shapely.Point(_metres(position["lon"], position["lat"]))
        assert line.distance(point) < 0.05, case
        assert line.interpolate(position["measure_m"]).distance(point) < 0.05, case
        chainage = _chainage(posts.get(position["route_id"], []), position["measure_m"])
        if chainage is None:
            assert position["chainage_m"] is None, case
        else:
            assert position["chainage_m"] == pytest.approx(chainage, abs=0.2), case


def test_km_posts_in_the_rows_are_those_of_the_answers(
    sheets: dict[str, list[list[Any]]], headings: dict[str, list[str]], answers: dict[str, Any]
) -> None:
    columns = {"Năm 2024": "Lý trình", "Năm 2025": "Km", "Năm 2026": "Lí trình"}
    n_checked = 0
    for case, position in answers["positions"].items():
        name = position["sheet"]
        text = str(sheets[name][position["row"] - 1][headings[name].index(columns[name])])
        exact = re.fullmatch(r"(?i)k(?:m)?:? ?(\d+) ?\+ ?(\d{3})m?(?: .*)?", text)
        if exact and " - " not in text and "đến" not in text:
            n_checked += 1
            assert int(exact[1]) * 1000 + int(exact[2]) == pytest.approx(position["chainage_m"], abs=0.6), case

    assert n_checked > 150


def _row_point(row: list[Any], heading: list[str], name: str) -> tuple[float, float] | None:
    """The metric point of the coordinates of a row, None when it has none."""
    if name == "Năm 2024":
        northing, easting = row[heading.index("X (m)")], row[heading.index("Y (m)")]
        return None if northing == "" else (float(easting), float(northing))
    if name == "Năm 2025":
        lat, lon = row[heading.index("Vĩ độ")], row[heading.index("Kinh độ")]
        return None if lat == "" else _metres(*(float(str(v).replace(",", ".")) for v in (lon, lat)))
    text = str(row[heading.index("Tọa độ")])
    if not text:
        return None
    if "°" in text:
        parts = re.findall(r"(\d+)°(\d+)'([\d.]+)\"", text)
        lat, lon = (int(d) + int(m) / 60 + float(s) / 3600 for d, m, s in parts)
    elif ";" in text:
        lat, lon = (float(v.replace(",", ".")) for v in text.split(";"))
    else:
        lat, lon = (float(v) for v in re.findall(r"\d+\.\d+", text))
    return _metres(lon, lat)


def test_coordinates_in_the_rows_lie_within_8_m_of_their_place(
    sheets: dict[str, list[list[Any]]], headings: dict[str, list[str]], answers: dict[str, Any],
    routes: dict[str, shapely.LineString],
) -> None:  # fmt: skip
    n_checked = 0
    for case, position in answers["positions"].items():
        name = position["sheet"]
        here = _row_point(sheets[name][position["row"] - 1], headings[name], name)
        if here is not None:
            n_checked += 1
            line, point = routes[position["route_id"]], shapely.Point(here)
            assert line.distance(point) <= 8.3, case
            assert abs(line.project(point) - position["measure_m"]) <= 2.0, case

    assert n_checked > 400


def test_named_road_is_the_nearest_where_the_name_is_missing(
    sheets: dict[str, list[list[Any]]], headings: dict[str, list[str]], answers: dict[str, Any],
    routes: dict[str, shapely.LineString],
) -> None:  # fmt: skip
    columns = {
        "Năm 2024": ("Tuyến đường", "Lý trình"),
        "Năm 2025": ("Tuyến", "Km"),
        "Năm 2026": ("Tên đường", "Lí trình"),
    }
    n_nameless = 0
    for position in answers["positions"].values():
        name, row = position["sheet"], sheets[position["sheet"]][position["row"] - 1]
        if not any(row[headings[name].index(c)] for c in columns[name]):
            n_nameless += 1
            point = shapely.Point(_row_point(row, headings[name], name))
            far = [line.distance(point) for route_id, line in routes.items() if route_id != position["route_id"]]
            assert min(far) > 60

    assert n_nameless > 10


# --- the planted cases -----------------------------------------------------------------------------------------------


def _black_sets(positions: dict[str, Any], first: str, last: str) -> set[frozenset[str]]:
    """Maximal sets on one route or around one junction that meet rule set B, by plain search."""
    counted = {
        c: p for c, p in positions.items() if first <= p["occurred_on"] <= last and p["severity"] != "minor_collision"
    }  # fmt: skip
    groups: list[list[str]] = []
    for case, p in counted.items():
        groups.append(
            [c for c, q in counted.items()
             if q["route_id"] == p["route_id"] and 0 <= q["measure_m"] - p["measure_m"] <= L_M]
        )  # fmt: skip
        assert case in groups[-1]
    for junction in _csv("junctions.csv"):
        centre = _metres(float(junction["lon"]), float(junction["lat"]))
        ids = junction["route_ids"].split(";")
        groups.append(
            [c for c, q in counted.items()
             if q["route_id"] in ids and math.dist(_metres(q["lon"], q["lat"]), centre) <= RADIUS_M]
        )  # fmt: skip
    found = set()
    for group, earliest in ((g, e) for g in groups for e in g):
        start = dt.date.fromisoformat(counted[earliest]["occurred_on"])
        end = start.replace(year=start.year + 1)
        inside = [c for c in group if start <= dt.date.fromisoformat(counted[c]["occurred_on"]) < end]
        classes = Counter(counted[c]["severity"] for c in inside)
        three = classes["fatal"] >= 1 and classes.total() >= 3
        if classes["fatal"] >= 2 or three or classes["injury"] >= 4:
            found.add(frozenset(inside))
    return {s for s in found if not any(s < t for t in found)}


def test_black_places_are_exactly_the_planted_ones(answers: dict[str, Any]) -> None:
    positions = answers["positions"]
    cases = {
        b["key"]: set(b["case_numbers"]) for b in [*answers["black_spots"], *answers["historical"], *answers["near_misses"]]
    }  # fmt: skip

    for screening in answers["screenings"]:
        found = _black_sets(positions, screening["from_day"], screening["as_of"])
        keys = {next(key for key, numbers in cases.items() if one <= numbers) for one in found}
        assert keys == set(screening["black"])
        for key in keys:
            assert set.union(*(set(s) for s in found if s <= cases[key])) == cases[key], key


def test_answers_list_what_the_screenings_list(answers: dict[str, Any]) -> None:
    now, before, rolling = (set(s["black"]) for s in answers["screenings"])

    assert now == {b["key"] for b in answers["black_spots"]}
    assert before == {b["key"] for b in answers["historical"]}
    assert rolling == now | before | {"N03"}
    assert len(now) >= 8
    assert sum(b["kind"] == "junction" for b in answers["black_spots"]) == 2


@pytest.fixture(scope="module")
def case(answers: dict[str, Any]) -> Any:
    """The positions of a planted case, in the order of the answers; None for an accident without a place."""
    listed = [
        *answers["black_spots"], *answers["potential_spots"], *answers["near_misses"], *answers["historical"]
    ]  # fmt: skip
    by_key = {c["key"]: c["case_numbers"] for c in listed}
    return lambda key: [answers["positions"].get(number) for number in by_key[key]]


def _span(positions: list[dict[str, Any]]) -> float:
    assert len({p["route_id"] for p in positions}) == 1
    measures = [p["measure_m"] for p in positions]
    return max(measures) - min(measures)


def _days(positions: list[dict[str, Any]]) -> list[dt.date]:
    return sorted(dt.date.fromisoformat(p["occurred_on"]) for p in positions)


def test_b06_is_longer_than_l_and_its_spots_are_not(answers: dict[str, Any], case: Any) -> None:
    spot = next(b for b in answers["black_spots"] if b["key"] == "B06")

    assert _span(case("B06")) > L_M
    assert spot["longer_than_length"] is True
    assert [_span([answers["positions"][c] for c in part]) <= L_M for part in spot["spots"]] == [True, True]
    assert sorted(itertools.chain(*spot["spots"])) == sorted(spot["case_numbers"])


def test_only_minor_collisions_lie_beside_the_accidents_that_count(answers: dict[str, Any]) -> None:
    spots = [*answers["black_spots"], *answers["historical"]]
    beside = [case for spot in spots for case in spot["also_inside"]]

    assert beside
    assert {answers["positions"][case]["severity"] for case in beside} == {"minor_collision"}


def test_b07_lies_across_the_turn_of_the_year(case: Any) -> None:
    assert [day.year for day in _days(case("B07"))] == [2025, 2026]


def test_b08_is_missed_by_every_window_that_starts_on_a_multiple_of_60_m(case: Any) -> None:
    for scale in ("measure_m", "chainage_m"):
        a, b = sorted(p[scale] for p in case("B08"))
        assert b - a <= L_M
        assert math.floor(a / 60) * 60 + L_M < b


def test_b03_hangs_on_damage_only_accidents(case: Any) -> None:
    assert Counter(p["severity"] for p in case("B03")) == {"fatal": 1, "damage_only": 2}


def test_b05_and_b09_need_both_roads(case: Any) -> None:
    for key in ("B05", "B09"):
        per_route = Counter(p["route_id"] for p in case(key))
        assert len(per_route) == 2
        assert max(per_route.values()) == 2


def test_near_misses_miss_by_what_they_say(case: Any) -> None:
    assert L_M < _span(case("N01")) < L_M + 6
    assert (_days(case("N02"))[1] - _days(case("N02"))[0]).days == 366
    assert _span(case("N02")) < 100
    assert _days(case("N03"))[0] == dt.date(2025, 10, 31)
    assert _span(case("N03")) < 100
    assert Counter(p["severity"] for p in case("N04")) == {"injury": 3}
    assert Counter(p["severity"] for p in case("N08")) == {"fatal": 1, "injury": 1, "minor_collision": 1}
    assert L_M + 15 < _span(case("N09")) < L_M + 30


def test_near_misses_on_two_roads_are_close_on_the_map(case: Any) -> None:
    for key, within in (("N05", 80.0), ("N06", 15.0)):
        points = [_metres(p["lon"], p["lat"]) for p in case(key)]
        assert max(math.dist(a, b) for a, b in itertools.combinations(points, 2)) < within
        assert len({p["route_id"] for p in case(key)}) == 2
    assert {p["route_id"] for p in case("N10")} == {"QL1", "QL1:tranh"}
    assert len({round(p["chainage_m"]) for p in case("N10")}) == 1


def test_n07_has_one_accident_just_outside_the_radius(case: Any) -> None:
    junction = next(j for j in _csv("junctions.csv") if {"dh45", "pho-vinh"} <= set(j["route_ids"].split(";")))
    centre = _metres(float(junction["lon"]), float(junction["lat"]))
    away = sorted(math.dist(_metres(p["lon"], p["lat"]), centre) for p in case("N07"))

    assert away[2] < RADIUS_M - 15
    assert RADIUS_M + 5 < away[3] < RADIUS_M + 9


def test_n11_second_accident_is_left_in_doubt(answers: dict[str, Any], case: Any) -> None:
    first, second = case("N11")
    number = next(n for n in answers["near_misses"] if n["key"] == "N11")["case_numbers"][1]

    assert first["severity"] == "fatal"
    assert second is None
    assert number in {a["case_number"] for a in answers["ambiguous"]}


def test_a_held_copy_of_a_fatal_accident_would_make_a_black_spot(answers: dict[str, Any], case: Any) -> None:
    copied = {d["case_number"] for d in answers["duplicates"] if d["kind"] == "exact"}

    assert next(n for n in answers["near_misses"] if n["key"] == "N11")["case_numbers"][0] in copied


def test_unlocated_points_are_far_from_every_road(
    sheets: dict[str, list[list[Any]]], headings: dict[str, list[str]], answers: dict[str, Any],
    routes: dict[str, shapely.LineString],
) -> None:  # fmt: skip
    points = [
        here for u in answers["unlocated"]
        if (here := _row_point(sheets[u["sheet"]][u["row"] - 1], headings[u["sheet"]], u["sheet"])) is not None
    ]  # fmt: skip

    assert len(points) == 4
    for here in points:
        assert min(line.distance(shapely.Point(here)) for line in routes.values()) > 100


def test_hazards_name_their_road_and_day(routes: dict[str, shapely.LineString]) -> None:
    features = _json("hazards.geojson")["features"]

    assert len(features) == 12
    for feature in features:
        properties = feature["properties"]
        here = shapely.Point(_metres(*feature["geometry"]["coordinates"]))
        assert routes[properties["route_id"]].distance(here) < 15
        assert properties["kind"]
        assert properties["description"]
        assert dt.date(2025, 11, 1) <= dt.date.fromisoformat(properties["reported_on"]) <= dt.date(2026, 10, 31)
