"""The screens of the page on convolutional networks."""

from components.cnn.screens import network
from components.cnn.screens.arithmetic import arithmetic_screen
from components.cnn.screens.channels import channels_screen
from components.cnn.screens.laboratory import laboratory_screen
from components.cnn.screens.network import network_screen
from components.cnn.screens.roaming import roaming_screen
from components.cnn.screens.what_if import what_if_screen
from components.cnn.screens.where import where_screen
from components.cnn.screens.wishes import wishes_screen

__all__ = [
    "arithmetic_screen",
    "channels_screen",
    "laboratory_screen",
    "network_screen",
    "roaming_screen",
    "warm",
    "what_if_screen",
    "where_screen",
    "wishes_screen",
]


def warm() -> None:
    """What the first visitor would wait for."""
    network.warm()
