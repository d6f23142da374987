"""Convolutional networks: every block, every filter, on one's own photo."""

from components.cnn import TOPIC
from components.ui.frame.screens import show

show(TOPIC)
