"""A real OpenID Connect provider on this computer (oidc-provider-mock), as a process of its own, and its people."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

COOKIE_SECRET = "only for tests, thirty-two letters or more"


class Stay(urllib.request.HTTPRedirectHandler):
    """Gives redirects back instead of following them."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


class IdentityProvider:
    """Started by ``start``, ended by ``stop``; ``address`` is its issuer."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay).open

    def start(self) -> None:
        """Start the process and wait until it answers."""
        environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}  # http is enough on 127.0.0.1
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self.port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self._open(self.metadata, timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise RuntimeError("oidc-provider-mock did not start")

    def stop(self) -> None:
        """End the process: from then on the provider is out of reach."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None

    @property
    def metadata(self) -> str:
        """Where the provider tells about itself."""
        return f"{self.address}/.well-known/openid-configuration"

    def section(self, redirect_uri: str) -> dict[str, str]:
        """``[auth]`` of secrets.toml for this provider."""
        return {
            "redirect_uri": redirect_uri,
            "cookie_secret": COOKIE_SECRET,
            "client_id": "atgt",
            "client_secret": "only for tests",
            "server_metadata_url": self.metadata,
        }

    def write(self, path: Path, redirect_uri: str) -> Path:
        """Write a secrets.toml for this provider."""
        lines = [f'{name} = "{value}"' for name, value in self.section(redirect_uri).items()]
        path.write_text("\n".join(["[auth]", *lines]), encoding="utf-8")
        path.chmod(0o600)
        return path

    def tell(self, person: str, **claims: object) -> None:
        """What the provider says of a person besides who he is."""
        where = f"{self.address}/users/{urllib.parse.quote(person)}"
        asked = urllib.request.Request(where, json.dumps(claims).encode(), method="PUT")
        asked.add_header("content-type", "application/json")
        self._open(asked, timeout=10).close()

    def confirm(self, address: str, person: str) -> str:
        """Sign in as a person at the address a browser was sent to; the path and query it is sent back to."""
        form = urllib.parse.urlencode({"sub": person}).encode()
        try:
            answer = self._open(urllib.request.Request(address, form), timeout=10)
        except urllib.error.HTTPError as redirect:
            answer = redirect
        if answer.status != 302:
            raise RuntimeError(answer.read().decode())
        back = urllib.parse.urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"


def main() -> None:
    """The provider's process. Its pages would ask a style sheet of a server elsewhere: ours ask nobody."""
    import oidc_provider_mock
    from flask import Response

    app = oidc_provider_mock.app(require_nonce=True)

    @app.after_request
    def without_foreign_styles(answer: Response) -> Response:
        if answer.mimetype == "text/html":
            answer.set_data(re.sub(r"<link\b[^>]*>", "", answer.get_data(as_text=True)))
        return answer

    app.run("127.0.0.1", int(sys.argv[1]), debug=False, threaded=True)


if __name__ == "__main__":
    main()
