"""What follows from the facts of an accident: class for screening, class by law, groups of words, ward of today.

One place for every change of an accident, so that an edit, a later file and a merge lead to the same class.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.severity import LightInjury, is_light_collision
from atgt.ingestion import categories, headers
from atgt.ingestion.categories import Categories
from atgt.ingestion.classification import CLASSES_SINCE, Classified, Facts, classify, entered_meaning, rates_of
from atgt.ingestion.synonyms import HeaderSynonyms
from atgt.storage.repositories import settings_table
from atgt.workflow import ward_names

LIGHT_INJURY_KEY = "light_injury"


def light_injury_rule(session: Session) -> LightInjury:
    """How this ward counts a collision in which somebody was hurt only lightly."""
    return LightInjury(settings_table.get(session, LIGHT_INJURY_KEY, str(LightInjury.INJURY)))


def facts_of(values: Mapping[str, Any]) -> Facts:
    """What fields of an accident (personal ones too) say about how bad it was."""
    return Facts(
        values.get("occurred_on"),
        values.get("killed"),
        values.get("injured"),
        values.get("damage_vnd"),
        values.get("injury_rate_pct"),
        values.get("entered_class"),
    )


def classified(values: Mapping[str, Any]) -> Classified:
    """The classes by the present facts, and every doubt about them."""
    entered = values.get("entered_class")
    meaning = entered_meaning(entered, _synonyms(), {}) if isinstance(entered, str) else None
    return classify(facts_of(values), meaning)


def derived_values(values: Mapping[str, Any], rule: LightInjury) -> dict[str, Any]:
    """The derived fields by the present facts.

    A class that cannot be told stays as it is. An accident before the circular is in force keeps its legal class:
    nothing of that time is worked out anew.
    """
    done = classified(values)
    found: dict[str, Any] = {**ward_names.area_values(values)}
    if done.severity is not None:
        found["severity"] = int(severity_by_rule(values, int(done.severity), rule))
    day = values.get("occurred_on")
    if day is not None and day >= CLASSES_SINCE:
        found["legal_class"] = done.legal.value if done.legal else None
    known = _categories()
    for key, source, groups in (
        ("vehicle_groups", "vehicles", known.vehicle),
        ("collision_group", "collision_type", known.collision),
        ("cause_group", "cause", known.cause),
    ):
        text = values.get(source)
        found[key] = ";".join(categories.categories_in(text if isinstance(text, str) else None, groups)) or None
    return found


def severity_by_rule(values: Mapping[str, Any], severity: int, rule: LightInjury) -> int:
    """The class for screening with light injuries counted as this ward has chosen."""
    facts = facts_of(values)
    if rule is LightInjury.INJURY or facts.day is None or facts.day < CLASSES_SINCE:
        return severity
    light = is_light_collision(facts.killed or 0, facts.injured or 0, rates_of(facts), facts.damage_vnd)
    return severity if light is None else int(light)


@lru_cache(maxsize=1)
def _synonyms() -> HeaderSynonyms:
    return headers.parse_synonyms(settings.read_reference("header_synonyms"))


@lru_cache(maxsize=1)
def _categories() -> Categories:
    return categories.parse_categories(settings.read_reference("categories"))
