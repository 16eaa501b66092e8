"""From the reach of every rule to tight and maximal stretches, zones, spots and members: the plain path.

Everything follows from the reaches. A stretch [l, r] satisfies a rule in some period exactly when the rule's reach
from l is not beyond r, so the mask of any stretch is read off, never searched again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atgt.network_screening import plain, sites
from atgt.network_screening.count_rules import CountRule
from atgt.network_screening.integers import BoolArray, Int64Array
from atgt.network_screening.line import Line, Positions


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What screening one line found, in terms of accidents of the line.

    Parameters
    ----------
    members
        One flag an accident.
    maximal, tight, spots
        Rows (index of an accident at the left end, at the right end, rule mask), left to right.
    zones
        Rows (index of an accident at the left end, at the right end), left to right.
    """

    members: BoolArray
    maximal: Int64Array
    tight: Int64Array
    zones: Int64Array
    spots: Int64Array


def screen_line(line: Line, rules: Sequence[CountRule], weights: Int64Array) -> Found:
    """What the rules find on a line, computed in plain Python.

    Parameters
    ----------
    weights
        Severity weight of each class, for the cut of long zones.
    """
    first = np.flatnonzero(np.concatenate(([True], line.position[1:] != line.position[:-1]))) if line.n else line.order
    position = line.position[first]
    site_of = np.searchsorted(first, np.arange(line.n), side="right") - 1
    reach = _site_reaches(line, rules, position, site_of)
    nearest = reach.min(axis=0, initial=first.size)
    furthest = np.searchsorted(position, position + line.length, side="right") - 1
    qualifies = nearest < first.size

    left = np.flatnonzero(qualifies & (np.concatenate((nearest[1:], [first.size])) > nearest))
    tight = np.column_stack((left, nearest[left]))
    left = np.flatnonzero(qualifies & (np.diff(furthest, prepend=-1) > 0))
    maximal = np.column_stack((left, furthest[left]))
    first_tight, last_tight = sites.join_zones(tight[:, 0], tight[:, 1])
    zones = np.column_stack((tight[first_tight, 0], tight[last_tight, 1]))
    spots = _cut(line, first, position, nearest, zones, weights)

    is_within = np.zeros(first.size + 1, dtype=np.int64)
    np.add.at(is_within, maximal[:, 0], 1)
    np.subtract.at(is_within, maximal[:, 1] + 1, 1)
    within = (np.cumsum(is_within)[:-1] > 0)[site_of]
    return Found(
        members=plain.members(line, rules, within),
        maximal=_with_masks(maximal, reach, first),
        tight=_with_masks(tight, reach, first),
        zones=first[zones],
        spots=_with_masks(spots, reach, first),
    )


def _site_reaches(line: Line, rules: Sequence[CountRule], position: Positions, site_of: Int64Array) -> Int64Array:
    """One row a rule: of every site the nearest site within L at which the rule holds; the number of sites if none."""
    n_sites = position.size
    reach = np.full((len(rules), n_sites), n_sites, dtype=np.int64)
    for row, rule in enumerate(rules):
        counted, found = plain.reaches(line, rule)
        if not (found >= 0).any():
            continue
        # A window that starts at a site without counted accidents starts, for the rule, at the next counted one.
        following = np.searchsorted(line.position[counted], position, side="left")
        at = np.flatnonzero(following < counted.size)
        accident = found[following[at]]
        at, accident = at[accident >= 0], accident[accident >= 0]
        is_near = line.position[accident] - position[at] <= line.length
        reach[row, at[is_near]] = site_of[accident[is_near]]
    return reach


def _with_masks(stretches: Int64Array, reach: Int64Array, first: Int64Array) -> Int64Array:
    """Stretches of sites as stretches of accidents, with the rules each satisfies."""
    mask = np.zeros(len(stretches), dtype=np.int64)
    for row, of_rule in enumerate(reach):
        mask |= (of_rule[stretches[:, 0]] <= stretches[:, 1]).astype(np.int64) << row
    return np.column_stack((first[stretches], mask))


def _cut(
    line: Line, first: Int64Array, position: Positions, nearest: Int64Array, zones: Int64Array, weights: Int64Array
) -> Int64Array:
    """Each zone as disjoint stretches of at most L, as pairs of sites; a zone no longer than L is one."""
    spots: list[tuple[int, int]] = []
    for left, right in zones.tolist():
        if position[right] - position[left] <= line.length:
            spots.append((left, right))
            continue
        accidents = first[left : right + 1]
        stop = first[right + 1] if right + 1 < first.size else line.n
        at_site = np.add.reduceat(weights[line.class_code[accidents[0] : stop]], accidents - accidents[0])
        pieces = sites.cut_zone(
            position[left : right + 1].tolist(),
            at_site.tolist(),
            (nearest[left : right + 1] - left).tolist(),
            line.length,
        )
        spots.extend((left + a, left + b) for a, b in pieces)
    return np.array(spots, dtype=np.int64).reshape(-1, 2)
