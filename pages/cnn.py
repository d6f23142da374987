"""Convolutional networks: every block, every filter, on one's own photo."""

from components.cnn.screens import (
    arithmetic_screen,
    channels_screen,
    laboratory_screen,
    network_screen,
    roaming_screen,
    what_if_screen,
    where_screen,
    wishes_screen,
)
from components.ui.frame.screens import show

show(
    "CNN",
    {
        "Network": network_screen,
        "Channels": channels_screen,
        "Arithmetic": arithmetic_screen,
        "Kernels": laboratory_screen,
        "What if": what_if_screen,
        "Where": where_screen,
        "Wishes": wishes_screen,
        "Roaming": roaming_screen,
    },
)
