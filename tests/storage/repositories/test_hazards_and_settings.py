"""Hazards and settings: small tables with the same promises."""

import pandas as pd
import pytest

from atgt.domain.errors import NotFoundError, ParameterError, StaleEditError
from atgt.storage import audit, verification
from atgt.storage.repositories import hazards, settings_table


@pytest.fixture
def ward(database, officer, now):
    frame = pd.DataFrame(
        {
            "hazard_id": ["h2", "h1"],
            "kind": ["o_ga", "che_khuat"],
            "description": ["ổ gà sâu", "cây che biển báo"],
            "reported_on": [now.date(), now.date()],
            "state": ["open", "open"],
            "checklist": [{"đã chụp ảnh": True}, None],
            "lon": [108.95, 108.96],
            "lat": [14.81, 14.82],
        }
    )
    with database.write(officer, "ghi nhận", now) as session:
        hazards.insert_hazards(session, frame, is_sample=True)
    return database


def test_hazards_come_back(ward):
    with ward.read() as session:
        table = hazards.fetch_hazards(session).set_index("hazard_id")

    assert list(table.index) == ["h1", "h2"]
    assert table.loc["h2", "checklist"] == {"đã chụp ảnh": True}
    assert table.loc["h2", ["lon", "lat", "state", "version"]].tolist() == [108.95, 14.81, "open", 1]
    assert table["is_sample"].all()


def test_a_hazard_is_edited_with_old_and_new(ward, officer, now):
    with ward.write(officer, "đã vá", now) as session:
        version = hazards.update_hazard(session, "h2", {"state": "closed", "lon": 108.0}, expected_version=1)

    with ward.read() as session:
        assert version == 2
        assert hazards.fetch_hazards(session, state="closed")["hazard_id"].tolist() == ["h2"]
        line = session.scalars(audit.select(audit.AuditLine).order_by(audit.AuditLine.seq.desc())).first()
        assert verification.verify(session).is_whole
    assert (line.old, line.new) == ('{"lon":108.95,"state":"open"}', '{"lon":108.0,"state":"closed"}')


@pytest.mark.parametrize(
    ("hazard_id", "changes", "version", "error", "message"),
    [
        ("h9", {"state": "closed"}, 1, NotFoundError, "h9"),
        ("h2", {"state": "closed"}, 7, StaleEditError, "người khác"),
        ("h2", {"hazard_id": "x"}, 1, ParameterError, "hazard_id"),
    ],
)
def test_a_wrong_edit_is_refused(ward, officer, now, hazard_id, changes, version, error, message):
    with pytest.raises(error, match=message), ward.write(officer, "sửa", now) as session:
        hazards.update_hazard(session, hazard_id, changes, expected_version=version)


def test_an_edit_that_changes_nothing_writes_nothing(ward, officer, now):
    with ward.write(officer, "sửa", now) as session:
        assert hazards.update_hazard(session, "h2", {"state": "open"}, expected_version=1) == 1

    with ward.read() as session:
        assert audit.n_lines(session) == 2


def test_settings_are_set_changed_and_forgotten(database, officer, now):
    with database.write(officer, "cài đặt", now) as session:
        settings_table.put(session, "a", [1, None, {"ngày": "14/03"}])
        settings_table.put(session, "b", value=None)
        settings_table.put(session, "a", 2)
        settings_table.put(session, "a", 2)
        settings_table.remove(session, "b")
        settings_table.remove(session, "never")

    with database.read() as session:
        assert settings_table.get_all(session) == {"a": 2}
        assert settings_table.get(session, "b", "mặc định") == "mặc định"
        assert not settings_table.holds_sample(session)
        lines = session.scalars(audit.select(audit.AuditLine.action).order_by(audit.AuditLine.seq)).all()
        assert verification.verify(session).is_whole
    assert lines == ["set", "set", "set", "remove"]
