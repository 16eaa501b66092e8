"""What every answer rests on: rules in force, parameters, and each point that is not confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from atgt import settings
from atgt.domain.text import Text
from atgt.network_screening.rules import RuleSet
from atgt.storage.database import Database
from atgt.storage.repositories import spots as spot_store
from atgt.storage.repositories.spots import RunRecord
from atgt.workflow import screening


@dataclass(frozen=True, slots=True)
class UnconfirmedPoint:
    """Something no source settled: what, what the software does until the unit confirms it, and where it matters."""

    key: str
    question: Text
    default: Text
    source: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Everything the page "Căn cứ và giới hạn" shows."""

    rule_sets: tuple[RuleSet, ...]
    unconfirmed: tuple[UnconfirmedPoint, ...]


def legal_basis(database: Database | None = None) -> LegalBasis:
    """The rule sets and the unconfirmed points of this installation, and what the office of a database added."""
    points = settings.read_reference("unconfirmed")["point"]
    return LegalBasis(
        rule_sets=screening.rule_sets(database),
        unconfirmed=tuple(
            UnconfirmedPoint(
                key=point["key"],
                question=Text(point["vi"], point["en"]),
                default=Text(point["default_vi"], point["default_en"]),
                source=point.get("source", ""),
            )
            for point in points
        ),
    )


def latest_runs(database: Database, most: int) -> tuple[RunRecord, ...]:
    """The runs stored last, newest first: which rule set, readings and days each used."""
    with database.read() as session:
        return tuple(spot_store.load_run(session, run_id) for run_id in spot_store.list_runs(session)["run_id"][:most])
