"""Geometries keep every digit through the blob of each engine."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.storage import geometry

numbers = st.floats(-180, 180, allow_nan=False)
points = st.tuples(numbers, numbers)


@settings(max_examples=100, deadline=None)
@given(st.lists(points, min_size=2, max_size=5))
def test_a_line_comes_back_digit_for_digit(coordinates):
    wkb = shapely.to_wkb(shapely.LineString(coordinates), byte_order=1)

    assert geometry.from_geopackage(geometry.to_geopackage(wkb)) == wkb
    assert geometry.from_ewkb_hex(geometry.to_ewkb_hex(wkb)) == wkb


@pytest.mark.parametrize(("indicator", "size"), [(0, 0), (1, 32), (2, 48), (3, 48), (4, 64)])
def test_a_blob_written_by_gdal_with_an_envelope_is_read(indicator, size):
    wkb = shapely.to_wkb(shapely.Point(1, 2), byte_order=1)
    blob = b"GP\0" + bytes([1 | indicator << 1]) + (4326).to_bytes(4, "little") + b"\0" * size + wkb

    assert geometry.from_geopackage(blob) == wkb


@pytest.mark.parametrize(("blob", "message"), [(b"\x01\x01", "'GP'"), (b"GP\0\x0b\0\0\0\0", "indicator 5")])
def test_what_is_no_geometry_is_refused(blob, message):
    with pytest.raises(ValueError, match=message):
        geometry.from_geopackage(blob)


@pytest.mark.parametrize("empty", ["POINT EMPTY", "LINESTRING EMPTY", "MULTIPOLYGON EMPTY"])
def test_an_empty_geometry_says_so_in_its_header(empty):
    blob = geometry.to_geopackage(shapely.to_wkb(shapely.from_wkt(empty), byte_order=1))

    assert blob[3] & 0x10
