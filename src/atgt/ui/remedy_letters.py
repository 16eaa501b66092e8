"""Letters to the road authority about one place, and their answers."""

from __future__ import annotations

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.remediation import Recommendation
from atgt.domain.text import Text
from atgt.ui import acting, answers, committee_answers, downloads, formats, spot_files, widgets
from atgt.ui import remedy_labels as words
from atgt.ui.plain_text import plain
from atgt.ui.widgets import say
from atgt.workflow import authority, letters, remediation
from atgt.workflow.register_pages import SpotPage


def draw(page: SpotPage) -> None:
    """Draw the letters, latest first, and the forms."""
    may_write = authority.may(answers.actor(), Role.EDITOR)
    if not page.recommendations:
        st.caption(say(words.NO_LETTER))
    for letter in reversed(page.recommendations):
        _letter(page, letter, may_write=may_write)
    if may_write:
        with st.expander(say(words.NEW_LETTER), icon=":material/outgoing_mail:", expanded=not page.recommendations):
            _form(page)


def _letter(page: SpotPage, letter: Recommendation, *, may_write: bool) -> None:
    title = f"**{plain(letter.number)}** – {formats.day(letter.issued_on)} – {plain(letter.addressee)}"
    with st.container(border=True):
        due = f" ({say(words.REPLY_DUE)}: {formats.day(letter.reply_due)})" if letter.reply_due else ""
        answered = words.ANSWERED.fill(
            number=letter.reply_number, day=formats.day(letter.replied_on), reply=letter.reply
        )
        state = say(answered) if letter.is_answered else f"{say(words.WAITING)}{due}"
        st.markdown(title)
        if letter.summary:
            st.text(letter.summary)
        st.text(state)
        if not may_write:
            return
        file = letters.letter_file(answers.database(), letter.recommendation_id, answers.actor())
        downloads.button(
            say(words.DOWNLOAD_LETTER.fill(number=letter.number)),
            file.content,
            name=file.name,
            media_type=file.media_type,
            what="letter",
            n_items=1,
            key=f"letter.{letter.recommendation_id}",
            chosen=letter.recommendation_id,
            icon=":material/description:",
        )
        for one in page.files:
            if one.key == letter.recommendation_id:
                spot_files.download(one, key="letter.file")
        if not letter.is_answered:
            with st.expander(say(words.ANSWER), icon=":material/mark_email_read:"):
                _answer(letter)


def _form(page: SpotPage) -> None:
    entry = page.entry
    key = f"letter.new.{entry.register_id}.{len(page.recommendations)}"
    with st.form(key, border=False):
        row = st.columns([1, 1, 2, 1])
        number = row[0].text_input(say(words.NUMBER), key=f"{key}.number", max_chars=60)
        issued_on = row[1].date_input(
            say(words.ISSUED_ON), committee_answers.today(), format="DD/MM/YYYY", key=f"{key}.day"
        )
        addressee = row[2].text_input(
            say(words.ADDRESSEE), entry.responsibility.decided_by, key=f"{key}.to", max_chars=200
        )
        reply_due = row[3].date_input(say(words.REPLY_DUE), None, format="DD/MM/YYYY", key=f"{key}.due")
        summary = st.text_area(say(words.SUMMARY), key=f"{key}.summary", height=80, max_chars=3000)
        is_sent = st.form_submit_button(say(words.SAVE_LETTER), type="primary", icon=":material/save:")
    if is_sent:
        letter = Recommendation(
            "", entry.register_id, number.strip(), issued_on, addressee.strip(), summary.strip(), reply_due
        )
        acting.attempt(lambda: _save(page, letter))


def _save(page: SpotPage, letter: Recommendation) -> Text:
    remediation.recommend(
        answers.database(), letter, answers.actor(), widgets.now(), expected_version=page.entry.version
    )
    return words.LETTER_SAVED.fill(number=letter.number)


def _answer(letter: Recommendation) -> None:
    key = f"answer.{letter.recommendation_id}"
    with st.form(key, border=False):
        row = st.columns([1, 1, 3])
        number = row[0].text_input(say(words.REPLY_NUMBER), key=f"{key}.number", max_chars=60)
        day = row[1].date_input(say(words.REPLIED_ON), committee_answers.today(), format="DD/MM/YYYY", key=f"{key}.day")
        reply = row[2].text_input(say(words.REPLY), key=f"{key}.reply", max_chars=1000)
        is_sent = st.form_submit_button(say(words.SAVE_ANSWER), type="primary", icon=":material/save:")
    if is_sent:
        acting.attempt(
            lambda: _save_answer(
                remediation.record_reply(
                    answers.database(),
                    letter.recommendation_id,
                    number=number,
                    replied_on=day,
                    reply=reply,
                    actor=answers.actor(),
                    now=widgets.now(),
                )
            )
        )


def _save_answer(letter: Recommendation) -> Text:
    return words.ANSWER_SAVED.fill(number=letter.reply_number)
