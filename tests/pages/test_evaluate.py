"""The views Race and Curve of *Evaluate*, and the screen *Export*, driven without a browser."""

import pytest
import torch
from streamlit.testing.v1 import AppTest

from components.session import Visitor
from components.transfer.learning_curve import CurvePoint, precomputed_scratch_curve
from components.transfer.race import (
    METHODS,
    EvalPoint,
    RaceState,
    TrainingRun,
    from_random_init,
    with_trainable_last_block,
)
from components.transfer.screens.evaluate_race import winners
from components.vision.backbones import DEFAULT, load_network
from tests.pages.conftest import OpenPage
from tests.pages.driving import ended, held_jobs, labels, press, sent, text, until, wait
from tests.pages.own_photos import PAGE


@pytest.fixture
def race(open_page: OpenPage) -> AppTest:
    return wait(open_page(PAGE, screen="Evaluate", view="Race", per_class="2"))


def test_a_bet_starts_the_race_and_cancelling_it_decides_nothing(race: AppTest) -> None:
    for name in METHODS:
        assert name in labels(race)
    press(race, "Frozen features")
    job = held_jobs(race)["race"]
    until(race, lambda: job.snapshot is not None)
    job.cancel()
    wait(race)
    assert "Stopped before the end" in text(race)
    visitor: Visitor = race.session_state["visitor"]
    assert not visitor.guesses  # a race that was stopped decides no bet


def test_a_race_that_was_run_to_its_end_decides_the_bet(
    race: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = dict(zip(METHODS, (0.8, 0.7, 0.3), strict=True))
    runs = [TrainingRun(name, "finished", 1.0, (EvalPoint(1.0, 0.5, end),)) for name, end in ends.items()]
    state = RaceState(tuple(runs))
    monkeypatch.setattr("components.transfer.screens.evaluate_race.run_race", lambda *_: iter([state]))
    press(race, "From scratch")
    wait(race)
    assert "You guessed From scratch; best is **Frozen features**" in text(race)
    visitor: Visitor = race.session_state["visitor"]
    assert list(visitor.guesses.values()) == [("From scratch", False)]


def test_what_each_method_trains_is_drawn_and_counted(race: AppTest) -> None:
    drawn = dict(zip(METHODS, sent(race, "race_networks")["networks"], strict=True))
    shared, classes = load_network(DEFAULT, "cpu"), 10
    tuned = with_trainable_last_block(shared, classes)
    anew = from_random_init(shared.backbone, classes, torch.Generator(), shared.device)
    trained = {
        "Frozen features": (tuned.last,),
        "Fine-tuning": (tuned.body, tuned.last),
        "From scratch": (anew.body, anew.neck, anew.last),
    }
    for name, modules in trained.items():
        count = sum(one.numel() for module in modules for one in module.parameters())
        assert drawn[name]["trains"] == f"trains {count:,} parameters"
        assert not drawn[name]["learning"]
    learning = {name: [part["learns"] for part in one["parts"]] for name, one in drawn.items()}
    assert learning["Frozen features"] == [*[False] * 19, True]
    assert learning["Fine-tuning"] == [*[False] * 17, *[True] * 3]
    assert all(learning["From scratch"])


def test_a_method_glows_only_while_its_weights_move() -> None:
    notes = {"takes in its photos, 3 of 8": False, "step 3, epoch 1": True}
    assert {note: TrainingRun("a", "running", note=note).learns for note in notes} == notes
    assert not TrainingRun("a", "finished", note="step 100 of 100").learns


def test_two_can_win() -> None:
    pair = [TrainingRun(name, "finished", 1.0, (EvalPoint(1.0, 0.5, 0.9),)) for name in ("a", "b")]
    assert winners(RaceState((*pair, TrainingRun("c")))) == ["a", "b"]


def test_the_curve_of_the_garments_is_measured_beside_the_one_from_scratch(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.transfer.screens.evaluate_curve.DRAWS", 1)
    app = open_page(PAGE, screen="Evaluate", view="Curve", per_class="2")
    until(app, lambda: bool(ended(app, "curve")))
    (curve,) = ended(app, "curve").values()
    frozen = {point.per_class: point for point in curve.snapshot.points}
    assert list(frozen) == [1, 2, 5, 10, 20, 50]
    assert frozen[50].mean > frozen[1].mean
    scratch = {point.per_class: point for point in precomputed_scratch_curve()}
    assert all(isinstance(point, CurvePoint) for point in scratch.values())
    assert frozen[5].mean > scratch[5].mean


def test_a_curve_that_was_stopped_does_not_begin_again_by_itself(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.transfer.screens.evaluate_curve.DRAWS", 100_000)  # without end
    app = wait(open_page(PAGE, screen="Evaluate", per_class="2"))
    view = app.get_by_key("view")
    view.set_value("Curve").run()  # type: ignore[union-attr]
    held_jobs(app)["curve"].cancel()
    until(app, lambda: "curve" not in held_jobs(app))
    app.run()
    assert "curve" not in held_jobs(app)
    assert any(button.label == "Measure with frozen features" for button in app.button)


def test_the_zip_is_offered_with_its_proof(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Export", per_class="5"))
    press(app, "Make the zip")
    until(app, lambda: bool(app.success))
    assert "agrees with this page on 10 held-out photos" in str(app.success[0].value)
    app.run()
    assert app.success  # it stays until another classifier is trained
