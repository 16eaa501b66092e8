"""Alembic's entry: runs on the connection and inside the transaction that ``schema_version`` hands over."""

from alembic import context

from atgt.storage.schema_version import include_object
from atgt.storage.tables import Base

try:
    connection = context.config.attributes["connection"]
except NameError:  # imported by a tool that only looks (doctest), not run by Alembic
    connection = None

if connection is not None:
    context.configure(connection=connection, target_metadata=Base.metadata, include_object=include_object)
    with context.begin_transaction():
        context.run_migrations()
