import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from components.vision.samples import SAMPLES

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


def followed(page: str, **parameters: str) -> AppTest:
    """A page as a link opens it in a new session."""
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params.update(parameters)
    app.run()
    app.switch_page(f"pages/{page}.py")
    app.query_params.update(parameters)
    return app.run()


@pytest.fixture(scope="session")
def cat() -> bytes:
    return SAMPLES["cat"].read()


def html(app: AppTest) -> list[str]:
    """What the page draws as HTML; styles alone are left out."""
    bodies = [str(one.proto.body) for one in app.get("html")]
    return [body for body in bodies if not body.strip().endswith("</style>")]


def sent(app: AppTest, component: str) -> dict[str, Any]:
    """What the one component whose name ends like this was given to draw."""
    assert not app.exception
    (one,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name.endswith(component)]
    data: dict[str, Any] = json.loads(one.json)
    return data
