"""Road layers in any usual form come out in one form; what cannot be used is refused or told; GeoJSON by RFC 7946."""

import datetime as dt
import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.errors import InputFileError, MissingCrsError
from atgt.ingestion.encodings import encode_tcvn3
from atgt.io import geodata
from atgt.io.geodata import RoadFieldMapping
from atgt.location_referencing import projection
from atgt.location_referencing.road_network import SEGMENT_COLUMNS, build_network


def geojson(*features, **members):
    rows = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for properties, shape in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows} | members).encode()


def line(*points):
    return shapely.LineString(points)


def read(*features, name="duong.geojson", **options):
    return geodata.read_roads(geojson(*features), name=name, **options)


A, B = line((108.95, 14.80), (108.95, 14.81)), line((108.95, 14.81), (108.95, 14.82))


def rules(layer):
    return [issue.rule for issue in layer.issues]


# --- fields ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "route_id", "road_name"),
    [
        ({"ref": "QL.1A", "name": "Quốc lộ 1A"}, "QL1", "Quốc lộ 1A"),
        ({"ref": "QL1", "name": "Đường Nguyễn Nghiêm"}, "QL1", "QL1"),
        ({"SoHieu": "x", "Ten": "Tỉnh lộ 627B"}, "DT627B", "Tỉnh lộ 627B"),
        ({"ten": "Đường Nguyễn Nghiêm"}, "nguyen-nghiem", "Đường Nguyễn Nghiêm"),
        ({"TEN_DUONG": "Đường tránh QL1"}, "QL1:tranh", "Đường tránh QL1"),
        ({"tuyen": "QL1", "nhanh": "tuyến cũ"}, "QL1:cu", "QL1"),
        ({"ref": "['43', '407']"}, "43", "43"),
        ({"ref": ["43", "407"]}, "43", "43"),
        ({"route_id": "QL1:cu", "road_name": "Quốc lộ 1"}, "QL1:cu", "Quốc lộ 1"),
    ],
)
def test_a_road_is_known_by_its_id_number_or_name(properties, route_id, road_name):
    segments = read((properties, A)).segments

    assert (segments["route_id"][0], segments["road_name"][0]) == (route_id, road_name)
    assert tuple(segments.columns[:-1]) == SEGMENT_COLUMNS
    assert segments.crs.to_epsg() == 4326


def test_a_mapping_overrules_the_guess():
    layer = read(
        ({"code": "QL1", "name": "x"}, A), field_mapping=RoadFieldMapping(ref="code", road_name="", manager="name")
    )

    assert layer.segments.loc[0, ["route_id", "manager"]].tolist() == ["QL1", "x"]


def test_several_numbers_are_kept_as_other_names_and_told():
    layer = read(({"ref": "43;407"}, A))

    assert layer.segments["aliases"][0] == "407"
    assert rules(layer) == ["several_numbers"]


@pytest.mark.parametrize(
    "properties",
    [
        {"loai_duong": "Đường sắt", "ten": "Hà Nội - Hồ Chí Minh"},
        {"railway": "rail"},
        {"kind": "railway"},
        {"ten": "Đường sắt Bắc Nam"},
    ],
)
def test_railways_are_recognised_and_told(properties):
    layer = read((properties, A))

    assert layer.segments["kind"].tolist() == ["railway"]
    assert "railways_apart" in rules(layer)


@pytest.mark.parametrize(
    ("properties", "level"),
    [({"bridge": "yes"}, 1), ({"layer": "-1"}, -1), ({"bridge_level": 2}, 2), ({"bridge": "no"}, 0), ({}, 0)],
)
def test_the_bridge_level_is_a_number(properties, level):
    assert read(({"ref": "QL1"} | properties, A)).segments["bridge_level"].tolist() == [level]


def test_nameless_roads_are_joined_up_to_the_next_branch():
    """
    a──b──c       one road a-b-c, another c-d, a third c-e: c is a branch
          ├──d
          e
    """
    points = {"a": (0.0, 0.0), "b": (0.01, 0.0), "c": (0.02, 0.0), "d": (0.03, 0.0), "e": (0.02, -0.01)}
    layer = read(*(({"name": None}, line(points[i], points[j])) for i, j in ("ab", "bc", "cd", "ce")))

    ids = layer.segments["route_id"].tolist()
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert all(route_id.startswith("doan-") for route_id in ids)
    assert rules(layer) == ["nameless_roads"]


def test_lines_in_parts_become_single_lines_with_ids_of_their_own():
    layer = read(({"id": "7", "ref": "QL1"}, shapely.MultiLineString([A, line((108.96, 14.8), (108.97, 14.8))])))

    assert layer.segments["segment_id"].tolist() == ["7", "7/2"]
    assert set(layer.segments.geom_type) == {"LineString"}


def test_ids_are_unique_even_when_the_file_repeats_them():
    layer = read(*(({"id": i, "ref": "QL1"}, A) for i in ("7", "7", "7/2", None, "4")))

    assert layer.segments["segment_id"].is_unique


def test_what_is_not_a_line_is_told_with_its_row():
    layer = read(({"ref": "QL1"}, A), ({"ref": "QL1"}, shapely.Point(108.95, 14.8)), ({"ref": "QL1"}, None))

    assert len(layer.segments) == 1
    assert [(issue.rule, issue.row) for issue in layer.issues] == [("not_a_line", 2), ("not_a_line", 3)]


def test_the_third_ordinate_is_dropped():
    assert not read(({"ref": "QL1"}, line((108.95, 14.80, 5), (108.95, 14.81, 6)))).segments.has_z.any()


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def roads():
    return gpd.GeoDataFrame({"so_hieu": ["QL1", "QL1"], "ten": ["Quốc lộ 1", "Quốc lộ 1"]}, geometry=[A, B], crs=4326)


def zipped(folder, name, keep=lambda _: True, inside=""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.glob(f"{name}.*")):
            if keep(path.suffix):
                archive.write(path, f"{inside}{path.name}")
    return out.getvalue()


def same_roads(layer):
    assert layer.segments["route_id"].tolist() == ["QL1", "QL1"]
    assert layer.segments["road_name"].tolist() == ["Quốc lộ 1", "Quốc lộ 1"]
    assert [g.equals_exact(e, 1e-6) for g, e in zip(layer.segments.geometry, (A, B), strict=True)] == [True, True]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:5898", "EPSG:9217", "EPSG:32649"])
def test_every_form_and_system_gives_the_same_roads(tmp_path, roads, crs):
    from atgt.location_referencing import projection

    moved = projection.reproject(roads, crs)
    moved.to_file(tmp_path / "duong.gpkg", layer="duong", driver="GPKG")
    moved.to_file(tmp_path / "duong.shp", encoding="utf-8")

    same_roads(geodata.read_roads((tmp_path / "duong.gpkg").read_bytes(), name="duong.gpkg"))
    same_roads(geodata.read_roads(tmp_path / "duong.gpkg", name="duong.gpkg"))
    same_roads(geodata.read_roads(zipped(tmp_path, "duong"), name="duong.zip"))
    same_roads(geodata.read_roads(zipped(tmp_path, "duong", inside="thư mục/lớp/"), name="duong.zip"))


def test_a_shapefile_without_encoding_file_keeps_vietnamese_letters(tmp_path, roads):
    roads.to_file(tmp_path / "duong.shp", encoding="utf-8")

    same_roads(geodata.read_roads(zipped(tmp_path, "duong", lambda ending: ending != ".cpg"), name="duong.zip"))


def test_a_shapefile_without_coordinate_system_is_refused(tmp_path, roads):
    roads.to_file(tmp_path / "duong.shp")

    with pytest.raises(MissingCrsError, match=r"duong\.zip: lớp dữ liệu không ghi hệ tọa độ"):
        geodata.read_roads(zipped(tmp_path, "duong", lambda ending: ending != ".prj"), name="duong.zip")


def test_geojson_in_metres_is_refused_not_assumed():
    with pytest.raises(MissingCrsError, match="tọa độ tính bằng mét"):
        read(({"ref": "QL1"}, line((603_048, 1_637_120), (603_048, 1_638_120))))


def test_geojson_that_states_an_old_crs_member_is_converted():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5898"}}
    content = geojson(({"ref": "QL1"}, line((603_048.61, 1_637_120.03), (603_048.61, 1_638_120.03))), crs=crs)

    start = geodata.read_roads(content, name="duong.geojson").segments.geometry[0].coords[0]

    assert np.allclose(start, (108.95913, 14.80081), atol=1e-7)


@pytest.mark.parametrize(
    "content", [b"", b"khong phai ban do", b"PK\x03\x04rubbish", b"{}", b"SQLite format 3\x00rubbish"]
)
def test_a_file_that_is_no_layer_is_refused_by_name(content):
    with pytest.raises(InputFileError, match=r"la\.geojson"):
        geodata.read_roads(content, name="la.geojson")


def test_a_zip_without_a_layer_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("doc.txt", "x")

    with pytest.raises(InputFileError, match=r"không có \.shp"):
        geodata.read_roads(out.getvalue(), name="x.zip")


def test_a_zip_that_would_unfold_too_large_is_refused(monkeypatch, tmp_path, roads):
    roads.to_file(tmp_path / "duong.shp")
    monkeypatch.setattr("atgt.io.vector_files.MAX_UNZIPPED_BYTES", 100)

    with pytest.raises(InputFileError, match="quá lớn"):
        geodata.read_roads(zipped(tmp_path, "duong"), name="x.zip")


def test_a_layer_of_points_is_no_road_layer():
    with pytest.raises(InputFileError, match="không có lớp nào vẽ đường"):
        read(({"ref": "QL1"}, shapely.Point(108.95, 14.8)))


def test_a_layer_can_be_named_and_a_wrong_name_lists_what_is_there(tmp_path, roads):
    roads.assign(so_hieu="QL24").to_file(tmp_path / "a.gpkg", layer="cu", driver="GPKG")
    roads.to_file(tmp_path / "a.gpkg", layer="moi", driver="GPKG", mode="a")
    content = (tmp_path / "a.gpkg").read_bytes()

    layer = geodata.read_roads(content, name="a.gpkg", field_mapping=RoadFieldMapping(layer="moi"))

    assert set(layer.segments["route_id"]) == {"QL1"}
    with pytest.raises(InputFileError, match="cu, moi"):
        geodata.read_roads(content, name="a.gpkg", field_mapping=RoadFieldMapping(layer="khác"))


def test_km_posts_in_the_same_geopackage_come_along(tmp_path, roads):
    roads.to_file(tmp_path / "a.gpkg", layer="duong", driver="GPKG")
    posts = gpd.GeoDataFrame(
        {"tuyen": ["QL1"], "km": ["Km1092+000"]}, geometry=[shapely.Point(108.95, 14.805)], crs=4326
    )
    posts.to_file(tmp_path / "a.gpkg", layer="cot_km", driver="GPKG", mode="a")

    anchors = geodata.read_roads((tmp_path / "a.gpkg").read_bytes(), name="a.gpkg").anchors

    assert anchors.to_dict("records") == [{"route_id": "QL1", "chainage_m": 1_092_000, "lon": 108.95, "lat": 14.805}]


def test_a_file_on_disk_is_never_opened_itself(tmp_path, roads, monkeypatch):
    """The live database could be that file: GDAL in this process would drop SQLite's locks."""
    roads.to_file(tmp_path / "song.gpkg", layer="duong", driver="GPKG")
    seen = []
    real = pyogrio.read_dataframe
    monkeypatch.setattr(pyogrio, "read_dataframe", lambda path, **kw: seen.append(str(path)) or real(path, **kw))

    geodata.read_roads(tmp_path / "song.gpkg", name="song.gpkg")

    assert seen
    assert not any(path.startswith(str(tmp_path / "song.gpkg")) for path in seen)


# --- OpenStreetMap --------------------------------------------------------------------------------------------------

OSM = """<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">
<node id="1" lat="14.80" lon="108.95"/><node id="2" lat="14.81" lon="108.95"/><node id="3" lat="14.82" lon="108.95"/>
<node id="4" lat="14.805" lon="108.95001"><tag k="highway" v="milestone"/><tag k="distance" v="1092"/></node>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/><tag k="ref" v="QL1A"/><tag k="name" v="Quốc lộ 1"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="trunk"/><tag k="ref" v="QL.1"/><tag k="bridge" v="yes"/><tag k="layer" v="1"/></way>
<way id="12"><nd ref="1"/><nd ref="3"/><tag k="railway" v="rail"/><tag k="name" v="Bắc Nam"/></way>
<way id="13"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/></way>
</osm>"""


def test_an_osm_file_gives_roads_railways_and_milestones():
    layer = geodata.read_roads(OSM.encode(), name="khu-vuc.osm")

    segments = layer.segments.set_index("segment_id")
    assert segments["route_id"].to_dict() == {"10": "QL1", "11": "QL1", "12": "bac-nam"}
    assert segments["kind"].to_dict() == {"10": "road", "11": "road", "12": "railway"}
    assert segments["bridge_level"].to_dict() == {"10": 0, "11": 1, "12": 0}
    assert layer.anchors[["route_id", "chainage_m"]].to_numpy().tolist() == [["QL1", 1_092_000.0]]
    assert "not_for_motor_traffic" in rules(layer)
    assert [a.chainage_m for a in build_network(layer.segments, layer.anchors).routes["QL1"].anchors] == [1_092_000]


@pytest.mark.shared_data
def test_the_real_hanoi_extract_reads_the_same_names_from_osm_and_geopackage(shared_data):
    folder = shared_data / "vietnam_roads"
    osm = geodata.read_roads(folder / "hanoi_quoc_tu_giam.osm", name="hanoi_quoc_tu_giam.osm").segments
    gpkg = geodata.read_roads(folder / "hanoi_quoc_tu_giam_roads.gpkg", name="x.gpkg").segments

    both = osm.merge(gpkg, on="segment_id", suffixes=("", "_2"))
    named = both[(both["road_name_2"] != "") & (both["kind"] == "road")]
    assert len(named) > 80
    assert (named["route_id"] == named["route_id_2"]).mean() > 0.9  # numbers are only in the OSM file
    assert {"quoc-tu-giam", "cat-linh", "ton-duc-thang"} <= set(osm["route_id"])


@pytest.mark.shared_data
def test_the_real_national_map_keeps_its_railways_apart(shared_data):
    layer = geodata.read_roads(shared_data / "vietnam_roads" / "giaothong.geojson", name="giaothong.geojson")

    assert (layer.segments["kind"] == "railway").sum() == 32
    assert "QL1" in set(layer.segments["route_id"])
    assert not layer.segments.loc[layer.segments["road_name"] == "Không biết", "route_id"].size


# --- boundary, km posts, hazards ------------------------------------------------------------------------------------

SQUARE = shapely.box(108.9, 14.7, 109.0, 14.8)


def test_a_boundary_keeps_name_and_code_and_is_repaired():
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    content = geojson(({"ten": "Phường Đức Phổ", "code": "21439"}, SQUARE), ({"ten": "Hỏng"}, bow_tie))

    found = geodata.read_boundary(content, name="ranh-gioi.geojson")

    assert found["name"].tolist() == ["Phường Đức Phổ", "Hỏng"]
    assert found["area_code"].tolist() == ["21439", None]
    assert found.is_valid.all()
    assert found.crs.to_epsg() == 4326


def test_a_file_without_polygons_is_no_boundary():
    with pytest.raises(InputFileError, match="ranh giới"):
        geodata.read_boundary(geojson(({}, A)), name="x.geojson")


@pytest.mark.shared_data
def test_the_real_ward_boundary_is_read(shared_data):
    found = geodata.read_boundary(shared_data / "vietnam_boundaries" / "21439_duc_pho.geojson", name="x.geojson")

    assert found["name"].tolist() == ["Đức Phổ"]
    assert found.to_crs("EPSG:32648").area.sum() / 1e6 == pytest.approx(69.33, rel=0.02)


def test_a_lane_named_by_its_road_is_no_part_of_it():
    layer = read(({"name": "Quốc lộ 1A"}, A), ({"name": "Hẻm 512 QL1A"}, B))

    assert layer.segments["route_id"].nunique() == 2


@pytest.mark.parametrize(
    "text",
    [
        "route_id,chainage_m,lon,lat\nQL1,1092000,108.95,14.8\n",
        "\ufeffTuyến;Lý trình;Kinh độ;Vĩ độ\nQL1;Km1092+000;108,95;14,8\n",
        "tuyen\tkm\tlng\tlat\nQL1\tKm 1092\t108.95\t14.8\n",
        "Tuyến;Cột Km;Kinh độ;Vĩ độ\nQL1;1092;108,95;14,8\n",  # a bare number under "Km" is kilometres
        "Tuyến,Lý trình,Kinh độ,Vĩ độ\nQL1,1092000,108.95,14.8\n",  # one that cannot be is metres
        "DANH SÁCH CỘT KM\n\nTuyến;Lý trình;Kinh độ;Vĩ độ\nQL1;Km1092+000;108,95;14,8\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "tcvn3"])
def test_km_posts_are_read_however_they_are_written(text, encoding):
    encoded = encode_tcvn3(text.lstrip("\ufeff")).encode("latin-1") if encoding == "tcvn3" else text.encode(encoding)

    found = geodata.read_anchors(encoded, name="cot-km.csv")

    assert found.to_dict("records") == [{"route_id": "QL1", "chainage_m": 1_092_000, "lon": 108.95, "lat": 14.8}]


def test_an_unreadable_km_post_keeps_its_row_and_is_told_by_the_network(roads):
    posts = geodata.read_anchors(b"route_id,chainage_m,lon,lat\nQL1,abc,108.95,14.8\n", name="cot-km.csv")

    assert np.isnan(posts["chainage_m"][0])
    network = build_network(read(({"ref": "QL1"}, A)).segments, posts)
    assert [note.rule for note in network.notes] == ["post_without_route"]


def test_a_bare_number_that_may_be_either_is_left_open():
    posts = geodata.read_anchors("Tuyến,Lý trình,Kinh độ,Vĩ độ\nQL1,1.092,108.95,14.8\n".encode(), name="cot-km.csv")

    assert np.isnan(posts["chainage_m"][0])


def test_columns_that_are_missing_are_named_as_people_write_them():
    with pytest.raises(InputFileError, match=r"Tuyến; Kinh độ \(hoặc Y VN-2000\); Vĩ độ"):
        geodata.read_anchors(b"ly_trinh,x\nKm1092,2\n", name="cot-km.csv")


@pytest.mark.parametrize("names", ["X;Y", "Tọa độ X;Tọa độ Y", "X VN-2000;Y VN-2000", "Northing;Easting"])
@pytest.mark.parametrize("is_exchanged", [False, True])
def test_posts_in_vn2000_are_brought_to_degrees(names, is_exchanged):
    """X is to the north here; a table that has them the other way round is read all the same."""
    (easting,), (northing,) = projection.to_metric([108.95], [14.8])
    numbers = (easting, northing) if is_exchanged else (northing, easting)
    written = ";".join(f"{number:.3f}".replace(".", ",") for number in numbers)

    found = geodata.read_anchors(f"Tuyến;Lý trình;{names}\nQL1;Km1092+000;{written}\n".encode(), name="cot-km.csv")

    assert found["lon"].tolist() == pytest.approx([108.95], abs=1e-7)
    assert found["lat"].tolist() == pytest.approx([14.8], abs=1e-7)


@pytest.mark.parametrize("degrees", ["108.95,14.8", "14.8,108.95"])
def test_degrees_under_x_and_y_are_degrees(degrees):
    found = geodata.read_anchors(f"Tuyến,Lý trình,X,Y\nQL1,Km1092+000,{degrees}\n".encode(), name="cot-km.csv")

    assert found[["lon", "lat"]].to_numpy().tolist() == [[108.95, 14.8]]


def test_a_post_with_a_number_that_is_no_place_keeps_its_row_without_one():
    found = geodata.read_anchors("Tuyến;Lý trình;X;Y\nQL1;Km1092+000;5;7\n".encode(), name="cot-km.csv")

    assert found["chainage_m"].tolist() == [1_092_000]
    assert found[["lon", "lat"]].isna().all().all()


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", "tên\nx".encode("utf-16")])
def test_a_table_that_is_no_list_of_km_posts_is_refused(content):
    with pytest.raises(InputFileError, match=r"cot-km\.csv"):
        geodata.read_anchors(content, name="cot-km.csv")


def test_hazards_are_read_with_their_day_and_stay_open():
    properties = {"hazard_id": "BHL-02", "kind": "tầm nhìn", "description": "Che khuất", "reported_on": "2026-03-12"}

    found = geodata.read_hazards(geojson((properties, shapely.Point(108.95, 14.8))))

    assert found.to_dict("records") == [
        properties | {"reported_on": dt.date(2026, 3, 12), "state": "open", "lon": 108.95, "lat": 14.8}
    ]


def test_landmarks_without_a_name_are_left_out():
    point = shapely.Point(108.95, 14.8)

    found = geodata.read_landmarks(
        geojson(({"ten": "Chợ Cung", "loai": "chợ"}, point), ({"ten": None}, point)), name="x.json"
    )

    assert found[["name", "kind"]].to_numpy().tolist() == [["Chợ Cung", "chợ"]]


# --- GeoJSON out ----------------------------------------------------------------------------------------------------


def collection(*features, **members):
    return geodata.feature_collection(features, members=members)


def test_a_collection_follows_rfc_7946():
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)], holes=[[(0.2, 0.2), (0.4, 0.2), (0.4, 0.4)]])

    document = json.loads(collection(geodata.feature(clockwise, {"a": 1}, "F1"), title="Tiêu đề"))

    assert list(document) == ["type", "title", "features"]
    (found,) = document["features"]
    assert list(found) == ["type", "id", "geometry", "properties"]
    outer, hole = (shapely.LinearRing(ring) for ring in found["geometry"]["coordinates"])
    assert outer.is_ccw
    assert not hole.is_ccw


def test_coordinates_have_seven_decimals_and_letters_stay_letters():
    content = collection(geodata.feature(shapely.Point(108.959130123456, 14.8), {"nơi": "Phổ Hòa"}))

    assert b"108.9591301" in content
    assert "Phổ Hòa".encode() in content


@pytest.mark.parametrize("member", ["crs", "geometry", "properties", "coordinates"])
def test_members_the_rfc_forbids_are_refused(member):
    with pytest.raises(ValueError, match=member):
        collection(**{member: 1})


def test_metres_are_refused_as_degrees():
    with pytest.raises(ValueError, match="WGS84"):
        collection(geodata.feature(shapely.Point(603_048, 1_637_120), {}))


def test_values_json_does_not_have_become_null_or_text():
    values = {
        "nan": float("nan"),
        "na": pd.NA,
        "nat": pd.NaT,
        "day": dt.date(2026, 3, 14),
        "count": np.int64(3),
        "flag": np.bool_(True),
        "list": (1, 2),
    }

    found = json.loads(collection(geodata.feature(None, values)))["features"][0]

    assert found["geometry"] is None
    assert found["properties"] == {
        "nan": None,
        "na": None,
        "nat": None,
        "day": "2026-03-14",
        "count": 3,
        "flag": True,
        "list": [1, 2],
    }


coordinate = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(coordinate, min_size=2, max_size=5), max_size=4))
def test_lines_come_back_within_a_centimetre_and_bytes_are_the_same_twice(raw):
    features = [geodata.feature(line(*points), {"n": i}) for i, points in enumerate(raw)]

    content = collection(*features)

    assert content == collection(*features)
    for found, points in zip(json.loads(content)["features"], raw, strict=True):
        assert np.allclose(found["geometry"]["coordinates"], points, atol=5.1e-8)


def test_other_programs_read_what_was_written():
    content = collection(geodata.feature(A, {"tên": "Quốc lộ 1"}, "A"), title="x")

    frame = pyogrio.read_dataframe(content)

    assert frame["tên"].tolist() == ["Quốc lộ 1"]
    assert frame.crs.to_epsg() == 4326
