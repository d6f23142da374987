"""*Training*: a network learns digits from nothing, while one looks on."""

import math
from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from components.render.data_url import data_url
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.live_run import (
    draw_live,
    is_training,
    recent_snapshots,
    resume_turn,
    run_buttons,
    turn_words,
)
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import plain, power_of_ten
from components.ui.theme import diverging_scale
from components.ui.widgets.curves import curves
from components.zoo.digits import DIGITS, LEARNED
from components.zoo.networks.feed_forward import ACTIVATIONS
from components.zoo.screens.loss_plot import loss_plot
from components.zoo.screens.training_state import (
    BATCHES,
    DECAYS,
    JOB,
    KL_WEIGHTS,
    OPTIMISERS,
    RATES,
    SLOW,
    SPEEDS,
    TrainingSettings,
    digit_session,
    digit_training_config,
)
from components.zoo.training.digit_config import ARCHITECTURES
from components.zoo.training.digit_trainee import DigitSnapshot
from components.zoo.training.objectives import RECONSTRUCTING
from components.zoo.training.script import as_script
from components.zoo.training.wall_picture import wall_png
from components.zoo.widgets.training_wall import training_wall

REDRAW_SECONDS = 0.5
FIRST_STEPS = 300  # of a script, before anything is trained

CLAIM = "Press Run, and watch noise become strokes while the loss falls."

DEFAULTS = asdict(TrainingSettings())
EXPERIMENTS = (
    Experiment(
        "Strokes",
        {},
        "Press **Run**: the weights begin as noise and soon look like strokes, and nine in ten held-out "
        "digits are right.",
    ),
    Experiment(
        "Overfitting",
        {"learn_digits": 100, "learn_units": 256},
        "Press **Run**: with a hundred digits the loss on them goes to zero, while the held-out loss stops "
        "falling and rises again.",
    ),
    Experiment(
        "Vanishing gradient",
        {"learn_layers": 6, "learn_activation": "sigmoid", "learn_optimiser": "SGD", "learn_rate": "0.1"},
        "Press **Run**: the gradient of the first layer is thousands of times smaller than that of the last, "
        "so the loss stays where it is.",
    ),
    Experiment(
        "Dead ReLUs",
        {"learn_layers": 4, "learn_rate": "1"},
        "Press **Run**: after too large steps nearly all units give 0 for every digit, each gradient is 0, "
        "and nothing wakes them.",
    ),
    Experiment(
        "Exploding",
        {"learn_network": "VAE", "learn_optimiser": "SGD", "learn_rate": "0.1", "learn_speed": SLOW},
        "Press **Run**: each step overshoots further than the last one, and in the fifth the loss is no "
        "number any more.",
    ),
    Experiment(
        "Posterior collapse",
        {"learn_network": "VAE", "learn_kl": "30"},
        "Press **Run**: the heavy KL term makes all codes alike, so the network draws the same grey blot "
        "for every digit.",
    ),
)

IDEA = r"""
**Training from nothing.** The weights begin at random. Each step takes a *batch* of digits, computes the loss
$L$ and its gradient by backpropagation (Rumelhart, Hinton and Williams,
[1986](https://doi.org/10.1038/323533a0)), and moves every weight a little against it. Plain *SGD* does

$$ w \leftarrow w - \eta \, \frac{\partial L}{\partial w} $$

with the *learning rate* $\eta$; *AdamW* (Loshchilov and Hutter, [2019](https://arxiv.org/abs/1711.05101))
scales each weight’s step by the gradients that it had before.

**The loss** of a classifier is the cross-entropy, that of an autoencoder the mean square error, that of a VAE
the negative evidence lower bound, whose KL term has the weight that you choose. The grey dashed curve is the
loss on the digits learned from, the green one that on 500 held-out digits.

**What goes wrong.** A *ReLU* whose input is negative for every digit gives 0, and its gradient is 0: it is
dead. A *sigmoid*’s slope is at most ¼, so with each layer the gradient on its way back gets smaller
(Hochreiter, 1991). At too high a rate each step overshoots. With few digits a large network learns them by
heart. When the KL term weighs too much, a VAE ignores its code: *posterior collapse* (Bowman and others,
[2016](https://arxiv.org/abs/1511.06349)).

The networks learn from 10,000 of MNIST’s digits, those of the other screens from 60,000 and for longer. The
same settings and seed give the same network; a setting that is changed begins anew.
"""

STYLE = style(__file__)


def digit_training_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(TrainingSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    digit_session(settings)
    resume_turn(JOB)
    with place.picture:
        st.html(STYLE)
        with st.container(key="stretch-training"):
            left, right = st.columns([3, 2], gap="medium")
        with left:
            draw_live(JOB, REDRAW_SECONDS, _draw_wall)
        with right:
            run_buttons(JOB, "One step")
            _say(settings)
            draw_live(JOB, REDRAW_SECONDS, _draw_losses)
    with place.dock:
        _controls(settings)
        _code(settings)


def _say(settings: TrainingSettings) -> None:
    if error := digit_session(settings).error:
        st.error(plain(error), icon=":material/error:")


# --- What is seen -------------------------------------------------------------------------------------------


def _snapshot() -> DigitSnapshot:
    return recent_snapshots(JOB, digit_session(url_state.settings(TrainingSettings)))[-1]


def _draw_wall() -> None:
    wall = _snapshot().wall
    training_wall(data_url(wall_png(wall, diverging_scale()), "png"), wall.words, key="learning wall")


def _draw_losses() -> None:
    snapshot, settings = _snapshot(), url_state.settings(TrainingSettings)
    st.markdown(turn_words(JOB) or progress_words(snapshot, settings.learn_network))
    curves(loss_plot(snapshot.losses, "step"), key="learning losses")


def progress_words(snapshot: DigitSnapshot, network: str) -> str:
    """How far the training is, how well it does, and what has become of its gradient and its units."""
    words = (_how_well(snapshot, network), _gradient_words(snapshot.gradients), _silence(snapshot.silent))
    return f"Step **{snapshot.iteration:,}**: {' '.join(part for part in words if part)}"


def _how_well(snapshot: DigitSnapshot, network: str) -> str:
    if not math.isfinite(snapshot.loss):
        return "the held-out loss is no number any more."
    loss = f"held-out loss **{_as_number(snapshot.loss)}**"
    if network in RECONSTRUCTING:
        return f"{loss}, mean square error **{snapshot.measure:.4f}**."
    return f"{loss}, **{100 * snapshot.measure:.1f} %** right."


def _gradient_words(gradients: Sequence[float]) -> str:
    """The first layer's gradient beside the last one's."""
    if len(gradients) < 2:
        return ""
    first, last = gradients[0], gradients[-1]
    return f"Gradient of the first layer {_as_number(first)}, of the last {_as_number(last)}."


def _silence(silent: tuple[int, int]) -> str:
    """How many units are dead, if any is."""
    dead, units = silent
    return f"**{dead} of {units}** hidden units give 0 for every digit." if dead else ""


def _as_number(number: float) -> str:
    """A loss or a gradient, with a power of ten if it is very small or large."""
    return f"{number:.2f}" if 0.01 <= number < 1000 else power_of_ten(number)


# --- The controls -----------------------------------------------------------------------------------------


def _controls(settings: TrainingSettings) -> None:
    kind = settings.learn_network
    st.selectbox("Network", tuple(ARCHITECTURES), key="learn_network")
    left, right = st.columns(2, gap="small")
    _size(kind, left)
    if kind in ("FF", "AE", "VAE", "DAE"):
        right.number_input("Hidden layers", 0, 6, key="learn_layers")
    if kind == "FF":
        st.selectbox("Activation", tuple(ACTIVATIONS), key="learn_activation")
    if kind in ("AE", "VAE", "DAE"):
        left.number_input("Code", 1, 64, key="learn_code")
    if kind == "SAE":
        right.number_input("Active parts", 1, 200, key="learn_active")
    if kind == "VAE":
        right.selectbox("KL weight", KL_WEIGHTS, key="learn_kl")
    if kind == "DAE":
        right.number_input("Noise, %", 0, 95, key="learn_noise")
    _optimisation()


def _size(kind: str, place: st.delta_generator.DeltaGenerator) -> None:
    """The setting of the network's size."""
    if kind == "CNN":
        place.number_input("Channels", 1, 32, key="learn_channels")
    elif kind == "RBF":
        place.number_input("Centres", 1, 1000, key="learn_centres")
    elif kind == "SAE":
        place.number_input("Parts", 16, 1024, key="learn_parts")
    else:
        place.number_input("Hidden units", 1, 512, key="learn_units")


def _optimisation() -> None:
    left, right = st.columns(2, gap="small")
    left.selectbox("Optimiser", OPTIMISERS, key="learn_optimiser")
    right.selectbox("Learning rate", RATES, key="learn_rate")
    left.selectbox("Batch", BATCHES, key="learn_batch")
    right.selectbox("Weight decay", DECAYS, key="learn_decay")
    left.number_input("Digits", 20, LEARNED, step=100, key="learn_digits")
    right.number_input("Seed", 0, 999, key="learn_seed")
    st.selectbox("Speed", tuple(SPEEDS), key="learn_speed")


def _code(settings: TrainingSettings) -> None:
    """The training so far as a script, and the digits that it reads."""
    with st.popover("Copy as code", icon=":material/code:", disabled=is_training(JOB)):
        steps = digit_session(settings).trainee.iteration or FIRST_STEPS
        st.caption(f"The same training for {steps:,} steps, as a script that reads the digits below.")
        st.code(as_script(digit_training_config(settings), steps), language="python")
        st.download_button("The digits (1.1 MB)", DIGITS.read_bytes, "digits.npz", on_click="ignore")


SCREEN = Screen(digit_training_screen, (TrainingSettings,), EXPERIMENTS, DEFAULTS)
