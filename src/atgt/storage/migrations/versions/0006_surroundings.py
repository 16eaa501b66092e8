"""Accidents that belong to the surroundings of a spot, kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("spot", sa.Column("surrounding_ids", sa.Text(), nullable=True))
