"""Accounts on the command line."""

import re

import pytest
from click.testing import CliRunner

from atgt.cli import cli


@pytest.fixture
def run(tmp_path):
    def call(*arguments, **options):
        url = f"sqlite:///{tmp_path / 'ward.gpkg'}"
        return CliRunner().invoke(cli, ["--database", url, "accounts", *arguments], **options)

    return call


def test_accounts_are_made_listed_changed_and_switched_off(run):
    first = run("add", "can.bo", "--role", "editor")
    assert first.exit_code == 1
    assert "quản trị viên" in first.output

    typed = "con mèo đen trèo rào\n" * 2
    assert run("create-admin", "quan.tri", input=typed).exit_code == 0
    assert run("create-admin", "khac", input=typed).exit_code == 1
    added = run("add", "can.bo", "--role", "editor", "--full-name", "Cán bộ A")
    assert re.search(r": (\w{5}-\w{5}-\w{5})", added.output)
    assert "Người duyệt" in run("roles", "can.bo", "approver").output
    assert "đã khóa" not in run("list").output
    assert run("deactivate", "can.bo").exit_code == 0
    assert re.search(r"can\.bo .*đã khóa", run("list").output)
    assert run("deactivate", "quan.tri").exit_code == 1
    assert run("deactivate", "khong.co").exit_code == 1


def test_an_account_is_joined_with_one_of_the_office(run):
    run("create-admin", "quan.tri", input="con mèo đen trèo rào\n" * 2)

    made = run("add", "bien", "--role", "viewer", "--email", "Bien@Phuong.example", "--office-only")
    assert made.exit_code == 0
    assert "bien@phuong.example, không có mật khẩu" in made.output
    assert run("add", "an", "--role", "viewer", "--office-only").exit_code == 1
    assert run("email", "quan.tri", "bien@phuong.example").exit_code == 1
    assert run("email", "quan.tri", "quan.tri@phuong.example").output.strip() == "quan.tri: quan.tri@phuong.example"
    assert run("email", "quan.tri").output.strip() == "quan.tri: –"
