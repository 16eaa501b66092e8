"""What screening must return, written a second time straight from its definition, as slowly as it takes.

Nothing here is shared with ``atgt.network_screening``: no rule class, no period code, no sweep.
A rule is a list of bounds ``(classes, at_least)``; classes with points are a dict from class to points.
A period is a dict from day to exclusive end day.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Answer:
    """Of one route: flags, and sorted lists of (a, b, mask) or (a, b)."""

    members: list
    maximal: list
    tight: list
    zones: list
    spots: list


def by_subsets(measure, day, code, length, rules, end_of, weights):
    """Enumerate every subset of at most about 12 accidents and keep those that fit and satisfy a rule."""
    n = len(measure)
    if n == 0:
        return Answer([], [], [], [], [])
    number = np.arange(1, 2**n)
    subset = (number[:, None] >> np.arange(n)) & 1 == 1
    m, t = np.array(measure), np.array(day)
    ends = np.array([end_of[d] for d in day])
    spread = np.where(subset, m, m.min()).max(axis=1) - np.where(subset, m, m.max()).min(axis=1)
    earliest = np.where(subset, t, t.max() + 1).argmin(axis=1)
    in_time = np.where(subset, t, t.min()).max(axis=1) < ends[earliest]
    masks = np.zeros(len(number), dtype=np.int64)
    for r, bounds in enumerate(rules):
        holds = in_time.copy()
        for classes, at_least in bounds:
            holds &= (subset * np.array([_points(c, classes) for c in code])).sum(axis=1) >= at_least
        masks |= holds.astype(np.int64) << r
    qualifying = (spread <= length) & (masks > 0)
    members = subset[qualifying].any(axis=0).tolist()
    stretch_mask = {}
    sites = sorted(set(measure))
    for a in sites:
        for b in sites:
            if a <= b and b - a <= length:
                outside = sum(1 << k for k in range(n) if not a <= measure[k] <= b)
                stretch_mask[a, b] = int(np.bitwise_or.reduce(masks[number & outside == 0], initial=0))
    return _finish(measure, code, length, members, stretch_mask, weights)


def by_windows(measure, day, code, length, rules, end_of, weights):
    """Look at every stretch between two accidents and every period that starts with an accident: O(n^3)."""
    n = len(measure)
    members = [False] * n
    stretch_mask = {}
    ends = np.array([end_of[t] for t in day], dtype=object)
    days = np.array(day, dtype=object)
    in_period = np.array([[days[j] <= days[k] < ends[j] for k in range(n)] for j in range(n)], dtype=bool).reshape(n, n)
    of_class = {c: np.array([x == c for x in code], dtype=bool) for c in range(8)}
    sites = sorted(set(measure))
    for i in range(n):
        in_stretch = np.array([measure[i] <= m and m - measure[i] <= length for m in measure], dtype=bool)
        for j in np.flatnonzero(in_stretch):
            window = in_stretch & in_period[j]
            if window[i] and window[j] and _rule_mask([code[k] for k in np.flatnonzero(window)], rules):
                for k in np.flatnonzero(window):
                    members[k] = True
    for a in sites:
        for b in (b for b in sites if a <= b and b - a <= length):
            in_stretch = np.array([a <= m <= b for m in measure], dtype=bool)
            windows = (in_period & in_stretch)[in_stretch]
            counts = {c: windows @ of_class[c].astype(int) for c in of_class}
            mask = 0
            for r, bounds in enumerate(rules):
                holds = np.ones(len(windows), dtype=bool)
                for classes, at_least in bounds:
                    holds &= sum(counts[c] * _points(c, classes) for c in classes) >= at_least
                mask |= int(holds.any()) << r
            stretch_mask[a, b] = mask
    return _finish(measure, code, length, members, stretch_mask, weights)


def _rule_mask(codes, rules):
    mask = 0
    for r, bounds in enumerate(rules):
        if all(sum(_points(c, classes) for c in codes) >= at_least for classes, at_least in bounds):
            mask |= 1 << r
    return mask


def _points(code, classes):
    """What one accident adds to a bound."""
    if isinstance(classes, dict):
        return classes.get(code, 0)
    return int(code in classes)


def _finish(measure, code, length, members, stretch_mask, weights):
    good = [s for s, mask in stretch_mask.items() if mask]
    maximal = [s for s in good if not any(_contains(o, s) and o != s for o in good)]
    tight = [s for s in good if not any(_contains(s, o) and o != s for o in good)]
    zones = _zones(tight)
    spots = [spot for zone in zones for spot in _cut(zone, measure, code, length, set(good), weights)]
    return Answer(
        members,
        sorted((a, b, stretch_mask[a, b]) for a, b in maximal),
        sorted((a, b, stretch_mask[a, b]) for a, b in tight),
        sorted(zones),
        sorted((a, b, stretch_mask[a, b]) for a, b in spots),
    )


def _contains(outer, inner):
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _zones(tight):
    """Closed intervals that meet are joined until no two meet."""
    zones = list(tight)
    joined = True
    while joined:
        joined = False
        for i, (a, b) in enumerate(zones):
            for j, (c, d) in enumerate(zones):
                if i < j and max(a, c) <= min(b, d):
                    zones = [z for k, z in enumerate(zones) if k not in (i, j)] + [(min(a, c), max(b, d))]
                    joined = True
                    break
            if joined:
                break
    return zones


def weight_covered(stretches, measure, code, weights):
    return sum(weights[c] for m, c in zip(measure, code, strict=True) if any(a <= m <= b for a, b in stretches))


def _cut(zone, measure, code, length, good, weights):
    """The dynamic programme as written: no ending first, then [x_r, x_r], [x_(r-1), x_r] ...; strictly better only."""
    if zone[1] - zone[0] <= length:
        return [zone]
    sites = sorted({m for m in measure if zone[0] <= m <= zone[1]})
    at = {x: sum(weights[c] for m, c in zip(measure, code, strict=True) if m == x) for x in sites}
    best = [((0, 0, 0), [])]
    for r, right in enumerate(sites):
        value, choice = best[r]
        weight = 0
        for left_index in range(r, -1, -1):
            left = sites[left_index]
            weight += at[left]
            if right - left <= length and (left, right) in good:
                before, chosen = best[left_index]
                option = (before[0] + weight, before[1] - 1, before[2] - (right - left))
                if option > value:
                    value, choice = option, [*chosen, (left, right)]
        best.append((value, choice))
    return best[-1][1]


def all_cuts(zone, measure, length, good):
    """Every choice of disjoint qualifying stretches in a zone, to check the programme itself."""
    sites = sorted({m for m in measure if zone[0] <= m <= zone[1]})
    candidates = sorted((a, b) for a, b in good if a in sites and b in sites and b - a <= length)

    def extend(chosen, after):
        yield chosen
        for a, b in candidates:
            if after is None or a > after:
                yield from extend([*chosen, (a, b)], b)

    yield from extend([], None)
