"""Every file that leaves is in the log, before it leaves: who, what, which filter, how many rows, which bytes."""

import ast
import hashlib

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import AtgtError, StorageError
from atgt.storage import verification
from atgt.workflow import export_log

MEMBER, OFFICER = Actor("uy-vien", Role.VIEWER), Actor("can-bo-a", Role.EDITOR)
FILE = {"name": "a.xlsx", "what": "accidents xlsx", "n_items": 3, "chosen": "QL1, năm 2026"}


def test_a_file_is_in_the_log_with_person_filter_rows_and_hash(database, now):
    content = export_log.hand_out(database, b"abc", actor=MEMBER, now=now, **FILE)

    (line,) = export_log.handed_out(database, OFFICER)
    assert content == b"abc"
    assert (line.actor, line.name, line.what, line.chosen, line.n_items) == (
        "uy-vien",
        *(FILE[k] for k in ("name", "what", "chosen", "n_items")),
    )
    assert line.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert line.at == now
    with database.read() as session:
        assert verification.verify(session).is_whole


def test_a_file_that_turned_up_is_found_by_its_hash(database, now):
    for content in (b"one", b"two", b"three"):
        export_log.hand_out(database, content, actor=OFFICER, now=now, **{**FILE, "name": content.decode()})

    found = export_log.handed_out(database, OFFICER, sha256=hashlib.sha256(b"two").hexdigest())

    assert [line.name for line in found] == ["two"]
    assert [line.name for line in export_log.handed_out(database, OFFICER)] == ["three", "two", "one"]


def test_a_committee_member_does_not_see_what_others_took(database):
    with pytest.raises(AtgtError, match="nhật ký xuất tệp"):
        export_log.handed_out(database, MEMBER)


def test_nothing_leaves_when_the_log_cannot_be_written(database, now, monkeypatch):
    def full(*_args, **_kw):
        raise StorageError(export_log.Text("Ổ đĩa đã đầy", "full"))

    monkeypatch.setattr(database, "write", full)

    with pytest.raises(StorageError, match="đầy"):
        export_log.hand_out(database, b"abc", actor=OFFICER, now=now, **FILE)


def test_no_page_hands_out_a_file_past_the_log(root):
    """``downloads.button`` is the only place that uses Streamlit's button."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted((root / "src/atgt/ui").rglob("*.py"))
        if path.name != "downloads.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "download_button"
    ]

    assert found == []
