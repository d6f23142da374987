"""Generative adversarial networks: a generator of faces, its latent space and its maps, and its training."""

from components.gan import TOPIC
from components.ui.frame.screens import show

show(TOPIC)
