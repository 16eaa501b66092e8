"""Tables of accounts, their sessions, and attempts to sign in."""

import sqlalchemy as sa
from alembic import op

from atgt.storage import geopackage
from atgt.storage.column_types import WholeNumber, Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GUARDED = ("account", "account_session", "sign_in_attempt")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("name", Words, nullable=False),
        sa.Column("full_name", Words, nullable=False),
        sa.Column("unit", Words, nullable=False),
        sa.Column("email", Words, nullable=True),
        sa.Column("role", Words, nullable=False),
        sa.Column("wards", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_hash", Words, nullable=True),
        sa.Column("password_changed_at", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("role IN ('viewer', 'editor', 'approver', 'administrator')", name=op.f("ck_account_role")),
        sa.CheckConstraint(
            "password_hash IS NULL OR password_hash LIKE '$argon2id$%'", name=op.f("ck_account_password_hash")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "account_session",
        sa.Column("session_id", Words, nullable=False),
        sa.Column("token_hash", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("address", Words, nullable=False),
        sa.Column("device", Words, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("last_seen_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("ended_why", Words, nullable=True),
        sa.ForeignKeyConstraint(["name"], ["account.name"], name=op.f("fk_account_session_name_account")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_name"), "account_session", ["name"], unique=False)
    op.create_table(
        "sign_in_attempt",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("name_hash", Words, nullable=False),
        sa.Column("name", Words, nullable=True),
        sa.Column("address", Words, nullable=False),
        sa.Column("outcome", Words, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_sign_in_attempt")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_in_attempt_name_hash_at", "sign_in_attempt", ["name_hash", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"], unique=False)
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for table in GUARDED:
            geopackage.forbid_foreign_writers(connection, table)
