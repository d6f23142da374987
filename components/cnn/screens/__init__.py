"""The screens of the page on convolutional networks."""

from components.cnn.screens import network


def warm() -> None:
    """What the first visitor would wait for."""
    network.warm()
