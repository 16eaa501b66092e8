"""Who is who between two runs: one entry for one spot, whatever the order, and only near by."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.domain.black_spot import SiteKind, SpotLevel
from atgt.domain.spot_identity import Footprint, is_same_place, match

BLACK, POTENTIAL = SpotLevel.BLACK, SpotLevel.POTENTIAL


def stretch(key, from_m, to_m, ids=(), *, route="QL1", level=BLACK, lon=None):
    middle = 108.9 + (from_m + to_m) / 2 / 107_600 if lon is None else lon
    return Footprint(key, level, SiteKind.STRETCH, (route,), from_m * 1000, to_m * 1000, middle, 14.8, frozenset(ids))


def junction(key, lon, ids=()):
    return Footprint(key, BLACK, SiteKind.JUNCTION, ("QL1", "QL24"), None, None, lon, 14.8, frozenset(ids))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (stretch("a", 0, 200), stretch("b", 100, 300), True),  # exactly half
        (stretch("a", 0, 200), stretch("b", 101, 301), False),
        (stretch("a", 0, 1000), stretch("b", 950, 1050), True),  # half of the shorter
        (stretch("a", 0, 200), stretch("b", 0, 200, route="QL24"), False),
        (stretch("a", 100, 100), stretch("b", 0, 200), True),  # a point within
        (stretch("a", 100, 100), stretch("b", 101, 101), False),
        (stretch("a", 0, 200, ["x"]), stretch("b", 190, 400, ["x"]), True),
        (stretch("a", 0, 200, ["x"]), stretch("b", 5_000, 5_200, ["x"]), False),  # its place was corrected
        (stretch("a", 0, 200, ["x"]), stretch("b", 7_000, 7_200, ["x"], lon=108.9), True),  # roads measured anew
        (junction("a", 108.9), junction("b", 108.9002), True),
        (junction("a", 108.9), junction("b", 108.901), False),
        (junction("a", 108.9, ["x"]), stretch("b", 0, 50, ["x"]), True),
        (junction("a", 108.9), stretch("b", 0, 50), False),
    ],
)
def test_the_same_place_shares_an_accident_near_by_or_half_of_the_stretch(one, other, is_same):
    assert is_same_place(one, other) is is_same
    assert is_same_place(other, one) is is_same


def test_the_pair_that_shares_most_is_taken_first():
    entries = [stretch("E1", 0, 100, "ab", level=BLACK), stretch("E2", 80, 300, "cde", level=POTENTIAL)]
    spots = [stretch("S1", 0, 90, "abc"), stretch("S2", 90, 300, "de")]

    assert match(entries, spots).entry_of == {"S1": "E1", "S2": "E2"}


def test_a_merge_and_a_split_are_told():
    parts = [stretch("E1", 0, 100, "ab"), stretch("E2", 200, 400, "cde")]
    whole = [stretch("S", 0, 400, "abcde")]

    merged = match(parts, whole)
    split = match([replace(whole[0], key="E")], [replace(p, key=p.key.replace("E", "S")) for p in parts])

    assert (merged.entry_of, merged.merged_into) == ({"S": "E2"}, {"E1": "E2"})
    assert (split.entry_of, split.split_from) == ({"S2": "E"}, {"S1": "E"})


footprints = st.lists(
    st.tuples(
        st.integers(0, 3000), st.integers(0, 400), st.frozensets(st.sampled_from("abcdefghij"), max_size=4),
        st.sampled_from(["QL1", "QL24"]), st.sampled_from([BLACK, POTENTIAL]),
    ),
    max_size=8,
)  # fmt: skip


def made(prefix, rows):
    return [stretch(f"{prefix}{i}", a, a + n, ids, route=r, level=v) for i, (a, n, ids, r, v) in enumerate(rows)]


@given(before=footprints, after=footprints, seed=st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_one_to_one_and_independent_of_any_order(before, after, seed):
    entries, spots = made("E", before), made("S", after)
    shuffled = random.Random(seed)

    found = match(entries, spots)
    again = match(shuffled.sample(entries, len(entries)), shuffled.sample(spots, len(spots)))

    assert again == found
    assert len(set(found.entry_of.values())) == len(found.entry_of)
    by_key = {f.key: f for f in (*entries, *spots)}
    assert all(is_same_place(by_key[entry], by_key[spot]) for spot, entry in found.entry_of.items())
    assert not set(found.merged_into) & set(found.entry_of.values())
    assert not set(found.split_from) & set(found.entry_of)
    free_entries = {e.key for e in entries} - set(found.entry_of.values())
    free_spots = {s.key for s in spots} - set(found.entry_of)
    assert not any(is_same_place(by_key[e], by_key[s]) for e in free_entries for s in free_spots)


@given(rows=footprints)
@settings(max_examples=60, deadline=None)
def test_the_same_run_again_keeps_every_identity(rows):
    entries = [replace(f, key=f"E{f.key}") for f in made("", rows)]
    spots = made("", rows)

    kept = match(entries, spots).entry_of

    same = [spot for spot in spots if sum(is_same_place(spot, other) for other in spots) == 1]
    assert all(kept[spot.key] == f"E{spot.key}" for spot in same)
    assert set(kept) == {spot.key for spot in spots}
