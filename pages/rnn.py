"""Recurrent networks: the laboratory values of real patients, forecast by LSTMs."""

from components.rnn import TOPIC
from components.ui.frame.screens import show

show(TOPIC)
