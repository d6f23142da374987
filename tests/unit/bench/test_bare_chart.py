from dataclasses import asdict

from streamlit.testing.v1 import AppTest

from components.zoo.screens import chart
from components.zoo.screens.chart import ChartSettings
from tests.bench.results import ROOT
from tests.pages.driving import sent


def test_the_bare_page_shows_the_chart_of_the_page() -> None:
    app = AppTest.from_file(str(ROOT / "tests/bench/bare_chart.py"), default_timeout=60).run()
    assert not app.exception
    of_the_page = [asdict(entry) for entry in chart._entries(ChartSettings())]
    drawn = sent(app, "network_chart")["entries"]
    assert [(entry["short"], entry["name"], entry["trained"]) for entry in drawn] == [
        (entry["short"], entry["name"], entry["trained"]) for entry in of_the_page
    ]
    links = [len(entry["graph"]["links"]) for entry in of_the_page]
    assert [len(entry["graph"]["links"]) for entry in drawn] == links
