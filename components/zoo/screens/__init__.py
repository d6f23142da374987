"""The screens of the page on the chart of neural networks."""

from components.zoo.screens import state


def warm() -> None:
    """Load the digits and the networks, for which the first visitor would wait otherwise."""
    state.held_out()
    state.digit_takers()
    state.adversarial_network()
