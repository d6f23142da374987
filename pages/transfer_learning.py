"""Transfer learning: a network that has learned to see, asked and taught."""

from components.transfer.screens import (
    look_screen,
    take_away_screen,
    teach_screen,
    understand_screen,
    use_screen,
)
from components.ui.frame.screens import show

show(
    "Transfer learning",
    {
        "Look": look_screen,
        "Teach": teach_screen,
        "Understand": understand_screen,
        "Use": use_screen,
        "Take away": take_away_screen,
    },
)
