"""Floor 5: what is seen in the browser. Pages are thin: filters, one workflow call, empty state, draw."""
