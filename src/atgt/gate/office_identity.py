"""The office's identity provider (OpenID Connect), through Streamlit's own ``st.login``.

Here is what the gate asks of Streamlit: whether ``[auth]`` is configured, where signing in begins, and whom Streamlit
has named in a cookie that only it can sign. The routes themselves are Streamlit's; ``office_door`` opens them.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from streamlit import auth_util, user_info
from streamlit.errors import StreamlitAuthError
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from atgt.domain.errors import AtgtError, ParameterError
from atgt.domain.text import Text
from atgt.gate import addresses

LOGIN, CALLBACK, LOGOUT = "auth/login", "oauth2callback", "auth/logout"
STREAMLIT_PATHS = frozenset({LOGIN, CALLBACK, LOGOUT})
IDENTITY_COOKIE = USER_COOKIE_NAME
"""The beginning of the names of all cookies in which Streamlit keeps who signed in, and the provider's tokens."""
_FRESH_DAYS = 1 / 1440
"""The cookie is read in the answer that sets it: a minute is plenty."""
_MIN_SECRET = 32
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OfficePerson:
    """Whom the provider has named; an address that it says is not verified is not his."""

    email: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class OfficeIdentity:
    """The one provider that is configured; ``provider`` is its name in ``[auth]``."""

    provider: str

    def begin(self) -> str:
        """The address, for two minutes, of Streamlit's route that leads to the provider."""
        return user_info.generate_login_redirect_url(self.provider)

    def person_in(self, cookies: Mapping[str, str]) -> OfficePerson | None:
        """Who is named in cookies that Streamlit has just signed; None when there are none, or others signed them."""
        secret = get_cookie_secret()

        def signed(name: str) -> bytes | None:
            value = cookies.get(name)
            return None if value is None else decode_signed_value(secret, name, value, max_age_days=_FRESH_DAYS)

        told = auth_util.get_cookie_with_chunks(signed, USER_COOKIE_NAME)
        claims = _claims(told) if told is not None else {}
        own = (self.provider, auth_util.get_origin_from_redirect_uri(), True)
        if (claims.get("provider"), claims.get("origin"), claims.get("is_logged_in")) != own:
            return None
        is_verified = str(claims.get("email_verified", True)).strip().lower() not in {"false", "0", "none"}
        return OfficePerson(str(claims.get("email") or ""), is_verified)


def configured(base_path: str = "") -> OfficeIdentity | None:
    """The provider of ``[auth]`` in secrets.toml; None without that section.

    Parameters
    ----------
    base_path
        Streamlit's ``server.baseUrlPath``: the redirect address must lie below it.

    Raises
    ------
    ParameterError
        When the section is there but cannot be used, or would not be safe.
    """
    section = auth_util.get_secrets_auth_section()
    if not section:
        return None
    if not auth_util.is_authlib_installed() or find_spec("httpx") is None:
        raise _fault("thiếu gói: pip install authlib httpx", "packages are missing: pip install authlib httpx")
    provider = _only_provider(section)
    try:
        auth_util.validate_auth_credentials(provider)
    except StreamlitAuthError as error:
        words = " ".join(str(error).split())
        raise _fault(words, words) from error
    if len(str(section["cookie_secret"])) < _MIN_SECRET:
        raise _fault(f"cookie_secret phải có ít nhất {_MIN_SECRET} ký tự", f"cookie_secret needs {_MIN_SECRET} letters")
    redirect = auth_util.get_redirect_uri(section) or ""
    path = "/".join(("", *filter(None, (base_path.strip("/"), CALLBACK))))
    if urlsplit(redirect).path != path:
        raise _fault(f"redirect_uri phải là https://TÊN{path}", f"redirect_uri must be https://NAME{path}")
    _check_encrypted(redirect, "redirect_uri")
    _check_encrypted(str(_of(section, provider)["server_metadata_url"]), "server_metadata_url")
    return OfficeIdentity(provider)


def configured_or_told(base_path: str = "") -> OfficeIdentity | None:
    """As ``configured``; what is wrong is told in the terminal, and signing in by password goes on without it."""
    try:
        return configured(base_path)
    except AtgtError as error:
        sys.stderr.write(f"\n  {error.text.vi}\n  {error.text.en}\n\n")
        _LOG.warning("signing in with the office's account is off: %s", error)
        return None


def _only_provider(section: Mapping[str, Any]) -> str:
    named = [name for name, value in section.items() if isinstance(value, Mapping) and "client_id" in value]
    providers = ["default"] if section.get("client_id") else named
    if len(providers) != 1:
        raise _fault("cần đúng một nhà cung cấp (client_id)", "exactly one provider (client_id) is needed")
    return providers[0]


def _of(section: Mapping[str, Any], provider: str) -> Mapping[str, Any]:
    found = section.get(provider)
    return found if isinstance(found, Mapping) else section


def _check_encrypted(address: str, name: str) -> None:
    """Refuse an address whose traffic others on the network could read or change."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and addresses.is_loopback(parts.hostname)):
        raise _fault(f"{name} phải bắt đầu bằng https://", f"{name} must begin with https://")


def _fault(vi: str, en: str) -> ParameterError:
    return ParameterError(
        Text(
            f"Đăng nhập bằng tài khoản cơ quan chưa dùng được – mục [auth] của secrets.toml: {vi}.",
            f"Signing in with the office's account is off - section [auth] of secrets.toml: {en}.",
        )
    )


def _claims(told: bytes) -> dict[str, Any]:
    try:
        found = json.loads(told)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
