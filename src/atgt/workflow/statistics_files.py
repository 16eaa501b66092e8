"""The tables of the statistics page as Excel workbooks; each sheet prints its period, filter and notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.text import Language, Text
from atgt.reports.tables import TableSheet, workbook
from atgt.statistics.comparison import MEASURES as COMPARED
from atgt.statistics.comparison import NO_BASE, Change
from atgt.statistics.poisson import FEW
from atgt.statistics.temporal import DAY_KIND_LABELS, WEEKDAYS
from atgt.workflow.comparing import PeriodComparison
from atgt.workflow.exporting import XLSX, ExportFile
from atgt.workflow.section_ranking import SectionRanking
from atgt.workflow.table_basis import TableBasis
from atgt.workflow.tabulating import MEASURES, Tabulation, TimePatterns

TOTAL = Text("Tổng", "Total")
COVERED = "•"
_TOO_FEW = Text(f"dưới {FEW} vụ: quá ít để nói", f"under {FEW} accidents: too few to say")


def cross_file(made: Tabulation, language: Language = Language.VI) -> ExportFile:
    """A cross table as a workbook."""
    rows = cross_rows(made, language)
    title = f"{MEASURES[made.measure].of(language)}: {made.rows.label.of(language)} × {made.columns.label.of(language)}"
    headings = cross_headings(made, language)
    sheet = _sheet("Bảng chéo", title, made.basis, headings, rows, language)
    return ExportFile("atgt-bang-cheo.xlsx", XLSX, workbook([sheet]), len(rows))


def cross_headings(made: Tabulation, language: Language) -> list[str]:
    """Headings of a cross table, the total last."""
    names = [made.columns.name(code).of(language) for code in made.table.columns]
    return [made.rows.label.of(language), *names, TOTAL.of(language)]


def cross_rows(made: Tabulation, language: Language) -> list[list[Any]]:
    """Rows of a cross table with their names, the total last; covered counts are a dot."""
    names = [*(made.rows.name(code).of(language) for code in made.table.rows), TOTAL.of(language)]
    return [
        [name, *(COVERED if n is None else n for n in line)]
        for name, line in zip(names, made.table.shown(), strict=True)
    ]


def comparison_file(made: PeriodComparison, language: Language = Language.VI) -> ExportFile:
    """A comparison as a workbook."""
    rows = comparison_rows(made, language)
    title = Text("So với cùng kỳ năm trước", "Compared with the same period a year before").of(language)
    sheet = _sheet("So cùng kỳ", title, made.basis, comparison_headings(language), rows, language, made.warnings)
    return ExportFile(f"atgt-so-cung-ky-{made.now.last:%Y%m%d}.xlsx", XLSX, workbook([sheet]), len(rows))


def comparison_headings(language: Language) -> list[str]:
    """Headings of a comparison."""
    words = (
        Text("Chỉ tiêu", "Figure"), Text("Cùng kỳ", "Year before"), Text("Kỳ này", "This period"),
        Text("Tăng, giảm", "Difference"), Text("Tỷ lệ (%)", "Change (%)"), Text("Diễn đạt", "In words"),
        Text("Nhận xét", "What it says"),
    )  # fmt: skip
    return [word.of(language) for word in words]


def comparison_rows(made: PeriodComparison, language: Language) -> list[list[Any]]:
    """Rows of a comparison: accidents, killed, injured, then accidents by severity."""
    names = [(_first_upper(COMPARED[change.key].of(language)), change) for change in made.changes]
    names += [(f"   {label.of(language)}", change) for label, change in made.by_severity]
    return [_change_row(name, change, language) for name, change in names]


def ranking_file(made: SectionRanking, language: Language = Language.VI) -> ExportFile:
    """All sections as a workbook."""
    title = Text("Các đoạn đường theo số vụ kỳ vọng", "Road sections by expected accidents").of(language)
    rows = ranking_rows(made, language)
    more = (fit_words(made), Text(f"Trọng số: {made.weights.label.vi}.", f"Weights: {made.weights.label.en}."))
    sheet = _sheet("Đoạn đường", title, made.basis, ranking_headings(language), rows, language, more)
    return ExportFile("atgt-doan-duong.xlsx", XLSX, workbook([sheet]), len(rows))


def ranking_headings(language: Language) -> list[str]:
    """Headings of the ranked sections."""
    words = (
        Text("Đoạn", "Section"), Text("Số vụ", "Accidents"), Text("Kỳ vọng", "Expected"), Text("± lệch", "± deviation"),
        Text("EPDO", "EPDO"), Text("Chỉ số mức độ", "Severity index"), Text("Vụ/triệu xe-km", "Per million veh-km"),
        Text("Ngưỡng tới hạn", "Critical rate"),
    )  # fmt: skip
    return [word.of(language) for word in words]


def ranking_rows(made: SectionRanking, language: Language) -> list[list[Any]]:
    """Rows of the ranked sections; what is not known is None."""
    return [
        [
            row.name.of(language), row.n_accidents, round(row.expected, 1), round(row.deviation, 1), round(row.epdo, 1),
            _rounded(row.severity_index), _rounded(row.rate), _rounded(row.critical_rate),
        ]
        for row in made.rows
    ]  # fmt: skip


def fit_words(made: SectionRanking) -> Text:
    """What was fitted, for whoever checks the numbers."""
    k, moments, rate = f"{made.fit.dispersion:.2f}", f"{made.k_by_moments:.2f}", f"{made.fit.rate:.2f}"
    comma = [number.replace(".", ",") for number in (rate, k, moments)]
    return Text(
        f"{made.fit.n_sections} đoạn khoảng {made.section_m:g} m; trung bình {comma[0]} vụ/km; hệ số phân tán "
        f"k = {comma[1]} (phương pháp mômen: {comma[2]}).",
        f"{made.fit.n_sections} sections of about {made.section_m:g} m; mean {rate} accidents per km; dispersion "
        f"k = {k} (by moments: {moments}).",
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def time_file(made: TimePatterns, language: Language = Language.VI) -> ExportFile:
    """The tables of time as a workbook, one sheet each."""
    sheets = [_months_sheet(made, language)]
    if made.by_hour is not None:
        sheets += [_hours_sheet(made, language), _bands_sheet(made, language), _kinds_sheet(made, language)]
    return ExportFile("atgt-theo-thoi-gian.xlsx", XLSX, workbook(sheets), made.basis.n_total)


def kind_rows(made: TimePatterns, language: Language) -> list[list[Any]]:
    """Kinds of days: days, accidents, killed, accidents per 100 days with their interval, or "too few to say"."""
    return [
        [DAY_KIND_LABELS[one.kind].of(language), one.n_days, one.n_accidents, one.killed,
         _TOO_FEW.of(language) if one.per_100_days is None else _interval(one.per_100_days, language)]
        for one in made.day_kinds
    ]  # fmt: skip


def kind_headings(language: Language) -> list[str]:
    """Headings of the kinds of days."""
    words = (
        Text("Loại ngày", "Kind of day"), Text("Số ngày", "Days"), Text("Số vụ", "Accidents"), Text("Chết", "Killed"),
        Text("Vụ trên 100 ngày (khoảng 95%)", "Accidents per 100 days (95 % interval)"),
    )  # fmt: skip
    return [word.of(language) for word in words]


def _months_sheet(made: TimePatterns, language: Language) -> TableSheet:
    headings = [
        Text("Tháng", "Month").of(language), Text("Số vụ", "Accidents").of(language),
        *(SEVERITY_LABELS[one].of(language) for one in Severity),
        Text("Chết", "Killed").of(language), Text("Bị thương", "Injured").of(language),
    ]  # fmt: skip
    rows = [
        [f"{one.month:02d}/{one.year}", *map(_shown, (one.n_accidents, *one.by_severity, one.killed, one.injured))]
        for one in made.months
    ]
    title = Text("Số vụ theo tháng", "Accidents by month").of(language)
    return _sheet("Tháng", title, made.basis, headings, rows, language)


def _hours_sheet(made: TimePatterns, language: Language) -> TableSheet:
    grid = [] if made.by_hour is None else made.by_hour.tolist()
    rows = [[name.of(language), *line, sum(line)] for name, line in zip(WEEKDAYS, grid, strict=True)]
    headings = ["", *(f"{hour}h" for hour in range(24)), TOTAL.of(language)]
    title = Text("Số vụ theo giờ và thứ", "Accidents by hour and weekday").of(language)
    return _sheet("Giờ và thứ", title, made.basis, headings, rows, language, (without_hour(made),))


def _bands_sheet(made: TimePatterns, language: Language) -> TableSheet:
    headings = [Text("Khung giờ", "Time band").of(language), Text("Số vụ", "Accidents").of(language)]
    rows: list[list[Any]] = [[band.label, n] for band, n in made.bands]
    title = Text("Số vụ theo khung giờ", "Accidents by time band").of(language)
    return _sheet("Khung giờ", title, made.basis, headings, rows, language, (without_hour(made),))


def _kinds_sheet(made: TimePatterns, language: Language) -> TableSheet:
    title = Text("Ngày làm việc, cuối tuần, lễ, Tết", "Working days, weekends, holidays, Tết").of(language)
    more = (unknown_calendar(made),) if made.unknown_years else ()
    return _sheet("Lễ Tết", title, made.basis, kind_headings(language), kind_rows(made, language), language, more)


def without_hour(made: TimePatterns) -> Text:
    """How many accidents are in no cell, because their hour is not known or in no band."""
    n, outside = made.n_without_hour, made.n_outside_bands
    return Text(
        f"{n} vụ không rõ giờ không có trong bảng này; {outside} vụ ngoài các khung giờ.",
        f"{n} accidents without a known hour are not in this table; {outside} lie in no band.",
    )


def unknown_calendar(made: TimePatterns) -> Text:
    """Which years have no holidays in the calendar."""
    years = ", ".join(map(str, made.unknown_years))
    return Text(
        f"Chưa có lịch nghỉ lễ năm {years}: ngày lễ của năm đó được tính như ngày thường. Thêm ở trang Cuộc họp.",
        f"The calendar names no holiday of {years}: they count as ordinary days. Add them on the meetings page.",
    )


def _sheet(
    name: str,
    title: str,
    basis: TableBasis,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    language: Language,
    more: Sequence[Text] = (),
) -> TableSheet:
    notes = [line.of(language) for line in (*basis.lines, *more)]
    widths = (26, *(max(9, min(30, len(word) + 2)) for word in headings[1:]))
    return TableSheet(name, (title.upper(), *notes), tuple(headings), rows, widths)


def _change_row(name: str, change: Change, language: Language) -> list[Any]:
    share: Any = NO_BASE.of(language) if change.change_pct is None else round(change.change_pct, 1)
    verdict = change.verdict.of(language) if change.verdict else ""
    counts = map(_shown, (change.before, change.now, change.difference))
    return [name, *counts, share, change.text.of(language), verdict]


def _shown(count: int | None) -> int | str:
    return COVERED if count is None else count


def _interval(rate: tuple[float, float, float], language: Language) -> str:
    middle, low, high = (f"{value:.1f}" for value in rate)
    told = f"{middle} ({low} – {high})"
    return told if language is Language.EN else told.replace(".", ",")


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]
