"""A meeting on a projector: one slide an item of its frozen list, each with its map; and the usual decisions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from atgt.domain import committee_words
from atgt.domain.frozen_list import AgendaItem, ListedSpot
from atgt.domain.meeting import Decision
from atgt.domain.register import RegisterEntry
from atgt.domain.review import SpotState
from atgt.domain.text import Language
from atgt.storage.database import Database
from atgt.storage.repositories import register as register_store
from atgt.workflow import recurrence, spot_figures
from atgt.workflow.map_layers import MapLayers
from atgt.workflow.meeting_pages import MeetingPage


@dataclass(frozen=True, slots=True)
class Slide:
    """One item as it is shown.

    Parameters
    ----------
    item, spot
        As frozen, in the committee's words, whoever projects it; the decision as recorded so far.
    map_svg
        The still map of its place.
    """

    item: AgendaItem
    spot: ListedSpot
    level: str
    map_svg: str


def slides(
    database: Database, page: MeetingPage, accidents: pd.DataFrame, layers: MapLayers, language: Language
) -> tuple[Slide, ...]:
    """The items of a meeting in their order, ready to be shown.

    Parameters
    ----------
    accidents
        Accidents with the columns of ``EXPORT_COLUMNS``, for the maps.
    """
    made = []
    with database.read() as session:
        for item in page.items:
            entry = register_store.load_entry(session, item.register_id)
            asked = recurrence.parameters_of(session, entry)
            level = level_of(entry)
            drawn = spot_figures.site_map_svg(
                entry.place,
                level,
                frozenset(recurrence.accidents_of_place(session, entry)) | frozenset(entry.facts),
                accidents,
                layers,
                radius_m=asked.junction_radius_m if asked else 0.0,
                language=language,
            )
            shown = AgendaItem(item.position, item.register_id, item.reasons, item.decision)
            listed = committee_words.listed(page.list.spot(item.register_id))
            made.append(Slide(shown, listed, level, drawn))
    return tuple(made)


def level_of(entry: RegisterEntry) -> str:
    """What marks an entry: "black", "potential" or "hazard"."""
    return entry.level.value if entry.level else "hazard"


_USUAL = {
    SpotState.CANDIDATE: Decision.INSPECT,
    SpotState.RECURRED: Decision.INSPECT,
    SpotState.INSPECTED: Decision.PROPOSE,
    SpotState.PROPOSED: Decision.URGE,
    SpotState.RECEIVED: Decision.URGE,
    SpotState.IN_TREATMENT: Decision.URGE,
    SpotState.UNDER_REVIEW: Decision.URGE,
    SpotState.FOLLOW_UP: Decision.WATCH,
}


def usual_decision(state: SpotState) -> Decision:
    """What a committee most often decides about a place in this state: where the form begins, nothing more.

    Examples
    --------
    >>> str(usual_decision(SpotState.CANDIDATE)), str(usual_decision(SpotState.CLEARED))
    ('inspect', 'watch')
    """
    return _USUAL.get(state, Decision.WATCH)
