"""Floor 1: from words about a place to a position on a road, with every candidate and the reason."""
