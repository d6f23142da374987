"""The screens of the page on recurrent networks."""

from components import runtime
from components.rnn.outcome_ensemble import load_judges
from components.rnn.screens import desk


def warm() -> None:
    """What the first visitor would wait for."""
    desk.ensembles()
    runtime.shared(load_judges)
