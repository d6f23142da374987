"""Generative adversarial networks: a generator of faces, to slide through and look into, and its training."""

from components.gan import TOPIC
from components.ui.frame.screens import show

show(TOPIC)
