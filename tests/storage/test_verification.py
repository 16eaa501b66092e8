"""Records changed past the program are found and named, in every table that is evidence."""

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from atgt.storage import quality_tables, review_tables, verification
from atgt.storage.repositories import hazards, roads, settings_table, spots

CHANGES = [
    ("UPDATE accident SET killed = 9 WHERE fid = 1", "accident", "record_changed"),
    ("UPDATE accident SET geom = NULL WHERE fid = 1", "accident", "record_changed"),
    ("UPDATE accident_person SET plates = 'khác'", "accident", "record_changed"),
    ("DELETE FROM accident_person", "accident", "record_changed"),
    ("UPDATE import_log SET n_new = n_new + 1", "import", "record_changed"),
    ("UPDATE spot SET killed = 0", "screening_run", "record_changed"),
    ("UPDATE hazard SET state = 'closed'", "hazard", "record_changed"),
    ("DELETE FROM hazard", "hazard", "record_removed"),
    ("UPDATE setting SET value = '\"EPSG:4326\"'", "setting", "record_changed"),
    ("INSERT INTO setting (key, value) VALUES ('x', '1')", "setting", "record_added"),
    ("UPDATE road_segment SET route_id = 'QL24' WHERE fid = 1", "road_network", "record_changed"),
    ("DELETE FROM road_anchor", "road_network", "record_changed"),
    ("DELETE FROM landmark", "landmark", "record_removed"),
]


@pytest.fixture
def filled(database, officer, now, fill, roads, spots, run_record):
    """Something in every table."""
    from atgt.storage.repositories import roads as road_store
    from atgt.storage.repositories import spots as spot_store

    fill(database, 4, held=(1,))
    with database.write(officer, "nạp", now) as session:
        road_store.replace_roads(session, *roads)
        road_store.replace_landmarks(
            session, pd.DataFrame({"name": ["Chợ"], "kind": ["chợ"], "lon": [0.1], "lat": [0.1]})
        )
        spot_store.save_run(session, run_record, spots)
        settings_table.put(session, "metric_crs", "EPSG:5898")
        hazards.insert_hazards(
            session,
            pd.DataFrame(
                {
                    "hazard_id": ["h1"],
                    "kind": ["o_ga"],
                    "description": ["ổ gà"],
                    "reported_on": [now.date()],
                    "state": ["open"],
                    "lon": [0.2],
                    "lat": [0.2],
                }
            ),
        )
    return database


def _verify(database):
    with database.read() as session:
        return verification.verify(session)


def test_an_untouched_database_verifies(filled):
    found = _verify(filled)

    assert found.is_whole
    assert found.counts["accident"] == 3
    assert found.counts["as_received"] == 4
    assert found.n_records == 3 + 1 + 2 + 1 + 1 + 1


def test_every_change_past_the_program_is_named(filled):
    """Each change is made, looked at and undone inside one transaction."""
    for statement, record, rule in CHANGES:
        with filled.bare_connection(writes=True) as connection:
            undo = connection.begin_nested()
            connection.execute(text(statement))

            with Session(connection, join_transaction_mode="create_savepoint") as session:
                found = verification.verify(session)

            undo.rollback()
        assert not found.is_whole, statement
        assert {(problem.record, problem.rule) for problem in found.record_problems} == {(record, rule)}, statement
        assert found.record_problems[0].key in found.record_problems[0].text.vi
    assert _verify(filled).is_whole


def test_every_layer_and_every_record_kind_is_covered():
    """A table with content that no hash covers would be a table anybody may change."""
    covered = {
        "import_log", "as_received", "accident", "accident_person", "road_segment", "road_anchor", "junction",
        "boundary", "landmark", "hazard", "screening_run", "spot", "setting", "account", "accident_standing", "ward",
    }  # fmt: skip
    keeping = {"audit_log", "audit_sealed", "audit_head"}  # checked by the chain
    signing_in = {"account_session", "sign_in_attempt"}  # begin, end and each attempt are lines of the chain
    working = {
        "held_row",
        "location_candidate",
        "reported_position",
    }  # queues and hints; what is decided on them is in the accident
    review = {table.__tablename__ for table in review_tables.TABLES}  # covered: test_review_records.py

    quality = {table.__tablename__ for table in quality_tables.TABLES}  # covered: test_quality_records.py

    assert set(verification.Base.metadata.tables) == covered | keeping | signing_in | working | review | quality
    assert set(roads.RECORDS) == {"road_network", "boundary", "landmark"}
    assert spots.RECORD in verification._KINDS
