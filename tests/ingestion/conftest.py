import datetime as dt
import tomllib
from pathlib import Path

import pytest

from atgt.domain.sheet import Sheet, Workbook
from atgt.ingestion.headers import HeaderSynonyms, parse_synonyms
from atgt.ingestion.profile import ImportProfile

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def synonyms() -> HeaderSynonyms:
    return parse_synonyms(tomllib.loads((ROOT / "data/reference/header_synonyms.toml").read_text("utf-8")))


@pytest.fixture(scope="session")
def options(synonyms):
    def make(profile: ImportProfile | None = None, **changes):
        from atgt.ingestion.interpretation import ReadOptions

        return ReadOptions(**({"today": TODAY, "profile": profile, "synonyms": synonyms} | changes))

    return make


@pytest.fixture(scope="session")
def read(options):
    """Interpret rows of one sheet (or a dict of sheets) as they stand."""

    def run(rows, *, profile=None, name="Năm 2026", **changes):
        sheets = rows if isinstance(rows, dict) else {name: rows}
        made = tuple(
            sheet if isinstance(sheet, Sheet) else Sheet(title, tuple(map(tuple, sheet)))
            for title, sheet in sheets.items()
        )
        from atgt.ingestion.interpretation import interpret

        return interpret(Workbook("tai nạn.xlsx", "0" * 64, made), options(profile, **changes))

    return run
