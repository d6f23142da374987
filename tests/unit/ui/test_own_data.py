"""What only the visitor had is named in the link, and missed by whoever opens it without."""

from streamlit.testing.v1 import AppTest

from components.ui import own_data


def page() -> None:
    import streamlit as st

    from components.ui import own_data, url_state

    url_state.begin("page")
    own_data.begin()
    own_data.note("table", st.toggle("table"))
    own_data.tell_lost("table", "Choose the file again.")
    own_data.tell_lost("photo", "Choose it again.")
    url_state.write()
    url_state.end()


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run().run()  # the first link of a visit is the browser's to mend


def test_the_link_names_what_is_shown() -> None:
    app = opened()
    assert not app.query_params
    app.toggle[0].set_value(True).run()
    assert app.query_params == {"own": "table"}
    app.toggle[0].set_value(False).run()
    assert not app.query_params
    assert not app.warning


def test_what_the_link_names_and_isnt_there_is_told_until_it_is_there_again() -> None:
    app = opened(own="photo-table")
    assert [one.value for one in app.warning] == [
        f"{own_data.GONE['table']} Choose the file again.",
        f"{own_data.GONE['photo']} Choose it again.",
    ]
    app.toggle[0].set_value(True).run()
    assert len(app.warning) == 1
    assert app.query_params == {"own": "photo-table"}  # another reload must still miss the photo
    app.button[0].click().run()
    assert not app.warning
    assert app.query_params == {"own": "table"}
