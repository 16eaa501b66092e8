"""Erasing on both engines: the guards of rows as received and of the sealed part let it through, and nothing else."""

import datetime as dt

import pandas as pd

from atgt.domain.actor import LOCAL_USER
from atgt.storage import verification
from atgt.storage.repositories import accidents, erasure, imports
from atgt.storage.repositories.imports import ImportEntry

OLD, NEW = dt.date(2019, 5, 1), dt.date(2026, 5, 1)


def test_old_rows_are_emptied_and_young_ones_stay(database, now):
    rows = pd.DataFrame(
        {
            "file": "a.xlsx", "sheet": "1", "row": [2, 3, 4], "row_key": ["k1", "k2", "k3"],
            "received": [{"Họ tên": f"tên bịa {n}"} for n in (1, 2, 3)], "status": ["accepted", "accepted", "held"],
            "accident_id": ["tn-1", "tn-2", None],
        }
    )  # fmt: skip
    found = pd.DataFrame(
        {
            "accident_id": ["tn-1", "tn-2"], "occurred_on": [OLD, NEW], "severity": pd.array([1, 1], dtype="Int64"),
            "location_status": "unlocated", "row_key": ["k1", "k2"], "person_name": ["tên bịa 1", "tên bịa 2"],
            "place": "trước nhà", "case_number": ["Vụ anh A", "12"],
        }
    )  # fmt: skip
    with database.write(LOCAL_USER, "nhập", now) as session:
        imports.record_import(session, ImportEntry("NK-1", "a.xlsx", "0" * 64, 3, 2, 1, 2, 0), rows)
        accidents.insert_accidents(session, found)
        accidents.update_accident(session, "tn-1", {"place": "chỗ khác"}, expected_version=1)

    with database.write(LOCAL_USER, "xóa", now) as session:
        done = erasure.erase(session, dt.date(2021, 1, 1))

    assert done == erasure.Erased(accidents=1, rows=1, files=0, sealed=1)
    with database.read() as session:
        old, young = (accidents.fetch_accident(session, key) for key in ("tn-1", "tn-2"))
        assert verification.verify(session).is_whole
    assert (old.person, old.received, old.fields["place"], old.fields["case_number"]) == ({}, {}, None, None)
    assert (young.person["person_name"], young.received, young.fields["place"]) == (
        "tên bịa 2", {"Họ tên": "tên bịa 2"}, "trước nhà",
    )  # fmt: skip

    with database.write(LOCAL_USER, "xóa", now.replace(year=2040)) as session:
        assert erasure.erase(session, dt.date(2030, 1, 1)).rows == 2  # the young one, and the held row
