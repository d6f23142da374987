"""Codes drawn at random on *Codes*: what is decoded from them, and how often that looks like a digit."""

from components import runtime
from components.ui.widgets.class_bars import percent
from components.zoo.code_plane import CodeNetwork, CodePlane
from components.zoo.digits import SIDE, digit_address
from components.zoo.networks.convolutional import Convolutional
from components.zoo.networks.variational import Variational
from components.zoo.random_codes import (
    Gaussian,
    decode_codes,
    fitted_gaussian,
    random_codes,
    share_like_digits,
    standard_gaussian,
)
from components.zoo.screens import state
from components.zoo.widgets.code_planes import DRAWS_IN_ROW, CodeDraws

DRAWN, MEASURED = 16, 1000  # codes that are shown, and those whose pictures the CNN is asked about


def code_gaussian(network: CodeNetwork, plane: CodePlane) -> Gaussian:
    """What a network's codes are drawn from: its prior, or else what fits its codes of real digits."""
    if isinstance(network, Variational):
        return standard_gaussian(plane.codes.shape[1])
    return fitted_gaussian(plane.codes)


def code_draws(network: CodeNetwork, plane: CodePlane, seed: int) -> CodeDraws:
    """The first codes of a seed."""
    codes = random_codes(code_gaussian(network, plane), DRAWN, seed)
    pictures = runtime.run_short(decode_codes, network, codes)
    rows = pictures.reshape(-1, DRAWS_IN_ROW, SIDE, SIDE).transpose(0, 2, 1, 3)
    sheet = digit_address(rows.reshape(-1, DRAWS_IN_ROW * SIDE))
    return CodeDraws([plane.shares(code) for code in codes], sheet)


def share_in_words(short: str, network: CodeNetwork, plane: CodePlane, seed: int) -> str:
    """How many of a seed's codes are decoded into what the CNN is sure of."""
    classifier = state.digit_network("CNN")
    assert isinstance(classifier, Convolutional)
    gaussian = code_gaussian(network, plane)
    share = runtime.cached(share_of_seed, (short, str(seed)), network, classifier, gaussian, seed)
    return (
        f"{percent(share)} of {MEASURED:,} such codes give a picture of which the CNN is more than 90 % sure."
    )


def share_of_seed(network: CodeNetwork, classifier: Convolutional, gaussian: Gaussian, seed: int) -> float:
    """The share of a seed's codes that are decoded into what the classifier is sure of."""
    return share_like_digits(classifier, decode_codes(network, random_codes(gaussian, MEASURED, seed)))
