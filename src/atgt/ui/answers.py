"""The open database and its answers, cached by the state of the data.

The state is the end of the audit log, which every change moves: what is changed on the command line is seen at the
next click. Caching is done here and nowhere lower.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Collection
from typing import Any

import streamlit as st

from atgt.domain.actor import Actor, Role
from atgt.domain.black_spot import SpotLevel
from atgt.domain.errors import AtgtError
from atgt.domain.period import Period
from atgt.domain.run import ScreeningRun
from atgt.domain.text import Language, Text
from atgt.domain.ward import Ward
from atgt.location_referencing.road_network import RoadNetwork
from atgt.network_screening.near_misses import NearMiss
from atgt.network_screening.place_answer import PlaceAnswer
from atgt.network_screening.why_not import WhyNot
from atgt.storage import audit
from atgt.storage.database import Database
from atgt.storage.repositories.spots import RunRecord
from atgt.ui import formats, widgets
from atgt.webmap import accident_points, basemap, hazard_points, road_style
from atgt.workflow import (
    authority,
    explaining,
    exporting,
    hazards,
    map_layers,
    photo_files,
    provenance,
    roads,
    run_comparison,
    screening,
    selection,
    session,
    signing_in,
    wards,
)
from atgt.workflow import backup_reminder as reminders
from atgt.workflow.backup_reminder import BackupReminder
from atgt.workflow.hazards import HazardView
from atgt.workflow.roads import RoadPreview

WARD = "ward"
"""Where the code of the chosen ward is kept in the browser's session."""


def actor() -> Actor:
    """Who looks at the page: the one place in the screen that says so; pages hand it to every use case.

    Raises
    ------
    NotSignedInError
        When the session has ended meanwhile.
    """
    return _actor(session.database_url(), _session_id())


@st.cache_data(show_spinner=False, max_entries=200, ttl=1)  # a page asks many times; an error is never kept
def _actor(url: str, session_id: str | None) -> Actor:
    return signing_in.actor_of(_open(url), session_id, widgets.now())


def session_id() -> str | None:
    """The session of this browser, for what is kept with it; None for the single user."""
    return _session_id()


def _session_id() -> str | None:
    """The session that the gate has named; a client cannot name one, the gate strips its headers."""
    found = st.user.get("session")
    return str(found) if found else None


def is_signed_in() -> bool:
    """Whether somebody signed in; otherwise this is the single user of a computer without accounts."""
    return _session_id() is not None


def sees_days() -> bool:
    """Whether the visitor sees days and hours of accidents; the committee sees months."""
    return not authority.is_committee(database())


def days(first: dt.date, last: dt.date) -> str:
    """The days from the first to the last accident of something; for the committee their months."""
    return formats.days(first, last) if sees_days() else formats.months(first, last)


def day(value: object) -> str:
    """The day of an accident; for the committee its month."""
    return formats.day(value) if sees_days() else formats.month(value)


def database() -> Database:
    """The open database, of the ward this browser looks at; for whoever may still see something of it.

    Raises
    ------
    NotSignedInError
        When the session has ended meanwhile: parts of a page that run alone are stopped here too.
    NotAllowedError
        When the ward is not this person's any more, or none was chosen yet.
    """
    chosen = ward()
    return wards.enter(server(), actor(), chosen.code if chosen else None)


def server() -> Database:
    """The server of all wards, or the one database there is: for choosing a ward; pages take ``database``."""
    return _open(session.database_url())


def offered_wards() -> tuple[Ward, ...]:
    """The wards this visitor may choose from; none for a database of one ward."""
    return _offered_wards(session.database_url(), actor())


@st.cache_data(show_spinner=False, max_entries=200, ttl=1, hash_funcs={Actor: repr})
def _offered_wards(url: str, visitor: Actor) -> tuple[Ward, ...]:
    return wards.choices(_open(url), visitor)


def ward() -> Ward | None:
    """The ward this browser looks at: the one chosen, or the only one; None before a choice, or without wards."""
    offered = offered_wards()
    if len(offered) == 1:
        return offered[0]
    return next((one for one in offered if one.code == _chosen_ward()), None) if offered else None


def _chosen_ward() -> str | None:
    kept: str | None = widgets.recall(WARD)
    signed_in = _session_id()
    if kept is None and signed_in is not None:  # the page was loaded anew
        kept = wards.chosen(server(), signed_in)
        widgets.remember(WARD, kept)
    return kept


@st.cache_resource(show_spinner=False)
def _open(url: str) -> Database:
    return session.shared_database(url)


@st.cache_resource(show_spinner=False)
def first_start_lock() -> threading.Lock:
    """Two visitors of an empty database load the sample ward once."""
    return threading.Lock()


def data_mark() -> str:
    """Changes with every change of the data, whoever makes it."""
    opened = database()
    with opened.read() as reading:
        head = audit.last_change(reading)
    return f"{opened.url}#{head.seq}#{head.hash}#{sees_days()}"


def filter_key(chosen: selection.AccidentFilter) -> str:
    """A filter as a key of a cache."""
    values = [getattr(chosen, one.name) for one in dataclasses.fields(chosen)]
    return repr([sorted(value) if isinstance(value, frozenset) else value for value in values])


def select(chosen: selection.AccidentFilter) -> selection.Selection:
    """The accidents of a filter with their counts."""
    return _select(data_mark(), chosen)


@st.cache_data(show_spinner=False, max_entries=24, hash_funcs={selection.AccidentFilter: filter_key})
def _select(mark: str, chosen: selection.AccidentFilter) -> selection.Selection:  # noqa: ARG001 - part of the cache's key
    return selection.select_accidents(database(), chosen)


def held_weather() -> frozenset[str]:
    """The groups of weather that occur in the data; none for the committee."""
    return _held_weather(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _held_weather(mark: str) -> frozenset[str]:
    found = _select(mark, selection.AccidentFilter())
    return frozenset(found.conditions["weather"]) - {""} if sees_days() else frozenset()


def latest_run() -> ScreeningRun | None:
    """The latest screening run."""
    return _latest_run(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _latest_run(mark: str) -> ScreeningRun | None:  # noqa: ARG001 - part of the cache's key
    return screening.latest_run(database())


def near_misses(run: ScreeningRun) -> tuple[NearMiss, ...]:
    """The places just below a threshold of a run."""
    return _near_misses(data_mark(), run.fingerprint, run)


@st.cache_data(show_spinner=False, max_entries=4)
def _near_misses(mark: str, fingerprint: str, _run: ScreeningRun) -> tuple[NearMiss, ...]:  # noqa: ARG001 - part of the cache's key
    return explaining.find_near_misses(database(), _run)


def why_not(run: ScreeningRun, accident_id: str) -> WhyNot:
    """Where one accident stands in a run."""
    return _why_not(data_mark(), run.fingerprint, accident_id, run)


@st.cache_data(show_spinner=False, max_entries=64)
def _why_not(mark: str, fingerprint: str, accident_id: str, _run: ScreeningRun) -> WhyNot:  # noqa: ARG001 - part of the cache's key
    return explaining.explain_accident(database(), _run, accident_id)


def missing_at(
    run: ScreeningRun, accident_ids: Collection[str], listed_at: SpotLevel | None
) -> tuple[PlaceAnswer, ...]:
    """What a place lacks to reach the levels above its own."""
    return _missing_at(data_mark(), run.fingerprint, tuple(sorted(accident_ids)), listed_at, run)


@st.cache_data(show_spinner=False, max_entries=64)
def _missing_at(
    mark: str,  # noqa: ARG001 - part of the cache's key
    fingerprint: str,  # noqa: ARG001 - part of the cache's key
    accident_ids: tuple[str, ...],
    listed_at: SpotLevel | None,
    _run: ScreeningRun,
) -> tuple[PlaceAnswer, ...]:
    return explaining.missing_at(database(), _run, accident_ids, listed_at=listed_at)


def firmness(run: ScreeningRun, spot_key: str) -> explaining.Firmness:
    """How firmly a spot stands, worked out once for a run: the fingerprint holds all it depends on."""
    return _firmness(data_mark(), run.fingerprint, spot_key, run)


@st.cache_data(show_spinner=False, max_entries=64)
def _firmness(mark: str, fingerprint: str, spot_key: str, _run: ScreeningRun) -> explaining.Firmness:  # noqa: ARG001 - part of the cache's key
    return explaining.firmness(database(), _run, spot_key)


def stored_runs() -> tuple[RunRecord, ...]:
    """All screenings, newest first."""
    return _stored_runs(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _stored_runs(mark: str) -> tuple[RunRecord, ...]:  # noqa: ARG001 - part of the cache's key
    return run_comparison.stored_runs(database())


def comparison(before_id: str, after_id: str) -> run_comparison.RunComparison:
    """What differs between two screenings."""
    return _comparison(data_mark(), before_id, after_id)


@st.cache_data(show_spinner=False, max_entries=8)
def _comparison(mark: str, before_id: str, after_id: str) -> run_comparison.RunComparison:  # noqa: ARG001 - part of the cache's key
    return run_comparison.compare(database(), before_id, after_id)


def rule_set_title(run: ScreeningRun) -> str:
    """The rule set of a run in the visitor's language; a set that is no longer known keeps the words of its run."""
    known = rule_set_titles()
    return widgets.say(known[run.rule_set_key]) if run.rule_set_key in known else run.rule_set_title


def rule_set_titles() -> dict[str, Text]:
    """Titles of all rule sets that can be used; those that come with the program when the office's cannot be read."""
    try:
        known = screening.rule_sets(database())
    except AtgtError:
        known = screening.rule_sets()
    return {rule_set.key: rule_set.title for rule_set in known}


def is_outdated(run: ScreeningRun) -> bool:
    """Whether the data has changed since a run."""
    return _is_outdated(data_mark(), run.run_id, run)


@st.cache_data(show_spinner=False, max_entries=4)
def _is_outdated(mark: str, run_id: str, _run: ScreeningRun) -> bool:  # noqa: ARG001 - part of the cache's key
    return screening.is_outdated(database(), _run)


def data_period() -> Period | None:
    """First and last day with an accident."""
    return _data_period(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _data_period(mark: str) -> Period | None:  # noqa: ARG001 - part of the cache's key
    return selection.data_period(database())


def layers() -> map_layers.MapLayers:
    """Roads, boundary, junctions and km posts."""
    return _layers(data_mark())


@st.cache_data(show_spinner=False, max_entries=2)
def _layers(mark: str) -> map_layers.MapLayers:  # noqa: ARG001 - part of the cache's key
    return map_layers.load_layers(database())


def network() -> RoadNetwork:
    """The road network a place is looked for on while it is typed."""
    return _network(data_mark())


@st.cache_resource(show_spinner=False, max_entries=2)
def _network(mark: str) -> RoadNetwork:  # noqa: ARG001 - part of the cache's key
    return roads.load_network(database())


def present_roads() -> RoadPreview | None:
    """The stored roads as a preview of themselves: network, topology, km posts; None while there are none."""
    return _present_roads(data_mark())


@st.cache_resource(show_spinner=False, max_entries=2)
def _present_roads(mark: str) -> RoadPreview | None:  # noqa: ARG001 - part of the cache's key
    return roads.present(database())


def hazard_candidates() -> tuple[HazardView, ...]:
    """The hazards that make a potential spot now."""
    return _hazard_candidates(data_mark())


@st.cache_data(show_spinner=False, max_entries=2)
def _hazard_candidates(mark: str) -> tuple[HazardView, ...]:
    return hazards.candidates(database(), _network(mark))


def hazard_payload(day: dt.date) -> list[dict[str, Any]]:
    """The same hazards in the form the map draws, with the clause in force on a day."""
    points = [
        hazard_points.HazardPoint(one.hazard_id, one.label, one.place, one.reported_on, one.lon, one.lat)
        for one in hazard_candidates()
    ]
    return hazard_points.payload(points, hazards.clause(day), language=widgets.language())


def thumbnail(attachment_id: str) -> bytes:
    """A small picture of a stored photo."""
    return _thumbnail(database().where, attachment_id)


@st.cache_data(show_spinner=False, max_entries=60)
def _thumbnail(where: str, attachment_id: str) -> bytes:  # noqa: ARG001 - part of the cache's key
    return photo_files.thumbnail(database(), attachment_id)


def base_payload(notice: Text | None) -> dict[str, Any] | None:
    """What the map draws that does not depend on a filter."""
    return _base_payload(data_mark(), widgets.language(), notice)


@st.cache_data(show_spinner=False, max_entries=4, hash_funcs={Text: lambda text: text.vi})
def _base_payload(mark: str, spoken: Language, notice: Text | None) -> dict[str, Any] | None:
    found = _layers(mark)
    return basemap.payload(
        roads=found.roads,
        boundary=found.boundary,
        junctions=found.junctions,
        anchors=found.anchors,
        language=spoken,
        notice=notice,
    )


def route_titles() -> dict[str, str]:
    """Names of the roads for filters and lists, main roads first."""
    return _route_titles(data_mark(), widgets.language())


@st.cache_data(show_spinner=False, max_entries=4)
def _route_titles(mark: str, spoken: Language) -> dict[str, str]:
    return road_style.route_titles(_layers(mark).roads, spoken)


def accident_payload(chosen: selection.AccidentFilter) -> dict[str, Any]:
    """The accidents of a filter in the form the map draws; made once, however often a spot is clicked."""
    return _accident_payload(data_mark(), chosen, widgets.language())


@st.cache_data(show_spinner=False, max_entries=12, hash_funcs={selection.AccidentFilter: filter_key})
def _accident_payload(mark: str, chosen: selection.AccidentFilter, spoken: Language) -> dict[str, Any]:
    return accident_points.payload(
        _select(mark, chosen).accidents, _route_titles(mark, spoken), language=spoken, by_month=not sees_days()
    )


def holds_sample() -> bool:
    """Whether the data is simulated."""
    return _holds_sample(data_mark())


@st.cache_data(show_spinner=False, max_entries=4)
def _holds_sample(mark: str) -> bool:  # noqa: ARG001 - part of the cache's key
    return provenance.holds_sample(database())


def backup_reminder() -> BackupReminder | None:
    """How old the last backup is; None for those who do not make backups."""
    if actor().role is Role.VIEWER:
        return None
    return _backup_reminder(data_mark(), widgets.now().date().isoformat())


@st.cache_data(show_spinner=False, max_entries=4, hash_funcs={Text: lambda text: text.vi})
def _backup_reminder(mark: str, day: str) -> BackupReminder:  # noqa: ARG001 - part of the cache's key
    return reminders.backup_reminder(database(), widgets.now())


def export_file(
    what: str, file_format: str, chosen: selection.AccidentFilter | None = None, level: SpotLevel | None = None
) -> exporting.ExportFile:
    """An export of the present data, made once."""
    return _export_file(data_mark(), what, file_format, filter_key(chosen) if chosen else "", level, chosen)


@st.cache_data(show_spinner=False, max_entries=8)
def _export_file(
    mark: str,  # noqa: ARG001 - part of the cache's key
    what: str,
    file_format: str,
    chosen_key: str,  # noqa: ARG001 - part of the cache's key
    level: SpotLevel | None,
    _chosen: selection.AccidentFilter | None,
) -> exporting.ExportFile:
    return exporting.export(database(), what=what, file_format=file_format, chosen=_chosen, level=level)
