from streamlit.testing.v1 import AppTest


def test_the_home_page_opens_first_and_shows_the_map() -> None:
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "Chalknet"
