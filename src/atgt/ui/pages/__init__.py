"""One module a page; each has a ``render()``."""
