"""Old personal data goes from everywhere; counts stay, the chain stays whole."""

import datetime as dt
import json

import pytest
from sqlalchemy import text

from atgt.domain.actor import LOCAL_USER
from atgt.storage import verification
from atgt.storage.repositories import accidents as accident_store
from atgt.storage.verification import Base
from atgt.workflow import erasing, screening, selection

NAMES = ("người được bịa ra", "76C-999.99")


def everything(database):
    """All text of all tables."""
    with database.read() as session:
        tables = sorted(Base.metadata.tables)
        return " ".join(str(tuple(row)) for t in tables for row in session.execute(text(f'SELECT * FROM "{t}"')))


@pytest.fixture
def ward(sample_database, now):
    """The sample ward with an accident whose names were edited, so that they stand in the audit log too."""
    with sample_database.write(LOCAL_USER, "sửa", now) as session:
        first = accident_store.fetch_accidents(session).iloc[0]["accident_id"]
        version = accident_store.fetch_accident(session, first).version
        changes = {"person_name": NAMES[0], "plates": NAMES[1], "place": f"trước nhà {NAMES[0]}"}
        accident_store.update_accident(session, first, changes, expected_version=version)
        version = accident_store.fetch_accident(session, first).version
        accident_store.update_accident(session, first, {"person_name": "khác"}, expected_version=version)
    return sample_database


def test_nothing_old_remains_and_counts_lists_and_chain_stay(ward, now):
    assert all(name in everything(ward) for name in NAMES)
    before = selection.select_accidents(ward)
    with ward.read() as session:
        received = session.execute(text("SELECT received FROM as_received WHERE accident_id IS NOT NULL")).scalars()
        words = {w for r in received for w in json.loads(r).values() if isinstance(w, str) and len(w.split()) >= 4}
    run = screening.latest_run(ward)

    later = now.replace(year=now.year + 6)
    assert erasing.due(ward, LOCAL_USER, later.date()).n_accidents == before.n_total
    done = erasing.erase(ward, LOCAL_USER, later)

    left = everything(ward)
    assert [name for name in NAMES if name in left] == []
    with ward.read() as session:
        public = str(session.execute(text("SELECT road_name, aliases FROM road_segment")).all())
        public += str(session.execute(text("SELECT name FROM junction")).all())
    words = {word for word in words if word not in public}  # names of roads are nobody's
    assert len(words) > 100
    assert [w for w in words if f"'{w}'" in left or f'"{w}"' in left] == []
    assert done.accidents == before.n_total
    after = selection.select_accidents(ward)
    assert (after.n_total, after.killed, after.by_severity) == (before.n_total, before.killed, before.by_severity)
    assert not screening.is_outdated(ward, run)
    with ward.read() as session:
        found = verification.verify(session)
    assert found.is_whole, (found.audit_problems[:3], found.record_problems[:3])
    assert erasing.erase(ward, LOCAL_USER, later).accidents == 0  # nothing is left to do


def test_what_is_young_enough_stays(ward, now):
    days = list(selection.select_accidents(ward).accidents["occurred_on"])
    cutoff = sorted(days)[len(days) // 2]

    done = erasing.erase(
        ward, LOCAL_USER, dt.datetime.combine(cutoff.replace(year=cutoff.year + 1), dt.time(8), now.tzinfo), years=1
    )

    assert done.accidents == sum(day < cutoff for day in days)
    with ward.read() as session:
        table = accident_store.fetch_accidents(session)
    assert table[table["occurred_on"] < cutoff]["vehicles"].isna().all()
    assert table[table["occurred_on"] >= cutoff]["vehicles"].notna().any()
