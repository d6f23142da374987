"""The screens of the page on recurrent networks."""

from components import runtime
from components.rnn.outcome_ensemble import load_judges
from components.rnn.screens import desk
from components.rnn.screens.cell import cell_screen
from components.rnn.screens.choose import choose_screen
from components.rnn.screens.forecast import forecast_screen
from components.rnn.screens.outcome import outcome_screen
from components.rnn.screens.tables import tables_screen
from components.rnn.screens.train import train_screen
from components.rnn.screens.what_if import what_if_screen
from components.rnn.screens.why import why_screen

__all__ = [
    "cell_screen",
    "choose_screen",
    "forecast_screen",
    "outcome_screen",
    "tables_screen",
    "train_screen",
    "warm",
    "what_if_screen",
    "why_screen",
]


def warm() -> None:
    """What the first visitor would wait for."""
    desk.ensembles()
    runtime.shared(load_judges)
