"""What the record of an accident rests on: a first report from the scene, or the official file."""

from __future__ import annotations

from enum import StrEnum

from atgt.domain.text import Text


class Standing(StrEnum):
    """A first report counts like any other accident until the official record confirms or replaces it."""

    PRELIMINARY = "preliminary"
    OFFICIAL = "official"


STANDING_LABELS = {
    Standing.PRELIMINARY: Text("Tin ban đầu", "First report"),
    Standing.OFFICIAL: Text("Chính thức", "Official"),
}
