"""A known place left out of the calibration and looked for by its chainage: how far off, or why not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trials.words import count, spread

from atgt.location_referencing.calibration import DEFAULT_EXTRAPOLATION_M, Anchor
from atgt.location_referencing.linear_referencing import chainage_to_measures
from atgt.location_referencing.route import Route

BEYOND = "beyond the posts by more than the limit"
NO_LINE = "beyond the posts, and the line ends"
IN_JUMP = "in a jump of the posts"
NO_POST = "no other post on this line"
REFUSALS = (BEYOND, NO_LINE, IN_JUMP, NO_POST)
HEAD = (
    "tested",
    "placed",
    "in several places",
    "beyond the posts",
    "end of line",
    "in a jump",
    "no post",
    "median m",
    "90 % m",
    "max m",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out for one place: its errors along the road in metres, one a place found, or why there is none."""

    errors_m: tuple[float, ...]
    refusal: str | None = None

    @property
    def error_m(self) -> float | None:
        """The error when exactly one place was found."""
        return self.errors_m[0] if len(self.errors_m) == 1 else None


def look_for(left_out: Anchor, route: Route, posts: tuple[Anchor, ...]) -> Trial:
    """Where the route with these posts has the chainage of a place that is none of them."""
    found = chainage_to_measures(dataclasses.replace(route, anchors=posts), left_out.chainage_m)
    if found:
        return Trial(tuple(abs(measure_m - left_out.measure_m) for measure_m in found))
    return Trial((), _why_refused(left_out.chainage_m, [post.chainage_m for post in posts]))


def each(route: Route) -> list[Trial]:
    """Every post of a route left out in turn, the others kept."""
    posts = route.anchors
    return [look_for(post, route, posts[:i] + posts[i + 1 :]) for i, post in enumerate(posts)]


def errors(trials: Iterable[Trial]) -> list[float]:
    """The errors of the places that were found once."""
    return [trial.error_m for trial in trials if trial.error_m is not None]


def cells(trials: Sequence[Trial]) -> list[str]:
    """The cells under ``HEAD``."""
    why = [trial.refusal for trial in trials]
    several = sum(len(trial.errors_m) > 1 for trial in trials)
    numbers = [len(trials), len(errors(trials)), several, *(why.count(refusal) for refusal in REFUSALS)]
    return [*map(count, numbers), *spread(errors(trials))]


def _why_refused(chainage_m: float, known_m: Sequence[float]) -> str:
    if not known_m:
        return NO_POST
    beyond_m = max(min(known_m) - chainage_m, chainage_m - max(known_m))
    return BEYOND if beyond_m > DEFAULT_EXTRAPOLATION_M else NO_LINE if beyond_m > 0 else IN_JUMP
