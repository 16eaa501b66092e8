"""Every sentence of the intake is in both languages, shows what it is about, and says what to do; the page lists them."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

INSTRUCTIONS_VI = re.compile(
    r"\b(?:sửa|ghi|điền|chọn|kiểm tra|bổ sung|lưu|xin lại|mở|gửi|chia|đổi|xóa|gộp|bỏ|xuất|chép|tách|xem|trả lời|nhập|xác nhận|chỉ ghi)\b",
    re.IGNORECASE,
)
INSTRUCTIONS_EN = re.compile(
    r"\b(?:correct|write|fill|choose|check|add|save|ask|open|send|split|name|delete|join|drop|export|copy|make|leave|see|answer"
    r"|remove|cho?ose|give|keep|load|say|be|enter)\b",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(?:encoding|schema|null|nul|linestring|polygon|parse|field|index|byte|string|float|integer|dataframe|none)\b",
    re.IGNORECASE,
)
SETTLED = frozenset(
    {
        *("km_post", "km_and_coordinates_agree", "coordinates_choose_km", "house_number", "landmark"),
        *(
            "coordinates_on_named_road",
            "coordinates_nearest_road",
            "coordinates_name_unknown",
            "coordinates_at_junction",
        ),
        *("coordinates_and_km_agree", "coordinates_refine_km", "km_on_joined_road"),
        *("axes_swapped", "railway_beside", "km_not_used", "coordinates_not_used"),
    }
)
"""Reasons of places that are found, and remarks that quote or accompany another sentence: there is nothing to do."""

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
    assert {"heading_unknown", "sheet_hidden", "sheet_without_table", "text_repaired_{…}", "cell_error"} <= rules
    assert {"km_metres_unclear", "too_far_from_road", "coordinates_other_zone", "post_without_route"} <= rules


def test_no_sentence_of_the_source_is_left_out(script, found, root):
    """Every Text written in the modules of the intake stands on the page, whatever it is used for."""
    listed = {message.vi for message in found}
    patterns = (*script.TABLES, *script.PLACES, *script.ROADS, *script.ENTRY)
    paths = [path for pattern in patterns for path in sorted(root.glob(pattern))]
    calls = [(path.stem, node) for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    plain = [
        (module, node.args[0].value)
        for module, node in calls
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text"
        and isinstance(node.args[0], ast.Constant) and node.args[0].value
    ]  # fmt: skip

    assert len(paths) > 40
    assert len(plain) > 100
    assert [one for one in plain if one[1] not in listed] == []


def test_no_message_speaks_the_language_of_programmers(found):
    assert [(message.rule, message.vi) for message in found if JARGON.search(message.vi)] == []


def test_every_message_is_in_both_languages(found):
    wordless = {"profile_note", "railway"}  # the sender's own note, and the reason that is stored with a place

    for message in found:
        if message.rule not in wordless and message.level != "words":
            assert VIETNAMESE.search(message.vi), message
            assert re.search(r"[A-Za-z]{2}", message.en), message
            assert message.vi != message.en, message


def test_whatever_holds_a_row_or_doubts_a_cell_says_what_to_do(found):
    silent = [
        (message.rule, message.vi, message.en)
        for message in found
        if message.level in {"error", "warning", "asked", "refused", "place"}
        and message.rule not in SETTLED
        and message.vi != "Tệp “{…}”: {…}."  # the file's name before a refusal
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
