"""The command line as an officer's script would use it: real processes where it matters, exit codes, both languages."""

import json
import subprocess
import sys
import time

from click.testing import CliRunner

from atgt.cli import cli


def test_importing_the_sample_again_adds_nothing_and_says_so(atgt, root, tmp_path, answers):
    report = tmp_path / "report.json"

    outcome = atgt("import", root / "data/sample/accidents.xlsx", "--report", report)

    assert outcome.exit_code == 0, outcome.output
    told = json.loads(report.read_text("utf-8"))[0]
    assert told["read"] == told["accepted"] + told["held"]
    assert (told["new"], told["known"]) == (0, told["accepted"])
    for row in told["held_rows"]:
        assert row["file"] == "accidents.xlsx"
        assert all(row[key] for key in ("sheet", "row", "rule", "reason"))


def test_a_dry_run_stores_nothing(root, tmp_path, monkeypatch):
    monkeypatch.setenv("ATGT_DATABASE_URL", f"sqlite:///{tmp_path / 'new.gpkg'}")
    run = CliRunner()

    first = run.invoke(cli, ["import", str(root / "data/sample/accidents.xlsx"), "--dry-run"])
    second = run.invoke(cli, ["import", str(root / "data/sample/accidents.xlsx"), "--dry-run"])

    assert first.exit_code == second.exit_code == 0
    assert "đã có 0" in second.output


def test_screen_writes_the_same_bytes_twice(atgt, tmp_path):
    one, two = tmp_path / "1.geojson", tmp_path / "2.geojson"

    assert atgt("screen", "--as-of", "31/10/2026", "--output", one).exit_code == 0
    assert atgt("screen", "--as-of", "2026-10-31", "--output", two).exit_code == 0

    assert one.read_bytes() == two.read_bytes()


def test_export_writes_what_it_says(atgt, tmp_path):
    path = tmp_path / "spots.geojson"

    outcome = atgt("export", "--what", "spots", "--format", "geojson", "--level", "black", "--output", path)

    features = json.loads(path.read_text("utf-8"))["features"]
    assert f"Đã ghi {len(features)} mục" in outcome.output
    assert {feature["properties"]["cap"] for feature in features} == {"black"}


def test_english_is_a_switch(atgt):
    assert "read" in atgt("--lang", "en", "import", "data/sample/accidents.xlsx", "--dry-run").output


def test_help_speaks_both_languages(atgt):
    for command in ([], ["import"], ["roads", "import"], ["screen"], ["export"], ["serve"], ["demo"]):
        told = atgt(*command, "--help")
        assert told.exit_code == 0
        assert " / " in told.output or "Traffic accidents" in told.output


def test_a_file_that_is_no_table_ends_in_one_sentence(atgt, tmp_path):
    wrong = tmp_path / "anh.xlsx"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)

    outcome = atgt("import", wrong)

    assert outcome.exit_code == 1
    assert "anh.xlsx" in outcome.output
    assert "Traceback" not in outcome.output


def test_a_wrong_date_is_wrong_usage(atgt):
    outcome = atgt("screen", "--as-of", "31/02/2026")

    assert outcome.exit_code == 2
    assert "31/02/2026" in outcome.output


def test_screening_an_empty_database_says_what_to_do(tmp_path):
    outcome = CliRunner().invoke(cli, ["--database", f"sqlite:///{tmp_path / 'x.gpkg'}", "screen"])

    assert outcome.exit_code == 1
    assert "Nhập bảng tai nạn trước" in outcome.output


def test_the_module_runs_as_a_program(tmp_path):
    told = subprocess.run([sys.executable, "-m", "atgt", "--version"], capture_output=True, text=True, check=True)

    assert "ATGT" in told.stdout


def test_a_list_is_explained_on_the_command_line(atgt):
    from atgt.storage.database import Database
    from atgt.workflow import screening, session

    database = Database.open(session.database_url())
    run = screening.latest_run(database)
    database.close()
    accident = run.spots[0].accident_ids[0]

    near = atgt("near-misses", "--level", "black")
    one, unknown = atgt("explain", accident), atgt("explain", "khong-co")
    firm, english = atgt("sensitivity", "1"), atgt("--lang", "en", "sensitivity", run.spots[0].spot_key)

    assert near.exit_code == one.exit_code == firm.exit_code == english.exit_code == 0, near.output + one.output
    assert "để đạt tiêu chí" in near.output
    assert "vị trí số 1" in one.output
    assert (unknown.exit_code, "khong-co" in unknown.output) == (1, True)
    assert "Nếu kỳ xét lùi 30 ngày" in firm.output
    assert "30 days earlier" in english.output


def test_two_runs_are_compared_on_the_command_line(atgt):
    shorter = atgt("screen", "--as-of", "31/10/2026", "--length-m", "200")
    runs = atgt("runs").output.split("\n")
    second, first = runs[0].split()[0], runs[1].split()[0]

    told, unknown = atgt("diff", first, second), atgt("diff", first, "zzz")

    assert shorter.exit_code == told.exit_code == 0, told.output
    assert f"So với lần rà soát {first}" in told.output
    assert "L từ 300 m thành 200 m" in told.output
    assert unknown.exit_code == 1


def test_moments_are_told_in_the_time_of_vietnam_wherever_the_computer_stands(atgt, monkeypatch):
    """The sample was screened at 8h in Vietnam, 1h in Greenwich."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert "01/11/2026 08:00" in atgt("runs").output
    finally:
        monkeypatch.undo()
        time.tzset()


def test_rule_sets_are_listed_checked_added_and_used(atgt, tmp_path, root):
    import re

    file = tmp_path / "nd.toml"
    text = re.search(r"```toml\n(.*?)```", (root / "docs/rule-sets.md").read_text("utf-8"), re.DOTALL).group(1)
    file.write_text(text.replace("2027-01-01", "2026-06-01"), "utf-8")

    assert "ND-MAU" in atgt("rule-sets", "check", file).output
    assert "ND-MAU" not in atgt("rule-sets").output
    assert atgt("rule-sets", "add", file).exit_code == 0
    used = atgt("screen", "--as-of", "31/10/2026")
    named = atgt("screen", "--as-of", "31/10/2026", "--rule-set", "NO-POINT")
    read = atgt("rule-sets", "read", "TT41-2024", "twelve_months=reporting_year")

    assert "ND-MAU" in atgt("rule-sets").output
    assert "L = 500 m" in used.output, used.output
    assert "L = 100 m" in named.output, named.output
    assert "năm báo cáo" in read.output
    assert atgt("rule-sets", "remove", "nd.toml").exit_code == 0
    assert atgt("rule-sets", "remove", "nd.toml").exit_code == 1


def test_carriageways_are_joined_by_choice(atgt):
    before, chosen, after = (
        atgt("roads", "carriageways"),
        atgt("roads", "carriageways", "--join"),
        atgt("roads", "carriageways"),
    )
    screened = atgt("screen", "--as-of", "31/10/2026")

    assert "Tính riêng từng chiều" in before.output
    assert "Tính chung hai chiều" in chosen.output
    assert chosen.output == after.output
    assert screened.exit_code == 0
    assert "Tính riêng" in atgt("roads", "carriageways", "--separate").output
