"""A ward whose every word is an attack: roads, junctions, landmarks, sheets, hazards, register, meeting, attachments.

Loaded by its path (``attacked_file`` in tests/conftest.py).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pandas as pd

from atgt.domain.actor import Actor, Role
from atgt.domain.attachment import AttachmentKind
from atgt.domain.meeting import Decision, ItemDecision, MeetingHead
from atgt.domain.review import MoveRequest, SpotState
from atgt.domain.schema import INTAKE_COLUMNS, Kind
from atgt.domain.site_visit import Checked, Finding, SiteVisit
from atgt.io import geodata
from atgt.storage.database import Database
from atgt.storage.repositories import hazards as hazard_store
from atgt.storage.repositories import register as register_store
from atgt.storage.repositories import roads as road_store
from atgt.workflow import intake, meeting, register, remediation, review, roads, screening

OFFICER, CHIEF, OTHER = (
    Actor("can-bo <b>a</b>", Role.ADMINISTRATOR),
    Actor("doi-truong", Role.ADMINISTRATOR),
    Actor("pho-doi-truong", Role.ADMINISTRATOR),
)

OFTEN = "<img src=x onerror=top.hacked=1> ![x](https://elsewhere.invalid/x.png) [x](javascript:top.hacked=1)"
"""In the name of every road, and so in labels, lists and popups."""


def fill(path, root, attacks, now):
    """Make the database; gives what tests ask about."""
    database = Database.open(f"sqlite:///{path}")
    words = [text for text in attacks.values() if is_printable(text)]
    everything = " | ".join(words)
    _roads(database, root / "data/sample", words, now)
    _accidents(database, root / "data/sample", words, now)
    _hazards(database, words, everything, now)
    run = screening.run_screening(database, screening.default_parameters(database), OFFICER, now)
    register.update_from_run(database, run, OFFICER, now)
    register_id = _committee(database, everything, words, now)
    database.close()
    return {"run": run, "register_id": register_id, "everything": everything}


def is_printable(text):
    """Without letters that files and databases themselves refuse."""
    return not any(ord(letter) < 32 and letter not in "\t\r\n" for letter in text)


def sheet(words, *, day="14/03/2026"):
    """A table with one row an attack: every column of words holds it; every second row has a good place."""
    keys = [
        k for k, c in INTAKE_COLUMNS.items() if c.kind is Kind.TEXT and k not in {"road_name", "km_post", "km_post_to"}
    ]
    buffer = io.StringIO()
    out = csv.writer(buffer)
    out.writerow(
        [INTAKE_COLUMNS[k].label.vi for k in ("date", "time", "road_name", "km_post", "killed", "injured", *keys)]
    )
    for number, word in enumerate(words):
        place = ("QL1", f"Km{1092 + number // 10}+{number % 10}00") if number % 2 else (word, word)
        out.writerow([day, "18h20", *place, number % 2, 1, *[word] * len(keys)])
    return buffer.getvalue().encode()


def _roads(database, sample, words, now):
    layer = json.loads((sample / "roads.geojson").read_text("utf-8"))
    named = {}
    for feature in layer["features"]:
        fields = feature["properties"]
        number = named.setdefault(fields["route_id"], len(named))
        fields["road_name"] = f"{fields['route_id']} {OFTEN} {words[number % len(words)]}"
        fields["manager"] = words[(number + 7) % len(words)]
    roads.import_roads(
        database,
        json.dumps(layer).encode(),
        name="duong <img src=x onerror=top.hacked=1>.geojson",
        actor=OFFICER,
        now=now,
        anchors=geodata.read_anchors((sample / "km_posts.csv").read_bytes(), name="km_posts.csv"),
        boundary=geodata.read_boundary((sample / "boundary.geojson").read_bytes(), name="boundary.geojson"),
    )
    places = pd.DataFrame({"name": words, "kind": words, "lon": 108.96, "lat": 14.8})
    with database.write(OFFICER, "địa danh", now) as session:
        road_store.replace_landmarks(session, places)


def _accidents(database, sample, words, now):
    files = {
        "accidents.xlsx": (sample / "accidents.xlsx").read_bytes(),
        '"><img src=x onerror=top.hacked=1>![x](https:elsewhere.invalid).csv': sheet(words),
    }
    for name, content in files.items():
        seen = intake.preview(database, content, name=name, today=now.date())
        intake.accept(database, seen, OFFICER, now)


def _hazards(database, words, everything, now):
    found = pd.DataFrame(
        {
            "hazard_id": [f"hz-{i}" for i in range(len(words))],
            "kind": "o_ga",
            "description": words,
            "reported_on": now.date(),
            "state": "open",
            "lon": [108.95 + i * 1e-4 for i in range(len(words))],
            "lat": 14.8,
        }
    )
    found.loc[0, "description"] = everything
    with database.write(OFFICER, everything, now) as session:
        hazard_store.insert_hazards(session, found)


def _committee(database, everything, words, now):
    with database.read() as session:
        register_id = register_store.list_entries(session)[0].register_id
    step = iter(now + dt.timedelta(minutes=i) for i in range(1, 99))
    for state, actor in ((SpotState.UNDER_REVIEW, CHIEF), (SpotState.INSPECTED, OTHER)):
        request = MoveRequest(state, actor, next(step), reason=everything, document=words[0])
        review.move(database, register_id, request)
    visit = SiteVisit(
        "", register_id, now.date(), everything, {"surface": Checked(Finding.DEFECT, everything)}, words[1], everything
    )
    visit = review.record_site_visit(database, visit, OFFICER, next(step))
    remediation.attach(
        database, b"\xff\xd8\xff invented", record="site_visit", key=visit.visit_id, kind=AttachmentKind.PHOTO_SITE,
        name="anh (mô phỏng) onerror=top.hacked=1.jpg", caption=everything, actor=OFFICER, now=next(step),
    )  # fmt: skip
    measure = remediation.new_measure(
        register_id, "median", description=everything, owner_unit=words[2], money_source=words[3]
    )
    remediation.save_measure(database, measure, OFFICER, next(step))
    head = MeetingHead(
        everything, now.date(), words[4], words[5], words[6], words[7], chair=words[8], secretary=words[9],
        attendees=tuple(words[:10]), recipients=tuple(words[10:14]),
    )  # fmt: skip
    held = meeting.prepare(database, head, OFFICER, next(step))
    meeting.freeze(database, held.meeting_id, OFFICER, next(step), expected_version=held.version)
    decided = ItemDecision(Decision.WATCH, 7, 1, dissent=everything, reason=everything, proposal=everything)
    meeting.decide(database, held.meeting_id, register_id, decided, OFFICER, next(step))
    return register_id
