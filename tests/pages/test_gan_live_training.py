"""The screen Live training, driven without a browser."""

import base64
import threading
import time
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components import live_session, runtime
from tests.crowd import others_at_work
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, sent, text, until


def open_screen(open_page: OpenPage, **parameters: str) -> AppTest:
    app = open_page("gan", screen="Live training", **parameters)
    assert not app.exception
    return app


def field(app: AppTest) -> dict[str, Any]:
    return sent(app, "gan_field")


def points(text: str) -> "np.ndarray[Any, np.dtype[np.float32]]":
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(-1, 2)


def test_points_and_field_are_there_before_anything_is_pressed(open_page: OpenPage) -> None:
    shown = field(open_screen(open_page))
    assert points(shown["real"]).shape == (400, 2)
    assert points(shown["frames"][0]["generated"]).shape == (400, 2)
    assert "after 0 iterations" in shown["frames"][0]["words"]
    assert not shown["drawable"]


def test_both_networks_are_drawn_as_they_are(open_page: OpenPage) -> None:
    app = open_screen(open_page)
    drawn = sent(app, "two_networks")
    assert drawn["units"] == [[2, 48, 48, 2], [2, 48, 48, 1]]
    (moment,) = drawn["moments"]
    assert moment["gradients"] == [None, None]
    assert not drawn["flows"]
    press(app, "One iteration")
    drawn, seen = sent(app, "two_networks"), app.session_state["live training session"][1].newest
    (moment,) = drawn["moments"]
    assert moment["gradients"] == pytest.approx([seen.generator_gradient, seen.discriminator_gradient])
    assert moment["scores"] == pytest.approx([seen.at_real, seen.at_generated])
    for sent_points, points_seen in (
        (moment["generated"], seen.generated),
        (drawn["noise"], seen.noise / 2.5),
    ):
        places = np.asarray(sent_points) / 1000
        assert np.abs(places - points_seen[:60].clip(-1, 1)).max() < 1e-3


def test_one_iteration_moves_the_points_and_another_seed_begins_anew(open_page: OpenPage) -> None:
    app = open_screen(open_page)
    before = field(app)
    press(app, "One iteration")
    after = field(app)
    assert "after 1 iterations" in after["frames"][0]["words"]
    assert after["frames"] != before["frames"]
    press(app, "Start again")
    assert field(app) == before
    app.number_input(key="battle_seed").set_value(5).run()
    assert field(app)["frames"] != before["frames"]


def test_a_training_that_waits_for_its_turn_says_so(open_page: OpenPage) -> None:
    app = open_screen(open_page)
    with others_at_work():
        press(app, "Run")
        until(app, lambda: any("Waiting for its turn" in caption.value for caption in app.caption))
        press(app, "Pause")


def test_a_long_training_makes_room_for_others_and_goes_on_after_them(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_session, "TURN_SECONDS", 0.2)
    app = open_screen(open_page, rounds="1")
    press(app, "Run")
    first = app.session_state["jobs"]["live training"]
    done, begun = threading.Event(), threading.Semaphore(0)

    def hold() -> None:
        begun.release()
        done.wait(60)

    for _ in range(runtime.LONG_WIDTH):
        runtime.run_long(hold)
    try:
        for _ in range(runtime.LONG_WIDTH):  # also in the training's pool
            assert begun.acquire(timeout=20)
        while first.active:
            time.sleep(0.01)
        assert first.state == "done"
        app.run()
        second = app.session_state["jobs"]["live training"]
        assert second is not first
        assert second.state == "waiting"
        reached = first.snapshot[-1].iteration
    finally:
        done.set()
    while not second.snapshot:
        time.sleep(0.01)
    assert second.snapshot[0].iteration == reached + 1
    press(app, "Pause")
    app.run()
    assert app.session_state["jobs"]["live training"] is second  # paused, it stays so


def test_a_training_runs_under_new_rates_and_pauses(open_page: OpenPage) -> None:
    app = open_screen(open_page)
    press(app, "Run")
    job = app.session_state["jobs"]["live training"]
    deadline = time.monotonic() + 30
    while job.snapshot is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert job.state == "running"
    app.selectbox(key="g_rate").set_value("0.003").run()
    assert app.session_state["live training session"][1].trainee.config.generator_rate == 0.003
    assert job.active  # it is the same training still
    press(app, "Pause")
    while job.active and time.monotonic() < deadline:
        time.sleep(0.05)
    assert job.state == "cancelled"
    assert job.snapshot[-1].iteration > 0


def test_rates_that_blow_up_are_said_and_the_page_lives(open_page: OpenPage) -> None:
    app = open_screen(open_page, g_rate="100", d_rate="100")
    deadline = time.monotonic() + 30
    while "has blown up" not in text(app) and time.monotonic() < deadline:
        press(app, "One iteration")
    assert "Lower it and press Start again" in text(app)
    app.selectbox(key="g_rate").set_value("0.001")
    app.selectbox(key="d_rate").set_value("0.001").run()
    press(app, "Start again")
    assert "has blown up" not in text(app)
    press(app, "One iteration")
    assert "after 1 iterations" in field(app)["frames"][-1]["words"]


def test_leaving_the_page_stops_the_training(open_page: OpenPage) -> None:
    app = open_screen(open_page)
    press(app, "Run")
    job = app.session_state["jobs"]["live training"]
    app.switch_page("pages/home.py").run()
    deadline = time.monotonic() + 30
    while job.active and time.monotonic() < deadline:
        time.sleep(0.05)
    assert job.state == "cancelled"


def test_an_own_drawing_is_invited(open_page: OpenPage) -> None:
    app = open_screen(open_page, data="my drawing")
    assert field(app)["drawable"]
    assert "Draw the real points" in text(app)
