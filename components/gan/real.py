"""Real avatars, none of which the networks were trained with.

Drawn by the library python-avatars (MIT; after Pablo Stanley's "Avataaars") as weights/avatars.py says, and
put into one picture by `python -m weights.pick_avatars`.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from components.gan.sprites import SIDE, Pictures

FILE = Path(__file__).parent / "data" / "real_avatars.webp"
COUNT = 48
LEARNED = 7  # an avatar of a kind that the generator draws often
CREDIT = "python-avatars, after Pablo Stanley"


def load_real() -> Pictures:
    """The pictures (48, 64, 64, 3). Raises FileNotFoundError."""
    with Image.open(FILE) as strip:
        return np.asarray(strip.convert("RGB")).reshape(COUNT, SIDE, SIDE, 3)
