"""A frozen list reads back as it was written, in one spelling, and two lists differ in words."""

import datetime as dt
import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.frozen_list import (
    AgendaItem,
    FrozenList,
    ListChange,
    ListedSpot,
    RunStamp,
    content_of,
    difference,
    list_of,
    sha256_of,
)
from atgt.domain.meeting import AgendaReason, Decision, ItemDecision, MeetingHead, VersionKind

words = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
counts = st.integers(0, 99)
spots = st.builds(
    ListedSpot, words, words, words, words, words, words, words, words, st.floats(-180, 180), st.floats(-90, 90),
    st.dictionaries(st.sampled_from("0123"), counts, max_size=4), counts, counts, counts, st.none() | days,
    st.none() | days, st.tuples(words), words, st.booleans(), words, words, words, st.tuples(words), st.tuples(),
    st.none() | days, words, st.tuples(words, words),
)  # fmt: skip
decisions = st.builds(
    ItemDecision, st.sampled_from(Decision), counts, counts, counts, words, words, words, words, st.tuples(words),
    st.none() | counts, st.none() | days, words,
)  # fmt: skip
lists = st.builds(
    FrozenList, words, counts, st.sampled_from(VersionKind),
    st.builds(MeetingHead, words, days, words, starts_at=st.none() | st.just(dt.time(8, 5)), attendees=st.tuples(words)),
    st.none() | st.builds(
        RunStamp, words, words, words, words, days, days, counts, st.floats(1, 500), st.floats(0, 99), counts, counts, words
    ),
    st.lists(spots, max_size=3).map(tuple),
    st.lists(
        st.builds(AgendaItem, counts, words, st.tuples(st.sampled_from(AgendaReason)), st.none() | decisions), max_size=3
    ).map(tuple),
    words, st.lists(st.builds(ListChange, words, words, words, st.tuples(words)), max_size=2).map(tuple), words,
    st.booleans(),
)  # fmt: skip


@given(frozen=lists)
@settings(max_examples=60, deadline=None)
def test_a_list_reads_back_as_it_was_written(frozen):
    content = content_of(frozen)

    assert list_of(content) == frozen
    assert content_of(list_of(content)) == content
    assert sha256_of(content) == sha256_of(content_of(list_of(content)))


@given(frozen=lists)
@settings(max_examples=20, deadline=None)
def test_the_spelling_is_canonical(frozen):
    content = content_of(frozen)

    assert content == json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def spot(number, **more):
    return ListedSpot(f"D-{number}", "spot", "tiềm ẩn", "chờ", "QL1", "QL1", "Km1", "Km2", 108.9, 14.8, **more)


def test_two_lists_differ_in_new_gone_and_changed_with_reasons():
    before = (spot(1, n_accidents=2), spot(2), spot(3))
    after = (spot(1, n_accidents=3, changes=("thêm 1 vụ",)), spot(3), spot(4, changes=("mới",)))

    found = difference(before, after)

    assert [(change.register_id, change.kind, change.what) for change in found] == [
        ("D-1", "changed", ("số vụ: 2 → 3", "thêm 1 vụ")), ("D-2", "gone", ()), ("D-4", "new", ("mới",)),
    ]  # fmt: skip


def test_no_longer_found_and_found_again_are_told():
    (gone,) = difference((spot(1),), (spot(1, is_found=False),))
    (back,) = difference((spot(1, is_found=False),), (spot(1, due_on=dt.date(2026, 12, 1)),))

    assert gone.what == ("không còn đủ ngưỡng ở lần rà soát này",)
    assert back.what == ("thời hạn: không → 01/12/2026", "đủ ngưỡng trở lại")


@given(rows=st.lists(spots, max_size=4, unique_by=lambda s: s.register_id))
@settings(max_examples=40, deadline=None)
def test_a_list_does_not_differ_from_itself(rows):
    assert difference(rows, rows) == ()
    assert {change.kind for change in difference((), rows)} <= {"new"}
    assert len(difference(rows, ())) == len(rows)


def test_what_is_not_compared_makes_no_change():
    assert difference((spot(1),), (replace(spot(1), why="khác", lon=1.0, changes=("đã xem",)),)) == ()
