"""The pages before the dashboard, as plain HTML: sign in, sign out, change the password, make the first account."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from starlette.responses import HTMLResponse

from atgt.domain.account import MIN_PASSWORD
from atgt.domain.text import Text
from atgt.gate import headers

_STYLE = """
:root{font-family:"Segoe UI",system-ui,sans-serif;color:#1d2733;background:#f4f6f8}
body{margin:0;min-height:100vh;display:grid;place-items:center}
main{background:#fff;border:1px solid #c9d1d9;border-radius:.5rem;padding:2rem;margin:1rem;
width:min(24rem,calc(100vw - 6rem))}
.mark{font-weight:700;color:#1f3a5f;letter-spacing:.06em;font-size:1.05rem}
.mark small{display:block;font-weight:400;letter-spacing:0;color:#4a5766;margin-top:.15rem}
h1{font-size:1.35rem;margin:1.4rem 0 .4rem}p{margin:.4rem 0 1rem;line-height:1.5;color:#3a4653}
label{display:block;font-weight:600;margin:.9rem 0 .25rem}.en{font-weight:400;color:#5a6775;font-size:.86em}
input{box-sizing:border-box;width:100%;font:inherit;padding:.6rem .7rem;border:1px solid #8894a1;border-radius:.35rem}
input:focus,button:focus,a:focus{outline:3px solid #8db4e8;outline-offset:1px}
button{width:100%;font:inherit;font-weight:600;color:#fff;background:#1f3a5f;border:0;border-radius:.35rem;padding:.7rem;
margin-top:1.4rem;cursor:pointer}button:hover{background:#16304f}
.fault{background:#fdecea;border-left:4px solid #a3121c;padding:.7rem .8rem;color:#5f0b11;border-radius:.2rem;
overflow-wrap:anywhere}p .en{display:block;margin-top:.35rem}
a{color:#1b5fae}nav{margin-top:1.2rem;text-align:center}
.or{display:flex;align-items:center;gap:.8rem;margin:1.3rem 0 1rem;color:#5a6775;font-size:.9em}
.or:before,.or:after{content:"";flex:1;border-top:1px solid #c9d1d9}
.other{display:block;text-align:center;font-weight:600;color:#1f3a5f;text-decoration:none;border:1px solid #1f3a5f;
border-radius:.35rem;padding:.65rem .7rem}.other:hover{background:#eef2f7}.other .en{display:block}
"""

SIGN_IN, SIGN_OUT, CHANGE_PASSWORD, SET_UP = "dang-nhap", "dang-xuat", "doi-mat-khau", "thiet-lap"
PATHS = frozenset({SIGN_IN, SIGN_OUT, CHANGE_PASSWORD, SET_UP})
OFFICE = "dang-nhap-co-quan"
_LOGOUT = "auth/logout"
_TARGET = re.compile(r"[a-z0-9-]{0,40}")


Link = tuple[str, Text]
"""Where a link leads below the base path, and its words."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form."""

    name: str
    label: Text
    kind: str = "text"
    autocomplete: str = "off"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One page: a title, a sentence, its fields and one button; ``other`` is another way, ``links`` lead elsewhere."""

    path: str
    title: Text
    about: Text | None
    fields: Sequence[Field]
    button: Text
    links: Sequence[Link] = ()
    other: Link | None = None


_NAME = Field("name", Text("Tên đăng nhập", "User name"), autocomplete="username")
_NEW = Field("new", Text(f"Mật khẩu mới (ít nhất {MIN_PASSWORD} ký tự)", "New password"), "password", "new-password")
_AGAIN = Field("again", Text("Nhập lại mật khẩu mới", "New password again"), "password", "new-password")
_BACK = ("", Text("Về bảng điều khiển", "Back to the dashboard"))


def target(wanted: str) -> str:
    """A page of ours to go on to, never another site.

    Examples
    --------
    >>> target("danh-sach"), target("//elsewhere.example"), target("dang-nhap/../x")
    ('danh-sach', '', '')
    """
    return wanted if _TARGET.fullmatch(wanted) else ""


def sign_in(name: str = "", target: str = "", *, has_office: bool = False) -> Form:
    """Name and password, or the office's account where there is one; ``target`` is the page to open then."""
    way = f"{OFFICE}?toi={target}" if target else OFFICE
    return Form(
        SIGN_IN,
        Text("Đăng nhập", "Sign in"),
        None,
        (
            replace(_NAME, value=name),
            Field("password", Text("Mật khẩu", "Password"), "password", "current-password"),
            Field("target", Text("", ""), "hidden", value=target),
        ),
        Text("Đăng nhập", "Sign in"),
        other=(way, Text("Đăng nhập bằng tài khoản cơ quan", "Sign in with the office's account"))
        if has_office
        else None,
    )


def sign_out(name: str) -> Form:
    """One button: nothing changes by following a link."""
    about = Text(f"Bạn đang đăng nhập với tên “{name}”.", f"You are signed in as “{name}”.")
    change = (CHANGE_PASSWORD, Text("Đổi mật khẩu", "Change the password"))
    return Form(SIGN_OUT, Text("Đăng xuất", "Sign out"), about, (), Text("Đăng xuất", "Sign out"), (change, _BACK))


def change_password(*, is_forced: bool) -> Form:
    """The present password and the new one, twice."""
    about = Text(
        "Mật khẩu bạn nhận được chỉ dùng một lần: hãy đặt mật khẩu của riêng bạn.",
        "The password you were given works once: choose your own.",
    )
    present = Field("old", Text("Mật khẩu hiện tại", "Present password"), "password", "current-password")
    links = ((SIGN_OUT, Text("Đăng xuất", "Sign out")),) if is_forced else (_BACK,)
    return Form(
        CHANGE_PASSWORD,
        Text("Đổi mật khẩu", "Change the password"),
        about if is_forced else None,
        (present, _NEW, _AGAIN),
        Text("Đổi mật khẩu", "Change the password"),
        links,
    )


def set_up() -> Form:
    """The first account of a server; the code stands in the terminal it was started from."""
    return Form(
        SET_UP,
        Text("Tạo quản trị viên đầu tiên", "Make the first administrator"),
        Text(
            "Máy chủ này chưa có tài khoản nào. Mã một lần nằm trong cửa sổ dòng lệnh đã khởi động máy chủ.",
            "This server has no account. The one-time code stands in the terminal that started it.",
        ),
        (
            Field("code", Text("Mã một lần", "One-time code")),
            _NAME,
            Field("full_name", Text("Họ và tên", "Full name"), autocomplete="name"),
            _NEW,
            _AGAIN,
        ),
        Text("Tạo tài khoản", "Make the account"),
    )


def render(form: Form, *, token: str, base_path: str, fault: Text | None = None, status: int = 200) -> HTMLResponse:
    """A form as a page; every word from outside is escaped, nothing is fetched, nothing is kept by the browser."""
    nonce = secrets.token_urlsafe(12)
    shown = [
        f"<h1>{_both(form.title)}</h1>",
        f"<p>{_both(form.about)}</p>" if form.about else "",
        _fault(fault) if fault else "",
        f'<form method="post" action="{escape(base_path)}/{form.path}">',
        f'<input type="hidden" name="form" value="{escape(token)}">',
        *(_field(one, is_first=number == 0) for number, one in enumerate(form.fields)),
        f'<button type="submit">{escape(form.button.vi)}</button></form>',
        _other(form.other, base_path) if form.other else "",
        _links(form.links, base_path),
    ]
    return _page(form.title, "".join(shown), nonce, status)


def told(message: Text, *, status: int) -> HTMLResponse:
    """A page that only says something."""
    return _page(Text("ATGT", "ATGT"), _fault(message), secrets.token_urlsafe(12), status)


def refused(message: Text, *, status: int, base_path: str) -> HTMLResponse:
    """Why the office's account did not let somebody in, and what to try next."""
    title = Text("Chưa đăng nhập được", "Not signed in")
    ways = (
        (OFFICE, Text("Thử lại", "Try again")),
        (_LOGOUT, Text("Dùng tài khoản cơ quan khác", "Use another account")),
        (SIGN_IN, Text("Đăng nhập bằng mật khẩu", "Sign in with a password")),
    )
    body = f"<h1>{_both(title)}</h1>{_fault(message)}{_links(ways, base_path)}"
    return _page(title, body, secrets.token_urlsafe(12), status)


def leaving(base_path: str) -> HTMLResponse:
    """Signed out here; on to the sign-out of the office's provider.

    A page and not a redirect: a browser follows a form to no other site, as the content policy wants it.
    """
    on = (_LOGOUT, Text("Tiếp tục", "Go on"))
    body = (
        f"<h1>{_both(Text('Đang đăng xuất', 'Signing out'))}</h1>"
        f"<p>{_both(Text('Đang đăng xuất cả tài khoản cơ quan…', 'Signing out of the office account, too…'))}</p>"
        f"{_links((on,), base_path)}"
    )
    head = f'<meta http-equiv="refresh" content="0;url={escape(base_path)}/{_LOGOUT}">'
    return _page(Text("Đăng xuất", "Sign out"), body, secrets.token_urlsafe(12), 200, head)


def _fault(message: Text) -> str:
    return f'<p class="fault" role="alert">{_both(message)}</p>'


def _other(link: Link, base_path: str) -> str:
    path, label = link
    way = f'<a class="other" href="{escape(base_path)}/{escape(path)}">{_both(label)}</a>'
    return f'<div class="or">{escape("hoặc")}</div>{way}'


def _links(links: Sequence[Link], base_path: str) -> str:
    return "".join(f'<nav><a href="{escape(base_path)}/{path}">{_both(label)}</a></nav>' for path, label in links)


def _page(title: Text, body: str, nonce: str, status: int, head: str = "") -> HTMLResponse:
    mark = "ATGT<small>Tai nạn giao thông và điểm đen của phường</small>"
    html = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title.vi)} – ATGT</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f'<style nonce="{nonce}">{_STYLE}</style>{head}</head>'
        f'<body><main><div class="mark">{mark}</div>{body}</main></body></html>'
    )
    own = {
        "content-security-policy": headers.own_policy(nonce),
        "cache-control": "no-store",
        "x-frame-options": "DENY",
    }
    return HTMLResponse(html, status, own)


def _field(field: Field, *, is_first: bool) -> str:
    value = f' value="{escape(field.value)}"' if field.value else ""
    if field.kind == "hidden":
        return f'<input type="hidden" name="{field.name}"{value}>'
    focus = " autofocus" if is_first else ""
    return (
        f'<label for="{field.name}">{_both(field.label)}</label><input id="{field.name}" name="{field.name}" '
        f'type="{field.kind}" autocomplete="{field.autocomplete}" required maxlength="200"{value}{focus}>'
    )


def _both(text: Text) -> str:
    english = f' <span class="en" lang="en">{escape(text.en)}</span>' if text.en != text.vi else ""
    return f"{escape(text.vi)}{english}"
