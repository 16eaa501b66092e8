"""Serving the dashboard: to this computer alone, or to the office's others once there are accounts."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import click

from atgt import settings
from atgt.cli.shell import say
from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.workflow import session, signing_in

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - named to be refused or widened, not bound here


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe. / Address to listen on.")
@click.option("--single-user", is_flag=True, help="Một người, chỉ máy này. / One person, this computer only.")
@click.option("--host", "hosts", multiple=True, help="Tên máy chủ trình duyệt dùng. / Names browsers call it by.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="Chứng thư PEM. / Certificate.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="Khóa PEM. / Its key.")
@click.pass_context
def serve_command(
    context: click.Context,
    port: int,
    address: str,
    single_user: bool,
    hosts: tuple[str, ...],
    tls_cert: str | None,
    tls_key: str | None,
) -> NoReturn:
    """Mở bảng điều khiển trong trình duyệt. / Serve the dashboard."""
    single_user = single_user or settings.is_single_user(os.environ)
    check_single_user(address, single_user=single_user)
    _tell(context.obj, f"{'https' if tls_cert else 'http'}://{address}:{port}", single_user=single_user)
    options = [f"--server.port={port}", f"--server.address={address}"]
    options += [f"--server.allowedHosts={name}" for name in allowed_hosts(address, hosts)]
    secrets = settings.secrets_file(os.environ)
    if secrets is not None:
        _warn_if_readable_by_others(secrets)
        options.append(f"--secrets.files={secrets}")
    if tls_cert and tls_key:
        options += [f"--server.sslCertFile={tls_cert}", f"--server.sslKeyFile={tls_key}"]
    page = settings.dashboard_file()
    code = subprocess.call(  # noqa: S603 - our own interpreter, our own file, checked options
        [sys.executable, "-m", "streamlit", "run", str(page), *options],
        cwd=page.parent,
        env={
            **os.environ,
            settings.DATABASE_VARIABLE: context.obj,
            settings.SINGLE_USER_VARIABLE: str(int(single_user)),
        },
    )
    sys.exit(code)


def check_single_user(address: str, *, single_user: bool) -> None:
    """Refuse the single-user mode on an address that other computers reach.

    Raises
    ------
    ParameterError
        Saying what to do.
    """
    if single_user and address not in _LOCAL:
        raise ParameterError(
            Text(
                f"Chế độ một người dùng chỉ chạy trên 127.0.0.1, không chạy trên {address}. Bỏ --single-user và tạo "
                "tài khoản: atgt accounts create-admin TÊN.",
                f"The single-user mode runs on 127.0.0.1 only, not on {address}. Leave --single-user out and make "
                "accounts: atgt accounts create-admin NAME.",
            )
        )


def allowed_hosts(address: str, named: tuple[str, ...]) -> list[str]:
    """The names under which browsers may call the server: others are refused (DNS rebinding)."""
    own = {"localhost", "127.0.0.1", *named}
    if address in _EVERYWHERE:
        name = socket.gethostname()
        own.add(name)
        try:
            own |= {str(found[4][0]) for found in socket.getaddrinfo(name, None)}
        except OSError:  # a computer whose own name is not known to any resolver
            own.add(name.split(".")[0])
    else:
        own.add(address)
    return sorted(own)


def _warn_if_readable_by_others(secrets: Path) -> None:
    if os.name == "posix" and secrets.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        told = Text(
            f"Người khác trên máy này đọc được {secrets}. Hãy chạy: chmod 600 {secrets}",
            f"Others on this computer can read {secrets}. Run: chmod 600 {secrets}",
        )
        click.echo(say(told), err=True)


def _tell(database_url: str, where: str, *, single_user: bool) -> None:
    click.echo(say(Text(f"Mở trình duyệt tại {where}", f"Open {where} in a browser")))
    database = session.open_database(database_url)
    needs_sign_in = signing_in.needs_sign_in(database)
    database.close()
    if single_user and needs_sign_in:
        told = Text(
            "Cơ sở dữ liệu này đã có tài khoản: mọi người vẫn phải đăng nhập.",
            "This database has accounts: everybody signs in all the same.",
        )
        click.echo(say(told))
