"""The wards of an account on the administration page: chosen among those the administrator may give."""

from __future__ import annotations

import streamlit as st

from atgt.domain.account import Account
from atgt.domain.ward import Ward
from atgt.ui import account_labels as words
from atgt.ui import answers, widgets
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say


def choice(offered: tuple[Ward, ...], *, key: str, present: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Codes of the wards chosen; those present already where the server has no wards."""
    if not offered:
        return present
    names = {one.code: one.name for one in offered}
    chosen = st.multiselect(
        say(words.WARDS),
        list(names),
        default=[code for code in present if code in names],
        format_func=widgets.worded(names, lambda code: plain(names[code])),
        placeholder=say(words.CHOOSE_WARD),
        help=say(words.OWN_WARDS_HELP if answers.actor().wards else words.WARDS_HELP),
        key=key,
    )
    return tuple(sorted(chosen))


def named(account: Account, offered: tuple[Ward, ...]) -> str:
    """The wards of an account by their names."""
    names = {one.code: one.name for one in offered}
    return ", ".join(names.get(code, code) for code in account.wards) or say(words.ALL_WARDS)
