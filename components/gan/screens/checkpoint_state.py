"""The moment of the avatar generator's training that is looked at: one of the checkpoints that were kept."""

from dataclasses import dataclass

import streamlit as st

from components import runtime
from components.gan.checkpoints import Checkpoint, checkpoint_files, iteration_of, load_checkpoints
from components.gan.model import Generator
from components.gan.screens.state import shared_generator
from components.ui import url_state

ITERATIONS = tuple(iteration_of(file) for file in checkpoint_files())
LAST = len(ITERATIONS) - 1


@dataclass(frozen=True)
class MomentSettings:
    """The checkpoint, from 0."""

    moment: int = url_state.integer(LAST, 0, LAST)


def pick_moment() -> None:
    """Draw the control for it."""
    st.select_slider(
        "The generator after so many iterations",
        range(len(ITERATIONS)),
        format_func=lambda place: f"{ITERATIONS[place]:,}",
        key="moment",
    )


def shared_checkpoints() -> tuple[Checkpoint, ...]:
    """Return all generators that were kept, shared by all visitors: read only."""
    return runtime.shared(_checkpoints, str(runtime.device()))


def _checkpoints(device: str) -> tuple[Checkpoint, ...]:
    return load_checkpoints(device)


def generator_at(moment: int) -> Generator:
    """Return the generator of that checkpoint; at the last it has the avatars' exact colours."""
    return shared_generator() if moment == LAST else shared_checkpoints()[moment].generator
