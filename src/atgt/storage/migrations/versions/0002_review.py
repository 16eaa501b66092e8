"""Tables of the committee's work: register, moves, meetings, remediation, attachments."""

import sqlalchemy as sa
from alembic import op

from atgt.storage import geopackage
from atgt.storage.column_types import WholeNumber, Words
from atgt.storage.geometry import Geometry

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GUARDED = (
    "register_entry", "register_move", "register_change", "site_visit", "recommendation", "measure",
    "blob", "attachment", "meeting", "meeting_item", "meeting_version",
)  # fmt: skip
APPEND_ONLY = {"register_move": "move_id", "register_change": "change_id", "meeting_version": "version_id"}
KEPT = "what was decided is never altered"


def upgrade() -> None:
    _create_tables()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _finish_sqlite(connection)
    else:
        _finish_postgresql(connection)


def _finish_sqlite(connection: sa.Connection) -> None:
    geopackage.register_layer(connection, "register_entry", kind="GEOMETRY", title="Sổ theo dõi điểm")
    geopackage.register_attributes(connection, "recommendation", title="Kiến nghị")
    geopackage.register_attributes(connection, "measure", title="Giải pháp")
    for table in GUARDED:
        geopackage.forbid_foreign_writers(connection, table)
    for table, key in APPEND_ONLY.items():
        for name, event, when in (
            ("update", "BEFORE UPDATE", "1"),
            ("delete", "BEFORE DELETE", "1"),
            # INSERT OR REPLACE deletes without a DELETE trigger
            ("replace", "BEFORE INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {key} = new.{key} OR fid = new.fid)"),
        ):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{name} {event} ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            )
    connection.exec_driver_sql(
        f"CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
    )


def _finish_postgresql(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX register_entry_geom_gist ON register_entry USING gist (geom)")
    connection.exec_driver_sql(
        "CREATE FUNCTION atgt_keep_decided() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in APPEND_ONLY:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION atgt_keep_decided()"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION atgt_keep_decided()"
        )
    connection.exec_driver_sql(
        "CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob FOR EACH ROW EXECUTE FUNCTION atgt_keep_decided()"
    )


def _create_tables() -> None:
    op.create_table(
        "register_entry",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("register_id", Words, nullable=False),
        sa.Column("subject", Words, nullable=False),
        sa.Column("hazard_id", Words, nullable=True),
        sa.Column("state", Words, nullable=False),
        sa.Column("state_since", sa.Text(), nullable=False),
        sa.Column("brought_by", Words, nullable=True),
        sa.Column("level", Words, nullable=True),
        sa.Column("kind", Words, nullable=True),
        sa.Column("spot_key", Words, nullable=True),
        sa.Column("place_vi", Words, nullable=False),
        sa.Column("place_en", Words, nullable=False),
        sa.Column("route_ids", sa.Text(), nullable=False),
        sa.Column("from_mm", WholeNumber, nullable=True),
        sa.Column("to_mm", WholeNumber, nullable=True),
        sa.Column("km_from", Words, nullable=True),
        sa.Column("km_to", Words, nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("wkt", Words, nullable=False),
        sa.Column("first_run_id", Words, nullable=True),
        sa.Column("last_run_id", Words, nullable=True),
        sa.Column("checked_run_id", Words, nullable=True),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("infrastructure", Words, nullable=False),
        sa.Column("owner", Words, nullable=False),
        sa.Column("is_province_owned", sa.Boolean(), nullable=True),
        sa.Column("decided_by", Words, nullable=False),
        sa.Column("shared_with", Words, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_unit", Words, nullable=False),
        sa.Column("due_what", Words, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("geom", Geometry("GEOMETRY"), nullable=False),
        sa.CheckConstraint("subject IN ('spot', 'hazard')", name=op.f("ck_register_entry_subject")),
        sa.ForeignKeyConstraint(
            ["checked_run_id"], ["screening_run.run_id"], name=op.f("fk_register_entry_checked_run_id_screening_run")
        ),
        sa.ForeignKeyConstraint(
            ["first_run_id"], ["screening_run.run_id"], name=op.f("fk_register_entry_first_run_id_screening_run")
        ),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.hazard_id"], name=op.f("fk_register_entry_hazard_id_hazard")),
        sa.ForeignKeyConstraint(
            ["last_run_id"], ["screening_run.run_id"], name=op.f("fk_register_entry_last_run_id_screening_run")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("hazard_id", name=op.f("uq_register_entry_hazard_id")),
        sa.UniqueConstraint("register_id", name=op.f("uq_register_entry_register_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_register_entry_due_on"), "register_entry", ["due_on"], unique=False)
    op.create_index(op.f("ix_register_entry_state"), "register_entry", ["state"], unique=False)
    op.create_table(
        "register_move",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("move_id", Words, nullable=False),
        sa.Column("register_id", Words, nullable=False),
        sa.Column("number", WholeNumber, nullable=False),
        sa.Column("from_state", Words, nullable=True),
        sa.Column("to_state", Words, nullable=False),
        sa.Column("moved_at", sa.Text(), nullable=False),
        sa.Column("moved_by", Words, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("by_program", sa.Boolean(), nullable=False),
        sa.Column("reason", Words, nullable=False),
        sa.Column("document", Words, nullable=False),
        sa.Column("run_id", Words, nullable=True),
        sa.Column("known", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register_entry.register_id"], name=op.f("fk_register_move_register_id_register_entry")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["screening_run.run_id"], name=op.f("fk_register_move_run_id_screening_run")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_register_move")),
        sa.UniqueConstraint("move_id", name=op.f("uq_register_move_move_id")),
        sa.UniqueConstraint("register_id", "number", name=op.f("uq_register_move_register_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "register_change",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("change_id", Words, nullable=False),
        sa.Column("register_id", Words, nullable=False),
        sa.Column("run_id", Words, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("level_before", Words, nullable=True),
        sa.Column("level_after", Words, nullable=True),
        sa.Column("state_before", Words, nullable=True),
        sa.Column("state_after", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register_entry.register_id"], name=op.f("fk_register_change_register_id_register_entry")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["screening_run.run_id"], name=op.f("fk_register_change_run_id_screening_run")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_register_change")),
        sa.UniqueConstraint("change_id", name=op.f("uq_register_change_change_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_register_change_register_id_at", "register_change", ["register_id", "at"], unique=False)
    op.create_table(
        "site_visit",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("visit_id", Words, nullable=False),
        sa.Column("register_id", Words, nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visitors", Words, nullable=False),
        sa.Column("checklist", sa.Text(), nullable=False),
        sa.Column("weather", Words, nullable=False),
        sa.Column("summary", Words, nullable=False),
        sa.Column("infrastructure", Words, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register_entry.register_id"], name=op.f("fk_site_visit_register_id_register_entry")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_site_visit")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_site_visit_visit_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_site_visit_register_id"), "site_visit", ["register_id"], unique=False)
    op.create_table(
        "recommendation",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("recommendation_id", Words, nullable=False),
        sa.Column("register_id", Words, nullable=False),
        sa.Column("number", Words, nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("addressee", Words, nullable=False),
        sa.Column("summary", Words, nullable=False),
        sa.Column("reply_due", sa.Date(), nullable=True),
        sa.Column("reply_number", Words, nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply", Words, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register_entry.register_id"], name=op.f("fk_recommendation_register_id_register_entry")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("recommendation_id", name=op.f("uq_recommendation_recommendation_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recommendation_register_id"), "recommendation", ["register_id"], unique=False)
    op.create_table(
        "measure",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("measure_id", Words, nullable=False),
        sa.Column("register_id", Words, nullable=False),
        sa.Column("recommendation_id", Words, nullable=True),
        sa.Column("kind_key", Words, nullable=False),
        sa.Column("description", Words, nullable=False),
        sa.Column("horizon", Words, nullable=False),
        sa.Column("needs_acceptance", sa.Boolean(), nullable=False),
        sa.Column("cost_vnd", WholeNumber, nullable=True),
        sa.Column("money_source", Words, nullable=False),
        sa.Column("owner_unit", Words, nullable=False),
        sa.Column("supporting_units", sa.Text(), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("progress_pct", WholeNumber, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("acceptance_document", Words, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("note", Words, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("progress_pct BETWEEN 0 AND 100", name=op.f("ck_measure_progress")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.recommendation_id"],
            name=op.f("fk_measure_recommendation_id_recommendation"),
        ),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register_entry.register_id"], name=op.f("fk_measure_register_id_register_entry")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_measure")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_measure_measure_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_measure_register_id"), "measure", ["register_id"], unique=False)
    op.create_table(
        "blob",
        sa.Column("sha256", Words, nullable=False),
        sa.Column("size", WholeNumber, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size = length(content)", name=op.f("ck_blob_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "attachment",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("attachment_id", Words, nullable=False),
        sa.Column("record", Words, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("media_type", Words, nullable=False),
        sa.Column("size", WholeNumber, nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("caption", Words, nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("added_by", Words, nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_attachment_sha256_blob")),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_attachment")),
        sa.UniqueConstraint("attachment_id", name=op.f("uq_attachment_attachment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachment_record_key", "attachment", ["record", "key"], unique=False)
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("meeting_id", Words, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("run_id", Words, nullable=True),
        sa.Column("previous_meeting_id", Words, nullable=True),
        sa.Column("last_version", WholeNumber, nullable=False),
        sa.Column("frozen_at", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("closed_by", Words, nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'frozen', 'closed')", name=op.f("ck_meeting_state")),
        sa.ForeignKeyConstraint(
            ["previous_meeting_id"], ["meeting.meeting_id"], name=op.f("fk_meeting_previous_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["screening_run.run_id"], name=op.f("fk_meeting_run_id_screening_run")),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_meeting")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_meeting_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_held_on"), "meeting", ["held_on"], unique=False)
    op.create_table(
        "meeting_item",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("item_id", Words, nullable=False),
        sa.Column("meeting_id", Words, nullable=False),
        sa.Column("register_id", Words, nullable=False),
        sa.Column("position", WholeNumber, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("outcome_vi", Words, nullable=True),
        sa.Column("outcome_en", Words, nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.meeting_id"], name=op.f("fk_meeting_item_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register_entry.register_id"], name=op.f("fk_meeting_item_register_id_register_entry")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_meeting_item")),
        sa.UniqueConstraint("item_id", name=op.f("uq_meeting_item_item_id")),
        sa.UniqueConstraint("meeting_id", "register_id", name=op.f("uq_meeting_item_meeting_id_register_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_item_register_id"), "meeting_item", ["register_id"], unique=False)
    op.create_table(
        "meeting_version",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("version_id", Words, nullable=False),
        sa.Column("meeting_id", Words, nullable=False),
        sa.Column("number", WholeNumber, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("content", Words, nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("reason", Words, nullable=False),
        sa.Column("frozen_at", sa.Text(), nullable=False),
        sa.Column("frozen_by", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.meeting_id"], name=op.f("fk_meeting_version_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_meeting_version")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_meeting_version_meeting_id_number")),
        sa.UniqueConstraint("version_id", name=op.f("uq_meeting_version_version_id")),
        sqlite_autoincrement=True,
    )
