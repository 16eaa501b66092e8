"""The door: an ASGI middleware before every page, file and websocket, and the few pages that need no account."""
