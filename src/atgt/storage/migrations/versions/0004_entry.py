"""Where a sender said an accident was, and whether it is a first report."""

import sqlalchemy as sa
from alembic import op

from atgt.storage import geopackage
from atgt.storage.column_types import WholeNumber, Words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reported_position",
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("northing", sa.Double(), nullable=True),
        sa.Column("easting", sa.Double(), nullable=True),
        sa.Column("km_post_to", Words, nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accident.accident_id"], name=op.f("fk_reported_position_accident_id_accident")
        ),
        sa.PrimaryKeyConstraint("accident_id", name=op.f("pk_reported_position")),
    )
    op.create_table(
        "accident_standing",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("standing", Words, nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.CheckConstraint("standing IN ('preliminary', 'official')", name=op.f("ck_accident_standing_standing")),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accident.accident_id"], name=op.f("fk_accident_standing_accident_id_accident")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_accident_standing")),
        sa.UniqueConstraint("accident_id", name=op.f("uq_accident_standing_accident_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_accident_standing_standing"), "accident_standing", ["standing"], unique=False)
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for table in ("reported_position", "accident_standing"):
            geopackage.forbid_foreign_writers(connection, table)
