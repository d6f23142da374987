"""The screen on which networks are trained, driven without a browser."""

import re
import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.rnn.forecast.live_training import (
    EpochMetrics,
    LiveTrainConfig,
    NonFiniteLossError,
    TrainingHistory,
)
from components.rnn.screens import training_runs
from components.rnn.screens.training_state import MOST_RUNS, TRAINING
from tests.pages.conftest import OpenPage
from tests.pages.driving import ended, followed, html, labels, press, sent, until

PAGE = "rnn"
SMALL = {"cell": "GRU", "hidden": "4", "epochs": "5"}


def chart(app: AppTest) -> dict[str, Any]:
    return sent(app, "curves")


def table(app: AppTest) -> str:
    return " ".join(html(app))


def train(app: AppTest) -> None:
    press(app, "Train")
    until(app, lambda: "Cancel" not in labels(app))


def test_the_marks_to_beat_are_there_before_anything_has_learned(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training")
    drawn = chart(app)
    assert drawn["lines"] == []
    last, ensemble = drawn["rules"]
    assert (last["name"], last["y"]) == ("last value", 1.0)
    assert 0.75 < ensemble["y"] < 0.87


def test_a_network_is_trained_and_its_run_kept(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", **SMALL)
    train(app)
    drawn = chart(app)
    learned, held_out = drawn["lines"]
    assert learned["name"] == "GRU, 4 units: training patients"
    smallest = min(y for _, y in held_out["points"])
    assert held_out["name"] == f"held-out patients, smallest {smallest:.3f}"
    assert drawn["marks"][0][2] == ""  # nothing is written over the lines
    assert [len(line["points"]) for line in drawn["lines"]] == [5, 5]
    assert "<td>GRU</td><td>4</td><td>1</td><td>40 %</td><td>0.003</td><td>5</td>" in table(app)
    app.segmented_control(key="cell").set_value("feed-forward").run()
    train(app)
    drawn = chart(app)
    assert [line["faint"] for line in drawn["lines"]] == [True, False, False]
    assert "<td>feed-forward</td>" in table(app)
    press(app, "Clear the runs")
    assert "<td>GRU</td>" not in table(app)


def test_a_cancelled_run_says_how_far_it_came(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", hidden="32", epochs="200")
    press(app, "Train")
    time.sleep(1.5)
    app.run()
    press(app, "Cancel")
    until(app, lambda: "Cancel" not in labels(app))
    assert " of 200</td>" in table(app)


@pytest.mark.parametrize(("error", "loses"), [(1.02, True), (0.98, False)])
def test_a_run_worse_than_the_last_value_is_said_to_lose(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, error: float, loses: bool
) -> None:
    monkeypatch.setattr(training_runs, "train_live", lambda *_: iter([one_epoch(error)]))
    app = open_page(PAGE, screen="Training")
    train(app)
    assert any("It loses to the last value" in line.value for line in app.markdown) == loses


def one_epoch(error: float) -> TrainingHistory:
    """A training of one epoch with this error on held-out patients."""
    config = LiveTrainConfig("RNN", 4, 1, 0.0, 1, 0.01, 0)
    return TrainingHistory(config, (EpochMetrics((0.9,) * 4, (error,) * 4),), config.model())


def numbers(app: AppTest) -> list[int]:
    """The numbers of the runs in the table, from the top."""
    return [int(number) for number in re.findall(r"<tr><td>(\d+)</td>", table(app))]


def test_of_too_many_runs_the_oldest_is_dropped(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_runs, "train_live", lambda *_: iter([one_epoch(0.9)]))
    app = open_page(PAGE, screen="Training")
    for _ in range(MOST_RUNS + 2):
        train(app)
    assert numbers(app) == list(range(MOST_RUNS + 2, 2, -1))
    assert len(ended(app, TRAINING)) <= MOST_RUNS + 1
    press(app, "Clear the runs")
    train(app)
    assert numbers(app) == [1]


def test_a_training_that_is_left_becomes_a_run_on_return(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", hidden="32", epochs="200")
    press(app, "Train")
    until(app, lambda: chart(app)["lines"])
    app.switch_page("pages/home.py").run()
    app.switch_page(f"pages/{PAGE}.py").run()
    until(app, lambda: "Cancel" not in labels(app))
    assert numbers(app) == [1]
    assert " of 200</td>" in table(app)
    app.switch_page("pages/home.py").run()
    app.switch_page(f"pages/{PAGE}.py").run()
    assert numbers(app) == [1]


def test_a_loss_that_is_no_number_is_one_sentence(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(*_: object) -> None:
        raise NonFiniteLossError

    app = open_page(PAGE, screen="Training")
    with monkeypatch.context() as patched:
        patched.setattr(training_runs, "train_live", diverge)
        train(app)
    assert not app.exception
    assert "learning rate is too high" in app.error[0].value
    assert numbers(app) == []
    app.session_state["epochs"] = 5
    train(app)
    assert not app.error
    assert numbers(app) == [1]


def test_the_gradient_comes_after_the_guess(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", sight="Gradients")
    assert [line["name"] for line in chart(app)["lines"]] == ["trained LSTM of Forecast"]
    press(app, "less than a hundredth")
    lines = {line["name"]: line["points"] for line in chart(app)["lines"]}
    assert list(lines) == ["fresh RNN", "fresh GRU", "fresh LSTM", "trained LSTM of Forecast"]
    assert (
        lines["fresh RNN"][11][1]
        < 1e-3
        < lines["fresh LSTM"][11][1]
        < 0.1
        < lines["trained LSTM of Forecast"][11][1]
    )
    words = " ".join(str(line.value) for line in app.markdown)
    assert "**1 of 1** guesses right" in words
    app.slider(key="bias").set_value(3).run()
    opened = {line["name"]: line["points"] for line in chart(app)["lines"]}
    assert opened["fresh LSTM, bias 3"][11][1] > 10 * lines["fresh LSTM"][11][1]


def test_a_run_has_its_own_curve_among_the_gradients(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", **SMALL)
    train(app)
    app.segmented_control(key="sight").set_value("Gradients").run()
    press(app, "about a half")
    assert chart(app)["lines"][-1]["name"] == "run 1: GRU"


def test_the_learning_rate_is_shown_as_it_is_and_old_links_go_on_working(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", rate="17")
    rate = app.select_slider(key="rate")
    assert (rate.label, rate.value, rate.proto.options[27]) == ("Learning rate", 17, "0.003")
    rate.set_value(30).run()
    assert "rate" not in app.query_params  # the default


def test_nonsense_in_the_link_is_named(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", cell="transformer", hidden="100000", rate="0")
    assert all(f"“{name}”" in app.warning[0].value for name in ("cell", "hidden", "rate"))
    assert app.slider(key="hidden").value == 32


def test_runs_that_a_reload_has_lost_are_missed_until_there_is_one_again(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Training", **SMALL)
    train(app)
    assert app.query_params["own"] == "runs"
    app = followed(PAGE, screen="Training", **SMALL, own="runs")
    assert [warning.value for warning in app.warning] == [
        "Your training runs are not in this tab. They are only in the memory of the tab where they were, "
        "until that is reloaded or closed; a link can’t carry them. "
        "The link still has the last network’s settings: press **Train** again."
    ]
    train(app)
    assert not app.warning
