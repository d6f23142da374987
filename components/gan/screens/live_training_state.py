"""State of *Live training*: its settings, the visitor's GAN, and the points that were drawn."""

from dataclasses import dataclass

import streamlit as st
import torch

from components.gan.toy_gan import (
    DISTRIBUTIONS,
    GENERATOR_LOSSES,
    ToyGAN,
    ToyGANSnapshot,
    TrainConfig,
    points_from_strokes,
    sample_points,
)
from components.live_session import LiveSession
from components.ui import url_state
from components.ui.controls.live_run import live_session

JOB, _STROKES = "live training", "live training strokes"
OWN_DRAWING = "my drawing"
RATES = ("0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "100")
MOST_PLACES = 4_000  # numbers of all strokes together
BLANK = (0.0, 0.0)  # what is learned before anything is drawn


@dataclass(frozen=True)
class LiveTrainingSettings:
    """The real points, the hyperparameters, and the iterations from frame to frame."""

    data: str = url_state.choice("ring", (*DISTRIBUTIONS, OWN_DRAWING))
    d_rate: str = url_state.choice("0.001", RATES)
    g_rate: str = url_state.choice("0.001", RATES)
    d_steps: int = url_state.integer(1, 1, 10)
    g_steps: int = url_state.integer(1, 1, 10)
    loss: str = url_state.choice(GENERATOR_LOSSES[0], GENERATOR_LOSSES)
    momentum: str = url_state.choice("0.5", ("0", "0.5", "0.9"))
    rounds: int = url_state.integer(20, 1, 100)
    battle_seed: int = url_state.integer(0, 0, 999)


def train_config(settings: LiveTrainingSettings) -> TrainConfig:
    """Return the hyperparameters that the settings ask for."""
    return TrainConfig(
        float(settings.d_rate),
        float(settings.g_rate),
        settings.d_steps,
        settings.g_steps,
        settings.loss,  # type: ignore[arg-type]  # one of GENERATOR_LOSSES
        float(settings.momentum),
    )


def strokes() -> tuple[float, ...]:
    """Return the places x, y, x, y, … that this visitor has drawn."""
    kept: tuple[float, ...] = st.session_state.get(_STROKES, ())
    return kept


def training_session(settings: LiveTrainingSettings) -> LiveSession[ToyGANSnapshot]:
    """Return this visitor's session; a new one as soon as other points or another seed are asked for.

    It goes on by the settings as they are now, also while it runs.
    """
    drawn = strokes() if settings.data == OWN_DRAWING else ()
    config = train_config(settings)

    def begin() -> LiveSession[ToyGANSnapshot]:
        own = settings.data == OWN_DRAWING
        points = points_from_strokes([drawn or BLANK]) if own else sample_points(settings.data)
        gan = ToyGAN(torch.from_numpy(points), config, settings.battle_seed)
        return LiveSession(gan, settings.rounds)

    session = live_session(JOB, (settings.data, settings.battle_seed, drawn), begin)
    gan_of(session).config, session.steps_per_frame = config, settings.rounds
    return session


def gan_of(session: LiveSession[ToyGANSnapshot]) -> ToyGAN:
    """The GAN that is trained."""
    assert isinstance(session.trainee, ToyGAN)
    return session.trainee


def add_stroke(places: list[float]) -> None:
    """Add the places x, y, x, y, … of a stroke to the drawing."""
    st.session_state[_STROKES] = (*strokes(), *places)[:MOST_PLACES]


def clear_strokes() -> None:
    """Forget the drawing."""
    st.session_state[_STROKES] = ()
