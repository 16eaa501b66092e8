"""Alembic migrations, kept inside the package so that an installed wheel can upgrade a database."""

HEAD = "0005"
"""The revision this program writes; a test compares it with the newest file in ``versions``."""
