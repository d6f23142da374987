"""Draw the same latents with each generator that was kept.

`python -m weights.recipes.avatar_gan.draw_film`, seconds.

Writes `avatar_gan/film.webp`, one sheet of faces under the other, for the screen Training history.
"""

import numpy as np
import torch

from components.gan.checkpoints import load_checkpoints
from components.gan.images import Images, generate, image_grid
from components.gan.training_log import FACES_PER_SIDE, FRAMES

SEED = 11
TRUNCATION = 0.8
QUALITY = 95  # a fifth of the lossless size, which every visitor would wait for


def frames() -> Images:
    """A square sheet of faces for each stage: (stages, side, side, 3)."""
    stages = load_checkpoints("cpu")
    size = stages[0].generator.config.latent_size
    random = torch.Generator().manual_seed(SEED)
    latents = TRUNCATION * torch.randn(FACES_PER_SIDE**2, size, generator=random)
    return np.stack(
        [np.asarray(image_grid(generate(one.generator, latents), FACES_PER_SIDE)) for one in stages]
    )


def main() -> None:
    """Draw and write."""
    image_grid(frames(), 1).save(FRAMES, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
