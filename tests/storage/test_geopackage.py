"""QGIS and GDAL open the live file as layers, in another process, while the program works; they cannot change it."""

import shutil
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import text

from atgt.storage.database import Database
from atgt.storage.tables import LAYERS

READ = """
import json, sys, pyogrio
layers = dict(pyogrio.list_layers(sys.argv[1]))
frame = pyogrio.read_dataframe(sys.argv[1], layer="accident")
box = pyogrio.read_dataframe(sys.argv[1], layer="accident", bbox=(108.94, 14.8, 108.95015, 14.9))
print(json.dumps([layers, len(frame), len(box), str(frame.crs), list(frame["place"]), list(frame.columns)]))
"""


@pytest.fixture
def ward(empty_file, tmp_path, fill):
    """A database that stays open during the test, with three accidents, the last without a place."""
    path = tmp_path / "ward.gpkg"
    shutil.copy(empty_file, path)
    database = Database.open(f"sqlite:///{path}")
    fill(database, 3)
    yield database
    database.close()


def _read_elsewhere(path):
    import json

    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    return json.loads(done.stdout)


def test_gdal_in_another_process_sees_layers_and_rows_while_the_database_is_open(ward):
    with ward.read() as session:
        session.execute(text("SELECT count(*) FROM accident")).scalar()
        layers, n_rows, n_in_box, crs, places, columns = _read_elsewhere(ward.path)

    assert set(LAYERS) <= set(layers)
    assert (layers["accident"], layers["road_segment"]) == ("Point", "LineString")
    assert (n_rows, n_in_box, crs) == (3, 2, "EPSG:4326")
    assert places == ["Ngã tư Phổ Hòa"] * 3
    assert "plates" not in columns  # personal tables and the audit log are not offered as layers
    assert not set(layers) & {"accident_person", "as_received", "audit_log", "audit_sealed", "held_row", "setting"}


def test_rows_committed_later_are_seen_too(ward, fill):
    fill(ward, 4, file="khac.xlsx")

    assert _read_elsewhere(ward.path)[1] == 7


def test_ogrinfo_reports_no_fault(ward):
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo (Debian package gdal-bin) is not installed")

    done = subprocess.run(["ogrinfo", "-ro", "-al", "-so", str(ward.path)], capture_output=True, text=True, check=True)

    assert "Layer name: accident" in done.stdout
    assert "Feature Count: 3" in done.stdout
    assert "Extent: (108.9" in done.stdout
    assert "ERROR" not in done.stderr + done.stdout
    assert "Warning" not in done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accident SET killed = 0",
        "DELETE FROM accident",
        "INSERT INTO setting VALUES ('x', '1')",
        "UPDATE as_received SET received = '{}'",
        "DELETE FROM audit_log",
    ],
)
def test_another_program_cannot_change_a_row(ward, statement):
    other = sqlite3.connect(ward.path)

    with pytest.raises(sqlite3.OperationalError, match="atgt_layers_are_read_only_here"):
        other.execute(statement)

    other.close()


def test_the_spatial_index_follows_a_moved_and_a_removed_point(ward, officer, now):
    from atgt.storage.repositories import accidents

    with ward.read() as session:
        first = accidents.fetch_accidents(session)["accident_id"][0]

    def boxes():
        with ward.read() as session:
            query = "SELECT id, minx, maxy FROM rtree_accident_geom ORDER BY id"
            return [(row.id, round(row.minx, 2), round(row.maxy, 2)) for row in session.execute(text(query))]

    assert boxes() == [(1, 108.95, 14.81), (2, 108.95, 14.81)]
    with ward.write(officer, "dời", now) as session:
        accidents.update_accident(session, first, {"lon": 108.5, "lat": 14.5}, expected_version=1)
    assert boxes()[0] == (1, 108.5, 14.5)
    with ward.write(officer, "bỏ vị trí", now) as session:
        accidents.update_accident(session, first, {"lon": None, "lat": None}, expected_version=2)
    assert boxes() == [(2, 108.95, 14.81)]


def test_the_file_meets_the_layout_rules_of_geopackage(ward):
    with ward.read() as session:

        def ask(query):
            return [tuple(row) for row in session.execute(text(query))]

        assert ask("PRAGMA application_id") == [(0x47504B47,)]
        assert ask("PRAGMA integrity_check") == [("ok",)]
        assert ask("PRAGMA foreign_key_check") == []
        assert {row[0] for row in ask("SELECT srs_id FROM gpkg_spatial_ref_sys")} == {-1, 0, 4326}
        features = {row[0] for row in ask("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}
        assert features == set(LAYERS)
        for table in features:
            (key,) = [row for row in ask(f"PRAGMA table_info({table})") if row[5]]
            assert (key[1], key[2]) == ("fid", "INTEGER")
            blobs = ask(f"SELECT geom FROM {table} WHERE geom IS NOT NULL")
            assert all(blob[:2] == b"GP" and blob[4:8] == (4326).to_bytes(4, "little") for (blob,) in blobs)


def test_gdal_in_another_process_reads_whole_states_while_writes_go_on(ward, fill):
    """A layer is opened again and again during fifteen imports of three rows: it never shows part of one."""
    program = (
        "import sys, pyogrio\nfor line in sys.stdin:\n"
        "    print(len(pyogrio.read_dataframe(sys.argv[1], layer='accident')), flush=True)\n"
    )
    qgis = subprocess.Popen(
        [sys.executable, "-c", program, str(ward.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    seen = []
    for number in range(15):
        qgis.stdin.write("look\n")  # it looks while the next import is stored
        qgis.stdin.flush()
        fill(ward, 3, file=f"tep-{number}.xlsx")
        seen.append(int(qgis.stdout.readline()))
    qgis.communicate()

    assert all(n % 3 == 0 for n in seen), seen
    assert seen == sorted(seen)
    assert _read_elsewhere(ward.path)[1] == 3 + 15 * 3
