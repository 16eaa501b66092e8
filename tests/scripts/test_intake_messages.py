"""Every sentence of the intake is in both languages, shows what it is about, and says what to do; the page lists them."""

from __future__ import annotations

import importlib
import re

import pytest

INSTRUCTIONS_VI = re.compile(
    r"\b(?:sửa|ghi|điền|chọn|kiểm tra|bổ sung|lưu|xin lại|mở|gửi|chia|đổi|xóa|gộp|bỏ|xuất|chép|tách|xem|trả lời)\b",
    re.IGNORECASE,
)
INSTRUCTIONS_EN = re.compile(
    r"\b(?:correct|write|fill|choose|check|add|save|ask|open|send|split|name|delete|join|drop|export|copy|make|leave|see|answer"
    r"|remove|cho?ose)\b",
    re.IGNORECASE,
)
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9áàảãạéèíìóòúùý]")


@pytest.fixture
def script(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "scripts"))
    return importlib.import_module("intake_messages")


@pytest.fixture
def found(script):
    return script.messages()


def test_all_kinds_of_messages_are_collected(found):
    n = {level: sum(message.level == level for message in found) for level in ("error", "warning", "note", "refused")}
    rules = {message.rule for message in found}

    assert n["error"] >= 15
    assert n["warning"] >= 25
    assert n["refused"] >= 20
    assert {"duplicate_row", "date_does_not_exist", "file_extension_differs", "possible_duplicate"} <= rules


def test_every_message_is_in_both_languages(found):
    wordless = {"profile_note"}  # the sender's own note, as it stands in the profile

    for message in found:
        if message.rule not in wordless:
            assert VIETNAMESE.search(message.vi), message
            assert re.search(r"[A-Za-z]{2}", message.en), message
            assert message.vi != message.en, message


def test_whatever_holds_a_row_or_doubts_a_cell_says_what_to_do(found):
    silent = [
        (message.rule, message.vi, message.en)
        for message in found
        if message.level in {"error", "warning", "refused"}
        and not (INSTRUCTIONS_VI.search(message.vi) and INSTRUCTIONS_EN.search(message.en))
    ]

    assert silent == []


def test_a_message_fills_in_the_same_things_in_both_languages(found):
    """But for a word that only one of the languages needs, such as the noun for "killed"."""
    unequal = [
        (message.rule, message.vi, message.en)
        for message in found
        if (message.vi.count("{…}") == 0) != (message.en.count("{…}") == 0)
    ]

    assert [entry for entry in unequal if entry[0] not in {"severity_unknown", "class_disagrees"}] == []


def test_the_page_is_what_the_script_writes(script, found, root):
    committed = (root / "docs" / "intake-messages.md").read_text("utf-8")

    assert script.page(found) == committed, "docs/intake-messages.md is stale: run python scripts/intake_messages.py"
