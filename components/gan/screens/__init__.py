"""The screens of the page on generative adversarial networks."""

from components.gan.screens import desk
from components.gan.screens.ask import ask_screen
from components.gan.screens.battle import battle_screen
from components.gan.screens.desk import FaceSettings
from components.gan.screens.explore import explore_screen
from components.gan.screens.eye import eye_screen
from components.gan.screens.find import find_screen
from components.gan.screens.inside import inside_screen
from components.gan.screens.slide import slide_screen
from components.gan.screens.time_machine import time_machine_screen

__all__ = [
    "ask_screen",
    "battle_screen",
    "explore_screen",
    "eye_screen",
    "find_screen",
    "inside_screen",
    "slide_screen",
    "time_machine_screen",
    "warm",
]


def warm() -> None:
    """What the first visitor would wait for."""
    desk.face(FaceSettings())
    desk.directions()
