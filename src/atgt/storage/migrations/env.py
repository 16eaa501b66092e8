"""Alembic's entry: runs on the connection and inside the transaction that ``schema_version`` hands over."""

from alembic import context

from atgt.storage import (  # noqa: F401  their tables belong to Base too
    account_tables,
    entry_tables,
    quality_tables,
    review_tables,
)
from atgt.storage.tables import Base

try:
    connection = context.config.attributes["connection"]
    include_object = context.config.attributes["include_object"]
    schema = context.config.attributes["schema"]
except (AttributeError, NameError):  # imported by a tool that only looks (doctest), not run by Alembic
    connection = include_object = schema = None

if connection is not None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        version_table_schema=schema,  # without it the version of a ward would be read from the common schema
    )
    with context.begin_transaction():
        context.run_migrations()
