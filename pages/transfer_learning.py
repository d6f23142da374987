"""Transfer learning: a network that has learned to see, asked and taught."""

from components.transfer.screens import look_screen

look_screen()
