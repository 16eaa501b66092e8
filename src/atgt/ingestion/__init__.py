"""Floor 1: from cells as an office wrote them to typed rows. No disk, no clock, no database."""
