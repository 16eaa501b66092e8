"""Words for people, in both languages: Vietnamese first, English beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages screens and documents can speak."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in Vietnamese and in English; neither can be missing.

    Examples
    --------
    >>> Text("Tai nạn", "Accidents").of(Language.EN)
    'Accidents'
    >>> Text("hàng {row}", "row {row}").fill(row=17).vi
    'hàng 17'
    """

    vi: str
    en: str

    def of(self, language: Language | str) -> str:
        """The words in one language; anything but English is answered in Vietnamese."""
        return self.en if language == Language.EN else self.vi

    def fill(self, **values: object) -> Text:
        """The same sentence with its ``{placeholders}`` filled in both languages."""
        return Text(self.vi.format(**values), self.en.format(**values))

    def __str__(self) -> str:
        """Vietnamese, the language of the house."""
        return self.vi
