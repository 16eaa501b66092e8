"""The gate in front of an app that only says who came, spoken to in plain ASGI."""

import re
from urllib.parse import urlencode

import anyio
import pytest

from atgt.gate.middleware import Gate

CLIENT = ("127.0.0.1", 50000)


class Browser:
    """Keeps cookies, sends requests to an app, opens websockets; ``address`` is where it sits."""

    def __init__(self, app, *, address="127.0.0.1", scheme="http", headers=()):
        self.app, self.address, self.scheme, self.extra, self.cookies = app, address, scheme, list(headers), {}

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, form, **options):
        headers = [(b"content-type", b"application/x-www-form-urlencoded")]
        return self.request("POST", path, body=urlencode(form).encode(), headers=headers, **options)

    def submit(self, path, **fields):
        """Open a form of ours and send it filled in."""
        page = self.get(path)
        return self.post(path, {"form": re.search(r'name="form" value="([^"]+)"', page.text)[1], **fields})

    def request(self, method, path, *, body=b"", headers=()):
        scope = self._scope("http", path, [*self.extra, *headers]) | {"method": method}
        sent = []

        async def run():
            async def receive():
                return {"type": "http.request", "body": body, "more_body": False}

            async def send(message):
                sent.append(message)

            await self.app(scope, receive, send)

        anyio.run(run)
        return self._answer(sent)

    def open_socket(self, messages=(), headers=(), between=lambda: None):
        """What comes back on a websocket; ``between`` happens after it is open and before the messages."""
        scope = self._scope("websocket", "/_stcore/stream", [*self.extra, *headers]) | {"subprotocols": []}
        sent, waiting = [], [{"type": "websocket.connect"}]
        later = [{"type": "websocket.receive", "text": text} for text in messages]

        async def run():
            async def receive():
                if waiting:
                    return waiting.pop(0)
                if later:
                    between()
                    return later.pop(0)
                return {"type": "websocket.disconnect", "code": 1000}

            async def send(message):
                sent.append(message)

            await self.app(scope, receive, send)

        anyio.run(run)
        return sent

    def _scope(self, kind, path, headers):
        path, _, query = path.partition("?")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
        return {
            "type": kind, "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "scheme": self.scheme if kind == "http" else {"http": "ws", "https": "wss"}[self.scheme],
            "http_version": "1.1", "headers": [*own, *headers], "client": (self.address, 50000),
            "server": ("127.0.0.1", 8501),
        }  # fmt: skip

    def _answer(self, sent):
        start = next(message for message in sent if message["type"] == "http.response.start")
        headers = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
        for name, value in headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                kept = rest.partition(";")[0]
                self.cookies[key] = kept
                if "Max-Age=0" in rest or "max-age=0" in rest:
                    del self.cookies[key]
        body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
        return Answer(start["status"], dict(headers), [v for n, v in headers if n == "set-cookie"], body.decode())


class Answer:
    def __init__(self, status, headers, set_cookies, text):
        self.status, self.headers, self.set_cookies, self.text = status, headers, set_cookies, text

    @property
    def to(self):
        return self.headers.get("location")


async def whoami(scope, receive, send):
    """The app behind the gate: answers with the identity it was told."""
    who = {name: value for name, value in scope["headers"] if name.startswith(b"x-atgt")}
    told = repr(sorted(who.items())).encode()
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": f"{message['text']} {told.decode()}"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"inside " + told})


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def gate_on(empty_database, clock, monkeypatch):
    """``gate_on(address=…)``: a gate before an empty database; failing sign-ins do not make the test wait."""
    monkeypatch.setattr("atgt.gate.forms.DELAY_S", 0)

    def of(address="127.0.0.1", base_path="", app=whoami, office=None):
        return Gate(
            app, open_database=lambda: empty_database, address=address, base_path=base_path, clock=clock, office=office
        )

    return of


@pytest.fixture
def browser_of():
    return Browser


@pytest.fixture
def inside():
    """The app behind the gate: says who came."""
    return whoami
