"""The screen *Export*, driven without a browser."""

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from components.transfer.export import Agreement, ExportProgress
from components.transfer.novelty import proposed_threshold
from components.transfer.screens import export
from components.transfer.screens.state import TransferState
from components.transfer.train import TrainedClassifier
from components.vision.backbones import Network
from tests.pages.conftest import OpenPage
from tests.pages.driving import ended, labels, sent, text, until

Export = Callable[..., Iterator[ExportProgress]]


def offered(open_page: OpenPage, **parameters: str) -> AppTest:
    """The screen, when the garments have been taught."""
    app = open_page("transfer_learning", screen="Export", per_class="5", **parameters)
    return until(app, lambda: "Make the zip" in labels(app))


def make(app: AppTest) -> AppTest:
    next(button for button in app.button if button.label == "Make the zip").click().run()
    return app


def taught(app: AppTest) -> TrainedClassifier:
    carried: TransferState = app.session_state["transfer state"]
    (trained,) = carried.classifiers.values()
    return trained


def threshold(app: AppTest) -> str:
    """That of "None of these", as the picture of the program says it."""
    *_, last = sent(app, "program_flow")["steps"]
    return str(last["amounts"][1]["written"])


@pytest.fixture
def exports(monkeypatch: pytest.MonkeyPatch) -> list[tuple[TrainedClassifier, float]]:
    """What exports are asked for; each ends at once, with a stand-in for the zip."""
    asked = []

    def quick(
        trained: TrainedClassifier, limit: float, network: Network, *rest: object
    ) -> Iterator[ExportProgress]:
        asked.append((trained, limit))
        yield ExportProgress("Done.", 1.0, b"a zip", Agreement(20, 1e-7, 1.0))

    monkeypatch.setattr(export, "export_classifier", quick)
    return asked


def test_the_threshold_is_the_page_s(
    open_page: OpenPage, exports: list[tuple[TrainedClassifier, float]]
) -> None:
    app = offered(open_page)
    trained = taught(app)
    proposed = proposed_threshold(trained.features[list(trained.split.train)])
    assert threshold(app) == f"{proposed:.2f}"
    make(app)
    until(app, lambda: app.success)
    assert exports == [(trained, proposed)]


def test_a_threshold_of_one_s_own_goes_into_the_zip(
    open_page: OpenPage, exports: list[tuple[TrainedClassifier, float]]
) -> None:
    app = offered(open_page, threshold="0.31")
    assert threshold(app) == "0.31"
    make(app)
    until(app, lambda: app.success)
    assert [limit for _, limit in exports] == [0.31]


def test_another_threshold_needs_another_zip(
    open_page: OpenPage, exports: list[tuple[TrainedClassifier, float]]
) -> None:
    app = make(offered(open_page, threshold="0.31"))
    until(app, lambda: app.success)
    app.session_state["threshold"] = "0.32"
    app.run()
    assert "Make the zip" in labels(app)
    assert not app.success


def test_how_far_it_is_and_what_is_done_is_said_while_the_zip_is_made(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(*rest: object) -> Iterator[ExportProgress]:
        yield ExportProgress("Step 1 of 3: the network is written.", 0.05)
        go_on.wait(30)
        yield ExportProgress("Done.", 1.0, b"a zip", Agreement(20, 1e-7, 1.0))

    monkeypatch.setattr(export, "export_classifier", slow)
    app = make(offered(open_page))
    try:
        until(app, lambda: any("Step 1 of 3" in str(bar.proto) for bar in app.get("progress")))
        assert "Cancel" in labels(app)
    finally:
        go_on.set()
    until(app, lambda: app.success)


def test_the_commands_are_those_of_either_system(
    open_page: OpenPage, exports: list[tuple[TrainedClassifier, float]]
) -> None:
    app = make(offered(open_page))
    until(app, lambda: app.success)
    windows, others = [str(one.value) for one in app.code]
    assert windows.startswith("py -m venv .venv\n.venv\\Scripts\\python -m pip install")
    assert others.startswith("python3 -m venv .venv\n.venv/bin/python -m pip install")
    assert [tab.label for tab in app.tabs] == ["Windows", "macOS, Linux"]
    assert "not on a phone" in text(app)
    assert "**Python 3.11**" in text(app)


def test_the_zip_is_that_of_what_was_taught(open_page: OpenPage) -> None:
    app = make(offered(open_page, threshold="0.31"))
    until(app, lambda: app.success)
    (made,) = ended(app, "export").values()
    with zipfile.ZipFile(io.BytesIO(made.snapshot.package)) as archive:
        names = {name.split("/")[0] for name in archive.namelist()}
        chosen = json.loads(archive.read("classifier/labels.json"))
        limit = json.loads(archive.read("classifier/none_of_these.json"))
    assert names == {"classifier"}
    assert tuple(chosen) == taught(app).dataset.names
    assert limit == {"threshold": 0.31}
    assert made.snapshot.agreement.holds
