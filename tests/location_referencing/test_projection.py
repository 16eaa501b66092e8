"""Metres and degrees: one pinned datum shift, checked against published pairs and against PROJ's own operation."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj.transformer import TransformerGroup

from atgt.domain.errors import MissingCrsError, ParameterError
from atgt.location_referencing import projection

WARD = (108.95913, 14.80081)
WARD_PLANE = (603_048.61, 1_637_120.03)


def degrees(d, m, s):
    return d + m / 60 + s / 3600


def metres_apart(one, other):
    return np.hypot((one[0] - other[0]) * 107_600, (one[1] - other[1]) * 110_650)


def test_the_ward_centre_has_the_known_plane_coordinates():
    x, y = projection.to_metric(*WARD)
    lon, lat = projection.vn2000_to_wgs84(*WARD_PLANE)

    assert (round(float(x), 2), round(float(y), 2)) == WARD_PLANE
    assert metres_apart((lon, lat), WARD) < 0.01


PUBLISHED = {  # WGS84 and VN-2000, north then east, as printed: annex of TT 37/2019/TT-BGTVT, waters of Lý Sơn
    "LS1": ((15, 22, 29), (109, 6, 7), (15, 22, 32.7), (109, 6, 0.5)),
    "LS2": ((15, 20, 32), (109, 5, 35), (15, 20, 35.7), (109, 5, 28.5)),
    "LS3": ((15, 20, 10), (109, 7, 6), (15, 20, 13.7), (109, 6, 59.5)),
    "LS4": ((15, 22, 24), (109, 7, 43), (15, 22, 27.7), (109, 7, 36.5)),
}


@pytest.mark.parametrize("pair", PUBLISHED.values(), ids=PUBLISHED)
def test_the_published_pairs_of_quang_ngai_agree_within_a_metre(pair):
    lat, lon, vn2000_lat, vn2000_lon = (degrees(*angle) for angle in pair)

    found = projection.to_wgs84(vn2000_lon, vn2000_lat, projection.VN2000_DEGREES)
    back = projection.to_metric(lon, lat, projection.VN2000_DEGREES)

    # printed to tenths of a second (3 m): 0.78 to 0.81 m is what the legal parameters leave of them
    assert 0.7 < metres_apart(found, (lon, lat)) < 0.9
    assert 0.7 < metres_apart(back, (vn2000_lon, vn2000_lat)) < 0.9


def test_leaving_out_the_datum_shift_would_be_225_metres_off():
    shifted = projection.to_wgs84(*WARD, projection.VN2000_DEGREES)

    assert 220 < metres_apart(shifted, WARD) < 230


def test_the_pinned_shift_is_the_one_of_the_seven_legal_parameters():
    group = TransformerGroup("EPSG:4756", "EPSG:4326", always_xy=True)
    (legal,) = [t for t in group.transformers if "-191.90441429" in t.definition]
    (other,) = [t for t in group.transformers if "-191.90441429" not in t.definition]

    found = projection.to_wgs84(*WARD, projection.VN2000_DEGREES)

    assert metres_apart(found, legal.transform(*WARD)) < 1e-6
    assert metres_apart(found, other.transform(*WARD)) > 0.1


@pytest.mark.parametrize("zone", projection.VN2000_ZONES)
def test_every_zone_goes_there_and_back(zone):
    plane = projection.to_metric(*WARD, f"EPSG:{zone}")

    assert metres_apart(projection.vn2000_to_wgs84(*plane, zone), WARD) < 1e-3


@settings(max_examples=100, deadline=None)
@given(st.floats(107.0, 110.0), st.floats(13.0, 16.5))
def test_any_place_of_the_region_goes_there_and_back(lon, lat):
    assert metres_apart(projection.to_wgs84(*projection.to_metric(lon, lat)), (lon, lat)) < 1e-3


@pytest.mark.parametrize("zone_and_km", [(9217, 27), (9216, 54)])
def test_a_wrong_zone_is_far_off(zone_and_km):
    zone, km = zone_and_km

    found = projection.vn2000_to_wgs84(*WARD_PLANE, zone)

    assert abs(metres_apart(found, WARD) / 1000 - km) < 1


def test_what_is_no_number_stays_no_number():
    x, y = projection.to_metric([np.nan, 108.9], [14.8, np.nan])

    assert np.isnan(x).all()
    assert np.isnan(y).all()


def test_another_metric_system_is_converted_by_proj():
    x, y = projection.to_metric(100.573912, 7.125336, "EPSG:32647")
    lon, lat = projection.to_wgs84(x, y, "EPSG:32647")

    assert (round(float(lon), 6), round(float(lat), 6)) == (100.573912, 7.125336)


@pytest.mark.parametrize("crs", [None, "", "EPSG:999999", "trên bản đồ"])
def test_a_coordinate_system_that_is_not_stated_or_not_known_is_refused(crs):
    with pytest.raises(MissingCrsError, match="hệ tọa độ"):
        projection.read_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "ESRI:102649"])
def test_degrees_mercator_and_feet_do_not_measure_metres(crs):
    with pytest.raises(ParameterError, match="mét thật"):
        projection.metric_crs(crs)


def test_a_zone_that_is_none_is_refused():
    with pytest.raises(ParameterError, match="VN-2000"):
        projection.vn2000_to_wgs84(1, 2, 4326)


def test_a_layer_in_any_vn2000_zone_lands_in_the_same_place():
    point = shapely.Point(*WARD)
    layers = [
        gpd.GeoDataFrame(geometry=[shapely.Point(*map(float, projection.to_metric(*WARD, crs)))], crs=crs)
        for crs in ("EPSG:5898", "EPSG:9217", "EPSG:3406")
    ]

    found = [projection.reproject(layer, "EPSG:4326").geometry.iloc[0] for layer in layers]

    assert all(metres_apart((one.x, one.y), (point.x, point.y)) < 1e-3 for one in found)


def test_a_layer_whose_file_states_vn2000_in_words_only_gets_the_legal_shift():
    wkt = projection.read_crs("EPSG:5898").to_wkt().replace("EPSG", "LOCAL").replace("5898", "1").replace("4756", "2")
    layer = gpd.GeoDataFrame(geometry=[shapely.Point(*WARD_PLANE)], crs=wkt)

    found = projection.reproject(layer, "EPSG:4326").geometry.iloc[0]

    assert metres_apart((found.x, found.y), WARD) < 0.01


def test_a_layer_without_a_coordinate_system_is_refused():
    with pytest.raises(MissingCrsError, match="không ghi hệ tọa độ"):
        projection.reproject(gpd.GeoDataFrame(geometry=[shapely.Point(1, 2)]), "EPSG:4326")
