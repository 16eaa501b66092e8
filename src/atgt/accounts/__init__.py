"""What checks people: passwords and session tokens. Accounts themselves are kept by ``storage``."""
