"""The screens of the page on convolutional networks."""

from components.cnn.screens import architecture


def warm() -> None:
    """Load what the first visitor would wait for."""
    architecture.warm()
