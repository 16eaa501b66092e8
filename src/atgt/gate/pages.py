"""The pages before the dashboard, as plain HTML: sign in, sign out, change the password, make the first account."""

from __future__ import annotations

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
.fault{background:#fdecea;border-left:4px solid #a3121c;padding:.7rem .8rem;color:#5f0b11;border-radius:.2rem}
a{color:#1b5fae}nav{margin-top:1.2rem;text-align:center}
"""

SIGN_IN, SIGN_OUT, CHANGE_PASSWORD, SET_UP = "dang-nhap", "dang-xuat", "doi-mat-khau", "thiet-lap"
PATHS = frozenset({SIGN_IN, SIGN_OUT, CHANGE_PASSWORD, SET_UP})


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
    """One page: a title, a sentence, its fields and one button; ``links`` lead elsewhere."""

    path: str
    title: Text
    about: Text | None
    fields: Sequence[Field]
    button: Text
    links: Sequence[tuple[str, Text]] = ()


_NAME = Field("name", Text("Tên đăng nhập", "User name"), autocomplete="username")
_NEW = Field("new", Text(f"Mật khẩu mới (ít nhất {MIN_PASSWORD} ký tự)", "New password"), "password", "new-password")
_AGAIN = Field("again", Text("Nhập lại mật khẩu mới", "New password again"), "password", "new-password")
_BACK = ("", Text("Về bảng điều khiển", "Back to the dashboard"))


def sign_in(name: str = "", target: str = "") -> Form:
    """Name and password; ``target`` is the page to open then."""
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
        f'<p class="fault" role="alert">{_both(fault)}</p>' if fault else "",
        f'<form method="post" action="{escape(base_path)}/{form.path}">',
        f'<input type="hidden" name="form" value="{escape(token)}">',
        *(_field(one, is_first=number == 0) for number, one in enumerate(form.fields)),
        f'<button type="submit">{escape(form.button.vi)}</button></form>',
        *(f'<nav><a href="{escape(base_path)}/{path}">{_both(label)}</a></nav>' for path, label in form.links),
    ]
    return _page(form.title, "".join(shown), nonce, status)


def told(message: Text, *, status: int) -> HTMLResponse:
    """A page that only says something."""
    nonce = secrets.token_urlsafe(12)
    return _page(Text("ATGT", "ATGT"), f'<p class="fault" role="alert">{_both(message)}</p>', nonce, status)


def _page(title: Text, body: str, nonce: str, status: int) -> HTMLResponse:
    mark = "ATGT<small>Tai nạn giao thông và điểm đen của phường</small>"
    html = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title.vi)} – ATGT</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f'<style nonce="{nonce}">{_STYLE}</style></head>'
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
