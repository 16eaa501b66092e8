"""The part of the filter bar that says which accidents: vehicles, form of collision, weather."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from atgt.domain.text import Text
from atgt.ingestion.categories import Category
from atgt.ui import answers, labels, widgets
from atgt.ui.widgets import say
from atgt.workflow import selection
from atgt.workflow.selection import AccidentFilter

_KEYS = ("filter.vehicles", "filter.collisions", "filter.weather")


def seed() -> None:
    """The values the widgets start with."""
    for key, groups in zip(_KEYS, _groups(), strict=True):
        widgets.seed(key, [], allowed=[group.key for group in groups])


def popover() -> None:
    """Draw the button and what it opens."""
    n = sum(len(widgets.recall(key, [])) for key in _KEYS)
    words = say(labels.N_CHOSEN.fill(n=n)) if n else say(labels.ALL).lower()
    with st.popover(f"{say(labels.SCOPE)}: {words}", icon=":material/tune:", key="filter.scope.box"):
        vehicles, collisions, weather = _groups()
        _choice(labels.VEHICLES, vehicles, _KEYS[0])
        st.button(
            say(labels.VULNERABLE), key="filter.vulnerable", icon=":material/directions_walk:", on_click=_vulnerable
        )
        _choice(labels.COLLISIONS, collisions, _KEYS[1])
        if weather:
            _choice(labels.WEATHER, weather, _KEYS[2])
            st.caption(say(labels.WEATHER_NOTE), width=300)


def is_narrowed() -> bool:
    """Whether anything is chosen."""
    return any(widgets.recall(key) for key in _KEYS)


def description(chosen: AccidentFilter) -> list[str]:
    """What is chosen, in words."""
    known = selection.load_categories()
    pairs = (
        (chosen.vehicle_groups, known.vehicle),
        (chosen.collision_groups, known.collision),
        (chosen.weather_groups, known.weather),
    )
    found = [[group for group in groups if wanted and group.key in wanted] for wanted, groups in pairs]
    return [", ".join(say(group.label) for group in groups) for groups in found if groups]


def _groups() -> tuple[Sequence[Category], Sequence[Category], Sequence[Category]]:
    """The groups to choose from; weather only where the data holds some and whoever looks may see it."""
    known = selection.load_categories()
    held = answers.held_weather()
    return known.vehicle, known.collision, [group for group in known.weather if group.key in held]


def _choice(label: Text, groups: Sequence[Category], key: str) -> None:
    names = {group.key: say(group.label) for group in groups}
    st.multiselect(
        say(label), list(names), format_func=widgets.worded(names, names.__getitem__),
        placeholder=say(labels.SCOPE_HINT), key=key, width=300,
    )  # fmt: skip


def _vulnerable() -> None:
    groups = [group.key for group in selection.load_categories().vehicle if group.is_vulnerable]
    widgets.remember("filter.vehicles", groups)
