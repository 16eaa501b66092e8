"""Two runs compared: what is new, gone, changed, unchanged, and why, as structured data and as sentences."""

from __future__ import annotations

from dataclasses import dataclass

from atgt.domain.errors import NotFoundError
from atgt.domain.local_time import VIETNAM
from atgt.domain.run import ScreeningRun
from atgt.domain.spot_changes import RunFacts
from atgt.domain.text import Text
from atgt.network_screening.diff import Change, RunData, SeenAccident, SpotChange, compare_runs
from atgt.storage.database import Database
from atgt.storage.repositories import accident_history
from atgt.storage.repositories import spots as spot_store
from atgt.storage.repositories.spots import RunRecord
from atgt.workflow import authority, committee_view, screening


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Two runs and every spot of either, with the reason of each difference."""

    before: ScreeningRun
    after: ScreeningRun
    changes: tuple[SpotChange, ...]

    def count(self, change: Change) -> int:
        """How many spots changed in one way."""
        return sum(one.change is change for one in self.changes)

    @property
    def text(self) -> Text:
        """The comparison in one sentence."""
        n = {change: self.count(change) for change in Change}
        run, at = self.before.run_id, self.before.created_at.astimezone(VIETNAM)
        return Text(
            f"So với lần rà soát {run} (lúc {at:%H:%M ngày %d/%m/%Y}): {n[Change.NEW]} vị trí mới, {n[Change.GONE]} "
            f"vị trí không còn, {n[Change.CHANGED]} vị trí thay đổi, {n[Change.UNCHANGED]} vị trí giữ nguyên.",
            f"Against screening {run} ({at:%Y-%m-%d %H:%M}): {n[Change.NEW]} new, {n[Change.GONE]} gone, "
            f"{n[Change.CHANGED]} changed, {n[Change.UNCHANGED]} unchanged.",
        )


def stored_runs(database: Database) -> tuple[RunRecord, ...]:
    """All runs, the one stored last first."""
    with database.read() as session:
        return tuple(spot_store.load_run(session, run_id) for run_id in spot_store.list_runs(session)["run_id"])


def compare(database: Database, before_id: str, after_id: str) -> RunComparison:
    """Every spot of two runs once: those of the later run in its order, then those that are gone.

    What accidents were when a run was made is read back from the audit log, so a later edit does not blur the reasons.

    Parameters
    ----------
    before_id, after_id
        Ids of stored runs, or the beginning of one that no other run shares.

    Raises
    ------
    NotFoundError
        When there is no such run, or several begin like that.
    """
    ids = [_full_id(database, one) for one in (before_id, after_id)]
    with database.read() as session:
        before, after = (screening.run_in(session, run_id) for run_id in ids)
    changes = compare_runs(_data(database, before), _data(database, after))
    if not authority.is_committee(database):
        return RunComparison(before, after, changes)
    shown = tuple(map(committee_view.spot_change, changes))
    return RunComparison(committee_view.run(before), committee_view.run(after), shown)


def compare_with_previous(database: Database, run: ScreeningRun) -> RunComparison | None:
    """A run against the one stored before it; None for the first."""
    ids = [record.run_id for record in stored_runs(database)]
    if run.run_id not in ids or ids.index(run.run_id) + 1 == len(ids):
        return None
    return compare(database, ids[ids.index(run.run_id) + 1], run.run_id)


def _full_id(database: Database, begins: str) -> str:
    ids = [record.run_id for record in stored_runs(database) if record.run_id.startswith(begins)]
    if len(ids) == 1:
        return ids[0]
    why_vi, why_en = ("không có", "there is none") if not ids else ("có nhiều lần bắt đầu như vậy", "several begin so")
    raise NotFoundError(
        Text(f"Lần rà soát “{begins}”: {why_vi}. Xem: atgt runs.", f"Screening “{begins}”: {why_en}. See: atgt runs.")
    )


def _data(database: Database, run: ScreeningRun) -> RunData:
    facts = RunFacts(run.run_id, run.rule_set_key, run.parameters, run.software, run.created_at)
    with database.read() as session:
        seen = accident_history.facts_at(session, run.created_at)
    return RunData(facts, run.spots, {i: SeenAccident(*told) for i, told in seen.items()})
