"""The screens of the page on generative adversarial networks."""

from components.gan.screens import desk
from components.gan.screens.desk import FaceSettings
from components.gan.screens.slide import slide_screen

__all__ = ["slide_screen", "warm"]


def warm() -> None:
    """What the first visitor would wait for."""
    desk.face(FaceSettings())
    desk.directions()
