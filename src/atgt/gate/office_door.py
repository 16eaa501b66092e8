"""Signing in and out with the office's account: opens Streamlit's own routes, and keeps what they answer in bounds.

Who is not signed in reaches three routes of Streamlit and nothing else of it. What the callback answers is read here:
the person Streamlit has signed becomes a session of the gate, or is told why not. The cookies of Streamlit let nobody
in; the browser is given them for the sign-out only, to the one address that needs them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atgt.domain.errors import NotSignedInError
from atgt.domain.text import Text
from atgt.gate import addresses, cookies, pages
from atgt.gate.office_identity import CALLBACK, IDENTITY_COOKIE, LOGIN, LOGOUT, STREAMLIT_PATHS, OfficeIdentity
from atgt.storage.database import Database
from atgt.workflow import signing_in
from atgt.workflow.signing_in import Visitor

PATHS = STREAMLIT_PATHS | {pages.OFFICE}
_ABSOLUTE = re.compile(r"https?://")

OUT_OF_REACH = Text(
    "Không kết nối được với máy chủ đăng nhập của cơ quan. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.",
    "The office's sign-in server is out of reach. Try again in some minutes, or sign in with a password.",
)
NOT_FINISHED = Text(
    "Lần đăng nhập này không hoàn tất được: đã quá lâu, đã dùng rồi, được bắt đầu ở trình duyệt hay địa chỉ khác, hoặc "
    "máy chủ đăng nhập của cơ quan không xác nhận. Hãy thử lại.",
    "This sign-in could not be finished: it took too long, was used already, began in another browser or at another "
    "address, or the office's sign-in server did not confirm it. Try again.",
)
DENIED = Text(
    "Máy chủ đăng nhập của cơ quan đã từ chối, hoặc bạn đã bấm hủy. Hãy thử lại.",
    "The office's sign-in server refused, or you cancelled. Try again.",
)
NO_ADDRESS = Text(
    "Tài khoản cơ quan không cho biết địa chỉ thư điện tử. Hãy báo người quản trị máy chủ đăng nhập.",
    "The office's account tells no e-mail address. Ask whoever keeps the sign-in server.",
)
NOT_VERIFIED = Text(
    "Địa chỉ thư điện tử {email} chưa được máy chủ đăng nhập của cơ quan xác minh, nên chưa dùng để vào được.",
    "The office's sign-in server has not verified the e-mail address {email}, so it opens nothing yet.",
)

App = Callable[[dict[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Streamlit's route said: its status, where it leads, the cookies it sets."""

    status: int
    location: str
    set_cookies: tuple[str, ...]

    def leads_outside(self) -> bool:
        return self.status in {302, 303, 307} and _ABSOLUTE.match(self.location) is not None

    def values(self) -> dict[str, str]:
        """The cookies with their values; those that are taken back are left out."""
        found = [morsel for line in self.set_cookies for morsel in SimpleCookie(line).values()]
        return {morsel.key: morsel.value for morsel in found if morsel.value}


class OfficeDoor:
    """Answers ``PATHS`` while a provider is configured."""

    def __init__(
        self,
        app: App,
        identity: OfficeIdentity,
        open_database: Callable[[], Database],
        base_path: str,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._app, self._identity, self._open, self._base, self._clock = app, identity, open_database, base_path, clock

    async def answer(self, scope: dict[str, Any], receive: Receive, path: str, visitor: Visitor | None) -> Response:
        """What a GET of one of ``PATHS`` is answered with."""
        request = Request(scope, receive)
        if path == pages.OFFICE:
            return self._begin(request)
        if path == LOGOUT and visitor is not None:
            return self._go(pages.SIGN_OUT)  # following a link signs nobody out
        asked = request.query_params
        if path == CALLBACK and "code" not in asked:
            # back from the provider's own sign-out, or refused there
            return self._refused(DENIED, 403) if "error" in asked else self._go(pages.SIGN_IN)
        said = await self._ask(scope, receive)
        if path == CALLBACK:
            return await self._finish(request, said, visitor)
        if path == LOGIN and not said.leads_outside():
            return self._refused(OUT_OF_REACH, 502) if said.status >= 400 else self._refused(NOT_FINISHED, 400)
        return self._passed_on(RedirectResponse(said.location, 303), request, said)

    def _begin(self, request: Request) -> Response:
        target = pages.target(request.query_params.get("toi", ""))
        response = RedirectResponse(self._identity.begin(), 303, {"cache-control": "no-store"})
        cookies.put(response, cookies.TARGET, target, request, self._base)
        return response

    async def _finish(self, request: Request, said: _Answer, visitor: Visitor | None) -> Response:
        """After the callback: a session of the gate for the person Streamlit has signed, or why there is none."""
        person = self._identity.person_in(said.values())
        if person is None:
            return self._refused(NOT_FINISHED, 400)
        if not person.email:
            return self._passed_on(self._refused(NO_ADDRESS, 403), request, said)
        if not person.is_verified:
            return self._passed_on(self._refused(NOT_VERIFIED.fill(email=person.email), 403), request, said)
        try:
            begun = await to_thread.run_sync(self._sign_in, person.email, request, visitor)
        except NotSignedInError as error:
            status = 429 if error.text == signing_in.LOCKED else 403
            return self._passed_on(self._refused(error.text, status), request, said)
        response = self._go(pages.target(request.cookies.get(cookies.TARGET, "")))
        cookies.put(response, cookies.SESSION, begun.token, request, self._base)
        cookies.drop(response, cookies.TARGET, request, self._base)
        return self._passed_on(response, request, said)

    def _sign_in(self, email: str, request: Request, visitor: Visitor | None) -> signing_in.SignedIn:
        database, now = self._open(), self._clock()
        begun = signing_in.sign_in_by_email(database, email, addresses.device(request), now)
        if visitor is not None:
            signing_in.sign_out(database, visitor.session_id, now)
        return begun

    async def _ask(self, scope: dict[str, Any], receive: Receive) -> _Answer:
        """Let Streamlit's route answer, and keep the answer."""
        sent: list[Any] = []

        async def keep(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, keep)
        start = next(message for message in sent if message["type"] == "http.response.start")
        found = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"]]
        location = next((value for name, value in found if name == "location"), "")
        return _Answer(start["status"], location, tuple(value for name, value in found if name == "set-cookie"))

    def _passed_on(self, response: Response, request: Request, said: _Answer) -> Response:
        """The response with the cookies Streamlit has set, each kept in bounds."""
        is_encrypted = cookies.is_encrypted(request)
        for line in said.set_cookies:
            kept = cookies.confined(line, IDENTITY_COOKIE, f"{self._base}/{LOGOUT}", is_encrypted=is_encrypted)
            response.raw_headers.append((b"set-cookie", kept.encode("latin-1")))
        return response

    def _refused(self, text: Text, status: int) -> Response:
        return pages.refused(text, status=status, base_path=self._base)

    def _go(self, path: str) -> RedirectResponse:
        return RedirectResponse(f"{self._base}/{path}", 303, {"cache-control": "no-store"})
