"""deploy/nginx.conf as it stands, with Debian's nginx in front of a real dashboard and a certificate made here."""

import datetime as dt
import hashlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from urllib.parse import urlencode

import pytest

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Role
from atgt.storage.database import Database
from atgt.workflow import accounts

NAME = "atgt.phuong.example"
PASSWORD = "con mèo đen trèo rào"


@pytest.fixture(scope="module")
def served(serve, sample_file, tmp_path_factory, identity_provider):
    """A dashboard with accounts, and the office's provider: behind a proxy nobody is let in without an account."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(sample_file, folder / "ward.gpkg")
    url = f"sqlite:///{folder / 'ward.gpkg'}"
    database = Database.open(url)
    now = dt.datetime.now(dt.UTC)
    accounts.create_first_administrator(database, "quan.tri", "Quản trị", PASSWORD, now)
    person = Account("can.bo", "Cán bộ", Role.EDITOR, email="can.bo@phuong.example")
    accounts.add_for_office(database, person, LOCAL_USER, now)
    database.close()
    secrets = identity_provider.write(folder / "secrets.toml", f"https://{NAME}/oauth2callback")
    names = [f"--server.allowedHosts={name}" for name in ("localhost", "127.0.0.1", NAME)]
    with serve(url, folder / "log", *names, f"--secrets.files={secrets}") as base:
        yield base


def sign_in(visitor):
    """The form filled in as a browser does."""
    token = re.search(r'name="form" value="([^"]+)"', visitor.request("GET", "/dang-nhap")[2].decode())[1]
    body = urlencode({"form": token, "name": "quan.tri", "password": PASSWORD})
    status, headers, _ = visitor.request("POST", "/dang-nhap", body=body)
    assert (status, headers["location"]) == (303, "/")
    return headers


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for the name in the example, and its key."""
    if shutil.which("openssl") is None:
        _missing("openssl")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"),
            *("-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"),
            *("-keyout", str(folder / "server.key"), "-out", str(folder / "server.crt")),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def _missing(program):
    reason = f"{program} is not installed (Debian package nginx-light, openssl)"
    if os.environ.get("ATGT_CI") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def proxy(root, served, certificate, tmp_path_factory):
    """(http port, https port) of an nginx with the example; only ports, certificate and upstream are this test's."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        _missing("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    plain, secure = _free_port(), _free_port()
    example = (root / "deploy/nginx.conf").read_text("utf-8")
    for ours, theirs in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        ("/etc/ssl/atgt/server", str(certificate / "server")),
        ("http://127.0.0.1:8501", served),
    ):
        assert ours in example
        example = example.replace(ours, theirs)
    (folder / "atgt.conf").write_text(example)
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root; ' if os.geteuid() == 0 else ''}daemon off; worker_processes 1; pid {folder / 'pid'}; error_log {folder / 'error.log'};\n"
        f"events {{}}\nhttp {{ access_log off; {temporary} include {folder / 'atgt.conf'}; }}\n"
    )
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(secure)
        yield plain, secure
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("nginx did not start")


@pytest.fixture
def office(proxy, visitor, trust, certificate):
    """A visitor of the office's address, over TLS that trusts its certificate."""
    return visitor(f"https://127.0.0.1:{proxy[1]}", tls=trust(certificate / "server.crt"), host=f"{NAME}:{proxy[1]}")


def test_plain_http_is_sent_to_https(proxy, visitor):
    status, headers, _ = visitor(f"http://127.0.0.1:{proxy[0]}", host=NAME).request("GET", "/danh-sach?x=1")

    assert status == 301
    assert headers["location"] == f"https://{NAME}/danh-sach?x=1"


def test_answers_carry_the_headers_and_hide_the_version(office):
    status, headers, _ = office.request("GET", "/_stcore/health")

    assert status == 200
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["server"] == "nginx"


def test_old_tls_is_refused_and_new_tls_trusted(proxy, trust, certificate):
    def handshake(version):
        context = trust(certificate / "server.crt", version)
        link = socket.create_connection(("127.0.0.1", proxy[1]), timeout=10)
        with link, context.wrap_socket(link, server_hostname=NAME) as secure:
            return secure.version()

    assert handshake(ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert handshake(ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    with pytest.raises(OSError), pytest.warns(DeprecationWarning, match="TLSv1_1"):
        handshake(ssl.TLSVersion.TLSv1_1)


def test_behind_the_proxy_nobody_comes_in_without_an_account(office):
    from websockets.exceptions import InvalidStatus

    assert office.request("GET", "/")[1]["location"] == "/dang-nhap"
    assert office.request("GET", "/webmap/map.js")[0] == 401
    with pytest.raises(InvalidStatus):
        office.open_page()


def test_a_page_lives_through_the_proxy_and_uploads_have_their_limit(office):
    assert "secure" in sign_in(office)["set-cookie"].lower()
    office.request("GET", "/")
    session_id = office.open_page().initialize.session_id
    office.request("GET", "/_stcore/host-config")
    office.request("GET", "/_stcore/health")

    assert session_id
    assert office.upload(session_id, 15_000_000) == 204
    assert office.upload(session_id, 30_000_000) == 413


def test_a_foreign_page_is_refused_behind_the_proxy_too(office):
    from websockets.exceptions import InvalidStatus

    with pytest.raises(InvalidStatus) as refused:
        office.open_page(origin="https://elsewhere.example")

    assert refused.value.response.status_code in {401, 403}


def test_the_office_account_comes_in_through_the_proxy_with_tokens_of_any_size(office, identity_provider):
    groups = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(150)]
    identity_provider.tell("an", email="can.bo@phuong.example", groups=groups)

    begun = office.request("GET", "/dang-nhap-co-quan?toi=danh-sach")[1]["location"]
    away = office.request("GET", begun)[1]["location"]
    status, headers, _ = office.request("GET", identity_provider.confirm(away, "an"))

    assert f"redirect_uri=https%3A%2F%2F{NAME}%2Foauth2callback" in away
    assert (status, headers["location"]) == (303, "/danh-sach")
    assert sum(len(value) for name, value in office.cookies.items() if name.startswith("_streamlit_user")) > 15_000
    leaving = office.request("GET", "/dang-xuat")[2].decode()
    token = re.search(r'name="form" value="([^"]+)"', leaving)[1]
    assert office.request("POST", "/dang-xuat", body=urlencode({"form": token}))[0] == 200
    out = office.request("GET", "/auth/logout")[1]["location"]
    assert out.startswith(f"{identity_provider.address}/oauth2/end_session?")
