"""The screens of the transfer-learning page."""

from components.transfer.screens import classify, state


def warm() -> None:
    """Load what the first visitor would wait for: network, samples, features of the built-in photos."""
    classify.warm()
    state.warm()
