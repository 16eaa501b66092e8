"""A process that imports, edits, screens and replaces roads until it is killed; what it has finished it notes.

Started once by the tests, it forks a worker per order, so that a thousand kills do not cost a thousand imports of pandas.
Orders on standard input: ``work URL SEED NOTES`` (straight into the tables), ``office URL SEED NOTES`` (the use cases:
importing, screening, reviewing, meeting), ``open URL``, ``backup URL FILE``, ``restore FILE URL``; then
``kill`` or ``wait``, answered with the worker's exit status.
Each note is written after the transaction has been acknowledged.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import office as office_work
import pandas as pd
import psycopg  # noqa: F401  loaded before the fork
import shapely
from alembic import command  # noqa: F401

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import SiteKind, Spot, SpotLevel
from atgt.domain.errors import ForbiddenMoveError
from atgt.domain.location import Precision
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.storage import backup
from atgt.storage.database import Database
from atgt.storage.repositories import accidents, imports, roads, spots

OFFICER = Actor("can-bo-a", Role.EDITOR)
NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)


def import_file(session, chance, name):
    n = chance.randint(1, 30)
    keys = [hashlib.sha256(f"{name} {i}".encode()).hexdigest() for i in range(n)]
    status = ["held" if chance.random() < 0.2 else "accepted" for _ in keys]
    ids = [accidents.accident_id_of(key) if s == "accepted" else None for key, s in zip(keys, status, strict=True)]
    rows = pd.DataFrame(
        {
            "file": name,
            "sheet": "1",
            "row": range(2, n + 2),
            "row_key": keys,
            "received": [{"Địa điểm": "Km1092+400"}] * n,
            "status": status,
            "accident_id": pd.Series(ids, dtype=object),
        }
    )
    n_held = status.count("held")
    imports.record_import(
        session, imports.ImportEntry(name, name, "f" * 64, n, n - n_held, n_held, n - n_held, 0), rows
    )
    new = rows[rows["status"] == "accepted"].assign(
        occurred_on=dt.date(2026, 3, 14),
        severity=1,
        location_status="located",
        lon=108.9 + chance.random() / 10,
        lat=14.8,
        plates="0",
    )
    accidents.insert_accidents(session, new)
    return {"kind": "import", "id": name, "n": n, "n_accidents": len(new)}


def edit(session, chance, _name):
    known = accidents.fetch_accidents(session)["accident_id"].tolist()
    if not known:
        return None
    record = accidents.fetch_accident(session, chance.choice(known))
    changes = {
        "severity": (record.fields["severity"] + 1) % 4,
        "lon": 108 + chance.random(),
        "plates": str(chance.random()),
    }
    after = accidents.update_accident(session, record.accident_id, changes, expected_version=record.version)
    return {"kind": "edit", "id": record.accident_id, "version": after.version}


def screen(session, chance, name):
    found = tuple(
        Spot(
            spot_key=f"{i}",
            level=SpotLevel.BLACK,
            kind=SiteKind.STRETCH,
            route_ids=("QL1",),
            from_mm=0,
            to_mm=1,
            km_from=None,
            km_to=None,
            place_name=Text("a", "a"),
            rules=(),
            periods=(),
            accident_ids=(),
            counts={},
            killed=0,
            injured=0,
            worst_precision=Precision.A,
            lon=1.0,
            lat=1.0,
            wkt="POINT (1 1)",
            why=Text("a", "a"),
        )
        for i in range(chance.randint(0, 20))
    )
    parameters = ScreeningParameters(as_of=dt.date(2026, 10, 31))
    run = spots.RunRecord(name, "f", "B", parameters, "d", "atgt", NOW, "a", 0, 0, "B", is_sample=True)
    spots.save_run(session, run, found)
    return {"kind": "run", "id": name, "n": len(found)}


def replace_roads(session, chance, name):
    n = chance.randint(1, 40)
    lines = [shapely.LineString([(0, i), (1, i)]) for i in range(n)]
    frame = gpd.GeoDataFrame(
        {"segment_id": [f"{name} {i}" for i in range(n)], "route_id": name}, geometry=lines, crs=4326
    )
    posts = pd.DataFrame({"route_id": [name], "chainage_m": [0.0], "lon": [0.0], "lat": [0.0]})
    roads.replace_roads(session, frame, posts)
    return {"kind": "roads", "id": name, "n": n}


def work(url, seed, notes, n=10_000):
    chance = random.Random(seed)
    out = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    database = Database.open(url)
    os.write(out, b'{"kind": "start"}\n')
    for number in range(n):
        act = chance.choices([import_file, edit, screen, replace_roads], weights=[4, 3, 2, 1])[0]
        with database.write(OFFICER, "thử", NOW) as session:
            note = act(session, chance, f"{seed}-{number}")
        if note is not None:
            os.write(out, json.dumps(note).encode() + b"\n")


def office(url, seed, notes, n=10_000):
    chance = random.Random(seed)
    out = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    database = Database.open(url)
    os.write(out, b'{"kind": "start"}\n')
    for number in range(n):
        try:
            note = office_work.some_act(chance)(database, chance, f"{seed}-{number}")
        except ForbiddenMoveError:  # a spot set aside about which nothing new is known stays there
            continue
        if note is not None:
            os.write(out, json.dumps(note).encode() + b"\n")


ORDERS = {
    "work": lambda url, seed, notes: work(url, int(seed), notes),
    "office": lambda url, seed, notes: office(url, int(seed), notes),
    "open": lambda url: Database.open(url).close(),
    "backup": lambda url, path: backup.backup(Database.open(url), Path(path), actor=OFFICER, now=NOW),
    "restore": lambda path, url: backup.restore(Path(path), url, actor=OFFICER, now=NOW),
}


def main():
    """One worker at a time. It is killed and reaped here, so its process id cannot have become another's by then."""
    with tempfile.TemporaryDirectory() as folder:  # once here, so that the workers begin at full speed
        work(f"sqlite:///{folder}/warm.gpkg", 0, f"{folder}/notes", n=12)
        database = Database.open(f"sqlite:///{folder}/office.gpkg")
        office_work.open_office(database)
        database.close()
        office(f"sqlite:///{folder}/office.gpkg", 0, f"{folder}/office-notes", n=25)
    print("ready", flush=True)
    child = 0
    for order in sys.stdin:
        name, *arguments = order.rstrip("\n").split("\t")
        if name in {"kill", "wait"}:
            if name == "kill":
                os.kill(child, signal.SIGKILL)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        child = os.fork()
        if child == 0:
            _obey(name, arguments)
        print(child, flush=True)


def _obey(name, arguments):
    try:
        ORDERS[name](*arguments)
    except BaseException as error:  # noqa: BLE001  told to the parent by the exit status
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
