"""A fresh start is closed: this computer only, no telemetry, small uploads with a token, no foreign websocket."""

import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib

import pytest
from websockets.exceptions import InvalidStatus


def listening_addresses(port):
    """The local addresses of every socket that listens on a port."""
    import psutil

    return {
        c.laddr.ip for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr.port == port
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at the kernel's list of sockets")
def test_it_listens_on_this_computer_only(root, tmp_path, empty_file):
    """``atgt serve`` as a ward starts it, without one option about addresses."""
    shutil.copy(empty_file, tmp_path / "ward.gpkg")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "ATGT_DATABASE_URL": f"sqlite:///{tmp_path / 'ward.gpkg'}"}
    with (tmp_path / "log").open("w") as log:
        command = [sys.executable, "-m", "atgt", "serve", "--port", str(port)]
        server = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        end = time.monotonic() + 90
        while not (found := listening_addresses(port)) and time.monotonic() < end:
            time.sleep(0.2)
    finally:
        os.killpg(server.pid, 15)
        server.wait(timeout=20)

    assert found == {"127.0.0.1"}
    assert "Network URL" not in (tmp_path / "log").read_text()


def test_the_settings_ask_for_no_telemetry_and_show_no_inner_errors(root):
    settings = tomllib.loads((root / ".streamlit/config.toml").read_text("utf-8"))

    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["enableXsrfProtection"] is True
    assert settings["server"]["enableCORS"] is True
    assert not settings["server"].get("enableStaticServing", False)  # nothing of the ward lies where all may read it


def test_the_page_is_told_not_to_send_telemetry(served, visitor):
    told = visitor(served).open_page()

    assert told.config.gather_usage_stats is False


def test_an_upload_needs_the_token_and_stays_below_the_limit(served, visitor):
    one = visitor(served)
    session_id = one.open_page().initialize.session_id
    one.request("GET", "/_stcore/host-config")
    one.request("GET", "/_stcore/health")

    assert one.upload(session_id, 1000) == 204
    assert one.upload(session_id, 1000, with_token=False) == 403
    assert one.upload(session_id, 25_000_000) == 413
    assert one.upload("not-a-session", 1000) == 400


def test_a_websocket_of_a_foreign_page_is_refused(served, visitor):
    with pytest.raises(InvalidStatus) as refused:
        visitor(served).open_page(origin="https://elsewhere.example")

    assert refused.value.response.status_code == 403


def test_a_name_that_is_not_ours_is_refused(served, visitor):
    """DNS rebinding: a page elsewhere makes its own name point at this computer."""
    one = visitor(served, host="elsewhere.example")

    with pytest.raises(InvalidStatus) as refused:
        one.open_page()

    assert refused.value.response.status_code in {400, 403}


@pytest.mark.parametrize(
    "path",
    [
        "/webmap/../../../../../../etc/passwd",
        "/webmap/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/webmap/leaflet/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/webmap//etc/passwd",
        "/app/static/../ward.gpkg",
        "/media/../../etc/passwd",
        "/component/streamlit_folium.st_folium/../../../../../etc/passwd",
        "/webmap/..\\..\\..\\etc\\passwd",
        "/_stcore/../../../../etc/passwd",
    ],
)
def test_no_path_leads_out_of_the_served_folders(served, visitor, path):
    _, _, content = visitor(served).request("GET", path)

    assert b"root:" not in content
    assert not content.startswith(b"SQLite format 3")
