"""Beside the area as written: the known unit it names, and the ward of today.

Left empty here: what is filled in belongs to an accident's content, so it comes with an audit line, when the accident
is next located, corrected or told anew, or when an officer asks for all of them (``workflow.ward_filling``).
"""

import sqlalchemy as sa
from alembic import op

from atgt.storage.column_types import Words

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accident", sa.Column("area_named", Words, nullable=True))
    op.add_column("accident", sa.Column("area_today", Words, nullable=True))
