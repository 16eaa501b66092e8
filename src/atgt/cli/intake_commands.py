"""Commands that bring data in: the sample ward, accident tables, roads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from atgt.cli.screening_commands import print_run
from atgt.cli.shell import EXISTING_FILE, NEW_FILE, clock, language, say, show_progress, with_database
from atgt.domain.actor import LOCAL_USER
from atgt.domain.issue import Issue
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import demo, intake, profiles, provenance


@click.command("demo")
@with_database
def demo_command(database: Database) -> None:
    """Nạp phường mô phỏng và rà soát. / Load the invented sample ward and screen it."""
    if not (provenance.is_empty(database) or provenance.is_sample_unfinished(database)):
        click.echo(
            say(Text("Cơ sở dữ liệu đã có dữ liệu: không nạp gì thêm.", "The database is not empty: nothing loaded."))
        )
        return
    demo.load_sample(database, clock(), show_progress)
    print_run(database)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=EXISTING_FILE)
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không lưu. / Preview only, store nothing.")
@click.option("--profile", "profile_name", metavar="NAME|FILE", help="Hồ sơ ánh xạ cột. / Column mapping profile.")
@click.option("--report", type=NEW_FILE, help="Ghi báo cáo JSON. / Write a JSON report.")
@with_database
def import_command(
    database: Database, files: tuple[Path, ...], dry_run: bool, profile_name: str | None, report: Path | None
) -> None:
    """Nhập bảng tai nạn (xlsx, xls, ods, csv). / Import accident tables."""
    profile = profiles.load_profile(profile_name) if profile_name else None
    outcomes = []
    for path in files:
        seen = intake.preview(database, path.read_bytes(), name=path.name, today=clock().date(), profile=profile)
        if not dry_run:
            intake.accept(database, seen, LOCAL_USER, clock())
        _print_import(seen, dry_run=dry_run)
        outcomes.append(import_report(seen, stored=not dry_run))
    if report:
        report.write_text(json.dumps(outcomes, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def import_report(seen: intake.IntakePreview, *, stored: bool) -> dict[str, Any]:
    """The outcome of one file as plain data: counts, and every issue with file, sheet, row, column, value, reason."""
    counts = {name: getattr(seen, f"n_{name}") for name in intake.COUNT_NAMES}
    unlocated = seen.rows[(seen.rows["status"] == "accepted") & (seen.rows["location_status"] != "located")]
    return {
        "file": seen.file,
        "sha256": seen.sha256,
        "stored": stored,
        **counts,
        "held_rows": [_issue(issue) for issue in seen.issues if issue.level == "error"],
        "warnings": [_issue(issue) for issue in seen.issues if issue.level == "warning"],
        "notes": [_issue(issue) for issue in seen.issues if issue.level == "note"],
        "not_located": [
            {
                key: row[key]
                for key in (
                    *("sheet", "row", "case_number", "location_status", "location_rule"),
                    *("location_reason", "location_reason_en"),
                )
            }
            for row in unlocated.astype(object).where(unlocated.notna(), None).to_dict("records")
        ],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "file": issue.file,
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "rule": issue.rule,
        "reason": issue.text.vi,
        "reason_en": issue.text.en,
    }


def _print_import(seen: intake.IntakePreview, *, dry_run: bool) -> None:
    head = Text(
        f"{seen.file}: đọc {seen.n_read} = nhận {seen.n_accepted} + giữ lại {seen.n_held}; "
        f"mới {seen.n_new}, đã có {seen.n_known}; "
        f"định vị {seen.n_located}, chưa rõ {seen.n_ambiguous}, chưa có vị trí {seen.n_unlocated}.",
        f"{seen.file}: read {seen.n_read} = accepted {seen.n_accepted} + held {seen.n_held}; "
        f"new {seen.n_new}, known {seen.n_known}; "
        f"located {seen.n_located}, ambiguous {seen.n_ambiguous}, unlocated {seen.n_unlocated}.",
    )
    click.echo(say(head))
    if dry_run:
        click.echo(say(Text("(chỉ xem trước, chưa lưu)", "(preview only, nothing stored)")))
    for issue in seen.issues:
        if issue.level == "error":
            value = f" [{issue.value}]" if issue.value else ""
            click.echo(f"  - {issue.sentence(language())}{value}")
