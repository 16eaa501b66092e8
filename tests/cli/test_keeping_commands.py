"""Backup, and restore on another machine: a folder with nothing but the backup file and the program."""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner

from atgt.cli import cli
from atgt.domain.actor import LOCAL_USER
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.workflow import export_log, exporting


@pytest.fixture
def machine(tmp_path, root):
    """``machine(name)``: runs ``atgt`` in a folder and a home of its own, with no settings of this one."""

    def of(name):
        home = tmp_path / name
        home.mkdir()
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("ATGT_", "XDG_"))}
        environment = {**kept, "HOME": str(home), "LOCALAPPDATA": str(home), "PYTHONPATH": str(root / "src")}

        def run(*words):
            command = [sys.executable, "-m", "atgt", *map(str, words)]
            return subprocess.run(
                command, cwd=home, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
            )

        run.home = home
        return run

    return of


def test_a_backup_is_restored_on_another_machine_and_gives_the_same_files(machine, sample_file, tmp_path):
    ours, theirs = tmp_path / "ward.gpkg", ("--database", "sqlite:///moi/ward.gpkg")
    shutil.copy(sample_file, ours)
    command = CliRunner()
    made = command.invoke(cli, ["--database", f"sqlite:///{ours}", "backup", str(tmp_path / "sao-luu.gpkg")])
    assert made.exit_code == 0, made.output
    second = machine("may-hai")
    shutil.move(tmp_path / "sao-luu.gpkg", second.home / "sao-luu.gpkg")  # on a stick, say

    put_back = second(*theirs, "restore", "sao-luu.gpkg")
    checked = second(*theirs, "verify")
    exported = second(*theirs, "export", "--what", "accidents", "--format", "geojson", "--output", "ra.geojson")

    assert put_back.returncode == checked.returncode == exported.returncode == 0, put_back.stderr + checked.stdout
    assert "toàn vẹn" in checked.stdout
    with closing(Database.open(f"sqlite:///{ours}")) as database:
        content = exporting.export(database, what="accidents", file_format="geojson").content
    assert (second.home / "ra.geojson").read_bytes() == content


def test_verify_says_how_old_the_last_backup_is(sample_file, tmp_path):
    shutil.copy(sample_file, tmp_path / "ward.gpkg")

    def run(*words):
        return CliRunner().invoke(cli, ["--database", f"sqlite:///{tmp_path / 'ward.gpkg'}", *words]).output

    before = run("verify")
    run("backup", str(tmp_path / "b.gpkg"))
    after = run("--lang", "en", "verify")

    assert "Chưa có bản sao lưu nào" in before
    assert "Last backup: " in after
    assert "(0 days ago)." in after


def test_an_export_on_the_command_line_is_in_the_log(sample_file, tmp_path):
    shutil.copy(sample_file, tmp_path / "ward.gpkg")
    url, path = f"sqlite:///{tmp_path / 'ward.gpkg'}", tmp_path / "ra.xlsx"

    done = CliRunner().invoke(
        cli,
        ["--database", url, "export", "--what", "spots", "--format", "xlsx", "--level", "black", "--output", str(path)],
    )

    assert done.exit_code == 0, done.output
    with closing(Database.open(url)) as database:
        (line,) = export_log.handed_out(database, LOCAL_USER)
    assert (line.what, line.chosen) == ("spots xlsx", "black")
    assert line.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_verify_tells_the_end_of_the_chain_to_be_noted(sample_file):
    url = f"sqlite:///{sample_file}"
    database = Database.open(url)
    with database.read() as session:
        head = verification.verify(session).head
    database.close()

    told = CliRunner().invoke(cli, ["--database", url, "verify"]).output

    assert f"Dấu vân cuối chuỗi (ghi lại ở nơi khác): {head.seq} · {head.hash}" in told
