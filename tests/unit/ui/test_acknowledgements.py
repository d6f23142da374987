"""The moves that have been heard of are kept of the components that were shown last."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from components.ui.acknowledgements import MOST_COMPONENTS, hear, heard

    hear("first", 3)
    for number in range(MOST_COMPONENTS + 50):
        hear(f"table {number}", number)
        st.text(str(heard("first")))
    kept = [heard(f"table {number}") for number in range(MOST_COMPONENTS + 50)]
    st.text(str(sum(number > 0 for number in kept)))
    st.text(str(MOST_COMPONENTS - 1))


def test_no_more_than_so_many_are_kept_and_those_in_use_stay() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    *of_first, kept, most = (one.value for one in app.text)
    assert set(of_first) == {"3"}
    assert kept == most
