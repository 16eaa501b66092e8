"""The wards of a server, and the ward a signed-in browser looks at."""

import sqlalchemy as sa
from alembic import op

from atgt.storage import geopackage
from atgt.storage.column_types import WholeNumber, Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ward",
        sa.Column("code", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ward")),
    )
    op.add_column("account_session", sa.Column("ward", Words, nullable=True))
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        geopackage.forbid_foreign_writers(connection, "ward")
