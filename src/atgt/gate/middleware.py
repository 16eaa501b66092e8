"""The gate itself: before every route, static file and websocket of the app.

A page without an account is sent to the sign-in page, everything else is answered with 401, a websocket is closed.
A database without accounts belongs to the one person at this computer: it opens to 127.0.0.1 only, and only when
the server listens to nothing else. Plain ASGI, because Starlette's own helper does not see websockets.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from atgt.domain.errors import AtgtError
from atgt.domain.local_time import VIETNAM
from atgt.gate import addresses, cookies, headers, office_door, pages
from atgt.gate.forms import Forms
from atgt.gate.office_door import OfficeDoor
from atgt.gate.office_identity import STREAMLIT_PATHS, OfficeIdentity
from atgt.gate.one_time_code import OneTimeCode
from atgt.storage.database import Database
from atgt.workflow import signing_in

_LOG = logging.getLogger(__name__)
_ENDED = 4401
_HEALTH = "_stcore/health"
_PAGE = re.compile(r"[A-Za-z0-9_-]*")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class Entry(Enum):
    """What is done with a request."""

    LOCAL = auto()  # no accounts, this computer
    SIGNED_IN = auto()
    CHANGE_PASSWORD = auto()
    SIGN_IN = auto()
    SET_UP = auto()  # no accounts, another computer


@dataclass(frozen=True, slots=True)
class Admission:
    """An entry, and who it is for."""

    entry: Entry
    visitor: signing_in.Visitor | None = None

    @property
    def is_open(self) -> bool:
        """Whether the request goes on to the app."""
        return self.entry in {Entry.LOCAL, Entry.SIGNED_IN}


class Gate:
    """ASGI middleware.

    Parameters
    ----------
    open_database
        Gives the open database; called in worker threads.
    address
        What the server listens on, as configured; None is "all addresses".
    base_path
        Streamlit's ``server.baseUrlPath``.
    clock
        The present moment with its zone.
    office
        The office's identity provider, where one is configured.
    """

    def __init__(
        self,
        app: App,
        *,
        open_database: Callable[[], Database],
        address: str | None,
        base_path: str = "",
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(VIETNAM),
        office: OfficeIdentity | None = None,
    ) -> None:
        self._app, self._open, self._clock = app, open_database, clock
        self._base = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
        self._is_closed_server = addresses.is_loopback(address)
        self._code = OneTimeCode(_tell)
        self._forms = Forms(open_database, self._code, self._base, clock, has_office=office is not None)
        self._office = office and OfficeDoor(app, office, open_database, self._base, clock)
        if not self._is_closed_server:
            self._announce()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Let a request through, answer it, or turn it away."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope = headers.without_identity(scope)
        path = self._path(scope)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
            return
        answer = await self._answer(scope, receive, path)
        secured = self._secured(scope, send)
        if isinstance(answer, Response):
            await answer(scope, receive, secured)
        else:
            await self._app(answer, receive, secured)

    async def _answer(self, scope: dict[str, Any], receive: Receive, path: str) -> Response | dict[str, Any]:
        """A response of our own, or the request as the app may see it."""
        if path == _HEALTH:
            return scope
        try:
            admission = await to_thread.run_sync(self._admit, scope)
            if path in pages.PATHS:
                may_set_up = admission.entry in {Entry.SET_UP, Entry.LOCAL}
                return await self._forms.answer(scope, receive, path, admission.visitor, may_set_up=may_set_up)
            has_accounts = admission.entry not in {Entry.LOCAL, Entry.SET_UP}
            if self._office and has_accounts and path in office_door.PATHS and scope["method"] == "GET":
                return await self._office.answer(scope, receive, path, admission.visitor)
        except AtgtError as error:
            _LOG.warning("the gate cannot look up accounts: %s", error)
            return pages.told(error.text, status=503)
        if admission.is_open and path in STREAMLIT_PATHS:
            return PlainTextResponse("Không có trang này. / No such page.", 404)
        if admission.is_open:
            return self._with_identity(scope, admission)
        return self._refusal(scope, path, admission.entry)

    async def _websocket(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """A socket of somebody who may come in; every message asks again whether he still may."""
        try:
            admission = await to_thread.run_sync(self._admit, scope)
        except AtgtError as error:
            _LOG.warning("the gate cannot look up accounts: %s", error)
            admission = Admission(Entry.SIGN_IN)
        if not admission.is_open:
            await receive()
            await send({"type": "websocket.close", "code": _ENDED})
            return

        async def checked() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not (await self._still(scope, admission)):
                await send({"type": "websocket.close", "code": _ENDED})
                return {"type": "websocket.disconnect", "code": _ENDED}
            return message

        await self._app(self._with_identity(scope, admission), checked, send)

    async def _still(self, scope: dict[str, Any], admission: Admission) -> bool:
        try:
            now = await to_thread.run_sync(self._admit, scope)
        except AtgtError:
            return False
        is_same = (now.visitor and now.visitor.session_id) == (admission.visitor and admission.visitor.session_id)
        return now.entry is admission.entry and is_same

    def _admit(self, scope: dict[str, Any]) -> Admission:
        database, token = self._open(), cookies.token_of(HTTPConnection(scope))
        visitor = signing_in.visitor_of_token(database, token, self._clock()) if token else None
        if visitor is not None:
            must_change = visitor.account.must_change_password
            return Admission(Entry.CHANGE_PASSWORD if must_change else Entry.SIGNED_IN, visitor)
        if signing_in.needs_sign_in(database):
            return Admission(Entry.SIGN_IN)
        is_own = self._is_closed_server and addresses.is_local(scope)
        return Admission(Entry.LOCAL if is_own else Entry.SET_UP)

    def _with_identity(self, scope: dict[str, Any], admission: Admission) -> dict[str, Any]:
        visitor = admission.visitor
        return scope if visitor is None else headers.with_identity(scope, visitor.account.name, visitor.session_id)

    def _refusal(self, scope: dict[str, Any], path: str, entry: Entry) -> Response:
        places = {Entry.CHANGE_PASSWORD: pages.CHANGE_PASSWORD, Entry.SET_UP: pages.SET_UP}
        if scope["method"] in {"GET", "HEAD"} and _PAGE.fullmatch(path):
            target = f"?toi={path}" if path and entry is Entry.SIGN_IN else ""
            where = f"{self._base}/{places.get(entry, pages.SIGN_IN)}{target}"
            return RedirectResponse(where, 303, {"cache-control": "no-store"})
        return PlainTextResponse("Chưa đăng nhập. / Not signed in.", 401, {"cache-control": "no-store"})

    def _path(self, scope: dict[str, Any]) -> str:
        path = str(scope["path"])
        inside = path.removeprefix(self._base) if path == self._base or path.startswith(f"{self._base}/") else path
        return inside.lstrip("/")

    def _secured(self, scope: dict[str, Any], send: Send) -> Send:
        is_encrypted = cookies.is_encrypted(HTTPConnection(scope))

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = headers.secured(dict(message), is_encrypted=is_encrypted)
            await send(message)

        return secured

    def _announce(self) -> None:
        try:
            if not signing_in.needs_sign_in(self._open()):
                self._code.announce()
        except AtgtError as error:
            _LOG.warning("the gate cannot look up accounts: %s", error)


def _tell(code: str) -> None:
    sys.stderr.write(
        f"\n  Chưa có tài khoản. Mở /{pages.SET_UP} và nhập mã một lần: {code}"
        f"\n  There is no account yet. Open /{pages.SET_UP} and enter the one-time code: {code}\n\n"
    )
    sys.stderr.flush()
