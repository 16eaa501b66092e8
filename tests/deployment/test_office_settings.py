"""Where ``atgt serve`` finds the office's provider: a file outside the project, named by ATGT_SECRETS."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from click.testing import CliRunner

from atgt.cli import cli
from atgt.storage.database import Database
from atgt.workflow import accounts


@pytest.fixture
def ward(tmp_path, empty_file, now):
    """A folder with a database that has an account, outside the project."""
    shutil.copy(empty_file, tmp_path / "ward.gpkg")
    database = Database.open(f"sqlite:///{tmp_path / 'ward.gpkg'}")
    accounts.create_first_administrator(database, "quan.tri", "Quản trị", "con mèo đen trèo rào", now)
    database.close()
    return tmp_path


def sign_in_page(folder, port, **environment):
    """What ``atgt serve`` shows who is not signed in, and what it told in the terminal."""
    own = {**os.environ, "ATGT_DATABASE_URL": f"sqlite:///{folder / 'ward.gpkg'}", "HOME": str(folder), **environment}
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "atgt", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=folder, env=own, stdout=log, stderr=log, start_new_session=True)
    try:
        end = time.monotonic() + 90
        while server.poll() is None and time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap", timeout=5) as answer:
                    return answer.read().decode(), (folder / "log").read_text("utf-8")
            except OSError:
                time.sleep(0.3)
        pytest.fail((folder / "log").read_text("utf-8"))
    finally:
        os.killpg(server.pid, 15)
        server.wait(timeout=20)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_the_file_that_the_variable_names_is_found(ward, identity_provider):
    port = free_port()
    secrets = identity_provider.write(ward / "atgt.toml", f"http://127.0.0.1:{port}/oauth2callback")
    secrets.chmod(0o644)

    page, told = sign_in_page(ward, port, ATGT_SECRETS=str(secrets))

    assert "Đăng nhập bằng tài khoản cơ quan" in page
    assert "chmod 600" in told


def test_streamlits_own_place_counts_too_and_a_fault_is_told(ward, identity_provider):
    (ward / ".streamlit").mkdir()
    port = free_port()
    identity_provider.write(ward / ".streamlit/secrets.toml", "http://atgt.phuong.example/oauth2callback")

    page, told = sign_in_page(ward, port)

    assert "cơ quan" not in page
    assert "redirect_uri phải bắt đầu bằng https://" in told


def test_a_file_that_is_not_there_stops_the_start(monkeypatch, ward):
    monkeypatch.setenv("ATGT_SECRETS", str(ward / "khong-co.toml"))
    arguments = ["--database", f"sqlite:///{ward / 'ward.gpkg'}", "serve"]

    stopped = CliRunner().invoke(cli, arguments)

    assert stopped.exit_code == 1
    assert "không có tệp .toml đó" in stopped.output


def test_git_takes_no_secrets_file(root):
    names = ["secrets.toml", ".streamlit/secrets.toml"]
    asked = subprocess.run(["git", "check-ignore", *names], cwd=root, capture_output=True, text=True, check=False)
    if asked.returncode == 128:
        pytest.skip("not a git checkout")

    assert asked.stdout.split() == names
