"""Every use case against every role: what the table says is what happens, and a refused one stores nothing.

A use case is any public function of ``atgt.workflow`` that takes a database (or, to make one, a URL with an actor).
"""

import importlib
import inspect
import pkgutil
import re
from unittest.mock import MagicMock

import pytest

import atgt.workflow
from atgt.domain.actor import Actor, Role
from atgt.domain.errors import NotAllowedError
from atgt.workflow import authority, permissions

TRIED = permissions.PERMISSIONS
"""Beyond the least role of ``review.move``, domain.review rules each move; tests/domain/test_review.py tries them all."""


class ReachedTheDatabaseError(Exception):
    """The use case went on to the database."""


class OnlyLooks:
    """A database for one reader that stops every use case at its first look or write."""

    def __init__(self, reader):
        self.reader, self.url, self.dialect, self.writes = reader, "sqlite:///none", "sqlite", 0
        self.ward = None

    def refuse_strangers(self, *_people):
        pass  # test_rights_by_ward.py

    def for_accounts(self):
        return self

    def read(self):
        raise ReachedTheDatabaseError

    def write(self, *_arguments):
        self.writes += 1
        raise ReachedTheDatabaseError


def kinds_of(parameter):
    """The words of an annotation: "Database | None" is a database too."""
    return set(re.findall(r"\w+", str(parameter.annotation)))


def use_cases():
    found = {}
    for module_info in pkgutil.walk_packages(atgt.workflow.__path__, "atgt.workflow."):
        module = importlib.import_module(module_info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            given = inspect.signature(function).parameters
            kinds = {word for one in given.values() for word in kinds_of(one)}
            if kinds & {"Database", "Actor", "MoveRequest"} and not kinds & {"Session"}:
                found[f"{module.__name__.removeprefix('atgt.workflow.')}.{name}"] = function
    return found


USE_CASES = use_cases()


def call(function, actor):
    """Call a use case with an actor, a database that stops it, and anything for the rest."""
    database = OnlyLooks(actor)
    given = {}
    for name, one in inspect.signature(function).parameters.items():
        if "Database" in kinds_of(one):
            given[name] = database
        elif "Actor" in kinds_of(one):
            given[name] = actor
        elif "MoveRequest" in kinds_of(one):  # the person comes inside the request
            given[name] = MagicMock(name=name, actor=actor)
        elif one.default is inspect.Parameter.empty:
            given[name] = MagicMock(name=name)
    positional = [given.pop(n) for n, p in inspect.signature(function).parameters.items()
                  if n in given and p.kind is not inspect.Parameter.KEYWORD_ONLY]  # fmt: skip
    try:
        function(*positional, **given)
    except NotAllowedError:
        return "refused", database
    except Exception:  # noqa: BLE001 - whatever stops it later, it was let in
        return "allowed", database
    return "allowed", database


def test_every_use_case_is_in_the_table_and_the_table_names_no_other():
    named = {one.key for one in permissions.PERMISSIONS} | set(permissions.OPEN)

    assert sorted(set(USE_CASES) - named) == []
    assert sorted(named - set(USE_CASES)) == []
    assert len(named) == len(permissions.PERMISSIONS) + len(permissions.OPEN)  # none twice


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", TRIED, ids=lambda one: one.key)
def test_each_role_may_do_what_the_table_says_and_no_more(permission, role):
    answer, database = call(USE_CASES[permission.key], Actor("ai", role))

    assert answer == ("allowed" if permission.allows(role) else "refused")
    assert answer == "allowed" or database.writes == 0


def test_a_use_case_that_forgets_to_ask_would_be_found():
    def careless(database, actor):
        with database.write():
            pass

    def careful(database, actor):
        authority.require(actor, Role.EDITOR, MagicMock())
        careless(database, actor)

    careless.__annotations__ = careful.__annotations__ = {"database": "Database", "actor": "Actor"}

    assert call(careless, Actor("ai", Role.VIEWER))[0] == "allowed"
    assert call(careful, Actor("ai", Role.VIEWER))[0] == "refused"


def test_a_refused_use_case_leaves_the_database_as_it_was(sample_database, now):
    """The same on a real database, for one use case of each kind."""
    from atgt.storage import audit
    from atgt.workflow import accounts, entry, intake, keeping, screening

    viewer = Actor("uy-vien", Role.VIEWER)
    seen = sample_database.seen_by(viewer)
    with sample_database.read() as session:
        before = audit.head(session)

    for attempt in (
        lambda: screening.run_screening(seen, screening.default_parameters(seen), viewer, now),
        lambda: accounts.add(seen, MagicMock(), None, viewer, now),
        lambda: intake.accept(seen, MagicMock(), viewer, now),
        lambda: intake.held_rows(seen),
        lambda: entry.preliminary(seen),
        lambda: keeping.verify(seen),
    ):
        with pytest.raises(NotAllowedError, match="Vai trò của bạn không được"):
            attempt()

    with sample_database.read() as session:
        assert audit.head(session) == before


def test_the_printed_table_stands_in_the_documents(root):
    """docs/security.md is generated from the table: print ``permissions.markdown()`` into it after a change."""
    from atgt.workflow.permissions import markdown

    assert markdown() in (root / "docs/security.md").read_text("utf-8")
