"""What the forms of the gate do. Every form must come from a page of ours: its token is also in a cookie."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atgt.domain.account import SignInWay
from atgt.domain.errors import AtgtError, NotSignedInError, ParameterError
from atgt.domain.text import Text
from atgt.gate import addresses, cookies, pages
from atgt.gate.one_time_code import OneTimeCode
from atgt.storage.database import Database
from atgt.workflow import accounts, signing_in
from atgt.workflow.signing_in import Visitor

DELAY_S = 0.4
"""How long a wrong attempt waits for its answer."""
_MAX_BODY = 16_384
_FOREIGN = Text("Biểu mẫu đã cũ. Hãy thử lại.", "The form is too old. Try again.")
_DIFFERENT = Text("Hai lần nhập mật khẩu mới không giống nhau.", "The two new passwords differ.")
_WRONG_CODE = Text("Mã một lần không đúng.", "Wrong one-time code.")

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Values = dict[str, str]


class Forms:
    """Answers the pages of ``pages.PATHS``."""

    def __init__(
        self,
        open_database: Callable[[], Database],
        code: OneTimeCode,
        base_path: str,
        clock: Callable[[], dt.datetime],
        *,
        has_office: bool = False,
    ) -> None:
        self._open, self._code, self._base, self._clock = open_database, code, base_path, clock
        self._has_office = has_office
        self._limiter: CapacityLimiter | None = None

    async def answer(
        self, scope: dict[str, Any], receive: Receive, path: str, visitor: Visitor | None, *, may_set_up: bool
    ) -> Response:
        """The page, or what its form did."""
        request = Request(scope, receive)
        form = self._form(request, path, visitor, may_set_up=may_set_up)
        if form is None:
            return self._go("")
        if request.method != "POST":
            return self._show(request, form)
        values = await _values(request)
        if values is None or not self._is_ours(request, values):
            return self._show(request, form, _FOREIGN, 403)
        if self._limiter is None:  # each check of a password takes 64 MiB: two at a time
            self._limiter = CapacityLimiter(2)
        doing: dict[str, Callable[[Request, Values, Visitor | None], Response]] = {
            pages.SIGN_IN: self._sign_in,
            pages.SIGN_OUT: self._sign_out,
            pages.CHANGE_PASSWORD: self._change_password,
            pages.SET_UP: self._set_up,
        }
        try:
            return await to_thread.run_sync(doing[path], request, values, visitor, limiter=self._limiter)
        except NotSignedInError as error:
            await anyio.sleep(DELAY_S)  # a guesser waits, a person hardly notices
            status = 429 if error.text == signing_in.LOCKED else 401
            return self._show(request, self._again(form, values), error.text, status)
        except AtgtError as error:
            return self._show(request, self._again(form, values), error.text, 400)

    def _form(self, request: Request, path: str, visitor: Visitor | None, *, may_set_up: bool) -> pages.Form | None:
        """The form of a path for this visitor; None where he has no business."""
        if path == pages.SET_UP:
            return pages.set_up() if may_set_up else None
        if path == pages.SIGN_IN:
            target = pages.target(request.query_params.get("toi", ""))
            return None if may_set_up else pages.sign_in(target=target, has_office=self._has_office)
        if visitor is None:
            return None
        if path == pages.SIGN_OUT:
            return pages.sign_out(visitor.account.name)
        return pages.change_password(is_forced=visitor.account.must_change_password)

    def _again(self, form: pages.Form, values: Values) -> pages.Form:
        if form.path != pages.SIGN_IN:
            return form
        name, target = values.get("name", "")[:64], pages.target(values.get("target", ""))
        return pages.sign_in(name, target, has_office=self._has_office)

    def _sign_in(self, request: Request, values: Values, visitor: Visitor | None) -> Response:
        database, now = self._open(), self._clock()
        begun = signing_in.sign_in(
            database, values.get("name", ""), values.get("password", ""), addresses.device(request), now
        )
        if visitor is not None:
            signing_in.sign_out(database, visitor.session_id, now)
        response = self._go(pages.target(values.get("target", "")))
        cookies.put(response, cookies.SESSION, begun.token, request, self._base)
        return response

    def _sign_out(self, request: Request, _values: Values, visitor: Visitor | None) -> Response:
        if visitor is not None:
            signing_in.sign_out(self._open(), visitor.session_id, self._clock())
        is_of_office = self._has_office and visitor is not None and visitor.way is SignInWay.OFFICE
        response = pages.leaving(self._base) if is_of_office else self._go(pages.SIGN_IN)
        cookies.drop(response, cookies.SESSION, request, self._base)
        response.headers["clear-site-data"] = '"cache"'
        return response

    def _change_password(self, request: Request, values: Values, visitor: Visitor | None) -> Response:
        if visitor is not None:
            new = _new_password(values)
            old, device = values.get("old", ""), addresses.device(request)
            signing_in.change_password(self._open(), visitor.session_id, old, new, device, self._clock())
        return self._go("")

    def _set_up(self, _request: Request, values: Values, _visitor: Visitor | None) -> Response:
        if not self._code.accepts(values.get("code", "")):
            raise NotSignedInError(_WRONG_CODE)
        name, full_name = values.get("name", ""), values.get("full_name", "")
        accounts.create_first_administrator(self._open(), name, full_name, _new_password(values), self._clock())
        return self._go(pages.SIGN_IN)

    def _show(self, request: Request, form: pages.Form, fault: Text | None = None, status: int = 200) -> Response:
        token = request.cookies.get(cookies.FORM) or secrets.token_urlsafe(24)
        response = pages.render(form, token=token, base_path=self._base, fault=fault, status=status)
        cookies.put(response, cookies.FORM, token, request, self._base)
        return response

    def _is_ours(self, request: Request, values: Values) -> bool:
        """Whether a form was sent from a page of this server."""
        expected, origin = request.cookies.get(cookies.FORM, ""), request.headers.get("origin")
        is_same_site = origin is None or urlsplit(origin).netloc == request.headers.get("host")
        return is_same_site and bool(expected) and hmac.compare_digest(expected, values.get("form", ""))

    def _go(self, path: str) -> RedirectResponse:
        return RedirectResponse(f"{self._base}/{path}", 303, {"cache-control": "no-store"})


async def _values(request: Request) -> Values | None:
    """The fields of a form; None when it is too large or is none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=12, errors="strict")
    except ValueError:
        return None
    return {name: found[0] for name, found in fields.items()}


def _new_password(values: Values) -> str:
    if values.get("new", "") != values.get("again", ""):
        raise ParameterError(_DIFFERENT)
    return values.get("new", "")
