"""Recurrent networks: the laboratory values of real patients, forecast by LSTMs."""

from components.lab.screens import choose_screen, forecast_screen, tables_screen
from components.ui.screens import show

show("LSTM", {"Patients": choose_screen, "Tables": tables_screen, "Forecast": forecast_screen})
