"""Floor 1: counts, comparisons and what they can and cannot say."""
