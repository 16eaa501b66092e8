"""The classes and the migrations describe the same tables, on both engines."""

import warnings

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from atgt.domain.schema import ACCIDENT_COLUMNS, INTAKE_COLUMNS
from atgt.storage import schema_version, tables
from atgt.storage.database import Database
from atgt.storage.tables import Accident, AccidentPerson, Base


def test_classes_and_migrations_agree(database):
    with database.bare_connection() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type")  # PostGIS
        options = {"include_object": schema_version.include_object, "compare_type": _differ}
        context = MigrationContext.configure(connection, opts=options)

        differences = [d for d in compare_metadata(context, Base.metadata) if "_geom_gist" not in str(d)]

    assert differences == []


def _differ(_context, _inspected, column, inspected_type, metadata_type):
    """Geometry is compared below; for the rest Alembic's own comparison holds."""
    return False if column.name == "geom" else None


def test_a_missing_column_would_be_noticed(new_url):
    database = Database.open(new_url())
    with database.bare_connection(writes=True) as connection:
        connection.execute(text("ALTER TABLE landmark DROP COLUMN kind"))
    with database.bare_connection() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type")
        context = MigrationContext.configure(connection, opts={"include_object": schema_version.include_object})

        differences = [d for d in compare_metadata(context, Base.metadata) if "_geom_gist" not in str(d)]

    database.close()
    assert [d[0] for d in differences if isinstance(d, tuple)] == ["add_column"]


def test_every_geometry_has_its_type_and_a_spatial_index(database):
    with database.bare_connection() as connection:
        if database.dialect == "postgresql":
            found = connection.execute(text("SELECT f_table_name, type, srid FROM geometry_columns")).all()
            indexed = {
                table
                for table in tables.LAYERS
                if any(
                    "gist" in (i["dialect_options"].get("postgresql_using") or "")
                    for i in inspect(connection).get_indexes(table)
                )
            }
        else:
            query = "SELECT table_name, geometry_type_name, srs_id FROM gpkg_geometry_columns"
            found = connection.execute(text(query)).all()
            query = "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
            indexed = set(connection.execute(text(query)).scalars())

    assert {tuple(row) for row in found} == {(table, kind, 4326) for table, (kind, _) in tables.LAYERS.items()}
    assert indexed == set(tables.LAYERS)


def test_no_column_of_a_layer_is_a_varchar(database):
    with database.bare_connection() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type")
        inspector = inspect(connection)
        wrong = [
            (table, column["name"])
            for table in Base.metadata.tables
            for column in inspector.get_columns(table)
            if "CHAR" in str(column["type"]).upper()
        ]

    assert wrong == []


def test_the_accident_table_holds_exactly_the_contract():
    keeping = {"fid", "row_key", "version", "created_at", "updated_at", "geom"}

    assert set(Accident.__table__.columns.keys()) - keeping == set(ACCIDENT_COLUMNS)


def test_personal_columns_live_in_a_table_of_their_own():
    personal = {key for key, column in INTAKE_COLUMNS.items() if column.is_personal}

    assert set(AccidentPerson.__table__.columns.keys()) == personal | {"accident_id"}
    assert not personal & set(Accident.__table__.columns.keys())
