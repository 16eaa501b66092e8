"""Floor 3: the database. One SQLite file in GeoPackage layout, or PostgreSQL with PostGIS, by URL."""
