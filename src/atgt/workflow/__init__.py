"""Floor 4: the use cases. Each function is one thing a person does with the product."""
