"""What is put under a transparent picture: white, unless the picture would vanish on it."""

import numpy as np
import numpy.typing as npt
from PIL import Image

GROUNDS = {"white": 255, "black": 0, "grey": 128}  # in the order in which they are tried
SEEN = 32  # of 255: a pixel that differs less from the ground in every colour is lost on it
TOO_MUCH_LOST = 1 / 3  # of what isn't transparent
SAMPLED = 512  # pixels a side are enough to judge by
ON_GROUND = "Transparent parts are shown on {name}."


def on_ground(colours: Image.Image, alpha: Image.Image) -> tuple[Image.Image, str]:
    """An RGB picture with its alpha (L) on a plain ground that shows it, and a sentence that names it."""
    name = chosen_ground(colours, alpha)
    level = GROUNDS[name]
    canvas = Image.new("RGB", colours.size, (level, level, level))
    canvas.paste(colours, mask=alpha)
    return canvas, ON_GROUND.format(name=name)


def chosen_ground(colours: Image.Image, alpha: Image.Image) -> str:
    """The first of white, black and grey on which no more than a third of what is visible would be lost."""
    step = max(1, -(-max(colours.size) // SAMPLED))
    pixels, weights = np.asarray(colours)[::step, ::step], np.asarray(alpha)[::step, ::step]
    lost = {name: _share_lost(pixels, weights, level) for name, level in GROUNDS.items()}
    fitting = (name for name in GROUNDS if lost[name] <= TOO_MUCH_LOST)
    return next(fitting, min(lost, key=lost.__getitem__))


def _share_lost(pixels: npt.NDArray[np.uint8], weights: npt.NDArray[np.uint8], level: int) -> float:
    """The share of (H, W, 3), weighted by (H, W), that is close to a ground of this level."""
    apart = np.abs(pixels.astype(np.int16) - level).max(axis=2)
    total = float(weights.sum(dtype=np.float64))
    return float(weights[apart < SEEN].sum(dtype=np.float64)) / total if total else 0.0
