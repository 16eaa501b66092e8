"""What must be told about the sheets themselves: missing columns, questions, guesses, hidden and skipped rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.schema import INTAKE_COLUMNS
from atgt.domain.sheet import Sheet, Workbook, cell_text
from atgt.domain.text import Text
from atgt.ingestion.headers import TableLayout, find_table
from atgt.ingestion.profile import ImportProfile
from atgt.ingestion.synonyms import CASUALTIES, HeaderSynonyms
from atgt.ingestion.table_rows import SKIP_LABELS, SkippedRow, SkipReason

REQUIRED = (
    (("date", "date_time"), Text("ngày xảy ra", "the date")),
    (
        ("killed", "injured", "seriously_injured", "slightly_injured", CASUALTIES, "entered_class"),
        Text("số chết, số bị thương hoặc loại vụ", "killed, injured or the class"),
    ),
    (
        ("km_post", "road_name", "place", "area", "coordinates", "latitude", "longitude", "northing", "easting"),
        Text("nơi xảy ra (tuyến, lý trình, địa điểm hoặc tọa độ)", "the place (road, km post, place or coordinates)"),
    ),
)
"""Of each group a sheet of accidents needs at least one column."""

_LISTED = 12


@dataclass(frozen=True, slots=True)
class FoundLayouts:
    """Tables to read, issues about sheets, and what is missing where (sheet name to the missing groups)."""

    tables: tuple[tuple[Sheet, TableLayout], ...]
    issues: tuple[Issue, ...]
    missing: Mapping[str, tuple[Text, ...]]
    questions: Mapping[str, tuple[Text, ...]]


def find_layouts(workbook: Workbook, synonyms: HeaderSynonyms, profile: ImportProfile | None) -> FoundLayouts:
    """The tables of all sheets. A sheet that misses two of the three things an accident needs is another table."""
    tables: list[tuple[Sheet, TableLayout]] = []
    issues: list[Issue] = []
    missing: dict[str, tuple[Text, ...]] = {}
    questions: dict[str, tuple[Text, ...]] = {}
    others: dict[str, tuple[Text, ...]] = {}
    for sheet in workbook.sheets:
        if profile is not None and sheet.name in profile.ignored_sheets:
            issues.append(_sheet_issue(workbook, sheet, "sheet_ignored", IssueLevel.NOTE, _IGNORED))
            continue
        layout = find_table(sheet, synonyms, profile)
        if layout is None:
            if any(cell_text(value).strip() for row in sheet.rows for value in row):
                issues.append(_sheet_issue(workbook, sheet, "sheet_without_table", IssueLevel.WARNING, _NO_TABLE))
                others[sheet.name] = tuple(words for _, words in REQUIRED)
            continue
        lacking = absent(layout, profile)
        if len(lacking) >= 2:
            others[sheet.name] = lacking
            questions[sheet.name] = tuple(question.text for question in layout.questions)
            issues.append(_sheet_issue(workbook, sheet, "sheet_not_accidents", IssueLevel.WARNING, _OTHER_TABLE))
        elif lacking:
            missing[sheet.name] = lacking
            questions[sheet.name] = tuple(question.text for question in layout.questions)
        else:
            tables.append((sheet, layout))
            is_settled = profile is not None and not profile.use_synonyms
            issues += _unused(workbook, sheet, layout) if is_settled else _of_layout(workbook, sheet, layout)
    if not tables and not missing:
        missing = others or {workbook.name: tuple(words for _, words in REQUIRED)}
    return FoundLayouts(tuple(tables), tuple(issues), missing, questions)


def mapping_message(workbook: Workbook, found: FoundLayouts) -> Text:
    """One message that lists everything missing, sheet by sheet, and the questions that are open."""
    vi, en = [], []
    for name, lacking in found.missing.items():
        vi.append(f"trang tính “{name}” không có cột: " + "; ".join(text.vi for text in lacking))
        en.append(f"sheet “{name}” has no column for: " + "; ".join(text.en for text in lacking))
        for question in found.questions.get(name, ()):
            vi.append(f"trang tính “{name}”: {question.vi}")
            en.append(f"sheet “{name}”: {question.en}")
    return Text(
        f"Tệp {workbook.name}: "
        + ". ".join(vi)
        + ". Sửa tiêu đề cột trong tệp, hoặc chọn nghĩa của từng cột khi nhập.",
        f"File {workbook.name}: " + ". ".join(en) + ". Correct the headings, or choose what each column means.",
    )


def profile_notes(workbook: Workbook, profile: ImportProfile | None) -> list[Issue]:
    """What the profile wants everybody to know about this data."""
    notes = profile.notes if profile else ()
    return [
        Issue(workbook.name, None, None, None, None, "profile_note", IssueLevel.NOTE, Text(note, note))
        for note in notes
    ]


def of_rows(
    sheet: Sheet, layout: TableLayout, file: str, skipped: Sequence[SkippedRow], n_years_assumed: int
) -> list[Issue]:
    """Rows that were skipped, rows the sender had hidden, and years taken from the sheet: each told once."""
    issues = []
    by_reason: dict[SkipReason, list[int]] = defaultdict(list)
    for row in skipped:
        by_reason[row.reason].append(row.row)
    for reason, rows in by_reason.items():
        label = SKIP_LABELS[reason]
        text = Text(
            f"{len(rows)} hàng không phải vụ tai nạn ({label.vi}), không đọc: {_listed(rows, 'hàng')}",
            f"{len(rows)} rows are no accidents ({label.en}) and were not read: {_listed(rows, 'row')}",
        )
        issues.append(Issue(file, sheet.name, None, None, None, f"rows_skipped_{reason}", IssueLevel.NOTE, text))
    last = layout.first_data_row + len(sheet.rows)
    hidden = sorted(row for row in sheet.hidden_rows if layout.first_data_row <= row <= last)
    if hidden:
        text = Text(
            f"{len(hidden)} hàng bị ẩn trong tệp vẫn được đọc: {_listed(hidden, 'hàng')}; hàng nào không phải vụ tai "
            "nạn thì xóa khỏi tệp rồi nạp lại",
            f"{len(hidden)} rows hidden in the file are read too: {_listed(hidden, 'row')}; delete those that are no "
            "accidents and load the file again",
        )
        issues.append(Issue(file, sheet.name, None, None, None, "rows_hidden", IssueLevel.WARNING, text))
    if n_years_assumed and layout.period is not None:
        text = Text(
            f"{n_years_assumed} ngày không ghi năm: lấy năm theo “{layout.period.source}”",
            f"{n_years_assumed} dates have no year: it is taken from “{layout.period.source}”",
        )
        issues.append(Issue(file, sheet.name, None, None, None, "date_year_from_sheet", IssueLevel.NOTE, text))
    return issues


def absent(layout: TableLayout, profile: ImportProfile | None) -> tuple[Text, ...]:
    """What a sheet of accidents needs and this one has no column for."""
    given = layout.keys()
    if profile is not None:
        given |= set(profile.templates) | set(profile.constants)
    return tuple(words for keys, words in REQUIRED if not given & set(keys))


def _of_layout(workbook: Workbook, sheet: Sheet, layout: TableLayout) -> list[Issue]:
    issues = []
    asked = {question.index for question in layout.questions}
    for question in layout.questions:
        text = Text(
            f"{question.text.vi}. Khi chưa chọn, cột này chưa được dùng (bản gốc vẫn được giữ)",
            f"{question.text.en}. Until you choose, the column is not used (the original is kept)",
        )
        issues.append(_column_issue(workbook, sheet, question.heading, "heading_ambiguous", IssueLevel.WARNING, text))
    for column in layout.columns:
        if column.how == "similar" and column.key is not None:
            label = _label(column.key)
            text = Text(
                f"tiêu đề được hiểu là “{label.vi}” (độ chắc {column.confidence:.0%}); nếu sai, đổi ở mục “Cách hiểu "
                "từng cột”",
                f"the heading is taken as “{label.en}” (confidence {column.confidence:.0%}); if it is wrong, change it "
                "under “What each column is taken for”",
            )
            issues.append(_column_issue(workbook, sheet, column.heading, "heading_guessed", IssueLevel.NOTE, text))
        elif column.key is None and column.index not in asked:
            issues.append(
                _column_issue(workbook, sheet, column.heading, "heading_unknown", IssueLevel.WARNING, _UNKNOWN_HEADING)
            )
    if sheet.is_hidden:
        issues.append(_sheet_issue(workbook, sheet, "sheet_hidden", IssueLevel.WARNING, _HIDDEN_SHEET))
    return issues


def _unused(workbook: Workbook, sheet: Sheet, layout: TableLayout) -> list[Issue]:
    """Columns that a complete profile leaves out, told in one line."""
    names = [column.heading for column in layout.columns if column.key is None]
    if not names:
        return []
    shown = ", ".join(f"“{name}”" for name in names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
    text = Text(
        f"{len(names)} cột không dùng theo hồ sơ đọc bảng (bản gốc vẫn được giữ): {shown}",
        f"{len(names)} columns are not used by the reading profile (kept as received): {shown}",
    )
    return [Issue(workbook.name, sheet.name, None, None, None, "columns_not_used", IssueLevel.NOTE, text)]


def _label(key: str) -> Text:
    return INTAKE_COLUMNS[key].label if key in INTAKE_COLUMNS else Text("chết và bị thương", "casualties")


def _listed(rows: Sequence[int], word: str) -> str:
    shown = ", ".join(map(str, rows[:_LISTED]))
    return f"{word} {shown}" + (", …" if len(rows) > _LISTED else "")


def _sheet_issue(workbook: Workbook, sheet: Sheet, rule: str, level: IssueLevel, text: Text) -> Issue:
    return Issue(workbook.name, sheet.name, None, None, None, rule, level, text)


def _column_issue(workbook: Workbook, sheet: Sheet, heading: str, rule: str, level: IssueLevel, text: Text) -> Issue:
    return Issue(workbook.name, sheet.name, None, heading, None, rule, level, text)


_IGNORED = Text("trang tính được bỏ qua theo hồ sơ đọc bảng", "the sheet is ignored by the reading profile")
_NO_TABLE = Text(
    "không tìm thấy hàng tiêu đề nên trang tính chưa được đọc; nếu có vụ tai nạn, ghi tên cột như Ngày, Địa điểm, Chết",
    "no header row found, the sheet was not read; if it holds accidents, write headings such as Ngày",
)
_OTHER_TABLE = Text(
    "không phải danh sách vụ tai nạn (thiếu ít nhất hai trong: ngày, số người, nơi xảy ra) nên không đọc; nếu đúng là "
    "danh sách vụ thì bổ sung các cột đó",
    "not a list of accidents (at least two of date, people and place are missing), not read; if it is one, add those "
    "columns",
)
_HIDDEN_SHEET = Text(
    "trang tính bị ẩn trong tệp vẫn được đọc; nếu không phải số liệu cần nhập thì xóa trang tính khỏi tệp rồi nạp lại",
    "the sheet is hidden in the file but was read; if it is not meant to be, delete it and load the file again",
)
_UNKNOWN_HEADING = Text(
    "tiêu đề chưa nhận ra; nội dung cột được giữ ở bản gốc nhưng chưa dùng. Nếu cần, chọn nghĩa của cột ở mục “Cách "
    "hiểu từng cột”",
    "the heading is not recognised; the column is kept as received but not used. If needed, choose its meaning under "
    "“What each column is taken for”",
)
