"""Accidents come back as they were stored; edits never overwrite each other; every change has its line."""

import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from atgt.domain.errors import NotFoundError, ParameterError, StaleEditError, StorageError
from atgt.domain.schema import ACCIDENT_COLUMNS
from atgt.storage import audit, verification
from atgt.storage.database import Database
from atgt.storage.repositories import accidents, candidates, imports


def _fetch(database, **conditions):
    with database.read() as session:
        return accidents.fetch_accidents(session, **conditions)


def _record(database, accident_id):
    with database.read() as session:
        return accidents.fetch_accident(session, accident_id)


def _edit(database, officer, now, accident_id, changes, version):
    with database.write(officer, "sửa", now) as session:
        return accidents.update_accident(session, accident_id, changes, expected_version=version)


def test_an_empty_table_keeps_its_columns_and_types(database):
    table = _fetch(database)

    assert list(table.columns) == list(ACCIDENT_COLUMNS)
    assert len(table) == 0
    assert str(table["killed"].dtype) == "Int64"
    assert table["lon"].dtype == np.float64


def test_what_is_stored_comes_back(database, fill):
    ids = fill(database, 3)

    table = _fetch(database).set_index("accident_id")

    first = table.loc[ids[0]]
    assert (first["occurred_on"], first["occurred_at"]) == (dt.date(2026, 3, 14), dt.time(0, 20))
    assert (first["killed"], first["injured"], first["damage_vnd"], first["measure_mm"]) == (1, 0, 12_000_000, 812_250)
    assert (first["lon"], first["lat"], first["offset_m"]) == (108.95, 14.81, 0.1 + 0.2)
    assert (first["place"], first["case_number"]) == ("Ngã tư Phổ Hòa", None)
    last = table.loc[ids[2]]
    assert last["occurred_at"] is None
    assert last["killed"] is pd.NA
    assert np.isnan(last["lon"])
    assert last["route_id"] is None


def test_the_point_on_the_map_is_lon_then_lat(database, fill):
    fill(database, 2)

    with database.read() as session:
        blobs = session.scalars(select(accidents.Accident.geom).order_by(accidents.Accident.fid)).all()

    assert shapely.from_wkb(blobs[0]) == shapely.Point(108.95, 14.81)
    assert blobs[1] is None


def test_a_record_holds_the_personal_part_the_candidates_and_the_row_as_received(database, fill, candidate):
    ids = fill(database, 2)

    record = _record(database, ids[0])

    assert record.version == 1
    assert record.person["plates"] == "76X1-000.00"
    assert record.candidates == (candidate,)
    assert record.received == {"Ngày": "14/03/2026", "Địa điểm": "Km1092+000 QL1A"}
    assert _record(database, ids[1]).person == {}


def test_an_accident_typed_in_by_hand_has_no_row_as_received(database, officer, now):
    typed = pd.DataFrame(
        {"accident_id": ["tay-1"], "occurred_on": ["2026-05-01"], "severity": [1], "location_status": ["unlocated"]}
    )

    with database.write(officer, "nhập tay", now) as session:
        accidents.insert_accidents(session, typed)

    assert _record(database, "tay-1").received is None
    assert _record(database, "tay-1").fields["occurred_on"] == dt.date(2026, 5, 1)


def test_text_that_only_one_engine_could_hold_is_cleaned(database, officer, now):
    frame = pd.DataFrame(
        {
            "accident_id": ["a"],
            "occurred_on": [dt.datetime(2026, 5, 1, 17, 30)],
            "severity": [np.int64(1)],
            "location_status": ["unlocated"],
            "place": ["Phổ\x00 Hòa \ud800"],
            "cause": ["'; DROP TABLE accident; --"],
        },
        dtype=object,
    )

    with database.write(officer, "nhập", now) as session:
        accidents.insert_accidents(session, frame)

    fields = _record(database, "a").fields
    assert fields["place"] == "Phổ Hòa ?"
    assert fields["cause"] == "'; DROP TABLE accident; --"
    assert fields["occurred_on"] == dt.date(2026, 5, 1)


def test_a_row_stored_twice_is_refused_as_a_whole(database, fill):
    fill(database, 3)

    with pytest.raises(StorageError, match="mâu thuẫn"):
        fill(database, 3)

    assert len(_fetch(database)) == 3


class TestFilter:
    @pytest.fixture
    def ward(self, database, fill):
        """Days 14 to 18 March, hours 0 to 3 with the last unknown, severities 0 to 3 and 0."""
        fill(database, 5)
        return database

    CASES = [
        ({}, 5),
        ({"first_day": dt.date(2026, 3, 15)}, 4),
        ({"last_day": dt.date(2026, 3, 15)}, 2),
        ({"first_day": dt.date(2026, 3, 15), "last_day": dt.date(2026, 3, 15)}, 1),
        ({"first_day": dt.date(2026, 3, 19)}, 0),
        ({"severities": {0}}, 2),
        ({"severities": []}, 0),
        ({"severities": np.array([1, 2])}, 2),
        ({"route_ids": ["QL1"]}, 4),
        ({"route_ids": ["QL24"]}, 0),
        ({"location_statuses": ["unlocated"]}, 1),
        ({"hour_from": 1}, 3),
        ({"hour_to": 1}, 1),
        ({"hour_from": 1, "hour_to": 3}, 2),
        ({"hour_from": 3, "hour_to": 1}, 2),
        ({"hour_from": 22, "hour_to": 24}, 0),
        ({"severities": [0], "route_ids": ["QL1"], "last_day": dt.date(2026, 3, 14)}, 1),
    ]

    def test_conditions_meet(self, ward):
        for conditions, n in self.CASES:
            assert len(_fetch(ward, **conditions)) == n, conditions

    def test_rows_come_by_date_time_and_id(self, ward):
        table = _fetch(ward)

        assert table["occurred_on"].is_monotonic_increasing

    def test_counts_and_days(self, ward):
        with ward.read() as session:
            assert accidents.count_accidents(session) == {"located": 4, "ambiguous": 0, "unlocated": 1}
            assert accidents.first_and_last_day(session) == (dt.date(2026, 3, 14), dt.date(2026, 3, 18))

    def test_an_empty_database_has_no_days(self, database):
        with database.read() as session:
            assert accidents.first_and_last_day(session) is None
            assert accidents.count_accidents(session) == {"located": 0, "ambiguous": 0, "unlocated": 0}


class TestEdit:
    def test_old_and_new_are_written_with_who_and_why(self, database, officer, now, fill):
        ids = fill(database, 2)

        after = _edit(database, officer, now, ids[0], {"severity": 1, "killed": None, "lon": 108.5}, 1)

        assert (after.version, after.fields["severity"], after.fields["killed"]) == (2, 1, None)
        with database.read() as session:
            line = session.scalars(select(audit.AuditLine).order_by(audit.AuditLine.seq.desc())).first()
            geom = session.scalar(select(accidents.Accident.geom).where(accidents.Accident.accident_id == ids[0]))
            assert verification.verify(session).is_whole
        assert (line.action, line.record, line.key) == ("update", "accident", ids[0])
        assert line.old == '{"killed":1,"lon":108.95,"severity":0}'
        assert line.new == '{"killed":null,"lon":108.5,"severity":1}'
        assert shapely.from_wkb(geom) == shapely.Point(108.5, 14.81)

    def test_two_officers_editing_the_same_version_do_not_overwrite_each_other(self, database, officer, now, fill):
        ids = fill(database, 2)
        _edit(database, officer, now, ids[0], {"severity": 2}, 1)

        with pytest.raises(StaleEditError, match="bản thứ 2"):
            _edit(database, officer, now, ids[0], {"severity": 3}, 1)

        assert _record(database, ids[0]).fields["severity"] == 2

    def test_saving_without_a_change_writes_nothing(self, database, officer, now, fill):
        ids = fill(database, 2)
        with database.read() as session:
            before = audit.head(session)

        after = _edit(database, officer, now, ids[0], {"severity": 0, "plates": "76X1-000.00"}, 1)

        assert after.version == 1
        with database.read() as session:
            assert audit.head(session) == before

    def test_personal_columns_are_added_and_changed(self, database, officer, now, fill):
        ids = fill(database, 2)

        added = _edit(database, officer, now, ids[1], {"phone": "000"}, 1)
        changed = _edit(database, officer, now, ids[1], {"phone": None}, 2)

        assert (added.person["phone"], changed.person["phone"]) == ("000", None)
        with database.read() as session:
            assert verification.verify(session).is_whole

    def test_columns_that_are_not_for_editing_are_refused(self, database, officer, now, fill):
        ids = fill(database, 1)

        for changes in ({"accident_id": "x"}, {"geom": b""}, {"version": 7}, {"không có": 1}):
            with pytest.raises(ParameterError, match="Không sửa được"):
                _edit(database, officer, now, ids[0], changes, 1)

    def test_an_unknown_accident_is_not_found(self, database, officer, now):
        with pytest.raises(NotFoundError, match="tn-không"):
            _edit(database, officer, now, "tn-không", {"severity": 1}, 1)

    def test_other_candidates_take_the_place_of_the_first_ones(self, database, officer, now, fill, candidate):
        ids = fill(database, 1)

        with database.write(officer, "chọn lại", now) as session:
            candidates.replace_candidates(session, ids[0], [candidate, candidate])

        with database.read() as session:
            assert candidates.fetch_candidates(session, ids[0]) == (candidate, candidate)


class TestFingerprint:
    def _print(self, database):
        with database.read() as session:
            return accidents.data_fingerprint(session)

    def test_it_is_the_same_on_both_engines(self, fill, roads, officer, now, request, tmp_path, empty_file):
        """The number itself: another one means that stored runs no longer match their data."""
        urls = [f"sqlite:///{tmp_path / 'a.gpkg'}", request.getfixturevalue("postgres_server").create()]
        prints = []
        for url in urls:
            database = Database.open(url)
            fill(database, 7)
            with database.write(officer, "đường", now) as session:
                accidents.roads.replace_roads(session, *roads)
            prints.append(self._print(database))
            database.close()

        assert prints[0] == prints[1]

    def test_it_follows_what_a_screening_looks_at_and_nothing_else(self, database, officer, now, fill, roads):
        ids = fill(database, 3)
        first = self._print(database)

        _edit(database, officer, now, ids[0], {"cause": "khác", "plates": "x"}, 1)
        same = self._print(database)
        _edit(database, officer, now, ids[0], {"measure_mm": 812_251}, 2)
        moved = self._print(database)
        with database.write(officer, "đường", now) as session:
            accidents.roads.replace_roads(session, *roads)
        with_roads = self._print(database)

        assert first == same
        assert len({first, moved, with_roads}) == 3

    def test_it_does_not_depend_on_the_order_of_import(self, new_url, fill):
        prints = []
        for order in (("a", "b"), ("b", "a")):
            database = Database.open(new_url())
            for name in order:
                fill(database, 3, file=name)
            prints.append(self._print(database))
            database.close()

        assert prints[0] == prints[1]


texts = st.text(max_size=30)
values = {
    "occurred_at": st.none() | st.times().map(lambda t: t.replace(microsecond=0)),
    "severity": st.integers(0, 3),
    "killed": st.none() | st.integers(0, 50),
    "damage_vnd": st.none() | st.integers(0, 10**15),
    "place": st.none() | texts,
    "offset_m": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "lon": st.none() | st.floats(-180, 180),
    "plates": st.none() | texts,
}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries(values), min_size=1, max_size=4))
def test_any_row_comes_back_as_it_was_and_verifies(database, officer, now, rows):
    frame = pd.DataFrame(rows, dtype=object).assign(
        accident_id=[f"{time.monotonic_ns()}-{i}" for i in range(len(rows))],
        occurred_on=dt.date(2026, 1, 1),
        location_status="located",
        lat=14.5,
    )

    with database.write(officer, "thử", now) as session:
        ids = accidents.insert_accidents(session, frame)

    for accident_id, row in zip(ids, rows, strict=True):
        record = _record(database, accident_id)
        for name, value in row.items():
            expected = (
                accidents.native_value(accidents.Base.metadata.tables["accident"].c[name], value)
                if name != "plates"
                else value
            )
            if isinstance(value, str):
                expected = value.replace("\x00", "").encode("utf-8", "replace").decode()
            found = record.person.get(name) if name == "plates" else record.fields[name]
            assert found == expected, name
    with database.read() as session:
        assert verification.verify(session).is_whole


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_accidents_are_stored_whole(database, fill):
    fill(database, 100_000)

    assert len(_fetch(database)) == 100_000
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM audit_log")).scalar() == 100_001
        assert imports.known_row_keys(session, ["x"]) == set()
