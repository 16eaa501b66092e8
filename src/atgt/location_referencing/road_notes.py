"""What is odd in a road layer, told as Issues: nothing of it stops the network from being built."""

from __future__ import annotations

from atgt.domain.issue import Issue, IssueLevel
from atgt.domain.text import Text


def note(file: str, value: object, rule: str, text: Text, level: IssueLevel = IssueLevel.WARNING) -> Issue:
    """One remark about a layer (``roads``, ``km_posts`` or ``junctions``) and the thing it is about."""
    return Issue(file, None, None, None, None if value is None else str(value), rule, level, text)
