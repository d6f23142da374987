"""An answer is sent before the rest where it is seen: not while a screen is opened behind the curtain."""

import pytest

from components.ui.pacing import GAP_SECONDS
from tests.pages.conftest import OpenPage
from tests.pages.driving import go_to


def test_the_gap_is_kept_on_a_screen_that_is_open_only(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gaps: list[float] = []
    app = open_page("cnn")
    monkeypatch.setattr("components.ui.pacing.time.sleep", gaps.append)
    go_to(app, "Feature maps")
    assert GAP_SECONDS not in gaps
    app.run()
    assert gaps.count(GAP_SECONDS) == 1
    go_to(app, "Ablation")
    assert gaps.count(GAP_SECONDS) == 1
