"""Generative adversarial networks: a generator of faces, to slide through and look into, and its training."""

from components.gan import screens
from components.ui.frame.screens import show

show(
    "GAN",
    {
        "Slide": screens.slide_screen,
        "Explore": screens.explore_screen,
        "Inside": screens.inside_screen,
        "Discriminator": screens.eye_screen,
        "Time machine": screens.time_machine_screen,
        "Battle": screens.battle_screen,
        "Find my picture": screens.find_screen,
        "Ask for it": screens.ask_screen,
    },
)
