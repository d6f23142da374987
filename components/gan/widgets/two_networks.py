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
    js=together(
        __file__, "lifecycle.js", "dom.js", "numbers.js", "svg.js", "frame_queue.js", "two_networks.js"
    ),
    css=beside(__file__, ".css"),
)

Points = NDArray[np.float32]  # (n, 2), nearly all inside [-1, 1]
SHOWN = 60  # points in each of the small squares


@dataclass(frozen=True, eq=False)
class Moment:
    """One moment of the training: generated points, D's mean answers, and the lengths of the last gradients.

    `number` grows from moment to moment. The answers are to real and to generated points; the gradients
    are those of G and of D, None before the first step.
    """

    number: int
    generated: Points
    scores: tuple[float, float]
    gradients: tuple[float | None, float | None]


@dataclass(frozen=True, eq=False)
class TwoNetworks:
    """What is drawn: both networks, points on their way, and moments that are played in turn."""

    units: tuple[Sequence[int], Sequence[int]]  # of the layers of G and of D, from the input on
    noise: Points
    real: Points
    moments: Sequence[Moment]  # one alone is shown at once
    flows: bool  # whether they are just trained
    colours: tuple[str, str]  # of real and of generated points


def two_networks(shown: TwoNetworks, key: str) -> None:
    """Draw it as large as the room allows."""
    data = {
        "units": [list(one) for one in shown.units],
        "noise": _thousandths(shown.noise / NOISE_REACH),
        "real": _thousandths(shown.real),
        "moments": [vars(one) | {"generated": _thousandths(one.generated)} for one in shown.moments],
        "flows": shown.flows,
        "colours": list(shown.colours),
    }
    with fill(key):
        _two_networks(data=data, key=key)


NOISE_REACH = 2.5  # standard deviations that a square of noise shows


def _thousandths(points: Points) -> list[list[int]]:
    found: list[list[int]] = (points[:SHOWN].clip(-1, 1) * 1000).round().astype(int).tolist()
    return found
