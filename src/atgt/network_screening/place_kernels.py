"""The sites of a chunk, and from the reach of every rule to stretches, zones and spots; compiled, needs numba.

The same steps as ``stretches`` and ``sites``. A chunk is a run of accidents that ends where the next one is more than L
away: chunks do not know of each other, so the line may be cut at any such gaps and the answer is the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from atgt.network_screening.integers import Int64Array
from atgt.network_screening.kernel_tables import Accidents, Int32Array, Sites, compile_kernel


class Tables(NamedTuple):
    """Rows (first accident of the left site, of the right site, rule mask); never more than there are sites."""

    maximal: Int64Array
    tight: Int64Array
    zones: Int64Array
    spots: Int64Array


class Cut(NamedTuple):
    """Room for the cut of one zone.

    Parameters
    ----------
    value
        Best value up to each site: weight, minus stretches, minus length.
    offer
        Left ends still in reach, best first: three values and the site.
    begins
        Of each site the left end of the stretch that ends there in the best cut, or -1.
    """

    value: npt.NDArray[np.int64]
    offer: npt.NDArray[np.int64]
    begins: Int32Array


@compile_kernel
def find_sites(position: Int64Array, length: int, sites: Sites) -> tuple[int, int]:
    """Fill ``sites``; returns how many there are, and the most accidents a window holds.

    ``sites.first`` has one entry more than there are sites: the number of accidents.
    """
    n, n_sites = position.size, 0
    for i in range(n):
        if i == 0 or position[i] != position[i - 1]:
            sites.first[n_sites] = i
            n_sites += 1
        sites.of_accident[i] = n_sites - 1
    sites.first[n_sites] = n
    beyond, most = 0, 0
    for site in range(n_sites):
        first = sites.first[site]
        while beyond < n and position[beyond] - position[first] <= length:
            beyond += 1
        sites.beyond[site] = beyond
        most = max(most, beyond - first)
    return n_sites, most


@compile_kernel
def _write(table: Int64Array, row: int, sites: Sites, reach: Int32Array, left: int, right: int) -> None:
    """Write a stretch of sites with the rules its accidents satisfy in some period."""
    mask = 0
    for r in range(reach.shape[0]):
        if reach[r, left] <= right:
            mask |= 1 << r
    table[row, 0], table[row, 1], table[row, 2] = sites.first[left], sites.first[right], mask


@compile_kernel
def _is_better(a0: int, a1: int, a2: int, b0: int, b1: int, b2: int) -> bool:
    """Whether the triple a is greater than b."""
    if a0 != b0:
        return a0 > b0
    if a1 != b1:
        return a1 > b1
    return a2 > b2


@compile_kernel
def _weight_at(accidents: Accidents, sites: Sites, site: int, weights: Int64Array) -> int:
    total = 0
    for i in range(sites.first[site], sites.first[site + 1]):
        total += weights[accidents.code[i]]
    return total


@compile_kernel
def _cut_zone(
    accidents: Accidents,
    length: int,
    weights: Int64Array,
    sites: Sites,
    nearest: Int32Array,
    cut: Cut,
    left: int,
    right: int,
) -> None:
    """As ``sites.cut_zone``: fills ``cut.begins`` for the sites left to right."""
    position, first, value, offer = accidents.position, sites.first, cut.value, cut.offer
    base = position[first[left]]
    head, tail, offered = 0, 0, left
    total, offered_total = 0, 0  # weight up to and including the site; weight before the site offered
    value[left, 0] = value[left, 1] = value[left, 2] = 0
    for r in range(left, right + 1):
        here = position[first[r]]
        total += _weight_at(accidents, sites, r, weights)
        while offered <= r and (nearest[offered] <= r or nearest[offered] > right):
            if nearest[offered] <= r:
                f0 = value[offered, 0] - offered_total
                f1 = value[offered, 1]
                f2 = value[offered, 2] + (position[first[offered]] - base)
                while tail > head and not _is_better(
                    offer[tail - 1, 0], offer[tail - 1, 1], offer[tail - 1, 2], f0, f1, f2
                ):
                    tail -= 1
                offer[tail, 0], offer[tail, 1], offer[tail, 2], offer[tail, 3] = f0, f1, f2, offered
                tail += 1
            offered_total += _weight_at(accidents, sites, offered, weights)
            offered += 1
        while tail > head and here - position[first[offer[head, 3]]] > length:
            head += 1
        for i in range(3):
            value[r + 1, i] = value[r, i]
        cut.begins[r] = -1
        if tail > head:
            o0, o1, o2 = offer[head, 0] + total, offer[head, 1] - 1, offer[head, 2] - (here - base)
            if _is_better(o0, o1, o2, value[r, 0], value[r, 1], value[r, 2]):
                value[r + 1, 0], value[r + 1, 1], value[r + 1, 2] = o0, o1, o2
                cut.begins[r] = offer[head, 3]


@compile_kernel
def _write_cut(
    table: Int64Array, n_before: int, sites: Sites, reach: Int32Array, cut: Cut, left: int, right: int
) -> int:
    """Write the spots of a cut zone, left to right; returns how many spots there are now."""
    n_new, r = 0, right
    while r >= left:
        n_new += cut.begins[r] >= 0
        r = r - 1 if cut.begins[r] < 0 else cut.begins[r] - 1
    at, r = n_before + n_new, right
    while r >= left:
        if cut.begins[r] < 0:
            r -= 1
        else:
            at -= 1
            _write(table, at, sites, reach, cut.begins[r], r)
            r = cut.begins[r] - 1
    return n_before + n_new


@compile_kernel
def _find_stretches(sites: Sites, reach: Int32Array, nearest: Int32Array, tables: Tables, n_sites: int) -> Int64Array:
    """Fill ``nearest``, maximal and tight stretches, and zones as pairs of sites; returns the number of each."""
    n_maximal, n_tight, n_zones, zone_right, furthest = 0, 0, 0, -1, 0
    for site in range(n_sites):
        nearest[site] = n_sites
        for r in range(reach.shape[0]):
            nearest[site] = min(nearest[site], reach[r, site])
    for site in range(n_sites):
        right, beyond = nearest[site], sites.beyond[site]
        following = nearest[site + 1] if site + 1 < n_sites else n_sites
        if right < n_sites and beyond > furthest:
            _write(tables.maximal, n_maximal, sites, reach, site, sites.of_accident[beyond - 1])
            n_maximal += 1
        furthest = beyond
        if right < n_sites and following > right:
            _write(tables.tight, n_tight, sites, reach, site, right)
            n_tight += 1
            if site > zone_right:
                tables.zones[n_zones, 0] = site
                n_zones += 1
            tables.zones[n_zones - 1, 1] = zone_right = right
    return np.array([n_maximal, n_tight, n_zones, 0])


@compile_kernel
def write_places(
    accidents: Accidents,
    length: int,
    weights: Int64Array,
    sites: Sites,
    n_sites: int,
    reach: Int32Array,
    tables: Tables,
) -> Int64Array:
    """Write maximal stretches, tight stretches, zones and spots; returns how many rows of each there are."""
    nearest = np.empty(n_sites, dtype=np.int32)
    written = _find_stretches(sites, reach, nearest, tables, n_sites)
    # Numbered by site of the chunk; only pages that a long zone touches become memory.
    cut = Cut(np.empty((n_sites + 1, 3), np.int64), np.empty((n_sites, 4), np.int64), np.empty(n_sites, np.int32))
    for zone in range(written[2]):
        left, right = tables.zones[zone, 0], tables.zones[zone, 1]
        tables.zones[zone, 0], tables.zones[zone, 1] = sites.first[left], sites.first[right]
        if accidents.position[sites.first[right]] - accidents.position[sites.first[left]] <= length:
            _write(tables.spots, written[3], sites, reach, left, right)
            written[3] += 1
        else:
            _cut_zone(accidents, length, weights, sites, nearest, cut, left, right)
            written[3] = _write_cut(tables.spots, written[3], sites, reach, cut, left, right)
    return written
