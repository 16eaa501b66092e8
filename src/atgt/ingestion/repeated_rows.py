"""Rows that come twice in one file: the same words, the same case number, or likely the same accident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text
from atgt.ingestion.duplicates import find_duplicates
from atgt.ingestion.text_repair import fold


def hold_repeated(table: Mapping[str, list[Any]], *, is_distinct: bool) -> list[Issue]:
    """Issues that hold the second and later copies of a row, and rows that reuse a case number for other facts.

    Parameters
    ----------
    is_distinct
        Equal rows are different accidents (the source has no case numbers): instead of being held, the second
        gets a key of its own, numbered in the order of the file, so that it keeps it when it comes again.
    """
    issues: list[Issue] = []
    first_of: dict[str, int] = {}
    times: dict[str, int] = {}
    case_of: dict[str, int] = {}
    for i, key in enumerate(table["row_key"]):
        if key in first_of:
            if is_distinct:
                times[key] = times.get(key, 1) + 1
                table["row_key"][i] = f"{key}#{times[key]}"
            else:
                issues.append(_duplicate_row(table, i, first_of[key]))
            continue
        first_of[key] = i
        case = fold(table["case_number"][i] or "")
        if not case or not any(map(str.isdigit, case)):
            continue
        if case in case_of:
            issues.append(_case_number_conflict(table, i, case_of[case]))
        case_of.setdefault(case, i)
    return issues


def warn_likely_duplicates(rows: pd.DataFrame) -> list[Issue]:
    """A warning on the later row of every pair of accepted rows that may be one accident."""
    accepted = rows[rows["status"] == "accepted"]
    pairs = find_duplicates(accepted)
    issues = []
    for left, right, score, reasons in zip(
        pairs["left"], pairs["right"], pairs["score"], pairs["reasons"], strict=True
    ):
        earlier, later = rows.loc[left], rows.loc[right]
        where, where_en = _where(earlier["sheet"], earlier["row"], later["sheet"])
        text = Text(
            f"có thể trùng với {where} ({reasons.vi}; giống {score:.0%}); nếu chắc là một vụ thì xóa bớt một hàng, nếu "
            "chưa chắc thì cứ nhập rồi quyết định ở trang Chất lượng, mục Nghi trùng",
            f"may be the same accident as {where_en} ({reasons.en}; likeness {score:.0%}); if it surely is, delete one "
            "row, else import both and decide on the page Data quality",
        )
        place = (later["file"], later["sheet"], int(later["row"]))
        issues.append(Issue(*place, None, None, "possible_duplicate", IssueLevel.WARNING, text))
    return issues


def _duplicate_row(table: Mapping[str, list[Any]], i: int, first: int) -> Issue:
    where, where_en = _where(table["sheet"][first], table["row"][first], table["sheet"][i])
    return _issue(
        table,
        i,
        "duplicate_row",
        Text(
            f"giống hệt {where}; chỉ hàng đầu được nhận. Nếu là hai vụ khác nhau thì ghi thêm mã vụ hoặc giờ",
            f"the same as {where_en}; only the first is accepted. If there were two accidents, add a number or time",
        ),
    )


def _case_number_conflict(table: Mapping[str, list[Any]], i: int, first: int) -> Issue:
    case = table["case_number"][i]
    where, where_en = _where(table["sheet"][first], table["row"][first], table["sheet"][i])
    return _issue(
        table,
        i,
        "case_number_conflict",
        Text(
            f"mã vụ “{case}” đã có ở {where} với nội dung khác; sửa mã vụ, hoặc gộp hai hàng nếu là một vụ",
            f"case number “{case}” stands in {where_en} with other facts; correct it, or join the rows if they are one",
        ),
        value=case,
    )


def _where(sheet: str, row: int, own_sheet: str) -> tuple[str, str]:
    if sheet == own_sheet:
        return f"hàng {row}", f"row {row}"
    return f"hàng {row} của trang tính “{sheet}”", f"row {row} of sheet “{sheet}”"


def _issue(table: Mapping[str, list[Any]], i: int, rule: str, text: Text, value: str | None = None) -> Issue:
    place = (table["file"][i], table["sheet"][i], table["row"][i])
    return Issue(*place, None, value, rule, IssueLevel.ERROR, text)
