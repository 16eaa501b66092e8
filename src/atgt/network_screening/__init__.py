"""Floor 2: which places reach a legal threshold, exactly, and why (or why not).

``screen_routes`` is the interface other tools rely on: arrays in, arrays out.
"""

from atgt.network_screening.windows import ScreeningResult, screen_routes

__all__ = ["ScreeningResult", "screen_routes"]
