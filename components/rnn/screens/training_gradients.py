"""The gradient through time of fresh networks, of the shipped LSTM, and of those trained here."""

from collections.abc import Sequence

import streamlit as st

from components.render.colours import Compared
from components.rnn.forecast.model import CellType, Forecaster, ForecasterConfig
from components.rnn.inspection.gradients import add_forget_bias
from components.rnn.patients import Numbers
from components.rnn.screens.state import ensembles
from components.rnn.screens.training_state import (
    DRAWN_AS,
    STEPS_BACK,
    gradient_norms,
    runs,
)
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.stage import Stage
from components.ui.widgets.curves import Line, Plot, curves

SEED = 0
FRESH: tuple[CellType, ...] = ("RNN", "GRU", "LSTM")
OPTIONS = ("about a half", "about a tenth", "less than a hundredth")


def draw_gradients(bias: int, place: Stage) -> None:
    """Draw the curves, and the forget bias that moves one of them."""
    fresh = {cell: _fresh(cell, 0) for cell in FRESH}
    trained = gradient_norms("shipped", ensembles()[0].members[0])
    with place.picture:
        revealed = _guessed(fresh["RNN"])
        shipped = _line("trained LSTM of Forecast", trained, DRAWN_AS["LSTM"])
        lines = [*_lines(fresh, bias), shipped, *_of_runs()] if revealed else [shipped]
        title = "‖∂h(T) / ∂x(T − k)‖, 1 at k = 0"
        across, up = (0, STEPS_BACK - 1), (1e-4, 1.5)
        curves(Plot("k visits back", title, across, up, lines, decades=True), key="fading")
    with place.dock:
        st.slider("Forget bias of the fresh LSTM", 0, 4, key="bias")
        if revealed:
            _say(fresh["RNN"], _fresh("LSTM", bias), trained)
        st.markdown(
            f"Dashed: fresh networks of {ForecasterConfig.hidden} units. Solid: trained. "
            "Train an RNN here and find its curve."
        )
        show_tally()


def _lines(fresh: dict[CellType, Numbers], bias: int) -> list[Line]:
    lines = [_line(f"fresh {cell}", found, DRAWN_AS[cell], dashed=True) for cell, found in fresh.items()]
    if bias:
        lines[-1] = _line(f"fresh LSTM, bias {bias}", _fresh("LSTM", bias), DRAWN_AS["LSTM"], dashed=True)
    return lines


def _of_runs() -> list[Line]:
    """The curves of the networks that were trained here."""
    return [
        _line(run.name, norms, DRAWN_AS[run.history.config.cell])
        for run in runs()
        if (norms := run.gradient_norms) is not None
    ]


def _line(name: str, found: Sequence[float] | Numbers, how: Compared, dashed: bool = False) -> Line:
    return Line(
        name, [(k, float(norm)) for k, norm in enumerate(found)], how.colour, dashed, symbol=how.symbol
    )


def _fresh(cell: CellType, bias: int) -> Numbers:
    model = add_forget_bias(Forecaster(ForecasterConfig(cell), SEED), bias)
    return gradient_norms(f"fresh {cell}, bias {bias}", model)


def _guessed(rnn: Numbers) -> bool:
    left = rnn[-1]
    right = OPTIONS[0] if left > 0.3 else OPTIONS[1] if left > 0.03 else OPTIONS[2]
    text = f"how much of the gradient reaches {STEPS_BACK - 1} visits back in a fresh RNN?"
    return guess_first((Question(text, OPTIONS, right, "gradient of a fresh RNN"),))


def _say(rnn: Numbers, lstm: Numbers, trained: Numbers) -> None:
    back = STEPS_BACK - 1
    st.markdown(
        f"{back} visits back, a fresh RNN has **{rnn[-1]:.2g}** of its gradient left, the fresh LSTM "
        f"**{lstm[-1]:.2g}**, the trained one **{trained[-1]:.2g}**: "
        "a few of its units have opened their forget gates."
    )
