"""The settings of *Points*, and the points and the training that they ask for."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from components.live_session import LiveSession
from components.ui import url_state
from components.ui.controls.live_run import end_training, live_session
from components.zoo.networks.feed_forward import ACTIVATIONS
from components.zoo.points.formula import LONGEST, FormulaError, parse_formula
from components.zoo.points.own_points import MOST, are_places, places_of, text_of
from components.zoo.points.toy_sets import TOY_SETS, PointSet, formula_set, toy_set
from components.zoo.points.training import LIMIT, PointSnapshot, PointTrainee, PointTrainingConfig

JOB = "zoo points"
FORMULA, OWN = "A formula", "Own points"
FEED_FORWARD, RADIAL = "Feed-forward", "RBF"
RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "30")
FIRST_FORMULA = "y > sin(3x)/2"
FRAME_SECONDS = 0.2
SPEEDS = {"one epoch a picture": 1, "ten epochs a picture": 10, "as fast as it can": 10_000}
*_, FAST = SPEEDS
LEAST_OWN = 4  # points that there is something to learn from


def is_formula(text: str) -> bool:
    """Whether a text is a formula."""
    try:
        parse_formula(text)
    except FormulaError:
        return False
    return True


@dataclass(frozen=True)
class PointSettings:
    """The points: which, their noise (in hundredths) and seed; a formula and points of one's own."""

    point_set: str = url_state.choice("Circles", (*TOY_SETS, FORMULA, OWN))
    point_noise: int = url_state.integer(0, 0, 40)
    point_seed: int = url_state.integer(0, 0, 999)
    formula: str = url_state.text(LONGEST, is_formula)
    class_a: str = url_state.text(2 * MOST, are_places)
    class_b: str = url_state.text(2 * MOST, are_places)


@dataclass(frozen=True)
class PointNetworkSettings:
    """The network on them and its training; widths in hundredths; centres that were dragged, as places."""

    point_network: str = url_state.choice(FEED_FORWARD, (FEED_FORWARD, RADIAL))
    point_layers: int = url_state.integer(1, 0, 4)
    point_units: int = url_state.integer(4, 1, 16)
    point_activation: str = url_state.choice("tanh", tuple(ACTIVATIONS))
    point_rate: str = url_state.choice("0.03", RATES)
    point_decay: str = url_state.choice("0", ("0", "0.1", "1"))
    point_epochs: int = url_state.integer(200, 10, 1000)
    point_speed: str = url_state.choice(FAST, tuple(SPEEDS))
    network_seed: int = url_state.integer(0, 0, 999)
    point_width: int = url_state.integer(40, 5, 150)
    centres: str = url_state.text(2 * MOST, are_places)


def chosen_points(settings: PointSettings) -> PointSet:
    """The points that the settings ask for. Raises FormulaError."""
    noise = settings.point_noise / 100
    if settings.point_set == FORMULA:
        return formula_set(settings.formula or FIRST_FORMULA, noise, settings.point_seed)
    if settings.point_set == OWN:
        return own_points(settings)
    return toy_set(settings.point_set, noise, settings.point_seed)


def own_points(settings: PointSettings) -> PointSet:
    """The points that the visitor has drawn; of each class every other one is held out, the first is not."""
    classes = [places_of(text, LIMIT) for text in (settings.class_a, settings.class_b)]
    places = np.array([place for drawn in classes for place in drawn], np.float32).reshape(-1, 2)
    kinds = np.array([kind for kind, drawn in enumerate(classes) for _ in drawn], np.int64)
    held_out = np.array([at % 2 == 1 for drawn in classes for at in range(len(drawn))], np.bool_)
    return PointSet(places, kinds, held_out)


def training_config(settings: PointNetworkSettings) -> PointTrainingConfig:
    """The training that the settings ask for."""
    centres = places_of(settings.centres, LIMIT) if settings.point_network == RADIAL else []
    return PointTrainingConfig(
        settings.point_network,
        settings.point_layers,
        settings.point_units,
        settings.point_activation,
        float(settings.point_rate),
        float(settings.point_decay),
        settings.network_seed,
        settings.point_width / 100,
        tuple(centres),
    )


def point_session(
    points: PointSet, settings: PointSettings, network: PointNetworkSettings
) -> LiveSession[PointSnapshot]:
    """This visitor's training; a new one as soon as points or network are others."""
    config = training_config(network)

    def begin() -> LiveSession[PointSnapshot]:
        return LiveSession(PointTrainee(points, config), 1, FRAME_SECONDS)

    session = live_session(JOB, (config, settings), begin)
    session.stretch, session.steps_per_frame = network.point_epochs, SPEEDS[network.point_speed]
    return session


def add_points(kind: int, drawn: list[float]) -> None:
    """Keep points of a class that were drawn, under the class's setting."""
    key = "class_b" if kind else "class_a"
    before = places_of(st.session_state[key], LIMIT)
    new = list(zip(drawn[::2], drawn[1::2], strict=False))
    st.session_state[key] = text_of([*before, *new], LIMIT)
    end_training(JOB)


def keep_centre(centres: list[tuple[float, float]], number: int, x: float, y: float) -> None:
    """Keep where a centre was dragged to, and where the others are."""
    if 0 <= number < len(centres):
        moved = [(x, y) if at == number else centre for at, centre in enumerate(centres)]
        st.session_state["centres"] = text_of(moved, LIMIT)
        end_training(JOB)


def clear_points() -> None:
    """Forget the points that were drawn."""
    st.session_state.update(class_a="", class_b="")


def free_centres() -> None:
    """Let centres that were dragged learn again."""
    st.session_state["centres"] = ""
