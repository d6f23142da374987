"""*Noise*: a plain and a denoising autoencoder get the same noisy digit."""

from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st
import torch

from components import runtime
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.zoo.answers import Numbers, Reconstruction, reconstruct_digit
from components.zoo.brush import blacked_out
from components.zoo.digits import HELD_OUT, digit_address
from components.zoo.drawn_digit import CLEARED, LONGEST, is_drawing, strokes_of
from components.zoo.networks.autoencoder import Autoencoder
from components.zoo.noise import gaussian_noise, masking_noise
from components.zoo.screens import state
from components.zoo.screens.state import DigitSettings
from components.zoo.widgets.noise_pictures import CaptionedPicture, NoisePictures, noise_pictures

MASKING, GAUSSIAN = "Masking", "Gaussian"
KINDS = {MASKING: masking_noise, GAUSSIAN: gaussian_noise}
PLAIN, TRAINED_ON_NOISE = "AE, code of 64", "DAE"


@dataclass(frozen=True)
class NoiseSettings:
    """The kind of noise, how much of it (in hundredths), its seed, and the strokes of the brush."""

    noise: str = url_state.choice(MASKING, tuple(KINDS))
    noise_level: int = url_state.integer(50, 0, 100)
    noise_seed: int = url_state.integer(0, 0, 999)
    brush: str = url_state.text(LONGEST, is_drawing)


CLAIM = "Which of the two has learned what digits look like? Rub the noisy one to black a part out."

RUBBED = "Qqwq"  # across a digit, a little below its middle
DEFAULTS = asdict(NoiseSettings()) | asdict(DigitSettings())
EXPERIMENTS = (
    Experiment(
        "Gaussian noise",
        {"noise": GAUSSIAN},
        "The plain autoencoder draws the noise along, while the denoising one, which has learned from such "
        "noise, takes most of it away.",
    ),
    Experiment(
        "Four of five pixels gone",
        {"noise_level": 80},
        "Where one pixel in five is left, the denoising autoencoder goes on drawing strokes: it guesses what "
        "usually stands there.",
    ),
    Experiment(
        "No noise",
        {"noise_level": 0},
        "Without noise the plain autoencoder is the better one: the other has learned from noisy pictures "
        "alone.",
    ),
    Experiment(
        "The brush",
        {"noise_level": 0, "brush": RUBBED},
        "The denoising autoencoder draws the stroke again, the plain one leaves the gap; but elsewhere the "
        "plain one is closer, so its error is smaller.",
    ),
)

IDEA = r"""
**Two equal networks.** Both have the same layers and a code of 64 numbers. The *plain* autoencoder (AE) was
trained to give back what it gets. The *denoising* one (DAE; Vincent and others,
[2008](https://doi.org/10.1145/1390156.1390294)) got a noisy picture $\tilde x$ and was trained to give the
clean one $x$:

$$
\min_\theta\; \mathbb E\, \lVert f_\theta(\tilde x) - x \rVert^2 .
$$

To do that it has to know what digits look like: which strokes go on where pixels are missing, and which
points belong to no stroke.

**Noise.** *Masking* makes a share of the pixels black. *Gaussian* adds a random number to each pixel, whose
standard deviation the level gives; the sum is cut off at black and white. In its training half of the
pictures had masking of 50 %, the others Gaussian noise of 0.5. The *brush* masks as well, but what you
choose: pixels that lie together, which is harder than as many that lie apart.

**The error** is the mean square difference from the clean picture.
"""


def noise_screen() -> None:
    """Draw the screen."""
    url_state.settings(NoiseSettings)
    digit = state.present_digit(url_state.settings(DigitSettings))
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        _draw_pictures(digit.pixels)
    with place.dock:
        st.segmented_control("Noise", tuple(KINDS), key="noise", required=True)
        st.slider("Level, %", 0, 100, key="noise_level")
        st.number_input("Seed of the noise", 0, 999, key="noise_seed")
        st.number_input("Sample digit", 0, HELD_OUT - 1, key="digit", on_change=state.forget_drawing)


@st.fragment
def _draw_pictures(clean: Numbers) -> None:
    """The digit and the answers, drawn anew after each stroke of the brush."""
    settings = url_state.settings(NoiseSettings)
    noise_pictures(NoisePictures(_pictures(clean, settings), settings.brush), _brushed, key="noise pictures")
    url_state.write()


def _pictures(clean: Numbers, settings: NoiseSettings) -> list[CaptionedPicture]:
    noisy = blacked_out(_with_noise(clean, settings), strokes_of(settings.brush))
    plain, denoising = (_redrawn(short, noisy) for short in (PLAIN, TRAINED_ON_NOISE))
    return [
        CaptionedPicture("The digit", "", digit_address(clean)),
        CaptionedPicture("What both get:", _error(noisy, clean), digit_address(noisy)),
        CaptionedPicture("Plain autoencoder:", _error(plain.picture, clean), digit_address(plain.picture)),
        CaptionedPicture(
            "Denoising autoencoder:", _error(denoising.picture, clean), digit_address(denoising.picture)
        ),
    ]


def _with_noise(clean: Numbers, settings: NoiseSettings) -> Numbers:
    random = torch.Generator().manual_seed(settings.noise_seed)
    noisy: Numbers = KINDS[settings.noise](
        torch.from_numpy(clean), settings.noise_level / 100, random
    ).numpy()
    return noisy


def _redrawn(short: str, noisy: Numbers) -> Reconstruction:
    network = state.digit_network(short)
    assert isinstance(network, Autoencoder)
    return runtime.run_short(reconstruct_digit, network, noisy)


def _error(picture: Numbers, clean: Numbers) -> str:
    return f"error {float(np.mean((picture - clean) ** 2)):.3f}"


def _brushed(strokes: str) -> None:
    if is_drawing(strokes):
        st.session_state["brush"] = "" if strokes == CLEARED else strokes


SCREEN = Screen(noise_screen, (NoiseSettings, DigitSettings), EXPERIMENTS, DEFAULTS)
