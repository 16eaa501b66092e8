"""The rules a row must meet once its cells are read: what must be there, what must agree, what cannot be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from atgt.domain.issue import IssueLevel
from atgt.ingestion.classification import Facts, classify, entered_meaning
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.reading import Fault, error, warning
from atgt.ingestion.synonyms import HeaderSynonyms
from atgt.ingestion.typed_columns import Found, TypedColumns

MAX_KILLED = 50
MAX_INJURED = 200
"""More than this in one accident is a slip of the keyboard until somebody confirms it."""

_PLACED = ("km_post", "road_name", "place", "coordinates", "latitude", "longitude", "northing", "easting", "area")
_RATE = re.compile(r"\d{1,4}(?:[.,]\d+)?")


def check_rows(
    typed: TypedColumns, headings: dict[str, str], synonyms: HeaderSynonyms, profile: ImportProfile | None
) -> None:
    """Every rule on every row; severity and legal class are added to the values, faults to the list.

    Parameters
    ----------
    headings
        Column key to the heading of its column, for the messages.
    """
    _require_dates(typed, headings)
    _sum_injured(typed, headings)
    _check_plausible(typed, headings)
    _classify(typed, headings, synonyms, profile)
    _require_places(typed)
    _check_rates(typed, headings)


def _require_dates(typed: TypedColumns, headings: dict[str, str]) -> None:
    told = {
        found.position for found in typed.found if found.fault.rule.startswith("date_") and found.position is not None
    }
    heading = headings.get("date") or headings.get("date_time")
    missing = error(
        "date_missing", "không có ngày xảy ra; điền ngày/tháng/năm", "the date is missing; fill in day/month/year"
    )
    for i, day in enumerate(typed.by_key["occurred_on"]):
        if day is None and i not in told:
            typed.found.append(Found(i, heading, None, missing))


def _sum_injured(typed: TypedColumns, headings: dict[str, str]) -> None:
    """Injured = seriously + slightly injured, where only the parts are given; a sum that differs holds the row."""
    injured = typed.by_key["injured"]
    parts = zip(typed.by_key["seriously_injured"], typed.by_key["slightly_injured"], strict=True)
    for i, (serious, slight) in enumerate(parts):
        if serious is None and slight is None:
            continue
        total = (serious or 0) + (slight or 0)
        if injured[i] is None:
            injured[i] = total
        elif injured[i] != total and not (injured[i] > total and None in (serious, slight)):
            fault = error(
                "counts_disagree",
                f"bị thương ghi {injured[i]} nhưng nặng {serious or 0} + nhẹ {slight or 0} = {total}; sửa cho khớp",
                f"injured is {injured[i]} but serious {serious or 0} + slight {slight or 0} = {total}; make them agree",
            )
            typed.found.append(Found(i, headings.get("injured"), str(injured[i]), fault))


def _check_plausible(typed: TypedColumns, headings: dict[str, str]) -> None:
    for key, limit, vi in (
        ("killed", MAX_KILLED, "chết"),
        ("injured", MAX_INJURED, "bị thương"),
    ):
        for i, count in enumerate(typed.by_key[key]):
            if count is not None and count > limit:
                fault = error(
                    "count_implausible",
                    f"{count} người {vi} trong một vụ là bất thường; kiểm tra lại ô này",
                    f"{count} {key} in one accident is implausible; check this cell",
                )
                typed.found.append(Found(i, headings.get(key), str(count), fault))


def _classify(
    typed: TypedColumns, headings: dict[str, str], synonyms: HeaderSynonyms, profile: ImportProfile | None
) -> None:
    own = profile.severity_words if profile else {}
    meanings: dict[str, str | None] = {}
    has_counts = "killed" in headings or "injured" in headings
    bad = {
        f.position
        for f in typed.found
        if f.fault.level is IssueLevel.ERROR and f.fault.rule.startswith(("count_", "counts_", "casualties_"))
    }
    severities: list[int | None] = []
    legals: list[str | None] = []
    half: list[int] = []
    by_class: list[int] = []
    columns = ("occurred_on", "killed", "injured", "damage_vnd", "injury_rate_pct", "entered_class")
    known: dict[tuple[object, ...], tuple[int | None, str | None, tuple[Fault, ...]]] = {}
    for i, facts in enumerate(zip(*(typed.by_key[key] for key in columns), strict=True)):
        if facts not in known:
            entered = facts[5]
            if entered is not None and entered not in meanings:
                meanings[entered] = entered_meaning(entered, synonyms, own)
            done = classify(Facts(*facts), meanings.get(entered) if entered else None)
            severity = None if done.severity is None else int(done.severity)
            known[facts] = (severity, done.legal.value if done.legal else None, done.faults)
        severity, legal, faults = known[facts]
        severities.append(severity)
        legals.append(legal)
        half += [i] if (facts[1] is None) != (facts[2] is None) and i not in bad else []
        for fault in faults:
            if fault.rule == "counts_missing" and not has_counts:
                by_class.append(i)
            elif not (fault.rule == "severity_unknown" and i in bad):
                heading = headings.get("killed" if fault.rule == "severity_unknown" else "entered_class")
                typed.found.append(Found(i, heading, facts[5], fault))
    typed.by_key["severity"], typed.by_key["legal_class"] = severities, legals
    if by_class:
        typed.found.append(Found(None, headings.get("entered_class"), None, _severity_by_class(len(by_class))))
    _tell_half_counts(typed, half, headings)


def _severity_by_class(n: int) -> Fault:
    return warning(
        "counts_missing",
        f"bảng không có cột số chết và bị thương: mức độ của {n} vụ lấy theo loại vụ đã ghi; bổ sung số người nếu có",
        f"the table has no counts: the severity of {n} accidents follows the entered class; add the numbers if known",
    )


def _tell_half_counts(typed: TypedColumns, half: Sequence[int], headings: dict[str, str]) -> None:
    """One of killed and injured blank: a blank is not a zero, so it stays unknown and is told once per column."""
    for key, other, vi in (("killed", "injured", "số chết"), ("injured", "killed", "số bị thương")):
        rows = [i for i in half if typed.by_key[key][i] is None and typed.by_key[other][i] is not None]
        if rows:
            fault = warning(
                "count_blank",
                f"{len(rows)} vụ để trống {vi}: trống không phải là 0, nên được giữ là chưa biết và mức độ tính theo "
                "số còn lại; nếu không có ai thì ghi 0",
                f"{len(rows)} accidents leave {key} blank: not 0 but unknown; write 0 if there was nobody",
            )
            typed.found.append(Found(None, headings.get(key), None, fault))


def _require_places(typed: TypedColumns) -> None:
    fault = warning(
        "place_missing",
        "không có lý trình, tuyến đường, địa điểm hay tọa độ nên chưa có vị trí trên bản đồ; bổ sung một mục",
        "neither km post, road, place nor coordinates, so no place on the map; add one of them",
    )
    columns = [typed.by_key[key] for key in _PLACED]
    for i, place in enumerate(zip(*columns, strict=True)):
        if all(part is None for part in place):
            typed.found.append(Found(i, None, None, fault))


def _check_rates(typed: TypedColumns, headings: dict[str, str]) -> None:
    for i, text in enumerate(typed.by_key["injury_rate_pct"]):
        if text is None:
            continue
        numbers = [float(number.replace(",", ".")) for number in _RATE.findall(text)]
        if any(number > 100 for number in numbers) or not numbers:
            fault = warning(
                "injury_rate_not_read",
                f"tỷ lệ tổn thương “{text}” không đọc được hoặc trên 100%; ghi thí dụ 35% hoặc 61%; 12%",
                f"the injury rate “{text}” cannot be read or is above 100 %; write e.g. 35% or 61%; 12%",
            )
            typed.found.append(Found(i, headings.get("injury_rate_pct"), text, fault))
