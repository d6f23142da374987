"""A run is broken off for another, a job ends in the midst of a run: nothing is lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.testing.v1 import AppTest

from components.gan.screens import latent_sliders
from components.gan.widgets.latent_sliders import FrameRequest
from components.transfer.screens import teach_uploads
from components.ui.controls import photo
from tests.pages.conftest import OpenPage
from tests.pages.driving import sent


def break_off_once(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """The next run ends where it calls this function."""
    original: Callable[..., Any] = getattr(module, name)
    pending = [StopException()]

    def broken(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- whatever the original takes and gives
        if pending:
            raise pending.pop()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, broken)


def test_a_photo_is_read_by_the_next_run(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, cat: bytes
) -> None:
    app = open_page("transfer_learning", sample="coffee")
    break_off_once(monkeypatch, photo, "keep_photo")
    app.file_uploader(key="photo").upload("mine.jpg", cat).run()
    app.run()
    assert not app.exception
    assert any("Egyptian cat" in one.value for one in app.subheader)


def test_photos_for_a_class_are_read_by_the_next_run(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, cat: bytes
) -> None:
    app = open_page("transfer_learning", screen="Teach", album="My own photos")
    break_off_once(monkeypatch, teach_uploads, "chosen_embedder")
    uploader = next(one for one in app.file_uploader if one.label.startswith("Photos of"))
    uploader.upload("mine.jpg", cat).run()
    app.run()
    end = time.monotonic() + 20
    while not (rows := sent(app, "chalknet_class_editor")["rows"])[0]["photos"]:
        assert time.monotonic() < end, rows
        app.run()
    assert not app.exception


def test_frames_that_were_asked_for_come_with_the_next_run(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("gan", screen="Latent sliders")
    app.session_state["frames requested"] = FrameRequest("n0", 8)
    break_off_once(monkeypatch, latent_sliders, "latent_sliders")
    app.run()
    app.run()
    assert sent(app, "chalknet_latent_sliders")["sheet"]["stride"] == 8
    app.run()
    assert sent(app, "chalknet_latent_sliders")["sheet"] is None  # once is enough


def test_a_job_that_ends_in_mid_run_is_known_to_all_of_the_page() -> None:
    def page() -> None:
        import time

        import streamlit as st

        from components import jobs

        jobs.enter("page")
        job = jobs.get("short")
        st.write("ended" if job and not job.active else "not yet")
        if job is None:
            job = jobs.start("short", lambda cancel: iter([1]))
            while job.active:
                time.sleep(0.01)
        jobs.watch("short", lambda job: st.write(f"drawn {job.snapshot}"))

    app = AppTest.from_function(page).run()
    assert [one.value for one in app.markdown] == ["ended", "drawn 1"]
