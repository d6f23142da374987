"""The chart of neural networks, and its networks on the same digits."""

from components.ui.frame.screens import show
from components.zoo import TOPIC

show(TOPIC)
