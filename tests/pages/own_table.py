"""An own table on the page *LSTM*: brought, and read off the charts."""

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.driving import sent

PAGE = "rnn"


def charts(app: AppTest) -> dict[str, Any]:
    """What the charts of the eight tests were given to draw."""
    return sent(app, "fan_charts")


def bilirubin(app: AppTest) -> list[float]:
    """The measured values of bilirubin that are drawn, in mg/dl."""
    return [value for _, value in charts(app)["panels"][0]["known"]]


def bring(app: AppTest, table: str, name: str = "values.csv") -> None:
    """Hand in a table."""
    app.file_uploader[0].upload(name, table.encode()).run()
    assert not app.exception


def opened(app: AppTest, screen: str) -> AppTest:
    """Another screen, chosen in the bar."""
    app.session_state["screen"] = screen
    app.run()
    assert not app.exception
    return app
