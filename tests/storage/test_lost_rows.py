"""The lost-rows finding: a second SQLite library in the process drops the locks of ours, and commits vanish.

POSIX drops all locks of a process on a file when the process closes the file once, through whatever library.
With a write-ahead log, pyogrio's SQLite then takes itself for the last user, removes the log, and every later
commit goes into a file that no longer has a name. With a rollback journal there is no such file to lose.
"""

import ast
import json
import os
import subprocess
import sys

import pytest

CARELESS = """
# What nobody here may do: read the live file with geopandas in the process that writes it.
import os, sqlite3, sys, geopandas
from atgt.storage import geopackage
path, mode = sys.argv[1], sys.argv[2]
c = sqlite3.connect(path, isolation_level=None)
c.execute(f"PRAGMA journal_mode = {mode}")
geopackage.register_functions(c)
def write(first, last):
    c.execute("BEGIN IMMEDIATE")
    c.executemany("INSERT INTO setting VALUES (?, '1')", [(f"k{n}",) for n in range(first, last)])
    c.execute("COMMIT")
write(0, 1001)
geopandas.read_file(path, layer="accident")
write(1001, 21_001)
os._exit(0)  # the computer is switched off; everything above was committed
"""

OURS = """
# The same mistake with our own database, again and again.
import datetime as dt, os, sys, geopandas
from atgt.domain.actor import LOCAL_USER
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
database = Database.open("sqlite:///" + sys.argv[1])
now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
for start in range(0, 400, 50):
    with database.write(LOCAL_USER, "thử", now) as session:
        for n in range(start, start + 50):
            settings_table.put(session, f"k{n}", n)
    with database.read() as session:
        settings_table.get_all(session)
        geopandas.read_file(sys.argv[1], layer="accident")
os._exit(0)
"""

FORBIDDEN = {
    "pyogrio", "fiona", "duckdb", "osgeo", "read_file", "read_dataframe", "to_file", "write_dataframe", "list_layers",
}  # fmt: skip


@pytest.fixture
def ward_file(empty_file, tmp_path):
    path = tmp_path / "ward.gpkg"
    path.write_bytes(empty_file.read_bytes())
    return path


def _run(program, *arguments):
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _ask(path, query):
    """Asked by a process of its own, so that no library of this one is in the way."""
    program = (
        "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path), query], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems drop locks that way")
def test_the_finding_is_still_true_with_a_write_ahead_log(ward_file):
    """20,000 committed rows of 21,001 are gone. Fails the day the libraries change: then reconsider the rules."""
    _run(CARELESS, str(ward_file), "WAL")

    assert _ask(ward_file, "SELECT count(*) FROM setting") == [[1001]]


def test_the_rollback_journal_keeps_every_row_of_the_same_program(ward_file):
    _run(CARELESS, str(ward_file), "DELETE")

    assert _ask(ward_file, "SELECT count(*) FROM setting") == [[21_001]]


def test_our_database_loses_nothing_even_when_somebody_breaks_the_rule(ward_file):
    _run(OURS, str(ward_file))

    assert _ask(ward_file, "SELECT count(*) FROM setting") == [[400]]
    assert _ask(ward_file, "SELECT count(*), max(seq) FROM audit_log") == [[400, 400]]
    assert _ask(ward_file, "PRAGMA integrity_check") == [["ok"]]


@pytest.mark.parametrize("package", ["storage", "workflow", "ui", "webmap", "reports"])
def test_no_code_above_the_database_lets_another_library_open_a_file(root, package):
    """pyogrio, geopandas readers and DuckDB are for files that come in and go out: that is ``io``."""
    found = [
        f"{path.relative_to(root)}:{node.lineno}: {name}"
        for path in sorted((root / "src/atgt" / package).rglob("*.py"))
        for node, name in _names(path)
        if name.split(".")[0] in FORBIDDEN
    ]

    assert found == []


def test_storage_never_opens_the_live_file_as_plain_bytes(root):
    """Only backups and copies are read that way, in backup.py; opening a database is ``Database.open``."""
    plain = {"open", "read_bytes", "read_text", "write_bytes", "copyfile", "copy", "copy2"}
    found = [
        f"{path.name}:{call.lineno}"
        for path in sorted((root / "src/atgt/storage").rglob("*.py"))
        if path.name != "backup.py"
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in plain
        if ast.unparse(call.func) != "Database.open"
    ]

    assert found == []


def _names(path):
    """Every imported name and every name used in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or ""
        elif isinstance(node, ast.Attribute):
            yield node, node.attr
        elif isinstance(node, ast.Name):
            yield node, node.id
