"""Generative adversarial networks: a generator of faces, to slide through and look into, and its training."""

from components.gan import screens
from components.ui.screens import show

show(
    "GAN",
    {
        "Slide": screens.slide_screen,
    },
)
