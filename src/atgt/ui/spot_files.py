"""Attached photos and papers: pictures shown, everything else offered for download."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from atgt.domain.attachment import ATTACHMENT_LABELS, Attachment
from atgt.domain.errors import StorageError
from atgt.ui import answers, downloads, formats, widgets
from atgt.ui import spot_labels as words
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import remediation

_IN_A_ROW = 4


def pictures(files: Iterable[Attachment]) -> None:
    """Draw pictures side by side, other files as buttons."""
    found = list(files)
    shown = [one for one in found if one.media_type.startswith("image/")]
    for start in range(0, len(shown), _IN_A_ROW):
        for cell, one in zip(st.columns(_IN_A_ROW), shown[start : start + _IN_A_ROW], strict=False):
            with cell:
                _picture(one)
    for one in found:
        if one not in shown:
            download(one)


def _picture(one: Attachment) -> None:
    try:
        content = remediation.download(answers.database(), one.attachment_id, answers.actor()).content
    except StorageError as error:
        st.error(plain(error.message(widgets.language())))
        return
    st.image(content, caption=caption(one), width="stretch")


def caption(one: Attachment) -> str:
    """What an attachment is, with its day."""
    parts = (say(ATTACHMENT_LABELS[one.kind]), one.caption, formats.day(one.taken_on) if one.taken_on else "")
    return " – ".join(part for part in parts if part)


def download(one: Attachment, *, key: str = "file") -> None:
    """A button that gives the file, byte for byte; it is read when it is pressed."""
    database, actor = answers.database(), answers.actor()
    downloads.button(
        plain(f"{say(words.DOWNLOAD)} {one.name} – {caption(one)}"),
        lambda: remediation.download(database, one.attachment_id, actor).content,
        name=one.name,
        media_type=one.media_type,
        what=f"attachment {one.kind}",
        n_items=1,
        chosen=f"{one.record} {one.key}",
        icon=":material/download:",
        type="tertiary",
        key=f"{key}.{one.attachment_id}",
    )
