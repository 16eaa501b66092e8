"""What all commands share: the group that ends every AtgtError in one sentence, the language, the database."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from atgt.domain.errors import AtgtError, InputFileError
from atgt.domain.local_time import VIETNAM
from atgt.domain.text import Language, Text
from atgt.storage.database import Database
from atgt.workflow import session

DATABASE_HELP = (
    "Địa chỉ cơ sở dữ liệu, ví dụ sqlite:///ward.gpkg; mặc định ATGT_DATABASE_URL hoặc tệp của phường. / "
    "Database URL, for example sqlite:///ward.gpkg; default ATGT_DATABASE_URL or the ward's own file."
)
WARD_HELP = (
    "Mã phường trên máy chủ nhiều phường; mặc định ATGT_WARD. / "
    "Code of a ward on a server of several wards; default ATGT_WARD."
)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class SentenceGroup(click.Group):
    """Turns every AtgtError into one sentence and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the error of a nested group is told once."""
        try:
            return super().invoke(ctx)
        except AtgtError as error:
            click.echo(f"{say(Text('Lỗi', 'Error'))}: {error.message(language())}", err=True)
            sys.exit(1)


def language() -> Language:
    """The language asked for with ``--lang``."""
    context = click.get_current_context(silent=True)
    chosen = context.find_root().params.get("lang") if context else None
    return Language(chosen or "vi")


def say(text: Text) -> str:
    """The words in the language asked for."""
    return text.of(language())


def clock() -> dt.datetime:
    """Now, in the office's own zone: the command line is where the clock is read."""
    return dt.datetime.now(VIETNAM)


def show_progress(share: float, text: Text) -> None:
    """One line of progress on the error stream."""
    click.echo(f"  {share:4.0%}  {say(text)}", err=True)


def with_database(function: Callable[..., None]) -> Callable[..., None]:
    """Open the database for a command and close it afterwards; ``--database`` may also stand behind the command."""

    @click.option("--database", "own_url", metavar="URL", help=DATABASE_HELP)
    @click.pass_context
    def command(context: click.Context, /, own_url: str | None, **options: Any) -> None:
        _run(function, session.open_database(chosen_url(context, own_url)), options)

    command.__doc__ = function.__doc__
    return command


def with_server(function: Callable[..., None]) -> Callable[..., None]:
    """As ``with_database``, for commands about accounts and wards: the whole server, whichever ward is named."""

    @click.option("--database", "own_url", metavar="URL", help=DATABASE_HELP)
    @click.pass_context
    def command(context: click.Context, /, own_url: str | None, **options: Any) -> None:
        _run(function, session.open_server(own_url or context.obj), options)

    command.__doc__ = function.__doc__
    return command


def chosen_url(context: click.Context, own_url: str | None) -> str:
    """The database of a command: named behind it, or before it with ``--database``; with the ward of ``--ward``."""
    return session.database_url(own_url, context.find_root().params.get("ward")) if own_url else str(context.obj)


def _run(function: Callable[..., None], database: Database, options: dict[str, Any]) -> None:
    try:
        function(database, **options)
    finally:
        database.close()


def read_day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    """A day written dd/mm/yyyy or yyyy-mm-dd; None stays None."""
    if value is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(value, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    wrong = Text(f"“{value}” không phải là ngày (dd/mm/yyyy).", f"“{value}” is not a date (yyyy-mm-dd).")
    raise click.BadParameter(say(wrong))


def write_file(path: Path, content: bytes) -> None:
    """Write a result.

    Raises
    ------
    InputFileError
        When the file cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputFileError(
            Text(f"Không ghi được tệp {path}: {error.strerror}.", f"Cannot write {path}: {error.strerror}.")
        ) from error
