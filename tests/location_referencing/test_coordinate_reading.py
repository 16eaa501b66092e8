"""Coordinates as received: used, put right and told, or refused and told; never silently moved."""

import numpy as np
import pytest

from atgt.location_referencing import projection
from atgt.location_referencing.coordinate_reading import CoordinateState, read_coordinates
from atgt.location_referencing.projection import Box

WARD = Box(108.90, 14.74, 109.03, 14.85)
LON, LAT = 108.95913, 14.80081
E, N = 603_048.61, 1_637_120.03
NONE = np.nan


def read(latitude=NONE, longitude=NONE, northing=NONE, easting=NONE, box=WARD, zone=5898):
    found = read_coordinates(
        *(np.array([v], dtype=float) for v in (latitude, longitude, northing, easting)), box=box, zone=zone
    )
    return (
        CoordinateState(found.state[0]),
        found.lon[0],
        found.lat[0],
        bool(found.is_plane[0]),
        int(found.fitting_zone[0]),
    )


def test_degrees_in_the_box_are_used():
    assert read(LAT, LON) == (CoordinateState.PLAUSIBLE, LON, LAT, False, 0)


def test_swapped_degrees_are_put_right_and_told():
    assert read(LON, LAT)[:3] == (CoordinateState.SWAPPED, LON, LAT)


def test_plane_coordinates_are_read_with_x_as_northing():
    state, lon, lat, is_plane, _ = read(northing=N, easting=E)

    assert (state, is_plane) == (CoordinateState.PLAUSIBLE, True)
    assert (round(lon, 5), round(lat, 5)) == (LON, LAT)


def test_swapped_plane_coordinates_are_put_right_and_told():
    state, lon, lat, *_ = read(northing=E, easting=N)

    assert state is CoordinateState.SWAPPED
    assert (round(lon, 5), round(lat, 5)) == (LON, LAT)


@pytest.mark.parametrize("zone", [9217, 9216, 5899, 3406])
def test_another_zone_is_named_but_not_used(zone):
    easting, northing = (float(v) for v in projection.to_metric(LON, LAT, f"EPSG:{zone}"))

    state, lon, lat, _, fitting = read(northing=northing, easting=easting)

    assert (state, fitting) == (CoordinateState.OTHER_ZONE, zone)
    assert np.isnan([lon, lat]).all()


@pytest.mark.parametrize(
    "numbers",
    [
        {"latitude": 0, "longitude": 0},
        {"latitude": 99.9999, "longitude": 999.9999},
        {"latitude": 10.77, "longitude": 106.7},
        {"latitude": LAT, "longitude": -LON},
        {"northing": 1, "easting": 1},
    ],
)
def test_what_fits_nowhere_is_outside(numbers):
    assert read(**numbers)[0] is CoordinateState.OUTSIDE


@pytest.mark.parametrize("numbers", [{"latitude": LAT}, {"longitude": LON}, {"northing": N}, {"easting": E}])
def test_half_a_position_is_incomplete(numbers):
    assert read(**numbers)[0] is CoordinateState.INCOMPLETE


def test_nothing_is_absent():
    assert read()[0] is CoordinateState.ABSENT


def test_plane_coordinates_stand_in_for_unusable_degrees():
    state, lon, *_ = read(0, 0, N, E)

    assert state is CoordinateState.PLAUSIBLE
    assert round(lon, 5) == LON


def test_unusable_plane_coordinates_do_not_spoil_good_degrees():
    assert read(LAT, LON, 1, 1)[0] is CoordinateState.PLAUSIBLE


def test_without_a_box_every_position_on_the_globe_is_plausible():
    assert read(52.5, 13.4, box=None)[0] is CoordinateState.PLAUSIBLE
    assert read(152.5, 13.4, box=None)[0] is CoordinateState.SWAPPED


def test_no_records_give_no_readings():
    empty = np.empty(0)

    assert len(read_coordinates(empty, empty, empty, empty, box=WARD).lon) == 0
