"""From a sheet to its columns: where the table begins, what each heading means, how sure, and what must be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from atgt.domain.schema import INTAKE_COLUMNS, Kind
from atgt.domain.sheet import CellValue, Sheet
from atgt.domain.text import Text
from atgt.ingestion import evidence, heading_match, titles
from atgt.ingestion.header_block import HeaderBlock, find_header, is_column_numbers
from atgt.ingestion.moments import StatedPeriod
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.synonyms import CASUALTIES, IGNORED, HeaderSynonyms, HeadingOption, parse_synonyms
from atgt.ingestion.text_repair import fold_words, repair_texts

__all__ = ["ColumnMatch", "HeaderQuestion", "HeaderSynonyms", "TableLayout", "find_table", "parse_synonyms"]

SAMPLE_ROWS = 300
LONGEST_SAMPLE = 300
BY_VALUES, HALF, TINY = 0.9, 0.5, 0.1
"""Confidence of a heading settled by its values; the least share of them that settles it, and the most against it."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of the sheet.

    Parameters
    ----------
    index
        Column number from 0.
    heading
        The heading as written (repaired), its levels joined; unique in the sheet.
    key
        Column key, "casualties", "ignored", or None when the heading is not understood.
    confidence
        1 for a heading known word for word or by the profile; 0 when not understood.
    how
        "profile", "exact", "values" (settled by what stands under it), "similar" or "none".
    unit_vnd
        What a bare amount under it stands for, None when nothing is said.
    """

    index: int
    heading: str
    key: str | None
    confidence: float
    how: str
    unit_vnd: int | None = None


@dataclass(frozen=True, slots=True)
class HeaderQuestion:
    """Something only the officer can tell: which column a heading means, or the unit of its amounts."""

    index: int
    heading: str
    options: tuple[str, ...]
    samples: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where the table of a sheet is and what its columns mean.

    Row numbers are those Excel shows. ``period`` is what the sheet says it covers, if it says so.
    """

    sheet: str
    header_rows: tuple[int, ...]
    first_data_row: int
    columns: tuple[ColumnMatch, ...]
    questions: tuple[HeaderQuestion, ...]
    titles: tuple[str, ...]
    period: StatedPeriod | None

    def indices(self, key: str) -> list[int]:
        """Columns of the sheet that mean this key, from left to right."""
        return [column.index for column in self.columns if column.key == key]

    def keys(self) -> set[str]:
        """All keys the sheet has a column for."""
        return {column.key for column in self.columns if column.key and column.key != IGNORED}


def find_table(sheet: Sheet, synonyms: HeaderSynonyms, profile: ImportProfile | None = None) -> TableLayout | None:
    """The layout of the table in a sheet; None when no row looks like a header.

    A profile's word goes before the synonyms; the values under an ambiguous heading go before a question.
    """
    block = find_header(sheet, synonyms, profile)
    if block is None:
        return None
    data_from = block.first + block.n_rows
    while data_from < len(sheet.rows) and is_column_numbers(sheet.rows[data_from]):
        data_from += 1
    samples = _samples(sheet, data_from)
    headings = _unique_headings(block, sheet, data_from)
    columns = [_by_profile(i, heading, block, profile) for i, heading in headings.items()]
    if profile is None or profile.use_synonyms:
        columns = [c if c.how == "profile" else _by_words(c, block, synonyms) for c in columns]
        columns = _by_values(columns, block, synonyms, samples)
        columns = _similar(columns, block, synonyms)
    columns, clashes = _without_clashes(columns, samples)
    asked = {question.index for question in clashes}
    if profile is not None and not profile.use_synonyms:
        asked |= set(headings)  # the profile says all there is to say
    questions = [*clashes, *_questions([c for c in columns if c.index not in asked], block, synonyms, samples)]
    unit = titles.stated_money_unit(block.titles)
    if unit is not None:
        columns = [replace(c, unit_vnd=unit) if c.key == "damage_vnd" and c.unit_vnd is None else c for c in columns]
    start = sheet.first_row + block.first
    return TableLayout(
        sheet=sheet.name,
        header_rows=tuple(range(start, start + block.n_rows)),
        first_data_row=sheet.first_row + data_from,
        columns=tuple(columns),
        questions=tuple(questions),
        titles=block.titles,
        period=titles.stated_period(block.titles, sheet.name),
    )


def column_letter(index: int) -> str:
    """The letter Excel shows for a column.

    Examples
    --------
    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _unique_headings(block: HeaderBlock, sheet: Sheet, data_from: int) -> dict[int, str]:
    """Column index to heading, for columns that have a heading or any value below."""
    width = max(len(block.levels), max((len(row) for row in sheet.rows[data_from:]), default=0))
    used: dict[str, int] = defaultdict(int)
    headings: dict[int, str] = {}
    filled = {j for row in sheet.rows[data_from:] for j, value in enumerate(row) if value is not None and value != ""}
    for i in range(width):
        text = heading_match.joined(block.levels[i]) if i < len(block.levels) else ""
        if not text and i not in filled:
            continue
        text = text or f"(cột {column_letter(i)})"
        used[text] += 1
        headings[i] = text if used[text] == 1 else f"{text} ({used[text]})"
    return headings


def _levels(block: HeaderBlock, index: int) -> tuple[str, ...]:
    return block.levels[index] if index < len(block.levels) else ()


def _by_profile(index: int, heading: str, block: HeaderBlock, profile: ImportProfile | None) -> ColumnMatch:
    unit = heading_match.heading_unit(_levels(block, index))
    if profile is not None:
        wanted = {fold_words(name) or name.strip(): key for name, key in profile.columns.items()}
        levels = [level for level in _levels(block, index) if level.strip()]
        for text in (heading, " ".join(levels), *levels[-1:]):
            key = wanted.get(fold_words(text) or text.strip())
            if key is not None:
                return ColumnMatch(index, heading, key, 1.0, "profile", unit)
    return ColumnMatch(index, heading, None, 0.0, "none", unit)


def _by_words(column: ColumnMatch, block: HeaderBlock, synonyms: HeaderSynonyms) -> ColumnMatch:
    match = heading_match.exact_match(_levels(block, column.index), synonyms)
    if match is None or match.synonym in synonyms.ambiguous:
        return column
    return replace(column, key=match.key, confidence=match.confidence, how="exact")


def _by_values(
    columns: list[ColumnMatch], block: HeaderBlock, synonyms: HeaderSynonyms, samples: list[list[CellValue]]
) -> list[ColumnMatch]:
    """Ambiguous headings settled by what stands under them, left to right."""
    found = {column.key for column in columns if column.key}
    settled = []
    for column in columns:
        options = _options(column, block, synonyms) if column.how == "none" else ()
        values = samples[column.index] if column.index < len(samples) else []
        names_money = column.unit_vnd is not None and any(option.key == "damage_vnd" for option in options)
        key, sure = ("damage_vnd", BY_VALUES) if names_money else _settle(options, found, values)
        if key is not None:
            found.add(key)
            column = replace(column, key=key, confidence=sure, how="values")  # noqa: PLW2901
        settled.append(column)
    return settled


def _options(column: ColumnMatch, block: HeaderBlock, synonyms: HeaderSynonyms) -> tuple[HeadingOption, ...]:
    match = heading_match.exact_match(_levels(block, column.index), synonyms)
    return synonyms.ambiguous.get(match.synonym, ()) if match else ()


def _settle(options: Sequence[HeadingOption], found: set[str], values: list[CellValue]) -> tuple[str | None, float]:
    """What the values say, and how sure: nearly all of them, or at least half and none that speaks for another."""
    possible = [
        option
        for option in options
        if not set(option.unless) & found and set(option.needs) <= found and option.key not in found - _repeatable()
    ]
    if not values:
        return (possible[0].key if possible else None), BY_VALUES
    fitting = [option.key for option in possible if evidence.agrees(option.evidence, values)]
    if fitting:
        return fitting[0], BY_VALUES
    shares = sorted(((evidence.share(option.evidence, values), option.key) for option in possible), reverse=True)
    others = sum(share for share, _ in shares[1:])
    if len(shares) > 1 and shares[0][0] >= HALF and others <= TINY:
        return shares[0][1], round(shares[0][0], 2)
    return None, 0.0


def _similar(columns: list[ColumnMatch], block: HeaderBlock, synonyms: HeaderSynonyms) -> list[ColumnMatch]:
    """Headings that resemble a known one, unless that column is there already under its own name."""
    found = {column.key for column in columns if column.key}
    settled = []
    for column in columns:
        if column.how == "none" and not _options(column, block, synonyms):
            match = heading_match.similar_match(_levels(block, column.index), synonyms)
            if match and match.confidence >= heading_match.CERTAIN and match.key not in found - _repeatable():
                found.add(match.key)
                column = replace(column, key=match.key, confidence=round(match.confidence, 2), how="similar")  # noqa: PLW2901
        settled.append(column)
    return settled


def _repeatable() -> set[str]:
    """Columns a sheet may have several of: their texts are joined."""
    return {key for key, column in INTAKE_COLUMNS.items() if column.kind is Kind.TEXT} | {IGNORED, "serial_no"}


def _without_clashes(
    columns: list[ColumnMatch], samples: list[list[CellValue]]
) -> tuple[list[ColumnMatch], list[HeaderQuestion]]:
    """Two columns that claim the same single-valued key are both put in question, unless one is surer."""
    by_key: dict[str, list[ColumnMatch]] = defaultdict(list)
    for column in columns:
        if column.key and column.key not in _repeatable():
            by_key[column.key].append(column)
    dropped: dict[int, HeaderQuestion] = {}
    for key, claims in by_key.items():
        best = max(claim.confidence for claim in claims)
        keepers = [claim for claim in claims if claim.confidence == best]
        losers = claims if len(keepers) > 1 else [claim for claim in claims if claim is not keepers[0]]
        for claim in losers if len(claims) > 1 else []:
            dropped[claim.index] = HeaderQuestion(
                claim.index,
                claim.heading,
                (key, IGNORED),
                _shown(samples, claim.index),
                Text(
                    f"có {len(claims)} cột đều có thể là “{_label(key).vi}”: "
                    + ", ".join(f"“{other.heading}”" for other in claims)
                    + "; chọn một cột, bỏ qua các cột kia",
                    f"{len(claims)} columns may be “{_label(key).en}”: "
                    + ", ".join(f"“{other.heading}”" for other in claims)
                    + "; choose one and ignore the others",
                ),
            )
    kept = [replace(c, key=None, confidence=0.0, how="none") if c.index in dropped else c for c in columns]
    return kept, list(dropped.values())


def _questions(
    columns: list[ColumnMatch], block: HeaderBlock, synonyms: HeaderSynonyms, samples: list[list[CellValue]]
) -> list[HeaderQuestion]:
    """Ambiguous headings the values did not settle, and headings that only resemble a known one."""
    questions = []
    for column in columns:
        if column.how != "none":
            continue
        options: tuple[str, ...] = tuple(option.key for option in _options(column, block, synonyms))
        if not options:
            match = heading_match.similar_match(_levels(block, column.index), synonyms)
            options = (match.key,) if match else ()
        if options:
            vi = " hay ".join(f"“{_label(key).vi}”" for key in options)
            en = " or ".join(f"“{_label(key).en}”" for key in options)
            questions.append(
                HeaderQuestion(
                    column.index,
                    column.heading,
                    (*options, IGNORED),
                    _shown(samples, column.index),
                    Text(
                        f"tiêu đề “{column.heading}” là {vi}? Chọn nghĩa của cột, hoặc bỏ qua cột",
                        f"does the heading “{column.heading}” mean {en}? Choose, or ignore the column",
                    ),
                )
            )
    return questions


def _label(key: str) -> Text:
    if key == CASUALTIES:
        return Text("Chết và bị thương trong một ô", "Killed and injured in one cell")
    if key == IGNORED:
        return Text("Bỏ qua", "Ignore")
    return INTAKE_COLUMNS[key].label


def _samples(sheet: Sheet, data_from: int) -> list[list[CellValue]]:
    """Up to some hundred non-blank values of each column, repaired."""
    rows = sheet.rows[data_from : data_from + SAMPLE_ROWS]
    full = _full_rows(rows)
    width = max((len(row) for row in sheet.rows[data_from:]), default=0)
    columns: list[list[CellValue]] = []
    for j in range(width):
        values = _values(full, j) or _values(rows, j)
        repaired = repair_texts(value for value in values if isinstance(value, str)).texts
        columns.append([repaired[value][:LONGEST_SAMPLE] if isinstance(value, str) else value for value in values])
    return columns


def _full_rows(rows: Sequence[Sequence[CellValue]]) -> list[Sequence[CellValue]]:
    """Rows as full as most: titles, sums and signatures inside a table are half empty and say nothing of a column."""
    filled = [sum(value is not None and value != "" for value in row) for row in rows]
    usual = sorted(n for n in filled if n)
    least = usual[len(usual) // 2] / 2 if usual else 0
    return [row for row, n in zip(rows, filled, strict=True) if n > least]


def _values(rows: Sequence[Sequence[CellValue]], j: int) -> list[CellValue]:
    return [row[j] for row in rows if j < len(row) and row[j] is not None and row[j] != ""]


def _shown(samples: list[list[CellValue]], index: int) -> tuple[str, ...]:
    values = samples[index] if index < len(samples) else []
    return tuple(dict.fromkeys(str(value) for value in values))[:3]
