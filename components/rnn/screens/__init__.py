"""The screens of the page on recurrent networks."""

from components import runtime
from components.rnn.risk.ensemble import load_risk_ensembles
from components.rnn.screens import state


def warm() -> None:
    """Load the weights, for which the first visitor would wait otherwise."""
    state.ensembles()
    runtime.shared(load_risk_ensembles)
