"""The cells of one table, column by column: as received, and repaired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.sheet import CellValue, Sheet, cell_text
from atgt.domain.text import Text
from atgt.ingestion.encodings import ENCODING_LABELS, Encoding
from atgt.ingestion.header_block import sheet_encoding
from atgt.ingestion.headers import TableLayout
from atgt.ingestion.numbers import parse_number
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.text_repair import Repair, font_encoding, repair_font_text, repair_texts, tidy

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Cells:
    """Repaired values by column index, one list of equal length each, and the notes about repairs."""

    columns: Mapping[int, list[CellValue]]
    notes: tuple[Issue, ...]


def repair_cells(
    sheet: Sheet,
    layout: TableLayout,
    rows: Sequence[Sequence[CellValue]],
    numbers: Sequence[int],
    *,
    file: str,
    profile: ImportProfile | None,
) -> Cells:
    """Every column repaired on its own evidence: the fonts of its cells, else its words, else the sheet as a whole.

    Parameters
    ----------
    rows, numbers
        The rows that are read, and the row numbers Excel shows for them.
    """
    hint = sheet_encoding(sheet)
    columns: dict[int, list[CellValue]] = {}
    notes: list[Issue] = []
    for column in layout.columns:
        values: list[CellValue] = [row[column.index] if column.index < len(row) else None for row in rows]
        fonts = {i: sheet.fonts.get((number, column.index)) for i, number in enumerate(numbers)} if sheet.fonts else {}
        plain = [value for i, value in enumerate(values) if isinstance(value, str) and not fonts.get(i)]
        found = repair_texts(plain, hint=hint)
        repairs = list(found.repairs)
        repaired: list[CellValue] = [found.texts.get(v, v) if isinstance(v, str) else v for v in values]
        by_font = _repair_by_font(values, fonts)
        if by_font:
            for i, text in by_font.items():
                repaired[i] = text
            repairs += _font_repairs(values, by_font, fonts)
        notes += [_note(repair, file, layout, column.heading, values, numbers) for repair in repairs]
        columns[column.index] = _sender_words(repaired, column.heading, profile)
    return Cells(columns, tuple(notes))


def _repair_by_font(values: Sequence[CellValue], fonts: Mapping[int, str | None]) -> dict[int, str]:
    return {
        i: repair_font_text(value, font)
        for i, font in fonts.items()
        if font and isinstance(value := values[i], str) and value
    }


def _font_repairs(
    values: Sequence[CellValue], by_font: Mapping[int, str], fonts: Mapping[int, str | None]
) -> list[Repair]:
    changed = [(i, text) for i, text in by_font.items() if text != tidy(str(values[i]))]
    if not changed:
        return []
    i, text = changed[0]
    return [Repair(font_encoding(fonts[i] or "")[0].value, len(changed), str(values[i]), text)]


def _note(
    repair: Repair, file: str, layout: TableLayout, heading: str, values: Sequence[CellValue], numbers: Sequence[int]
) -> Issue:
    row = next((number for number, value in zip(numbers, values, strict=True) if value == repair.before), None)
    example = f"“{repair.before[:_SHOWN]}” → “{repair.after[:_SHOWN]}”"
    if repair.kind == "invisible":
        vi = f"đã bỏ ký tự ẩn hoặc viết lại cho đúng dạng Unicode ở {repair.count} ô, thí dụ {example}"
        en = f"invisible characters removed or letters put in one form in {repair.count} cells, e.g. {example}"
    else:
        label = ENCODING_LABELS[Encoding(repair.kind)]
        vi = f"chữ viết theo bảng mã {label.vi}, đã chuyển sang Unicode ở {repair.count} ô, thí dụ {example}"
        en = f"text in {label.en} turned into Unicode in {repair.count} cells, e.g. {example}"
    rule = f"text_repaired_{repair.kind}"
    return Issue(file, layout.sheet, row, heading, repair.before, rule, IssueLevel.NOTE, Text(vi, en))


def _sender_words(values: list[CellValue], heading: str, profile: ImportProfile | None) -> list[CellValue]:
    """What the profile says of this column: texts that mean something else or nothing, numbers in another unit."""
    if profile is None:
        return values
    words = profile.value_words.get(heading, {})
    missing = set(profile.missing.get(heading, ()))
    scale = profile.scales.get(heading)
    if not words and not missing and scale is None:
        return values
    done: dict[CellValue, CellValue] = {}
    for value in values:
        if value not in done:
            text = cell_text(value).strip()
            meant: CellValue = None if text in missing else words.get(text, value)
            number = parse_number(text, decimal=profile.decimal) if scale is not None and meant == value else None
            done[value] = round(number * scale, 9) if number is not None and scale is not None else meant
    return [done[value] for value in values]
