"""The first tables: what came in, accidents, roads, screening, settings, audit."""

import sqlalchemy as sa
from alembic import op

from atgt.storage import geopackage
from atgt.storage.column_types import WholeNumber, Words
from atgt.storage.geometry import Geometry

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LAYERS = {
    "accident": ("POINT", "Tai nạn"),
    "road_segment": ("LINESTRING", "Đoạn đường"),
    "junction": ("POINT", "Nút giao"),
    "boundary": ("MULTIPOLYGON", "Ranh giới"),
    "landmark": ("POINT", "Địa danh"),
    "hazard": ("POINT", "Nguy cơ"),
    "spot": ("GEOMETRY", "Điểm đủ ngưỡng"),
}
ATTRIBUTES = {
    "import_log": "Nhật ký nhập dữ liệu",
    "road_anchor": "Cột Km đã biết vị trí",
    "location_candidate": "Vị trí có thể",
    "screening_run": "Lần sàng lọc",
}
GUARDED = (
    "import_log", "as_received", "held_row", "accident", "accident_person", "location_candidate",
    "road_segment", "road_anchor", "junction", "boundary", "landmark", "hazard",
    "screening_run", "spot", "setting", "audit_log", "audit_sealed", "audit_head",
)  # fmt: skip
APPEND_ONLY = "the audit log is append-only"
KEPT = "what was received is never altered"


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        geopackage.create_core_tables(connection)
    _create_tables()
    op.execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '" + "0" * 64 + "')")
    if is_sqlite:
        _finish_sqlite(connection)
    else:
        _finish_postgresql(connection)


def _finish_sqlite(connection: sa.Connection) -> None:
    for table, (kind, title) in LAYERS.items():
        geopackage.register_layer(connection, table, kind=kind, title=title)
    for table, title in ATTRIBUTES.items():
        geopackage.register_attributes(connection, table, title=title)
    for table in GUARDED:
        geopackage.forbid_foreign_writers(connection, table)
    for statement in (
        _refusal("audit_log", "update", "BEFORE UPDATE", APPEND_ONLY),
        _refusal("audit_log", "delete", "BEFORE DELETE", APPEND_ONLY),
        # INSERT OR REPLACE deletes without a DELETE trigger
        _refusal(
            "audit_log", "replace", "BEFORE INSERT", APPEND_ONLY, "EXISTS (SELECT 1 FROM audit_log WHERE seq = new.seq)"
        ),
        _refusal("audit_sealed", "update", "BEFORE UPDATE", APPEND_ONLY),
        _refusal(
            "audit_sealed",
            "replace",
            "BEFORE INSERT",
            APPEND_ONLY,
            "EXISTS (SELECT 1 FROM audit_sealed WHERE seq = new.seq)",
        ),
        _refusal("as_received", "delete", "BEFORE DELETE", KEPT),
        _refusal(
            "as_received",
            "update",
            "BEFORE UPDATE OF import_id, file, sheet, row_number, row_key, received",
            KEPT,
            "(new.received IS NOT old.received AND new.received IS NOT '{}')"  # erased by law
            " OR new.row_key IS NOT old.row_key OR new.import_id IS NOT old.import_id"
            " OR new.file IS NOT old.file OR new.sheet IS NOT old.sheet OR new.row_number IS NOT old.row_number",
        ),
        _refusal(
            "as_received",
            "replace",
            "BEFORE INSERT",
            KEPT,
            "EXISTS (SELECT 1 FROM as_received WHERE row_key = new.row_key)",
        ),
    ):
        connection.exec_driver_sql(statement)


def _refusal(table: str, name: str, event: str, message: str, when: str = "1") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{name} {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _finish_postgresql(connection: sa.Connection) -> None:
    for table in LAYERS:
        connection.exec_driver_sql(f"CREATE INDEX {table}_geom_gist ON {table} USING gist (geom)")
    for name, message in (("atgt_append_only", APPEND_ONLY), ("atgt_keep_received", KEPT)):
        connection.exec_driver_sql(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for statement in (
        "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON audit_log"
        " FOR EACH ROW EXECUTE FUNCTION atgt_append_only()",
        "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log"
        " FOR EACH STATEMENT EXECUTE FUNCTION atgt_append_only()",
        "CREATE TRIGGER audit_sealed_no_update BEFORE UPDATE ON audit_sealed"
        " FOR EACH ROW EXECUTE FUNCTION atgt_append_only()",
        "CREATE TRIGGER audit_sealed_no_truncate BEFORE TRUNCATE ON audit_sealed"
        " FOR EACH STATEMENT EXECUTE FUNCTION atgt_append_only()",
        "CREATE TRIGGER as_received_no_delete BEFORE DELETE ON as_received"
        " FOR EACH ROW EXECUTE FUNCTION atgt_keep_received()",
        "CREATE TRIGGER as_received_no_truncate BEFORE TRUNCATE ON as_received"
        " FOR EACH STATEMENT EXECUTE FUNCTION atgt_keep_received()",
        "CREATE TRIGGER as_received_no_update BEFORE UPDATE ON as_received FOR EACH ROW WHEN"
        " (new.received IS DISTINCT FROM old.received AND new.received IS DISTINCT FROM '{}'"
        " OR new.row_key IS DISTINCT FROM old.row_key OR new.import_id IS DISTINCT FROM old.import_id"
        " OR new.file IS DISTINCT FROM old.file OR new.sheet IS DISTINCT FROM old.sheet"
        " OR new.row_number IS DISTINCT FROM old.row_number)"
        " EXECUTE FUNCTION atgt_keep_received()",
    ):
        connection.exec_driver_sql(statement)


def _create_tables() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", WholeNumber, autoincrement=False, nullable=False),
        sa.Column("seq", WholeNumber, nullable=False),
        sa.Column("hash", Words, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_log",
        sa.Column("seq", WholeNumber, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", Words, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("action", Words, nullable=False),
        sa.Column("record", Words, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("old", Words, nullable=True),
        sa.Column("new", Words, nullable=True),
        sa.Column("content_hash", Words, nullable=True),
        sa.Column("sealed_hash", Words, nullable=True),
        sa.Column("reason", Words, nullable=False),
        sa.Column("prev_hash", Words, nullable=False),
        sa.Column("hash", Words, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_record_key", "audit_log", ["record", "key"], unique=False)
    op.create_table(
        "boundary",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("area_code", Words, nullable=True),
        sa.Column("geom", Geometry("MULTIPOLYGON"), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_boundary")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "hazard",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("hazard_id", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("description", Words, nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("checklist", sa.Text(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("geom", Geometry("POINT"), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_hazard")),
        sa.UniqueConstraint("hazard_id", name=op.f("uq_hazard_hazard_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hazard_state"), "hazard", ["state"], unique=False)
    op.create_table(
        "import_log",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("import_id", Words, nullable=False),
        sa.Column("file", Words, nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("imported_by", Words, nullable=False),
        sa.Column("n_read", WholeNumber, nullable=False),
        sa.Column("n_accepted", WholeNumber, nullable=False),
        sa.Column("n_held", WholeNumber, nullable=False),
        sa.Column("n_new", WholeNumber, nullable=False),
        sa.Column("n_known", WholeNumber, nullable=False),
        sa.Column("n_unlocated", WholeNumber, nullable=False),
        sa.Column("n_ambiguous", WholeNumber, nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.CheckConstraint("n_read = n_accepted + n_held", name=op.f("ck_import_log_nothing_lost")),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_import_log")),
        sa.UniqueConstraint("import_id", name=op.f("uq_import_log_import_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "junction",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("junction_id", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("route_ids", Words, nullable=False),
        sa.Column("geom", Geometry("POINT"), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_junction")),
        sa.UniqueConstraint("junction_id", name=op.f("uq_junction_junction_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "landmark",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("kind", Words, nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("geom", Geometry("POINT"), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_landmark")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "road_anchor",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("route_id", Words, nullable=False),
        sa.Column("chainage_m", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_road_anchor")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_road_anchor_route_id"), "road_anchor", ["route_id"], unique=False)
    op.create_table(
        "road_segment",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("segment_id", Words, nullable=False),
        sa.Column("route_id", Words, nullable=False),
        sa.Column("road_name", Words, nullable=True),
        sa.Column("alignment", Words, nullable=True),
        sa.Column("road_class", Words, nullable=True),
        sa.Column("manager", Words, nullable=True),
        sa.Column("aliases", Words, nullable=True),
        sa.Column("kind", Words, nullable=False),
        sa.Column("bridge_level", WholeNumber, nullable=False),
        sa.Column("geom", Geometry("LINESTRING"), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_road_segment")),
        sa.UniqueConstraint("segment_id", name=op.f("uq_road_segment_segment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_road_segment_route_id"), "road_segment", ["route_id"], unique=False)
    op.create_table(
        "screening_run",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("run_id", Words, nullable=False),
        sa.Column("fingerprint", Words, nullable=False),
        sa.Column("rule_set_key", Words, nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("data_fingerprint", Words, nullable=False),
        sa.Column("software", Words, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", Words, nullable=False),
        sa.Column("n_accidents", WholeNumber, nullable=False),
        sa.Column("n_unlocated", WholeNumber, nullable=False),
        sa.Column("rule_set_title", Words, nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_screening_run")),
        sa.UniqueConstraint("run_id", name=op.f("uq_screening_run_run_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "setting",
        sa.Column("key", Words, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "as_received",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("import_id", Words, nullable=False),
        sa.Column("file", Words, nullable=False),
        sa.Column("sheet", Words, nullable=True),
        sa.Column("row_number", WholeNumber, nullable=False),
        sa.Column("row_key", Words, nullable=False),
        sa.Column("received", sa.Text(), nullable=False),
        sa.Column("status", Words, nullable=False),
        sa.Column("accident_id", Words, nullable=True),
        sa.CheckConstraint("status IN ('accepted', 'held')", name=op.f("ck_as_received_status")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_log.import_id"], name=op.f("fk_as_received_import_id_import_log")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_as_received")),
        sa.UniqueConstraint("row_key", name=op.f("uq_as_received_row_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_as_received_accident_id"), "as_received", ["accident_id"], unique=False)
    op.create_index(op.f("ix_as_received_import_id"), "as_received", ["import_id"], unique=False)
    op.create_table(
        "audit_sealed",
        sa.Column("seq", WholeNumber, autoincrement=False, nullable=False),
        sa.Column("salt", Words, nullable=False),
        sa.Column("content", Words, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_log.seq"], name=op.f("fk_audit_sealed_seq_audit_log")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_sealed")),
    )
    op.create_table(
        "spot",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("run_id", Words, nullable=False),
        sa.Column("spot_key", Words, nullable=False),
        sa.Column("position", WholeNumber, nullable=False),
        sa.Column("level", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("route_ids", sa.Text(), nullable=False),
        sa.Column("from_mm", WholeNumber, nullable=True),
        sa.Column("to_mm", WholeNumber, nullable=True),
        sa.Column("km_from", Words, nullable=True),
        sa.Column("km_to", Words, nullable=True),
        sa.Column("place_vi", Words, nullable=False),
        sa.Column("place_en", Words, nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("periods", sa.Text(), nullable=False),
        sa.Column("accident_ids", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("killed", WholeNumber, nullable=False),
        sa.Column("injured", WholeNumber, nullable=False),
        sa.Column("worst_precision", Words, nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("wkt", Words, nullable=False),
        sa.Column("why_vi", Words, nullable=False),
        sa.Column("why_en", Words, nullable=False),
        sa.Column("geom", Geometry("GEOMETRY"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["screening_run.run_id"], name=op.f("fk_spot_run_id_screening_run")),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_spot")),
        sa.UniqueConstraint("run_id", "spot_key", name=op.f("uq_spot_run_id_spot_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_spot_spot_key"), "spot", ["spot_key"], unique=False)
    op.create_table(
        "accident",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("case_number", Words, nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", sa.Text(), nullable=True),
        sa.Column("severity", WholeNumber, nullable=False),
        sa.Column("legal_class", Words, nullable=True),
        sa.Column("entered_class", Words, nullable=True),
        sa.Column("killed", WholeNumber, nullable=True),
        sa.Column("injured", WholeNumber, nullable=True),
        sa.Column("damage_vnd", WholeNumber, nullable=True),
        sa.Column("road_name", Words, nullable=True),
        sa.Column("km_post_text", Words, nullable=True),
        sa.Column("place", Words, nullable=True),
        sa.Column("area", Words, nullable=True),
        sa.Column("vehicles", Words, nullable=True),
        sa.Column("collision_type", Words, nullable=True),
        sa.Column("cause", Words, nullable=True),
        sa.Column("vehicle_groups", Words, nullable=True),
        sa.Column("collision_group", Words, nullable=True),
        sa.Column("cause_group", Words, nullable=True),
        sa.Column("weather", Words, nullable=True),
        sa.Column("surface", Words, nullable=True),
        sa.Column("lighting", Words, nullable=True),
        sa.Column("road_feature", Words, nullable=True),
        sa.Column("handling_unit", Words, nullable=True),
        sa.Column("location_status", Words, nullable=False),
        sa.Column("location_method", Words, nullable=True),
        sa.Column("precision", Words, nullable=True),
        sa.Column("location_rule", Words, nullable=True),
        sa.Column("location_reason", Words, nullable=True),
        sa.Column("route_id", Words, nullable=True),
        sa.Column("measure_mm", WholeNumber, nullable=True),
        sa.Column("km_post", Words, nullable=True),
        sa.Column("offset_m", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("row_key", Words, nullable=True),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("geom", Geometry("POINT"), nullable=True),
        sa.ForeignKeyConstraint(["row_key"], ["as_received.row_key"], name=op.f("fk_accident_row_key_as_received")),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_accident")),
        sa.UniqueConstraint("accident_id", name=op.f("uq_accident_accident_id")),
        sa.UniqueConstraint("row_key", name=op.f("uq_accident_row_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_accident_location_status"), "accident", ["location_status"], unique=False)
    op.create_index(op.f("ix_accident_occurred_on"), "accident", ["occurred_on"], unique=False)
    op.create_index(op.f("ix_accident_route_id"), "accident", ["route_id"], unique=False)
    op.create_table(
        "held_row",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("row_key", Words, nullable=False),
        sa.Column("issues", sa.Text(), nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("resolution", Words, nullable=True),
        sa.Column("resolved_by", Words, nullable=True),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'resolved')", name=op.f("ck_held_row_state")),
        sa.ForeignKeyConstraint(["row_key"], ["as_received.row_key"], name=op.f("fk_held_row_row_key_as_received")),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_held_row")),
        sa.UniqueConstraint("row_key", name=op.f("uq_held_row_row_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_held_row_state"), "held_row", ["state"], unique=False)
    op.create_table(
        "accident_person",
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("injury_rate_pct", Words, nullable=True),
        sa.Column("plates", Words, nullable=True),
        sa.Column("fault", Words, nullable=True),
        sa.Column("alcohol", Words, nullable=True),
        sa.Column("drugs", Words, nullable=True),
        sa.Column("helmet", Words, nullable=True),
        sa.Column("licence", Words, nullable=True),
        sa.Column("person_name", Words, nullable=True),
        sa.Column("birth_year", Words, nullable=True),
        sa.Column("sex", Words, nullable=True),
        sa.Column("occupation", Words, nullable=True),
        sa.Column("address", Words, nullable=True),
        sa.Column("phone", Words, nullable=True),
        sa.Column("id_number", Words, nullable=True),
        sa.Column("outcome", Words, nullable=True),
        sa.Column("notes", Words, nullable=True),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accident.accident_id"], name=op.f("fk_accident_person_accident_id_accident")
        ),
        sa.PrimaryKeyConstraint("accident_id", name=op.f("pk_accident_person")),
    )
    op.create_table(
        "location_candidate",
        sa.Column("fid", WholeNumber, autoincrement=True, nullable=False),
        sa.Column("accident_id", Words, nullable=False),
        sa.Column("rank", WholeNumber, nullable=False),
        sa.Column("route_id", Words, nullable=False),
        sa.Column("measure_m", sa.Double(), nullable=False),
        sa.Column("chainage_m", sa.Double(), nullable=True),
        sa.Column("offset_m", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=False),
        sa.Column("name_agrees", sa.Boolean(), nullable=True),
        sa.Column("reason_vi", Words, nullable=False),
        sa.Column("reason_en", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["accident_id"], ["accident.accident_id"], name=op.f("fk_location_candidate_accident_id_accident")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_location_candidate")),
        sa.UniqueConstraint("accident_id", "rank", name=op.f("uq_location_candidate_accident_id_rank")),
        sqlite_autoincrement=True,
    )
