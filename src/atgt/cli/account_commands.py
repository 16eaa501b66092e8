"""Commands that keep accounts. Who may run them may read the database file anyway, so nobody signs in here."""

from __future__ import annotations

import click

from atgt.cli.shell import clock, say, with_server
from atgt.domain.account import Account, account_name
from atgt.domain.actor import LOCAL_USER, ROLE_LABELS, Role
from atgt.domain.text import Text
from atgt.storage.database import Database
from atgt.workflow import accounts

_ROLE = click.Choice([str(role) for role in Role])
_WARDS_HELP = (
    "Phường được làm việc, lặp lại cho nhiều phường; không có: mọi phường. / "
    "A ward this person works with, several times for several; without it: all."
)
_START = Text(
    "Mật khẩu tạm của {name} (phải đổi khi đăng nhập lần đầu): {password}",
    "Start password of {name} (to be changed at the first sign-in): {password}",
)
_FOR_OFFICE = Text(
    "Đã tạo {name}: đăng nhập bằng tài khoản cơ quan {email}, không có mật khẩu.",
    "Made {name}: signs in with the office's account {email}, has no password.",
)


@click.group("accounts")
def accounts_group() -> None:
    """Tài khoản và vai trò. / Accounts and roles."""


@accounts_group.command("create-admin")
@click.argument("name")
@click.option("--full-name", default="", help="Họ tên. / Full name.")
@click.password_option(prompt="Mật khẩu / Password", confirmation_prompt="Nhập lại / Again")
@with_server
def create_admin_command(database: Database, name: str, full_name: str, password: str) -> None:
    """Tạo quản trị viên đầu tiên; từ đó mọi người phải đăng nhập. / Make the first administrator."""
    accounts.create_first_administrator(database, name, full_name or name, password, clock())
    told = Text(f"Đã tạo quản trị viên {name}. Từ nay mọi người phải đăng nhập.", f"Made the administrator {name}.")
    click.echo(say(told))


@accounts_group.command("add")
@click.argument("name")
@click.option("--role", type=_ROLE, required=True)
@click.option("--full-name", default="", help="Họ tên. / Full name.")
@click.option("--unit", default="", help="Đơn vị. / Unit.")
@click.option("--email", default="", help="Thư điện tử của tài khoản cơ quan. / E-mail of the office's account.")
@click.option("--office-only", is_flag=True, help="Không có mật khẩu, chỉ tài khoản cơ quan. / No password.")
@click.option("--ward", "wards", multiple=True, metavar="CODE", help=_WARDS_HELP)
@with_server
def add_command(
    database: Database,
    name: str,
    role: str,
    full_name: str,
    unit: str,
    email: str,
    wards: tuple[str, ...],
    *,
    office_only: bool,
) -> None:
    """Thêm tài khoản, in mật khẩu tạm một lần. / Add an account, print its start password once."""
    account = Account(account_name(name), full_name or name, Role(role), unit, email, wards)
    if office_only:
        made = accounts.add_for_office(database, account, LOCAL_USER, clock())
        click.echo(say(_FOR_OFFICE.fill(name=made.name, email=made.email)))
        return
    made_up = accounts.add(database, account, None, LOCAL_USER, clock())
    click.echo(say(_START.fill(name=account.name, password=made_up)))


@accounts_group.command("email")
@click.argument("name")
@click.argument("address", default="")
@with_server
def email_command(database: Database, name: str, address: str) -> None:
    """Gắn tài khoản với thư điện tử của tài khoản cơ quan; bỏ trống để gỡ. / Join with an office account, or none."""
    account = accounts.set_email(database, account_name(name), address, LOCAL_USER, clock())
    click.echo(f"{account.name}: {account.email or '–'}")


@accounts_group.command("list")
@with_server
def list_command(database: Database) -> None:
    """Danh sách tài khoản. / List the accounts."""
    for account in accounts.page(database, LOCAL_USER, clock()).accounts:
        state = Text("đang dùng", "active") if account.is_active else Text("đã khóa", "deactivated")
        wards = f"[{', '.join(account.wards)}] " if account.wards else ""
        role = say(ROLE_LABELS[account.role])
        click.echo(f"{account.name:24s} {role:28s} {say(state):12s} {wards}{account.full_name}")


@accounts_group.command("deactivate")
@click.argument("name")
@with_server
def deactivate_command(database: Database, name: str) -> None:
    """Khóa tài khoản, kết thúc các phiên. / Switch an account off."""
    accounts.deactivate(database, account_name(name), LOCAL_USER, clock())
    click.echo(say(Text(f"Đã khóa tài khoản {name}.", f"Switched off {name}.")))


@accounts_group.command("activate")
@click.argument("name")
@with_server
def activate_command(database: Database, name: str) -> None:
    """Mở lại tài khoản. / Switch an account on again."""
    accounts.activate(database, account_name(name), LOCAL_USER, clock())
    click.echo(say(Text(f"Đã mở lại tài khoản {name}.", f"Switched on {name}.")))


@accounts_group.command("reset-password")
@click.argument("name")
@with_server
def reset_password_command(database: Database, name: str) -> None:
    """Đặt mật khẩu tạm, kết thúc các phiên. / Give an account a start password."""
    made_up = accounts.reset_password(database, account_name(name), LOCAL_USER, clock())
    click.echo(say(_START.fill(name=name, password=made_up)))


@accounts_group.command("roles")
@click.argument("name", required=False)
@click.argument("role", type=_ROLE, required=False)
@with_server
def roles_command(database: Database, name: str | None, role: str | None) -> None:
    """Các vai trò; hoặc đổi vai trò: roles NAME ROLE. / The roles, or give an account another one."""
    if name is None or role is None:
        for one, label in ROLE_LABELS.items():
            click.echo(f"{one:14s} {say(label)}")
        return
    account = accounts.set_role(database, account_name(name), Role(role), LOCAL_USER, clock())
    click.echo(f"{account.name}: {say(ROLE_LABELS[account.role])}")


@accounts_group.command("wards")
@click.argument("name")
@click.argument("codes", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="Mọi phường. / All wards.")
@with_server
def wards_command(database: Database, name: str, codes: tuple[str, ...], *, is_all: bool) -> None:
    """Đổi phường của tài khoản: wards NAME CODE…, hoặc --all. / Change the wards of an account."""
    if is_all == bool(codes):
        raise click.UsageError(say(Text("Nêu mã phường, hoặc --all.", "Name wards, or --all.")))
    account = accounts.set_wards(database, account_name(name), codes, LOCAL_USER, clock())
    click.echo(f"{account.name}: {', '.join(account.wards) or say(Text('mọi phường', 'all wards'))}")
