"""Edits, conflicts with later files, undone imports, decisions about the data, senders."""

import sqlalchemy as sa
from alembic import op

from atgt.storage import geopackage
from atgt.storage.column_types import WholeNumber, Words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "field_edit", "import_conflict", "import_effect", "import_undo", "row_fix", "quality_decision", "later_death",
    "sender_profile",
)  # fmt: skip


def upgrade() -> None:
    for create in (_corrections, _imports, _decisions):
        create()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for table in TABLES:
            geopackage.forbid_foreign_writers(connection, table)


def _corrections() -> None:
    op.create_table(
        "field_edit",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("edit_id", Words, nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("field", Words, nullable=False),
        sa.Column("received", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("edited_by", Words, nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.Column("reason", Words, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_field_edit")),
        sa.UniqueConstraint("edit_id", name=op.f("uq_field_edit_edit_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_field_edit_accident_id"), "field_edit", ["accident_id"], unique=False)
    op.create_table(
        "row_fix",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("fix_id", Words, nullable=False),
        sa.Column("row_key", Words, nullable=False),
        sa.Column("corrected", sa.Text(), nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("fixed_by", Words, nullable=False),
        sa.Column("fixed_at", sa.Text(), nullable=False),
        sa.Column("reason", Words, nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["row_key"], ["as_received.row_key"], name=op.f("fk_row_fix_row_key_as_received")),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_row_fix")),
        sa.UniqueConstraint("fix_id", name=op.f("uq_row_fix_fix_id")),
        sa.UniqueConstraint("row_key", name=op.f("uq_row_fix_row_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "later_death",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("death_id", Words, nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("died_on", sa.Date(), nullable=False),
        sa.Column("conclusion", Words, nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("severity_before", WholeNumber, nullable=False),
        sa.Column("severity_after", WholeNumber, nullable=False),
        sa.Column("legal_before", Words, nullable=True),
        sa.Column("legal_after", Words, nullable=True),
        sa.Column("reason", Words, nullable=False),
        sa.Column("recorded_by", Words, nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_later_death")),
        sa.UniqueConstraint("death_id", name=op.f("uq_later_death_death_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_later_death_accident_id"), "later_death", ["accident_id"], unique=False)


def _imports() -> None:
    op.create_table(
        "import_conflict",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("conflict_id", Words, nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("field", Words, nullable=False),
        sa.Column("import_id", Words, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("now", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("choice", Words, nullable=True),
        sa.Column("decided_by", Words, nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("reason", Words, nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "choice IN ('received', 'officer')", name=op.f("ck_import_conflict_ck_import_conflict_choice")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_log.import_id"], name=op.f("fk_import_conflict_import_id_import_log")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_import_conflict")),
        sa.UniqueConstraint("conflict_id", name=op.f("uq_import_conflict_conflict_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_conflict_accident_id"), "import_conflict", ["accident_id"], unique=False)
    op.create_index(op.f("ix_import_conflict_import_id"), "import_conflict", ["import_id"], unique=False)
    op.create_table(
        "import_effect",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("effect_id", Words, nullable=False),
        sa.Column("import_id", Words, nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("accident_version", WholeNumber, nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('updated', 'linked', 'replaced')", name=op.f("ck_import_effect_ck_import_effect_kind")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_log.import_id"], name=op.f("fk_import_effect_import_id_import_log")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_import_effect")),
        sa.UniqueConstraint("effect_id", name=op.f("uq_import_effect_effect_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_effect_accident_id"), "import_effect", ["accident_id"], unique=False)
    op.create_index(op.f("ix_import_effect_import_id"), "import_effect", ["import_id"], unique=False)
    op.create_table(
        "import_undo",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("import_id", Words, nullable=False),
        sa.Column("undone_by", Words, nullable=False),
        sa.Column("undone_at", sa.Text(), nullable=False),
        sa.Column("reason", Words, nullable=False),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.Column("restored", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_log.import_id"], name=op.f("fk_import_undo_import_id_import_log")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_import_undo")),
        sa.UniqueConstraint("import_id", name=op.f("uq_import_undo_import_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sender_profile",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("sender", Words, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("saved_by", Words, nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_sender_profile")),
        sa.UniqueConstraint("sender", name=op.f("uq_sender_profile_sender")),
        sqlite_autoincrement=True,
    )


def _decisions() -> None:
    op.create_table(
        "quality_decision",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("decision_id", Words, nullable=False),
        sa.Column("subject", Words, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("choice", Words, nullable=False),
        sa.Column("kept_id", Words, nullable=True),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.Column("reason", Words, nullable=False),
        sa.Column("decided_by", Words, nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "subject IN ('duplicate', 'warning', 'completeness')",
            name=op.f("ck_quality_decision_ck_quality_decision_subject"),
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_quality_decision")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_quality_decision_decision_id")),
        sa.UniqueConstraint("subject", "key", name=op.f("uq_quality_decision_subject_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_quality_decision_kept_id"), "quality_decision", ["kept_id"], unique=False)
