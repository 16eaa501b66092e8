"""The rule sets of an installation: the law, definitions of other countries, and what the office added, without code.

An office adds a TOML file in three ways: in the folder ``rules`` beside the database (or ``ATGT_RULES``), by
``atgt rule-sets add FILE``, or by an administrator on the page "Căn cứ và giới hạn". A file that cannot be screened
exactly is refused with words that say where; it is never left out silently.
"""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePath

from sqlalchemy.orm import Session

from atgt import settings
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import NotFoundError, ParameterError, RuleSetError
from atgt.domain.screening import ScreeningParameters
from atgt.domain.text import Text
from atgt.network_screening import rules
from atgt.network_screening.rules import RuleSet
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.workflow.authority import require

FILES_KEY = "rule_files"
READINGS_KEY = "rule_readings"
LARGEST_FILE = 200_000
"""Bytes a rule file may have: the two circulars together take 10 kB."""


def rule_sets(database: Database | None = None) -> tuple[RuleSet, ...]:
    """All rule sets that can be used, oldest first, each under the readings this office has chosen.

    Parameters
    ----------
    database
        Where the office keeps rule sets and readings of its own; None for those that come with the program.

    Raises
    ------
    RuleSetError
        When a file of the office cannot be used; the words name the file and the place in it.
    """
    shipped = [
        one for name, text in settings.read_shipped_rule_files().items() for one in _parse(name, text, origin="")
    ]
    if database is None:
        return rules.combine(shipped, ())
    with database.read() as session:
        return rule_sets_in(session, database.url)


def rule_sets_in(session: Session, url: str) -> tuple[RuleSet, ...]:
    """The same inside a transaction that is open already."""
    stored: Mapping[str, str] = settings_table.get(session, FILES_KEY, {})
    chosen: Mapping[str, Mapping[str, str]] = settings_table.get(session, READINGS_KEY, {})
    files = {**settings.read_own_rule_files(os.environ, url), **stored}
    own = [one for name, text in files.items() for one in _parse(name, text, origin=name)]
    return tuple(one.with_readings(_known(one, chosen.get(one.key, {}))) for one in rules.combine(rule_sets(), own))


def rule_set_for(parameters: ScreeningParameters, database: Database | None = None) -> RuleSet:
    """The rule set a run uses: the named one, or the one in force on its last day; under the readings of the run.

    Raises
    ------
    ParameterError
        When no rule set has that name.
    RuleSetError
        When none is in force on the day, or a reading does not exist.
    """
    known = rule_sets(database)
    chosen = dict(parameters.readings)
    if parameters.rule_set_key is None:
        return rules.rule_set_in_force(known, parameters.as_of).with_readings(chosen)
    return find(known, parameters.rule_set_key).with_readings(chosen)


def find(known: tuple[RuleSet, ...], key: str) -> RuleSet:
    """The rule set of a name.

    Raises
    ------
    ParameterError
        Naming those that exist.
    """
    for rule_set in known:
        if rule_set.key == key:
            return rule_set
    names = ", ".join(rule_set.key for rule_set in known)
    raise ParameterError(
        Text(
            f"Không có bộ tiêu chí “{key}”. Các bộ hiện có: {names}.",
            f"There is no rule set “{key}”. Known: {names}.",
        )
    )


def own_files(database: Database) -> dict[str, str]:
    """Text of the office's own rule files by name: those in the folder, then those kept in the database."""
    with database.read() as session:
        stored: Mapping[str, str] = settings_table.get(session, FILES_KEY, {})
    return {**settings.read_own_rule_files(os.environ, database.url), **stored}


def stored_files(database: Database) -> tuple[str, ...]:
    """Names of the rule files kept in the database: those that can be removed here."""
    with database.read() as session:
        return tuple(sorted(settings_table.get(session, FILES_KEY, {})))


def check_file(database: Database, name: str, content: bytes) -> tuple[RuleSet, ...]:
    """The rule sets of a file, tried together with all others; nothing is stored.

    Raises
    ------
    RuleSetError
        Saying what is wrong and where.
    """
    text = _text(name, content)
    others = {key: value for key, value in own_files(database).items() if key != name}
    shipped = rule_sets(None)
    added = _parse(name, text, origin=name)
    rules.combine(shipped, [*(s for key, value in others.items() for s in _parse(key, value, origin=key)), *added])
    return added


def add_file(database: Database, name: str, content: bytes, actor: Actor, now: dt.datetime) -> tuple[RuleSet, ...]:
    """Keep a rule file in the database, in the place of one of the same name; its rule sets can be used at once.

    Raises
    ------
    ForbiddenMoveError
        For anybody but an administrator.
    RuleSetError
        When the file cannot be used; then nothing is stored.
    """
    require(actor, Role.ADMINISTRATOR, Text("thêm bộ tiêu chí", "add rule sets"))
    name = PurePath(name).name
    added = check_file(database, name, content)
    with database.write(actor, f"thêm tệp bộ tiêu chí {name}", now) as session:
        stored = {**settings_table.get(session, FILES_KEY, {}), name: _text(name, content)}
        settings_table.put(session, FILES_KEY, stored)
    return added


def remove_file(database: Database, name: str, actor: Actor, now: dt.datetime) -> None:
    """Take a rule file out of the database; runs made with it stay as they are.

    Raises
    ------
    ForbiddenMoveError
        For anybody but an administrator.
    NotFoundError
        When no such file is kept in the database.
    RuleSetError
        When another rule set needs it (``replaces``).
    """
    require(actor, Role.ADMINISTRATOR, Text("bỏ bộ tiêu chí", "remove rule sets"))
    if name not in stored_files(database):
        raise NotFoundError(
            Text(
                f"Không có tệp bộ tiêu chí “{name}” trong cơ sở dữ liệu.",
                f"There is no rule file “{name}” in the database.",
            )
        )
    others = {key: value for key, value in own_files(database).items() if key != name}
    rules.combine(rule_sets(None), [s for key, value in others.items() for s in _parse(key, value, origin=key)])
    with database.write(actor, f"bỏ tệp bộ tiêu chí {name}", now) as session:
        stored = {key: value for key, value in settings_table.get(session, FILES_KEY, {}).items() if key != name}
        settings_table.put(session, FILES_KEY, stored)


def readings(database: Database) -> dict[str, dict[str, str]]:
    """What the office has decided about open questions: rule set to question to choice; defaults are left out."""
    with database.read() as session:
        kept: dict[str, dict[str, str]] = settings_table.get(session, READINGS_KEY, {})
    return kept


def set_readings(database: Database, key: str, chosen: Mapping[str, str], actor: Actor, now: dt.datetime) -> RuleSet:
    """Decide how open questions of a rule set are read from now on; stored runs keep theirs.

    Raises
    ------
    ForbiddenMoveError
        For anybody but an administrator.
    ParameterError, RuleSetError
        When there is no such rule set, question or choice.
    """
    require(actor, Role.ADMINISTRATOR, Text("đổi cách hiểu của bộ tiêu chí", "change the reading of a rule set"))
    rule_set = find(rule_sets(database), key).with_readings(chosen)
    with database.write(actor, f"cách hiểu của bộ tiêu chí {key}", now) as session:
        kept = {**settings_table.get(session, READINGS_KEY, {}), key: rule_set.other_readings}
        settings_table.put(session, READINGS_KEY, {name: value for name, value in kept.items() if value})
    return rule_set


def _known(rule_set: RuleSet, chosen: Mapping[str, str]) -> dict[str, str]:
    """Readings that this rule set still offers: a file may have been replaced since they were chosen."""
    offered = {question.key: {choice.key for choice in question.choices} for question in rule_set.open_questions}
    return {question: choice for question, choice in chosen.items() if choice in offered.get(question, ())}


def _text(name: str, content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise RuleSetError(
            Text(
                f"{name}: tệp lớn hơn {LARGEST_FILE // 1000} kB, không phải tệp bộ tiêu chí.",
                f"{name}: larger than {LARGEST_FILE // 1000} kB, not a rule file.",
            )
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleSetError(Text(f"{name}: phải lưu bằng bảng mã UTF-8.", f"{name}: must be saved as UTF-8.")) from None


@lru_cache(maxsize=64)
def _parse(name: str, text: str, *, origin: str) -> tuple[RuleSet, ...]:
    """The rule sets of a text, read once: every look at a place asks for them."""
    try:
        return rules.parse_rule_sets(tomllib.loads(text), origin=origin)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(
            Text(f"{name} không đúng cú pháp TOML: {error}.", f"{name} is not valid TOML: {error}.")
        ) from error
    except RuleSetError as error:
        raise RuleSetError(Text(f"{name}. {error.text.vi}", f"{name}. {error.text.en}")) from error
