"""State of *Live training*: its settings, the visitor's GAN, and how it is run, paused and restarted."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st
import torch

from components import jobs, runtime
from components.gan.toy_gan import (
    DISTRIBUTIONS,
    GENERATOR_LOSSES,
    LiveConfig,
    ToyGAN,
    ToyGANSnapshot,
    TrainConfig,
    TrainingSession,
    points_from_strokes,
    sample_points,
)
from components.ui import url_state

JOB, _SESSION, _STROKES = "live training", "live training session", "live training strokes"
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


def training_session(settings: LiveTrainingSettings) -> TrainingSession:
    """Return this visitor's session; a new one as soon as other points or another seed are asked for."""
    about = (settings.data, settings.battle_seed, strokes() if settings.data == OWN_DRAWING else ())
    kept: tuple[object, TrainingSession] | None = st.session_state.get(_SESSION)
    if kept is None or kept[0] != about:
        jobs.forget(JOB)
        kept = (about, runtime.run_short(_new_session, settings, strokes()))
        st.session_state[_SESSION] = kept
    return kept[1]


def _new_session(settings: LiveTrainingSettings, places: tuple[float, ...]) -> TrainingSession:
    drawn = settings.data == OWN_DRAWING
    points = points_from_strokes([places or BLANK]) if drawn else sample_points(settings.data)
    config = train_config(settings)
    gan = ToyGAN(torch.from_numpy(points), config, settings.battle_seed)
    return TrainingSession(gan, LiveConfig(config, settings.rounds))


def reconfigure(settings: LiveTrainingSettings) -> None:
    """Let the training go on by the settings, also while it runs."""
    config = training_session(settings).config
    config.train, config.iterations_per_frame = train_config(settings), settings.rounds


def is_training() -> bool:
    """Whether the GAN is being trained just now."""
    job = jobs.get(JOB)
    return job is not None and job.active


def start_training() -> None:
    """Train, or go on."""
    session = _current()

    def work(cancelled: threading.Event) -> Iterator[Sequence[ToyGANSnapshot]]:
        return session.train(runtime.others_wait, cancelled)

    jobs.start(JOB, work)


def resume_turn() -> None:
    """Queue up again, if the training has made room for others."""
    session = _current()
    if session.made_room and not is_training():
        session.made_room = False
        start_training()


def pause_training() -> None:
    """Stop after this iteration."""
    job = jobs.get(JOB)
    if job is not None:
        job.cancel()


def train_once() -> None:
    """Train for one iteration."""
    runtime.run_short(_current().step)


def restart_training() -> None:
    """Begin anew, from the same seed."""
    jobs.forget(JOB)
    st.session_state.pop(_SESSION, None)


def add_stroke(places: list[float]) -> None:
    """Add the places x, y, x, y, … of a stroke to the drawing."""
    st.session_state[_STROKES] = (*strokes(), *places)[:MOST_PLACES]


def clear_strokes() -> None:
    """Forget the drawing."""
    st.session_state[_STROKES] = ()


def _current() -> TrainingSession:
    kept: tuple[object, TrainingSession] = st.session_state[_SESSION]
    return kept[1]
