"""How somebody signed in: by password, or with the office's account."""

import sqlalchemy as sa
from alembic import op

from atgt.storage.column_types import Words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("account_session", "sign_in_attempt"):
        op.add_column(table, sa.Column("way", Words, nullable=False, server_default="password"))
