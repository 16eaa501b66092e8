"""What came in is kept as it came, held rows wait in a queue, and nothing is imported twice."""

import pytest
from sqlalchemy import text

from atgt.domain.errors import NotFoundError, StorageError
from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.storage import verification
from atgt.storage.repositories import imports
from atgt.storage.repositories.imports import ImportEntry


@pytest.fixture
def issue():
    text_ = Text("Ngày “31/02/2026” không tồn tại.", 'Date "31/02/2026" does not exist.')
    return Issue("a.xlsx", "Năm 2026", 6, "Ngày", "31/02/2026", "date_does_not_exist", IssueLevel.ERROR, text_)


@pytest.fixture
def ward(database, officer, now, received_rows, issue):
    """One file of four rows; the second and the fourth are held, the second with an issue."""
    rows = received_rows(4, held=(1, 3), file="a.xlsx")
    entry = ImportEntry("nk-1", "a.xlsx", "f" * 64, 4, 2, 2, 2, 0, 1, 0, {"warnings": ["…"], "n": 1.5})
    with database.write(officer, "nhập tệp a.xlsx", now) as session:
        imports.record_import(session, entry, rows, {rows["row_key"][1]: [issue]})
    return database, rows


def test_the_log_says_what_was_imported_by_whom(ward, now):
    with ward[0].read() as session:
        (entry,) = imports.import_log(session).to_dict("records")

    assert (entry["file"], entry["imported_by"], entry["imported_at"]) == ("a.xlsx", "can-bo-a", now)
    assert (entry["n_read"], entry["n_accepted"], entry["n_held"], entry["n_new"]) == (4, 2, 2, 2)
    assert entry["report"] == {"warnings": ["…"], "n": 1.5}


def test_an_import_that_loses_a_row_in_its_counts_is_refused(database, officer, now, received_rows):
    entry = ImportEntry("nk-1", "a.xlsx", "f" * 64, n_read=5, n_accepted=2, n_held=2, n_new=2, n_known=0)

    with pytest.raises(StorageError, match="nothing_lost"), database.write(officer, "nhập", now) as session:
        imports.record_import(session, entry, received_rows(4, held=(1, 3)))


def test_the_fingerprint_noted_with_an_import_is_that_of_its_stored_rows(database, officer, now, received_rows):
    """Also of rows in any order, of more rows than one statement takes, and of text only one engine could hold."""
    n = 250
    rows = received_rows(n, file="b.xlsx").sample(frac=1, random_state=1)
    rows["received"] = [{"Nơi\x00": f"Phổ\x00 Hòa \ud800 “{i}” \\u0000", "a": "\u2028"} for i in range(n)]
    rows.loc[rows.index[0], "sheet"] = None

    with database.write(officer, "nhập tệp b.xlsx", now) as session:
        imports.record_import(session, ImportEntry("nk-1", "b.xlsx", "f" * 64, n, n, 0, n, 0), rows)

    with database.read() as session:
        assert verification.verify(session).is_whole
        stored = imports.received_row(session, rows["row_key"].iloc[3])
    assert stored.received == {"Nơi": "Phổ Hòa ? “3” \\u0000", "a": "\u2028"}


def test_rows_seen_before_are_known(ward):
    database, rows = ward
    with database.read() as session:
        assert imports.known_row_keys(session) == set(rows["row_key"])
        assert imports.known_row_keys(session, [rows["row_key"][0], "mới"]) == {rows["row_key"][0]}
        assert imports.known_row_keys(session, []) == set()
        assert len(imports.known_row_keys(session, [*rows["row_key"], *map(str, range(5000))])) == 4


def test_held_rows_wait_with_their_issues(ward, issue):
    database, rows = ward
    with database.read() as session:
        held = imports.held_rows(session)

    assert list(held["row"]) == [6, 8]
    assert list(held["issues"]) == [(issue,), ()]
    assert held["received"][0] == rows["received"][1]


def test_no_held_rows_gives_an_empty_table_with_its_columns(database):
    with database.read() as session:
        held = imports.held_rows(session)

    assert len(held) == 0
    assert {"file", "sheet", "row", "row_key", "received", "issues", "state"} <= set(held.columns)


def test_a_held_row_that_becomes_an_accident_leaves_the_queue_and_stays_as_received(ward, officer, now):
    database, rows = ward
    key = rows["row_key"][1]

    with database.write(officer, "sửa ngày", now) as session:
        imports.resolve_held_row(session, key, "sửa thành 28/02/2026", accident_id="tn-1")

    with database.read() as session:
        assert list(imports.held_rows(session)["row"]) == [8]
        done = imports.held_rows(session, state="resolved").iloc[0]
        received = session.execute(
            text("SELECT status, accident_id FROM as_received WHERE row_key = :k"), {"k": key}
        ).one()
        assert verification.verify(session).is_whole
    assert (done["resolution"], done["resolved_by"], done["resolved_at"]) == ("sửa thành 28/02/2026", "can-bo-a", now)
    assert tuple(received) == ("accepted", "tn-1")


def test_a_row_is_resolved_once(ward, officer, now):
    database, rows = ward
    with database.write(officer, "bỏ", now) as session:
        imports.resolve_held_row(session, rows["row_key"][1], "trùng")

    with pytest.raises(NotFoundError, match="Không có hàng chờ"), database.write(officer, "bỏ", now) as session:
        imports.resolve_held_row(session, rows["row_key"][1], "trùng")


def test_the_database_itself_keeps_what_was_received(ward):
    for statement in (
        'UPDATE as_received SET received = \'{"Ngày":"khác"}\'',
        "UPDATE as_received SET row_number = 1",
        "UPDATE as_received SET row_key = row_key || 'x' WHERE fid = 1",
        "DELETE FROM as_received WHERE fid = 1",
    ):
        with (
            pytest.raises(Exception, match=r"never altered|foreign key"),
            ward[0].bare_connection(writes=True) as connection,
        ):
            connection.execute(text(statement))


def test_personal_text_may_still_be_erased_from_what_was_received(ward):
    """The law may ask for it (Law 91/2025); the verification then shows that the import is not as it was."""
    with ward[0].bare_connection(writes=True) as connection:
        connection.execute(text("UPDATE as_received SET received = '{}' WHERE fid = 1"))

    with ward[0].read() as session:
        assert [p.rule for p in verification.verify(session).record_problems] == ["record_changed"]
