"""The screens of the page on recurrent networks."""

from components import runtime
from components.rnn.risk.ensemble import load_risk_ensembles
from components.rnn.screens import state


def warm() -> None:
    """What the first visitor would wait for."""
    state.ensembles()
    runtime.shared(load_risk_ensembles)
