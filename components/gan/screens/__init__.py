"""The screens of the page on generative adversarial networks."""

from components.gan.screens import desk
from components.gan.screens.desk import FaceSettings


def warm() -> None:
    """What the first visitor would wait for."""
    desk.face(FaceSettings())
    desk.directions()
