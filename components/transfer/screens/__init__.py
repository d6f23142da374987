"""The screens of the transfer-learning page."""

from components.transfer.screens import classify, state


def warm() -> None:
    """What the first visitor would wait for: the network, the samples, the features of the garments."""
    classify.warm()
    state.warm()
