"""Floor 0: types, the table contract and errors. Imports nothing of ours."""
