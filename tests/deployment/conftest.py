"""The dashboard as others reach it: a real server, and a visitor that speaks its protocol without a browser."""

import http.client
import re
import shutil
import socket
import ssl
import uuid
from urllib.parse import urlencode, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

XSRF_COOKIE = "_streamlit_xsrf"


class Visitor:
    """Somebody at an address; keeps cookies, opens a page, uploads a file."""

    def __init__(self, base, *, tls=None, host=None):
        self.parts, self.tls = urlsplit(base), tls
        self.host = host or self.parts.netloc
        self.cookies = {}

    def request(self, method, path, *, body=None, headers=None):
        """The answer of one request: (status, headers, content)."""
        where, port = self.parts.hostname, self.parts.port
        https = self.parts.scheme == "https"
        made = http.client.HTTPSConnection if https else http.client.HTTPConnection
        link = made(where, port, timeout=30, **({"context": self.tls} if https else {}))
        sent = {"Host": self.host, "Cookie": self._cookies(), **(headers or {})}
        try:
            link.request(method, path, body=body, headers=sent)
            answer = link.getresponse()
            content = answer.read()
        finally:
            link.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, content

    def sign_in(self, name, password):
        """Sign in as the form of the gate asks for it."""
        _, _, form = self.request("GET", "/dang-nhap")
        token = re.search(rb'name="form" value="([^"]+)"', form)[1].decode()
        typed = urlencode({"form": token, "name": name, "password": password})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{self.parts.scheme}://{self.host}"}
        return self.request("POST", "/dang-nhap", body=typed.encode(), headers=headers)[0]

    def open_page(self, *, origin=None):
        """Open the websocket and run a page; what the server says of the new session."""
        address = f"{'wss' if self.tls else 'ws'}://{self.host}/_stcore/stream"
        own = f"{self.parts.scheme}://{self.host}"
        self.link = connect(
            address,
            sock=socket.create_connection((self.parts.hostname, self.parts.port)),
            origin=origin or own,
            additional_headers={"Cookie": self._cookies()},
            subprotocols=["streamlit"],
            ssl=self.tls,
            proxy=None,
            max_size=None,
            open_timeout=120,  # a busy machine that compiles at the same time
        )
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        self.link.send(asked.SerializeToString())
        while True:
            said = ForwardMsg()
            said.ParseFromString(self.link.recv(timeout=60))
            if said.WhichOneof("type") == "new_session":
                return said.new_session

    def upload(self, session_id, size, *, with_token=True):
        """The status of an upload of so many bytes."""
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'.encode()
        body = head + b"x" * size + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        if with_token:
            headers["X-Xsrftoken"] = self.cookies[XSRF_COOKIE]
        path = f"/_stcore/upload_file/{session_id}/{uuid.uuid4()}"
        return self.request("PUT", path, body=body, headers=headers)[0]

    def close(self):
        if hasattr(self, "link"):
            self.link.close()

    def _cookies(self):
        return "; ".join(f"{key}={value}" for key, value in self.cookies.items())


@pytest.fixture
def visitor():
    """``visitor(base, tls=…, host=…)``."""
    made = []

    def of(base, **options):
        made.append(Visitor(base, **options))
        return made[-1]

    yield of
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def trust():
    """``trust(certificate, version=…)``: a TLS context that trusts one certificate and nothing else."""

    def of(certificate, version=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(certificate)
        if version is not None:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
        return context

    return of


@pytest.fixture(scope="module")
def served(serve, sample_file, tmp_path_factory):
    """A dashboard on the sample ward, with nothing but the project's own settings."""
    folder = tmp_path_factory.mktemp("deployed")
    shutil.copy(sample_file, folder / "ward.gpkg")
    names = [f"--server.allowedHosts={name}" for name in ("localhost", "127.0.0.1", "atgt.phuong.example")]
    with serve(f"sqlite:///{folder / 'ward.gpkg'}", folder / "log", *names) as base:
        yield base
