"""Wards on the command line, on a real server: each command works in one ward, an account in its own."""

import json
import shutil
from contextlib import closing

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from atgt import settings
from atgt.cli import cli, serving_commands
from atgt.domain.actor import LOCAL_USER
from atgt.storage import backup
from atgt.storage.database import Database
from atgt.workflow import screening

pytestmark = pytest.mark.postgis


@pytest.fixture
def url(postgres_server):
    return postgres_server.create()


@pytest.fixture
def run(url):
    def call(*arguments, **options):
        return CliRunner().invoke(cli, ["--database", url, *map(str, arguments)], **options)

    return call


@pytest.fixture
def two(run, sample_file, tmp_path, now):
    """The sample ward in "a", nothing in "b", an administrator, and an officer of each."""
    shutil.copy(sample_file, tmp_path / "ward.gpkg")
    with closing(Database.open(f"sqlite:///{tmp_path / 'ward.gpkg'}")) as sample:
        backup.backup(sample, tmp_path / "saved.gpkg", actor=LOCAL_USER, now=now)
    for words in (
        ("wards", "add", "a", "Phường A"),
        ("wards", "add", "b", "Phường B"),
        ("--ward", "a", "restore", tmp_path / "saved.gpkg"),
    ):
        assert run(*words).exit_code == 0
    assert run("accounts", "create-admin", "quan.tri", input="con mèo đen trèo rào\n" * 2).exit_code == 0
    for name, codes in (("can.bo.a", ["a"]), ("can.bo.b", ["b"]), ("ca.hai", ["a", "b"])):
        wards = [word for code in codes for word in ("--ward", code)]
        assert run("accounts", "add", name, "--role", "editor", *wards).exit_code == 0
    return run


def test_wards_are_added_and_listed(run, url):
    assert "không chia theo phường" in run("wards", "list").output
    added = run("wards", "add", "Duc_Pho", "Phường Đức Phổ")
    assert "Đã thêm phường duc_pho" in added.output
    assert run("wards", "add", "duc_pho", "Lại").exit_code == 1
    assert run("wards", "add", "đức-phổ", "Phường").exit_code == 1

    assert "Phường Đức Phổ" in run("wards", "list").output
    missing = run("--ward", "khac", "verify")
    assert missing.exit_code == 1
    assert "không có phường “khac”" in missing.output
    assert "Traceback" not in missing.output
    assert run("--ward", "khac", "wards", "list").exit_code == 0  # the list is the server's


def test_a_file_takes_no_ward(tmp_path):
    answer = CliRunner().invoke(cli, ["--database", f"sqlite:///{tmp_path / 'w.gpkg'}", "--ward", "a", "verify"])

    assert answer.exit_code == 1
    assert "Chỉ máy chủ PostgreSQL" in answer.output


def test_every_command_works_in_the_ward_that_is_named(two, tmp_path, url):
    by_option = two(
        "--ward", "a", "export", "--what", "spots", "--format", "geojson", "--output", tmp_path / "a.geojson"
    )
    by_variable = two("runs", env={"ATGT_WARD": "a"})
    behind = CliRunner().invoke(cli, ["--ward", "a", "runs", "--database", url])
    of_b = two("--ward", "b", "runs", env={"ATGT_WARD": "a"})
    of_none = two("runs")

    assert by_option.exit_code == 0, by_option.output
    with closing(Database.open(url)) as server:
        run = screening.latest_run(server.of_ward("a"))
    run_id = run.run_id
    assert json.loads((tmp_path / "a.geojson").read_text("utf-8"))["run"]["dau_van_tay"] == run.fingerprint
    assert run_id in by_variable.output
    assert run_id in behind.output
    assert of_b.exit_code == of_none.exit_code == 0
    assert run_id not in of_b.output + of_none.output
    assert (
        two(
            "--ward", "b", "export", "--what", "spots", "--format", "geojson", "--output", tmp_path / "b.geojson"
        ).exit_code
        == 1
    )


def test_backup_restore_and_verify_are_a_wards_own(two, tmp_path):
    file = tmp_path / "a.gpkg"
    assert two("--ward", "a", "backup", file).exit_code == 0
    refused = two("--ward", "a", "restore", file)
    assert "đã có dữ liệu" in refused.output
    restored = two("--ward", "b", "restore", file)
    checked = [two("--ward", ward, "verify") for ward in ("a", "b")]

    assert restored.exit_code == 0, restored.output
    assert [one.exit_code for one in checked] == [0, 0]
    assert all("toàn vẹn" in one.output for one in checked)
    assert two("verify").exit_code == 0


def test_all_wards_are_verified_at_once_and_the_changed_one_is_named(two, url):
    whole = two("wards", "verify")
    with closing(Database.open(url)) as server, server.of_ward("a").bare_connection(writes=True) as connection:
        connection.execute(text("UPDATE accident SET killed = 9 WHERE accident_id = "
                                "(SELECT min(accident_id) FROM accident)"))  # fmt: skip
    changed = two("wards", "verify")

    assert whole.exit_code == 0, whole.output
    assert whole.output.count("toàn vẹn") == 3
    assert changed.exit_code == 1
    before, _, after = changed.output.partition("Phường A (a):")
    of_a, _, of_b = after.partition("Phường B (b):")
    assert ["CÓ SAI KHÁC" in part for part in (before, of_a, of_b)] == [False, True, False]


def test_the_dashboard_is_served_with_the_ward_that_is_named(two, url, monkeypatch):
    started = []
    monkeypatch.setattr(serving_commands.subprocess, "call", lambda *_words, env, **_more: started.append(env) or 0)

    assert two("--ward", "a", "serve", "--port", "8599").exit_code == 0

    with closing(Database.open(started[0][settings.DATABASE_VARIABLE])) as served:
        assert served.ward == "a"
        assert screening.latest_run(served) is not None


def test_a_person_works_in_his_own_wards_only(two):
    own = two("--ward", "a", "register", "update", "--as", "can.bo.a")
    foreign = two("--ward", "a", "register", "update", "--as", "can.bo.b")
    common = two("register", "update", "--as", "can.bo.b")
    both = two("--ward", "a", "register", "update", "--as", "ca.hai")

    assert own.exit_code == both.exit_code == 0, own.output
    assert foreign.exit_code == common.exit_code == 1
    assert "không làm việc với phường “a”" in foreign.output
    assert "chỉ làm việc với phường của mình: b" in common.output


def test_the_wards_of_an_account_are_listed_and_changed(two):
    assert "[a, b]" in two("accounts", "list").output
    assert "can.bo.a: b" in two("accounts", "wards", "can.bo.a", "b").output
    assert "mọi phường" in two("accounts", "wards", "can.bo.a", "--all").output
    assert two("accounts", "wards", "can.bo.a").exit_code == 2
    assert two("accounts", "wards", "can.bo.a", "c").exit_code == 1
    assert two("accounts", "wards", "quan.tri", "a").exit_code == 1
    assert two("accounts", "add", "moi", "--role", "editor", "--ward", "c").exit_code == 1
