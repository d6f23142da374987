"""Recurrent networks: the laboratory values of real patients, forecast by LSTMs."""

from components.rnn import screens
from components.ui.frame.screens import show

show(
    "LSTM",
    {
        "Patients": screens.choose_screen,
        "Tables": screens.tables_screen,
        "Forecast": screens.forecast_screen,
        "What if": screens.what_if_screen,
        "Cell": screens.cell_screen,
        "Why": screens.why_screen,
        "Train": screens.train_screen,
        "Outcome": screens.outcome_screen,
    },
)
