"""Real avatars, none of which the networks were trained with.

Drawn by the library python-avatars (MIT; after Pablo Stanley's "Avataaars") as
weights/recipes/avatar_gan/avatars.py says, and put into one image by its neighbour pick_avatars.py.
"""

import numpy as np
from PIL import Image

from components.gan.checkpoints import WEIGHTS
from components.gan.images import IMAGE_SIDE, Images

FILE = WEIGHTS / "real_avatars.webp"
REFERENCE_COUNT = 48
CREDIT = "python-avatars, after Pablo Stanley"


def load_reference_images() -> Images:
    """Load the real avatars (48, 64, 64, 3). Raises FileNotFoundError."""
    with Image.open(FILE) as strip:
        return np.asarray(strip.convert("RGB")).reshape(REFERENCE_COUNT, IMAGE_SIDE, IMAGE_SIDE, 3)
