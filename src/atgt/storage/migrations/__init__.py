"""Alembic migrations, kept inside the package so that an installed wheel can upgrade a database."""

from pathlib import Path

HEAD = max(path.name[:4] for path in Path(__file__).with_name("versions").glob("[0-9][0-9][0-9][0-9]_*.py"))
"""The revision this program writes: the newest file in ``versions``. A test asks Alembic whether that is so."""
