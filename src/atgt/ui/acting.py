"""Doing something from a page: the use case runs, a refusal is said at once, what was done on the next run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NoReturn

import streamlit as st

from atgt.domain.errors import AtgtError
from atgt.domain.text import Text
from atgt.ui import answers, widgets
from atgt.ui.plain_text import plain
from atgt.workflow import authority, permissions

_DONE, _REFUSED = "acting.done", "acting.refused"


def may(use_case: str) -> bool:
    """Whether this visitor's role may do a use case, such as ``"meeting.close"``: what may not be done is not offered.

    The use case asks again. Its key is that of ``workflow.permissions``.
    """
    return authority.may(answers.actor(), permissions.least_role(use_case))


def attempt(action: Callable[[], Text]) -> None:
    """Run a use case from the body of a page.

    When it succeeds the page is drawn anew, with what the action says at its head. When it is refused the reason is
    shown where the visitor is, and what he typed stays.
    """
    try:
        said = action()
    except AtgtError as error:
        st.error(plain(error.message(widgets.language())), icon=":material/block:")
        return
    widgets.remember(_DONE, said)
    st.rerun()


def attempt_or_raise(action: Callable[[], Text], let_through: type[AtgtError]) -> None:
    """Like ``attempt``, but one kind of refusal goes on upwards: the page knows what to show then."""
    try:
        said = action()
    except let_through:
        raise
    except AtgtError as error:
        st.error(plain(error.message(widgets.language())), icon=":material/block:")
        return
    widgets.remember(_DONE, said)
    st.rerun()


def callback(action: Callable[..., None]) -> Callable[..., None]:
    """The action as a button calls it before the page is drawn: a refusal is kept for ``refusal_line``."""

    @wraps(action)
    def run(*given: object) -> None:
        _, fault = widgets.attempt(lambda: action(*given))
        if fault is not None:
            widgets.remember(_REFUSED, fault)

    return run


def refuse(fault: str) -> NoReturn:
    """Draw the page anew with a refusal at its head; what was chosen and typed on it stays, to be done again."""
    widgets.remember(_REFUSED, fault)
    st.rerun()


def refusal_line() -> None:
    """Why what was asked for was refused, once; at the head of every page."""
    fault: str | None = widgets.recall(_REFUSED)
    if fault is not None:
        widgets.forget(_REFUSED)
        st.error(fault, icon=":material/block:")


def has_result() -> bool:
    """Whether something was just done."""
    return widgets.recall(_DONE) is not None


def result_line() -> None:
    """What the last action did, once; to be called at the head of a page."""
    said: Text | None = widgets.recall(_DONE)
    if said is None:
        return
    widgets.forget(_DONE)
    st.success(plain(widgets.say(said)), icon=":material/check_circle:")
