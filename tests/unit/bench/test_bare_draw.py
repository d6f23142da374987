from streamlit.testing.v1 import AppTest

from components.zoo.library import AUTOENCODERS, CLASSIFIERS
from tests.bench.results import ROOT


def test_the_bare_page_asks_all_networks_and_paints_their_answers() -> None:
    app = AppTest.from_file(str(ROOT / "tests/bench/bare_draw.py"), default_timeout=60).run()
    assert not app.exception
    lines = app.text[0].value.splitlines()
    assert [line.split()[0] for line in lines] == [one.short for one in (*CLASSIFIERS, *AUTOENCODERS)]
    assert all(len(line.split()) == 2 + 10 for line in lines[: len(CLASSIFIERS)])
    assert len(app.get("image")) == 1
