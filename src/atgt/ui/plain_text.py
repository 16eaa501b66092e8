"""Words from data for the places where Streamlit reads Markdown: messages, captions, labels of buttons and filters.

Streamlit keeps HTML out of Markdown by itself, but a name such as ``![x](https://…)`` would be an image that is fetched
from outside, and ``[x](…)`` a link that our page seems to offer.
"""

from __future__ import annotations

import re

_READ_AS_MARKDOWN = re.compile(r"[\\\[\]<`$*~]")
_READ_AS_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_JOINER = "\u2060"  # has no width; an address with it in is no address


def plain(words: str) -> str:
    r"""The words so that Markdown shows them as they stand: no link, image, code, formula or emphasis.

    Examples
    --------
    >>> plain("![x](y) `a` $b$")
    '!\\[x\\](y) \\`a\\` \\$b\\$'
    >>> plain("QL1, Km1092+400 – 12 vụ")
    'QL1, Km1092+400 – 12 vụ'
    >>> "https://" in plain("https://a.example")
    False
    """
    escaped = _READ_AS_MARKDOWN.sub(lambda found: f"\\{found.group()}", words)
    return _READ_AS_ADDRESS.sub(_JOINER, escaped)
