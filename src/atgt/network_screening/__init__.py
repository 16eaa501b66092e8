"""Floor 2: which places reach a legal threshold, exactly, and why (or why not)."""
