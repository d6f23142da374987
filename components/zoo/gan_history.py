"""What the generator of the GAN made of the same latents while it learned.

Written by weights/recipes/zoo/train_gan.py: the latents are those of `sample_latents(0, …)`.
"""

import io
import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from components.zoo.library import WEIGHTS

HISTORY_PICTURES, HISTORY_SCORES = "gan_history.webp", "gan_history.json"
SIDE = 28
MOMENTS = 24


@dataclass(frozen=True, eq=False)
class GanHistory:
    """Digits at several moments of the training, and what the discriminator of that moment said of them.

    `sheet` is one WebP with a row of digits for each moment; `logits` (moments, n) are theirs; `real` and
    `generated` (moments) are mean probabilities of "real", for held-out digits and for generated ones.
    """

    iterations: tuple[int, ...]
    sheet: bytes
    logits: NDArray[np.float32]
    real: tuple[float, ...]
    generated: tuple[float, ...]

    def pictures(self) -> NDArray[np.float32]:
        """The digits (moments, n, 28, 28), in [0, 1]."""
        grey = np.asarray(Image.open(io.BytesIO(self.sheet)).convert("L"))
        moments, count = self.logits.shape
        rows = grey.reshape(moments, SIDE, count, SIDE).transpose(0, 2, 1, 3)
        found: NDArray[np.float32] = rows.astype(np.float32) / np.float32(255)
        return found


def history_sheet(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures (rows, columns, 28, 28) side by side (28 rows, 28 columns)."""
    rows, columns = pictures.shape[:2]
    return pictures.transpose(0, 2, 1, 3).reshape(rows * SIDE, columns * SIDE)


@cache
def gan_history() -> GanHistory:
    """Load it. Raises FileNotFoundError."""
    scores = json.loads((WEIGHTS / HISTORY_SCORES).read_text(encoding="utf-8"))
    return GanHistory(
        tuple(scores["iterations"]),
        (WEIGHTS / HISTORY_PICTURES).read_bytes(),
        np.array(scores["logits"], np.float32),
        tuple(scores["real"]),
        tuple(scores["generated"]),
    )
