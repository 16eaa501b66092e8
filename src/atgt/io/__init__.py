"""Floor 3: files in and out (spreadsheets, roads, reference data)."""
