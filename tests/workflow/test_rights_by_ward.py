"""Rights by ward, for every use case: who does not work with a ward is refused, whatever his role.

The database here is a real ``Database`` of the ward "b" on a server that does not answer: whoever got past the refusal
would be told that the server cannot be reached.
"""

import inspect
from unittest.mock import MagicMock

import pytest
from sqlalchemy import create_engine

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import NotAllowedError
from atgt.storage.database import Database
from atgt.workflow.comparing import CALENDAR, Asked
from atgt.workflow.permissions import OPEN, PERMISSIONS
from tests.workflow.test_permissions import USE_CASES, kinds_of

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/none"
SIGNED_IN = {key for key in OPEN if key.startswith(("signing_in.", "wards.", "authority."))}
"""What is asked before anybody is known, or is the check itself."""
NO_ACTOR = {"demo.load_sample", "accounts.create_first_administrator", "people.person_named", "review.possible_moves"}
ASKED = sorted({one.key for one in PERMISSIONS} | set(OPEN) - SIGNED_IN - NO_ACTOR)


GIVEN = {
    "export_log.hand_out": {"content": b"x", "name": "x.xlsx", "what": "spots", "n_items": 1},
    "exporting.export": {"what": "spots", "file_format": "xlsx"},
    "accident_fields.field_of": {"found": MagicMock(), "key": "road"},
    "comparing.compare": {"asked": Asked(CALENDAR, 2026, 3, 3)},
    "tabulating.cross_table": {"rows": "road", "columns": "severity"},
    "explaining.missing_at": {"listed_at": None},
    "explaining.firmness": {"run": MagicMock(spots=[MagicMock(spot_key="k")]), "spot_key": "k"},
}
"""Arguments that must make sense before the first look at the database. A new use case that fails below because it
stops at a mock gets its arguments here, or asks at once: ``authority.require(…, within=database)``."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """What writes a file whose name is a mock writes it here, and not into the project."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def engine():
    return create_engine(NOWHERE)


def arguments(key, database, actor):
    """The database, the actor, and anything for the rest."""
    function, given = USE_CASES[key], {}
    for name, one in inspect.signature(function).parameters.items():
        kinds = kinds_of(one)
        if "Database" in kinds:
            given[name] = database
        elif "Actor" in kinds:
            given[name] = actor
        elif name == "url":
            given[name] = f"{NOWHERE}?ward={database.ward or ''}"
        elif name == "request":
            given[name] = MagicMock(actor=actor)
        elif one.default is inspect.Parameter.empty:
            given[name] = GIVEN.get(key, {}).get(name, MagicMock(name=name))
    kept = [name for name, one in inspect.signature(function).parameters.items()
            if name in given and one.kind is not inspect.Parameter.KEYWORD_ONLY]  # fmt: skip
    return [given.pop(name) for name in kept], given


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("ward", ["b", None])
@pytest.mark.parametrize("key", ASKED)
def test_every_use_case_of_a_foreign_ward_is_refused(key, ward, role, engine):
    stranger = Actor("ai", role, ("a",))
    database = Database(engine, ward=ward).seen_by(stranger)
    positional, named = arguments(key, database, stranger)

    with pytest.raises(NotAllowedError):
        USE_CASES[key](*positional, **named)


@pytest.mark.parametrize("key", [one.key for one in PERMISSIONS if one.key != "wards.add"])
def test_the_own_ward_is_not_refused(key, engine):
    """The same call goes on to the server: so the refusal above is about the ward and nothing else."""
    member = Actor("ai", Role.ADMINISTRATOR, ("b",))
    positional, named = arguments(key, Database(engine, ward="b").seen_by(member), member)

    try:
        USE_CASES[key](*positional, **named)
    except NotAllowedError as error:
        pytest.fail(f"refused: {error}")
    except Exception:  # noqa: BLE001 - whatever stops it later, it was let in
        pass


def test_only_accounts_and_wards_take_the_part_of_the_server_that_asks_nobody_for_his_ward(root):
    allowed = {"storage/database.py", "workflow/authority.py", "workflow/people.py", "workflow/signing_in.py",
               "workflow/wards.py"}  # fmt: skip

    taking = {
        path.relative_to(root / "src/atgt").as_posix()
        for path in (root / "src/atgt").rglob("*.py")
        if "for_accounts(" in path.read_text("utf-8")
    }

    assert taking == allowed
