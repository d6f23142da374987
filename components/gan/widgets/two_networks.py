"""A GAN's two networks as one drawing: noise, G, generated and real points, D, its answer, both gradients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.ui.assets import beside, together
from components.ui.fill import fill

_two_networks = st.components.v2.component(
    "chalknet_two_networks",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "dom.js", "numbers.js", "svg.js", "two_networks.js"),
    css=beside(__file__, ".css"),
)

Points = NDArray[np.float32]  # (n, 2), nearly all inside [-1, 1]
SHOWN = 60  # points in each of the small squares


@dataclass(frozen=True)
class DrawnNetwork:
    """One of both: the units of its layers from the input on, its loss, and the length of its last gradient.

    Loss and gradient are None before the first step.
    """

    units: Sequence[int]
    loss: float | None
    gradient: float | None


@dataclass(frozen=True, eq=False)
class TwoNetworks:
    """What is drawn: both networks, points on their way, D's mean answer to real and to generated ones."""

    generator: DrawnNetwork
    discriminator: DrawnNetwork
    noise: Points
    generated: Points
    real: Points
    at_real: float
    at_generated: float
    flows: bool  # whether they are just trained
    colours: tuple[str, str]  # of real and of generated points


def two_networks(shown: TwoNetworks, key: str) -> None:
    """Draw it as large as the room allows."""
    data = {
        "generator": vars(shown.generator),
        "discriminator": vars(shown.discriminator),
        "noise": _thousandths(shown.noise / NOISE_REACH),
        "generated": _thousandths(shown.generated),
        "real": _thousandths(shown.real),
        "scores": [shown.at_real, shown.at_generated],
        "flows": shown.flows,
        "colours": list(shown.colours),
    }
    with fill(key):
        _two_networks(data=data, key=key)


NOISE_REACH = 2.5  # standard deviations that a square of noise shows


def _thousandths(points: Points) -> list[list[int]]:
    found: list[list[int]] = (points[:SHOWN].clip(-1, 1) * 1000).round().astype(int).tolist()
    return found
