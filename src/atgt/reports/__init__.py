"""Floor 3: documents and files handed to others."""
