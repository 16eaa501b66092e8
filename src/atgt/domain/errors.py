"""The one tree of errors. Data faults are collected as Issues; these are for what cannot go on.

AtgtError
├── InputFileError     (ValueError)    a file that cannot be read as what it should be
├── MappingError       (ValueError)    required columns not found, or asked about and not answered
├── RuleSetError       (ValueError)    a rule set that is not monotone, not dated, or not complete
├── MissingCrsError    (ValueError)    a layer that does not say its coordinate system
├── RoadNetworkError   (ValueError)    roads that cannot make a network
├── ParameterError     (ValueError)    a setting outside what makes sense
├── NotFoundError      (LookupError)   an accident, spot, run or import that is not there
├── ForbiddenMoveError (ValueError)    a change of state the rules do not allow
│   └── NotAllowedError                the role of the person does not allow it
├── NotSignedInError   (RuntimeError)  nobody is signed in, or the session has ended
├── StaleEditError     (RuntimeError)  somebody else saved this record first
├── StoppedError       (RuntimeError)  a person stopped what was running; nothing was stored
└── StorageError       (RuntimeError)  the database cannot be opened, is damaged, or is from a newer version
"""

from __future__ import annotations

from atgt.domain.text import Language, Text

STOPPED = Text(
    "Đã dừng theo yêu cầu; chưa lưu gì. Có thể làm lại từ đầu bất cứ lúc nào.",
    "Stopped as asked; nothing was stored. It can be started again at any time.",
)


class AtgtError(Exception):
    """Root of the tree: what went wrong, where, and what to do, in both languages."""

    def __init__(self, text: Text) -> None:
        """Keep both languages; ``str(error)`` is Vietnamese."""
        super().__init__(text.vi)
        self.text = text

    def message(self, language: Language | str = Language.VI) -> str:
        """The sentence to show to a person."""
        return self.text.of(language)


class InputFileError(AtgtError, ValueError):
    """A file that cannot be read as what it should be."""


class MappingError(AtgtError, ValueError):
    """Required columns are missing, or a question about a column is not answered."""


class RuleSetError(AtgtError, ValueError):
    """A rule set that is not monotone, not dated, or not complete."""


class MissingCrsError(AtgtError, ValueError):
    """A layer without a coordinate system is refused, never assumed."""


class RoadNetworkError(AtgtError, ValueError):
    """Roads that cannot make a network."""


class ParameterError(AtgtError, ValueError):
    """A setting outside what makes sense."""


class NotFoundError(AtgtError, LookupError):
    """An accident, spot, run or import that is not there."""


class ForbiddenMoveError(AtgtError, ValueError):
    """A change of state the rules do not allow."""


class NotAllowedError(ForbiddenMoveError):
    """The role of the person does not allow it."""


class NotSignedInError(AtgtError, RuntimeError):
    """Nobody is signed in, or the session has ended."""


class StaleEditError(AtgtError, RuntimeError):
    """Somebody else saved this record first."""


class StoppedError(AtgtError, RuntimeError):
    """A person stopped what was running; nothing of it was stored."""

    def __init__(self, text: Text = STOPPED) -> None:
        """Say that it was stopped, unless the caller has better words."""
        super().__init__(text)


class StorageError(AtgtError, RuntimeError):
    """The database cannot be opened, is damaged, or comes from a newer version."""
