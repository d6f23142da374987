"""*Points*: small networks divide the plane, trained while one looks on."""

from dataclasses import asdict
from functools import partial

import numpy as np
import streamlit as st

from components.render.colours import CLASSES
from components.ui import url_state
from components.ui.controls.live_run import (
    begin_by_itself,
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
from components.ui.text import plain
from components.zoo.networks.feed_forward import ACTIVATIONS
from components.zoo.points.formula import FormulaError, parse_formula
from components.zoo.points.script import points_csv, points_script
from components.zoo.points.toy_sets import TOY_SETS, PointSet
from components.zoo.points.training import LIMIT, Numbers, PointSnapshot
from components.zoo.screens.loss_plot import loss_plot
from components.zoo.screens.points_state import (
    FEED_FORWARD,
    FIRST_FORMULA,
    FORMULA,
    JOB,
    LEAST_OWN,
    OWN,
    RADIAL,
    RATES,
    SPEEDS,
    PointNetworkSettings,
    PointSettings,
    add_points,
    chosen_points,
    clear_points,
    free_centres,
    keep_centre,
    point_session,
    training_config,
)
from components.zoo.widgets.decision_field import DecisionField, ShownPoints, decision_field

COLOURS = (CLASSES[0], CLASSES[1])
KINDS = ("discs", "squares")  # of points, by their class
REDRAW_SECONDS = 0.25
FIRST_EPOCHS = 200  # of a script, before anything is trained

CLAIM = "Each unit draws one soft line. Together they draw the border."

DEFAULTS = asdict(PointSettings()) | asdict(PointNetworkSettings())
EXPERIMENTS = (
    Experiment(
        "A perceptron",
        {"point_set": "Exclusive or", "point_layers": 0},
        "Without hidden units there is but one straight border, and nearly half of the points stay on the "
        "wrong side.",
    ),
    Experiment(
        "Deeper",
        {"point_set": "Spirals", "point_layers": 3, "point_units": 12, "point_epochs": 400},
        "The first layer’s units are straight lines; each layer after it bends them further, until they "
        "follow the spirals.",
    ),
    Experiment(
        "Overfitting",
        {
            "point_noise": 25,
            "point_layers": 3,
            "point_units": 16,
            "point_rate": "0.01",
            "point_epochs": 1000,
        },
        "Islands grow around single points: in the end over nine in ten of the points learned from are "
        "right, and fewer of those held out.",
    ),
    Experiment(
        "Exploding",
        {"point_rate": "30", "point_layers": 4, "point_activation": "ReLU"},
        "At so high a learning rate the network never learns: nearly everywhere it says the same class.",
    ),
    Experiment(
        "Bumps",
        {"point_network": RADIAL, "point_units": 4},
        "An RBF network answers near its centres: drag the middle one into a corner, and the border follows.",
    ),
)

IDEA = r"""
**A feed-forward network** on two inputs. Each hidden unit $j$ adds up the coordinates and applies an
activation function:

$$
h_j = \varphi(w_{j1}\, x + w_{j2}\, y + b_j), \qquad z = W h + b .
$$

Where $w_{j1} x + w_{j2} y + b_j = 0$ there is a straight line, and that is all a unit of the first layer can
draw. The small planes show what each unit says: one colour where it is positive, the other where it is
negative. Without a hidden layer the network is a *perceptron* (Rosenblatt,
[1958](https://doi.org/10.1037/h0042519)): one straight border (Minsky and Papert, 1969). With enough hidden
units it can follow any border ([Cybenko, 1989](https://doi.org/10.1007/BF02551274)); with several layers it
may need fewer.

**An RBF network** (Broomhead and Lowe, 1988) has bumps instead of lines, each with a centre $c_j$ and a width
$\sigma_j$:

$$
h_j = e^{-\lVert x - c_j \rVert^2 / 2 \sigma_j^2} .
$$

A circle is a centre with its width. Dragged centres stay where they are put, and only the last layer learns.

**Training** minimises the cross-entropy of the two classes by AdamW in batches of 32. Full marks are points
learned from, hollow ones are held out. *Weight decay* pulls the weights towards 0 and makes the border
smoother. The idea of playing with such networks is that of the
[TensorFlow Playground](https://playground.tensorflow.org) (Smilkov and Carter, 2016).
"""


def points_screen() -> None:
    """Draw the screen."""
    settings, network = url_state.settings(PointSettings), url_state.settings(PointNetworkSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        points = _draw_picture(settings, network)
    with place.dock:
        _point_controls(settings)
        _network_controls(network)
        if points:
            _code(points, settings, network)


def _draw_picture(settings: PointSettings, network: PointNetworkSettings) -> PointSet | None:
    """Draw the picture; return the points that are learned from, if there are enough."""
    try:
        points = chosen_points(settings)
    except FormulaError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    above = st.container(key="points-run", horizontal=True, vertical_alignment="center")
    if len(points) < LEAST_OWN:
        words = f"Draw {KINDS[_drawn_class()]} into the square, then the other class, two of each at least."
        with st.container():  # in the place of the picture that is trained: what is drawn goes on in it
            _draw(settings, points, None, words)
        return None
    session = point_session(points, settings, network)
    begin_by_itself(JOB)
    resume_turn(JOB)
    with above:
        run_buttons(JOB, "One epoch")
        if session.error:
            st.error(plain(session.error), icon=":material/error:")

    def draw() -> None:
        snapshot = recent_snapshots(JOB, session)[-1]
        words = turn_words(JOB) or _one_class(points) or _said(snapshot)
        _draw(settings, points, snapshot, words)

    draw_live(JOB, REDRAW_SECONDS, draw)
    return points


def _one_class(points: PointSet) -> str:
    """What is to be said of points that are all of one class."""
    kinds = set(points.classes.tolist())
    return f"All points are {KINDS[kinds.pop()]}: there is no border to learn." if len(kinds) == 1 else ""


def _draw(settings: PointSettings, points: PointSet, snapshot: PointSnapshot | None, words: str) -> None:
    """Draw the points, and the network as far as it is trained."""
    centres: list[tuple[float, float]] = []
    circles: list[tuple[float, float, float]] = []
    if snapshot is not None and snapshot.centres is not None and snapshot.widths is not None:
        centres = [(float(x), float(y)) for x, y in snapshot.centres]
        circles = [(x, y, float(width)) for (x, y), width in zip(centres, snapshot.widths, strict=True)]
    shown = DecisionField(
        ShownPoints(points.places, points.classes, points.held_out),
        snapshot.field if snapshot else None,
        [_signed(layer) for layer in snapshot.units] if snapshot else [],
        LIMIT,
        COLOURS,
        words,
        _drawn_class() if settings.point_set == OWN else -1,
        circles,
        loss_plot(snapshot.losses, "epoch") if snapshot else None,
    )
    decision_field(
        shown,
        add_points,
        lambda number, x, y: keep_centre(centres, number, x, y),
        key="plane",
    )


def _signed(layer: Numbers) -> Numbers:
    """Activations as shares of their layer's largest."""
    top = float(np.abs(layer).max())
    shares: Numbers = layer / top if top else layer
    return shares


def _said(snapshot: PointSnapshot) -> str:
    """How far the training is, and how many points are right."""
    learned, held_out = (f"{100 * share:.0f} %" for share in snapshot.accuracies)
    right = f"{learned} of the points learned from are right, {held_out} of those held out"
    return f"Epoch {snapshot.epoch}: {right}."


def _drawn_class() -> int:
    """The class of points that the pointer draws."""
    return KINDS.index(st.session_state.get("drawn_class") or KINDS[0])


# --- The controls -----------------------------------------------------------------------------------------


def _point_controls(settings: PointSettings) -> None:
    st.selectbox("Points", (*TOY_SETS, FORMULA, OWN), key="point_set")
    if settings.point_set == FORMULA:
        _formula_field(settings)
    if settings.point_set == OWN:
        st.segmented_control("Draw", KINDS, key="drawn_class", default=KINDS[0], required=True)
        st.button("Wipe the points", icon=":material/delete:", on_click=clear_points)
        return
    left, right = st.columns(2, gap="small")
    left.slider("Noise, %", 0, 40, key="point_noise")
    right.number_input("Seed of the points", 0, 999, key="point_seed")


def _formula_field(settings: PointSettings) -> None:
    """A field for a formula; one that isn't a formula changes nothing, and why is said below it."""
    hint = settings.formula or FIRST_FORMULA
    st.text_input("Squares where", key="typed formula", placeholder=hint, on_change=_take_formula)
    if trouble := st.session_state.get("formula trouble"):
        st.error(plain(trouble))


def _take_formula() -> None:
    text = st.session_state["typed formula"]
    try:
        if text:
            parse_formula(text)
    except FormulaError as error:
        st.session_state["formula trouble"] = str(error)
        return
    st.session_state["formula trouble"] = ""
    st.session_state["formula"] = text


def _network_controls(network: PointNetworkSettings) -> None:
    st.segmented_control("Network", (FEED_FORWARD, RADIAL), key="point_network", required=True)
    left, right = st.columns(2, gap="small")
    if network.point_network == FEED_FORWARD:
        left.slider("Layers", 0, 4, key="point_layers")
        right.slider("Units", 1, 16, key="point_units", disabled=network.point_layers == 0)
        st.selectbox(
            "Activation", tuple(ACTIVATIONS), key="point_activation", disabled=network.point_layers == 0
        )
    else:
        left.slider("Centres", 1, 16, key="point_units", on_change=free_centres)
        right.slider("First width, %", 5, 150, key="point_width")
        if network.centres:
            st.button("Let the centres learn", icon=":material/lock_open:", on_click=free_centres)
    left, right = st.columns(2, gap="small")
    left.selectbox("Learning rate", RATES, key="point_rate")
    right.selectbox("Weight decay", ("0", "0.1", "1"), key="point_decay")
    left.number_input("Epochs per run", 10, 1000, step=10, key="point_epochs")
    right.number_input("Seed", 0, 999, key="network_seed")
    st.selectbox("Speed", tuple(SPEEDS), key="point_speed")


def _code(points: PointSet, settings: PointSettings, network: PointNetworkSettings) -> None:
    """The training so far as a script, and the points that it reads."""
    with st.popover("Copy as code", icon=":material/code:", disabled=is_training(JOB)):
        epochs = point_session(points, settings, network).trainee.iteration or FIRST_EPOCHS
        st.caption(f"The same training for {epochs:,} epochs, as a script that reads the points below.")
        st.code(points_script(training_config(network), epochs), language="python")
        st.download_button(
            "The points", partial(points_csv, points), "points.csv", "text/csv", on_click="ignore"
        )


SCREEN = Screen(points_screen, (PointSettings, PointNetworkSettings), EXPERIMENTS, DEFAULTS)
