"""Quản trị: accounts and roles, who is signed in, who tried, what left the house, and whether the log is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import streamlit as st

from atgt.domain.account import OUTCOME_LABELS, WAY_LABELS, Account, account_name
from atgt.domain.actor import ROLE_LABELS, Role
from atgt.domain.local_time import day_and_hour
from atgt.domain.text import Text
from atgt.domain.ward import Ward
from atgt.ui import account_labels as words
from atgt.ui import account_wards, acting, answers, heading, stored_tables, widgets
from atgt.ui.markup import table
from atgt.ui.widgets import say
from atgt.workflow import accounts, administration, keeping, permissions, wards


def render() -> None:
    """Draw the page."""
    heading.show(words.ADMINISTRATION_TITLE, words.ADMINISTRATION_INTRO)
    seen = administration.page(answers.database(), answers.actor(), widgets.now())
    if not seen.people.accounts:
        _first_account()
        return
    labels = [
        words.ACCOUNTS_TAB.fill(n=len(seen.people.accounts)),
        words.SESSIONS_TAB.fill(n=len(seen.people.sessions)),
        words.SIGN_INS_TAB,
        words.EXPORTS_TAB,
        words.AUDIT_TAB,
        words.ROLES_TAB,
    ]
    tabs = st.tabs([say(label) for label in labels])
    drawn: list[Callable[[], None]] = [
        lambda: _accounts(seen.people.accounts),
        lambda: _sessions(seen.people),
        lambda: _sign_ins(seen.people),
        lambda: _exports(seen),
        lambda: _keeping(seen),
        _roles,
    ]
    for tab, draw in zip(tabs, drawn, strict=True):
        with tab:
            draw()


def _first_account() -> None:
    """The form that ends the single-user mode."""
    made = widgets.recall("admin.first")
    if made:
        st.success(say(words.CREATED_FIRST.fill(name=made)), icon=":material/check_circle:")
        return
    st.subheader(say(words.FIRST_TITLE), anchor=False)
    st.markdown(say(words.FIRST_MORE))
    with st.form("admin.first-form", width=460):
        name = st.text_input(say(words.NAME), help=say(words.NAME_HELP), max_chars=32)
        full_name = st.text_input(say(words.FULL_NAME), max_chars=80)
        password = st.text_input(say(words.PASSWORD), type="password", max_chars=128)
        again = st.text_input(say(words.AGAIN), type="password", max_chars=128)
        if not st.form_submit_button(say(words.CREATE), type="primary"):
            return
    if password != again:
        st.error(say(words.DIFFERENT), icon=":material/error:")
        return
    account = Account(account_name(name), full_name or name, Role.ADMINISTRATOR)
    accounts.add(answers.database(), account, password, answers.actor(), widgets.now())
    st.success(say(words.CREATED_FIRST.fill(name=account.name)), icon=":material/check_circle:")
    st.html(f'<p><a href="dang-nhap">{say(words.SIGN_IN)}</a></p>')


def _accounts(known: tuple[Account, ...]) -> None:
    acting.result_line()
    told = widgets.recall("admin.told")
    if told:
        st.info(say(told), icon=":material/key:")
        widgets.forget("admin.told")
    headings = [words.NAME, words.FULL_NAME, words.UNIT, words.ROLE, words.STATE, words.EMAIL]
    widths = [150, 200, 180, 180, 150, 220]
    rows: list[list[object]] = [
        [one.name, one.full_name, one.unit, say(ROLE_LABELS[one.role]), _state(one), one.email or ""] for one in known
    ]
    if _wards():
        headings, widths = [*headings, words.WARDS], [*widths, 220]
        rows = [[*row, account_wards.named(one, _wards())] for row, one in zip(rows, known, strict=True)]
    stored_tables.draw(rows, tuple(headings), tuple(widths))
    left, right = st.columns(2, gap="large")
    with left:
        _new_account()
    with right:
        _change(known)


def _state(account: Account) -> str:
    if not account.is_active:
        return say(words.INACTIVE)
    return say(words.MUST_CHANGE if account.must_change_password else words.ACTIVE)


def _new_account() -> None:
    st.subheader(say(words.NEW_ACCOUNT), anchor=False)
    with st.form("admin.new", clear_on_submit=True, border=True):
        name = st.text_input(say(words.NAME), help=say(words.NAME_HELP), max_chars=32)
        full_name = st.text_input(say(words.FULL_NAME), max_chars=80)
        unit = st.text_input(say(words.UNIT), max_chars=120)
        role = Role(str(st.selectbox(say(words.ROLE), list(Role), format_func=widgets.worded(Role, _role))))
        email = st.text_input(say(words.EMAIL), help=say(words.EMAIL_HELP), max_chars=120)
        chosen = account_wards.choice(_wards(), key="admin.new.wards")
        is_office_only = st.checkbox(say(words.OFFICE_ONLY))
        if not st.form_submit_button(say(words.CREATE), type="primary"):
            return
    account = Account(account_name(name), full_name or name, role, unit, email, chosen)
    database, actor, now = answers.database(), answers.actor(), widgets.now()
    if is_office_only:
        made = accounts.add_for_office(database, account, actor, now)
        _tell_and_rerun(words.MADE_FOR_OFFICE.fill(name=made.name, email=made.email))
    _tell_start_password(account.name, accounts.add(database, account, None, actor, now))


def _change(known: tuple[Account, ...]) -> None:
    st.subheader(say(words.CHANGE_TITLE), anchor=False)
    with st.container(border=True):
        chosen = st.selectbox(say(words.ACCOUNT), known, format_func=lambda one: f"{one.name} – {one.full_name}")
        role = st.selectbox(
            say(words.ROLE),
            list(Role),
            index=list(Role).index(chosen.role),
            format_func=widgets.worded(Role, _role),
            key=f"admin.role.{chosen.name}",
        )
        given = account_wards.choice(_wards(), key=f"admin.wards.{chosen.name}", present=chosen.wards)
        with st.container(horizontal=True, gap="small"):
            _buttons(chosen, Role(str(role)), given)
        _email(chosen)


def _email(chosen: Account) -> None:
    stored, key = chosen.email or "", f"admin.email.{chosen.name}"
    typed = st.text_input(say(words.EMAIL), stored, help=say(words.EMAIL_HELP), max_chars=120, key=key)
    if st.button(say(words.SAVE_EMAIL), disabled=typed.strip() == stored):
        accounts.set_email(answers.database(), chosen.name, typed, answers.actor(), widgets.now())
        _tell_and_rerun(words.EMAIL_SAVED.fill(name=chosen.name))


def _buttons(chosen: Account, role: Role, given: tuple[str, ...]) -> None:
    database, actor, now = answers.database(), answers.actor(), widgets.now()
    if st.button(say(words.SAVE_ROLE), disabled=role is chosen.role):
        accounts.set_role(database, chosen.name, role, actor, now)
        st.rerun()
    if _wards() and st.button(say(words.SAVE_WARDS), disabled=given == chosen.wards):
        acting.attempt(lambda: _set_wards(chosen, given))
    if st.button(say(words.RESET)):
        _tell_start_password(chosen.name, accounts.reset_password(database, chosen.name, actor, now))
    if chosen.is_active and st.button(say(words.DEACTIVATE)):
        accounts.deactivate(database, chosen.name, actor, now)
        st.rerun()
    if not chosen.is_active and st.button(say(words.ACTIVATE)):
        accounts.activate(database, chosen.name, actor, now)
        st.rerun()


def _set_wards(account: Account, chosen: tuple[str, ...]) -> Text:
    accounts.set_wards(answers.database(), account.name, chosen, answers.actor(), widgets.now())
    return words.DONE


def _wards() -> tuple[Ward, ...]:
    """The wards an administrator may give: his own, or all of them."""
    return wards.list_wards(answers.server(), answers.actor())


def _tell_start_password(name: str, password: str | None) -> None:
    _tell_and_rerun(words.START_PASSWORD.fill(name=name, password=password))


def _tell_and_rerun(told: Text) -> NoReturn:
    widgets.remember("admin.told", told)
    st.rerun()


def _sessions(people: accounts.AccountsPage) -> None:
    if not people.sessions:
        st.info(say(words.NO_SESSION), icon=":material/devices:")
        return
    for one in people.sessions:
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            used = f"{say(words.LAST_SEEN)} {day_and_hour(one.last_seen_at)}"
            way = say(WAY_LABELS[one.way])
            st.text(f"{one.name} · {way} · {one.address} · {used} · {one.device[:60]}", width="stretch")
            if st.button(say(words.END_SESSION), key=f"admin.session.{one.session_id[:8]}"):
                accounts.end_session(answers.database(), one.session_id, answers.actor(), widgets.now())
                st.rerun()


def _sign_ins(people: accounts.AccountsPage) -> None:
    if not people.attempts:
        st.info(say(words.NO_SIGN_IN), icon=":material/login:")
        return
    rows: list[list[object]] = [
        [
            day_and_hour(one.at),
            one.name or say(words.UNKNOWN),
            one.address,
            say(OUTCOME_LABELS[one.outcome]),
            say(WAY_LABELS[one.way]),
        ]
        for one in people.attempts
    ]
    headings = (words.AT, words.ACCOUNT, words.ADDRESS, words.OUTCOME, words.WAY)
    stored_tables.draw(rows, headings, (160, 220, 200, 260, 180))


def _exports(seen: administration.AdministrationPage) -> None:
    if not seen.exports:
        st.info(say(words.NO_EXPORT), icon=":material/download:")
        return
    rows: list[list[object]] = [
        [day_and_hour(one.at), one.actor, one.name, one.chosen, one.n_items, one.sha256[:12]] for one in seen.exports
    ]
    stored_tables.draw(
        rows,
        (words.AT, words.ACCOUNT, words.FILE, words.CHOSEN, words.ITEMS, words.HASH),
        (150, 150, 320, 260, 90, 140),
    )


def _keeping(seen: administration.AdministrationPage) -> None:
    st.caption(say(words.HEAD.fill(seq=seen.head.seq, hash=seen.head.hash)))
    if st.button(say(words.VERIFY), icon=":material/verified:"):
        found = keeping.verify(answers.database())
        if found.is_whole:
            told = words.WHOLE.fill(lines=found.n_lines, records=found.n_records)
            st.success(say(told), icon=":material/verified:")
        else:
            problems = [p.text for p in found.audit_problems] + [p.text for p in found.record_problems]
            st.error(say(words.NOT_WHOLE.fill(n=len(problems))), icon=":material/report:")
            st.html(table([""], [[say(problem)] for problem in problems[:100]]))
    st.subheader(say(words.BACKUP_TITLE), anchor=False)
    is_late = seen.backup.is_due or seen.backup.made_at is None
    (st.warning if is_late else st.info)(say(seen.backup.text), icon=":material/backup:")


def _roles() -> None:
    headings = [say(words.ACTION), *(_role(role) for role in Role)]
    rows = [
        [say(permission.words), *("✓" if permission.allows(role) else "–" for role in Role)]
        for permission in permissions.actions()
    ]
    st.html(table(headings, rows))


def _role(role: Role) -> str:
    return say(ROLE_LABELS[role])
