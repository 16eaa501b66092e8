"""The choice of the first screen: try the program out with the simulated ward, or begin with the ward's own data."""

from __future__ import annotations

import streamlit as st

from atgt.domain.actor import Role
from atgt.domain.text import Text
from atgt.ui import answers, widgets
from atgt.ui.widgets import say
from atgt.workflow import authority, starting

BEGIN = Text("Bắt đầu với dữ liệu của phường", "Begin with the ward's own data")
BEGIN_MORE = Text(
    "Đang xem thử với phường mô phỏng. Khi bắt đầu làm thật, toàn bộ dữ liệu mô phỏng, kể cả những gì đã nhập thử, "
    "được bỏ khỏi cơ sở dữ liệu; một bản sao được giữ lại bên cạnh. Tài khoản và cài đặt giữ nguyên.",
    "You are trying the program out with a simulated ward. When real work begins, all simulated data, and what was "
    "entered for trial, is taken out of the database; a copy is kept beside it. Accounts and settings stay.",
)
UNDERSTOOD = Text("Tôi hiểu dữ liệu mô phỏng sẽ bị bỏ", "I understand that the simulated data goes")
TRY = Text("Xem thử với phường mô phỏng", "Try it with the simulated ward")
LEFT = Text("Đã bỏ dữ liệu mô phỏng. Bản sao: {file}.", "The simulated data is gone. A copy: {file}.")
LEFT_PLAIN = Text("Đã bỏ dữ liệu mô phỏng.", "The simulated data is gone.")
STEPS = Text(
    "**Cơ sở dữ liệu của phường đang trống.** Ba bước để bắt đầu:\n"
    "1. Trang **Mạng đường**: nạp lớp đường, cột Km, ranh giới của phường.\n"
    "2. Trang **Nhập dữ liệu**: nạp bảng tai nạn đang dùng (Excel, CSV); hoặc **Nhập một vụ**.\n"
    "3. Trang **Danh sách**: bấm **Rà soát**.",
    "**The ward's database is empty.** Three steps to begin:\n"
    "1. **Roads**: load the ward's roads, km posts and boundary.\n"
    "2. **Import**: load the table of accidents in use (Excel, CSV); or **Enter one**.\n"
    "3. **List**: press **Screen**.",
)


def offer_own() -> None:
    """Beside the title while the simulated ward is shown: the way to the ward's own data."""
    _result_line()
    if not answers.holds_sample() or not authority.may(answers.actor(), Role.ADMINISTRATOR):
        return
    with st.container(key="start-choice"), st.popover(say(BEGIN), icon=":material/rocket_launch:"):
        st.markdown(say(BEGIN_MORE))
        is_sure = st.checkbox(say(UNDERSTOOD), key="start.sure")
        st.button(say(BEGIN), type="primary", key="start.own", disabled=not is_sure, on_click=_leave)


def guide() -> bool:
    """The first steps in an empty database of the ward's own; whether they were drawn."""
    if not starting.is_own_and_empty(answers.database()):
        return False
    st.markdown(say(STEPS))
    if authority.may(answers.actor(), Role.ADMINISTRATOR):
        st.button(say(TRY), icon=":material/play_circle:", key="start.try", on_click=_try)
    return True


def _leave() -> None:
    kept, fault = widgets.attempt(lambda: starting.leave_sample(answers.database(), answers.actor(), widgets.now()))
    if fault is not None:
        widgets.remember("start.done", (False, fault))
        return
    said = say(LEFT.fill(file=kept.name)) if kept is not None else say(LEFT_PLAIN)
    widgets.remember("start.done", (True, said))
    widgets.choose_spot(None)
    widgets.forget("start.sure", *widgets.KEPT_KEYS)


def _try() -> None:
    _, fault = widgets.attempt(lambda: starting.try_sample(answers.database(), answers.actor(), widgets.now()))
    if fault is not None:
        widgets.remember("start.done", (False, fault))


def _result_line() -> None:
    done = widgets.recall("start.done")
    if done is None:
        return
    widgets.forget("start.done")
    is_good, said = done
    (st.success if is_good else st.error)(said)
