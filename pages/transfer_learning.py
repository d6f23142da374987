"""Transfer learning: a network that has learned to see, asked and taught."""

from components.transfer import TOPIC
from components.ui.frame.screens import show

show(TOPIC)
