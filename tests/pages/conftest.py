from collections.abc import Callable, Iterator

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from components.transfer.screens.state import OWN
from components.vision.samples import SAMPLES
from tests.pages import own_photos

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _pages_belong_to_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest takes pages/ for Streamlit's older convention at every run."""

    def always_new(self: PagesManager, *args: object, **kwargs: object) -> None:
        PagesManager.uses_pages_directory = False
        original(self, *args, **kwargs)

    original: Callable[..., None] = PagesManager.__init__
    monkeypatch.setattr(PagesManager, "__init__", always_new)


@pytest.fixture
def open_page() -> Iterator[OpenPage]:
    """Opens a page of the app, without a browser, at a link; at the end its visitors' jobs are cancelled."""
    opened: list[AppTest] = []

    def open_it(page: str, **parameters: str) -> AppTest:
        app = AppTest.from_file("../../app.py", default_timeout=60).run()
        opened.append(app)
        app.switch_page(f"pages/{page}.py")
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    yield open_it
    for app in opened:
        for job in app.session_state["jobs"].values():
            job.cancel()


@pytest.fixture(scope="session")
def cat() -> bytes:
    return SAMPLES["cat"].read()


@pytest.fixture
def own(open_page: OpenPage) -> AppTest:
    """The screen *Teach* with room for own photos."""
    return open_page(own_photos.PAGE, screen="Teach", album=OWN)
