from streamlit.testing.v1 import AppTest


def test_the_home_page_opens_first_and_shows_the_map() -> None:
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "Chalknet"


def test_a_page_is_opened_on_a_screen_by_the_name_that_it_had() -> None:
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    app.session_state["screens last open"] = {"CNN": "Where"}  # as `open_on` keeps it
    app.switch_page("pages/cnn.py").run()
    assert app.session_state["screen"] == "Heat maps"
