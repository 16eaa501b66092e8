"""What a button calls before its page is drawn: refusals are said in words at the head of the page, once."""

from streamlit.testing.v1 import AppTest


def _buttons():
    """Runs inside an app: everything it needs is imported here."""
    import streamlit as st

    from atgt.domain.errors import StorageError
    from atgt.domain.text import Text
    from atgt.ui import acting

    def refuse(name):
        raise StorageError(Text(f"Tệp {name} đang bị khóa; thử lại sau.", f"{name} is locked; try again."))

    acting.refusal_line()
    st.button("Làm", on_click=acting.callback(refuse), args=("ward.gpkg",), key="refused")
    st.button("Khác", on_click=acting.callback(lambda: None), key="fine")


def test_a_refused_callback_is_told_in_words_and_only_once():
    app = AppTest.from_function(_buttons, default_timeout=30).run()

    app.button(key="refused").click().run()

    assert not app.exception
    assert ["đang bị khóa; thử lại sau." in one.value for one in app.error] == [True]

    app.button(key="fine").click().run()

    assert not app.error
