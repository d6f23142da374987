"""What the screens of the zoo share: its trained networks, and the digit that they get."""

from dataclasses import dataclass

import streamlit as st
from torch import Tensor, nn

from components import runtime
from components.ui import url_state
from components.zoo.digits import HELD_OUT, Digits, held_out_digits
from components.zoo.drawn_digit import LONGEST, DrawnDigit, drawn_digit, is_drawing, strokes_of
from components.zoo.library import AUTOENCODERS, CLASSIFIERS, load_digit_network
from components.zoo.networks.adversarial import Adversarial
from components.zoo.sampling import COUNT, sample_latents

MOST_SEEDS = 1_000


@dataclass(frozen=True)
class DigitSettings:
    """The strokes of the visitor's drawing, and the sample that is shown while there are none."""

    pen: str = url_state.text(LONGEST, is_drawing)
    digit: int = url_state.integer(0, 0, HELD_OUT - 1)


@dataclass(frozen=True)
class SampleSettings:
    """The seed of the GAN's sampled digits, and which of them is large."""

    sample_seed: int = url_state.integer(0, 0, MOST_SEEDS - 1)
    sampled: int = url_state.integer(0, 0, COUNT - 1)


def digit_network(short: str) -> nn.Module:
    """The trained network of that short name, shared by all sessions."""
    return runtime.shared(load_digit_network, short, str(runtime.device()))


def adversarial_network() -> Adversarial:
    """The GAN: both of its networks."""
    network = digit_network("GAN")
    assert isinstance(network, Adversarial)
    return network


def sampled_latents(settings: SampleSettings) -> Tensor:
    """The latents (COUNT, z) of the sampled digits."""
    return sample_latents(settings.sample_seed, adversarial_network().config.latent_size)


def digit_takers() -> dict[str, nn.Module]:
    """All networks that take a digit, by their short names."""
    return {about.short: digit_network(about.short) for about in (*CLASSIFIERS, *AUTOENCODERS)}


def held_out() -> Digits:
    """The digits that no network has learned from."""
    return runtime.shared(held_out_digits)


def forget_drawing() -> None:
    """Let the sample take the drawing's place."""
    st.session_state["pen"] = ""


def present_digit(settings: DigitSettings) -> DrawnDigit:
    """The visitor's drawing, or else the sample."""
    if settings.pen:
        return drawn_digit(strokes_of(settings.pen))
    return DrawnDigit(held_out().pixels(settings.digit))
