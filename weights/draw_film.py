"""Draw the same latents with each generator that was kept: `python -m weights.draw_film`, seconds.

Writes `components/gan/data/film.webp`, one sheet of faces under the other, for the screen Time machine.
"""

import numpy as np
import torch

from components.gan.history import FILM, SHEET_SIDE
from components.gan.networks import load_stages
from components.gan.sprites import Pictures, draw, in_rows

SEED = 11
TRUNCATION = 0.8
QUALITY = 95  # a fifth of the lossless size, which every visitor would wait for


def frames() -> Pictures:
    """A square sheet of faces for each stage: (stages, side, side, 3)."""
    stages = load_stages("cpu")
    size = stages[0].generator.config.latent_size
    random = torch.Generator().manual_seed(SEED)
    latents = TRUNCATION * torch.randn(SHEET_SIDE**2, size, generator=random)
    return np.stack([np.asarray(in_rows(draw(one.generator, latents), SHEET_SIDE)) for one in stages])


def main() -> None:
    """Draw and write."""
    in_rows(frames(), 1).save(FILM, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
