"""The screens of the page on generative adversarial networks."""

from components.gan.screens import state
from components.gan.screens.state import FaceSettings


def warm() -> None:
    """Load and compute what the first visitor would wait for."""
    state.face_data_url(FaceSettings())
    state.shared_directions()
    state.shared_score_sample(FaceSettings().truncation)
