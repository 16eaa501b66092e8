"""The statistics on the command line: the same figures as the page, a workbook, one sentence when it cannot be done."""

import openpyxl
from click.testing import CliRunner

from atgt.cli import cli


def test_compare_prints_the_words_of_a_report(atgt):
    told = atgt("statistics", "compare", "--year", 2026, "--month", 9)

    assert told.exit_code == 0, told.output
    assert "tăng 41 vụ (tăng 29,9%)" in told.output
    assert "# DỮ LIỆU MÔ PHỎNG" in told.output
    assert "01/01/2026 – 30/09/2026" in told.output


def test_every_cycle_has_a_proposal(atgt):
    for cycle in ("calendar", "15-14", "16-15", "week"):
        assert atgt("statistics", "compare", "--cycle", cycle).exit_code == 0


def test_a_table_is_written_as_a_workbook_too(atgt, tmp_path):
    path = tmp_path / "bang.xlsx"

    told = atgt("--lang", "en", "statistics", "table", "--rows", "vehicle", "--columns", "severity", "--from",
                "01/01/2025", "--to", "31/12/2025", "--output", path)  # fmt: skip

    assert told.exit_code == 0, told.output
    last = next(line for line in told.output.splitlines() if line.startswith("Total"))
    sheet = openpyxl.load_workbook(path).active
    assert [str(cell.value) for cell in list(sheet.iter_rows())[-1]] == last.split("\t")


def test_what_does_not_exist_ends_in_one_sentence(atgt, tmp_path):
    assert "Không có chu kỳ “lunar”" in atgt("statistics", "compare", "--cycle", "lunar").output
    assert atgt("statistics", "compare", "--month", 3, "--months", 5).exit_code == 1
    empty = CliRunner().invoke(cli, ["--database", f"sqlite:///{tmp_path / 'x.gpkg'}", "statistics", "compare"])
    assert empty.exit_code == 1
    assert "Chưa có vụ tai nạn nào" in empty.output
