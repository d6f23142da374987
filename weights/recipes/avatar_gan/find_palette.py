"""Finds the colours that the avatars are filled with.

`python -m weights.recipes.avatar_gan.find_palette`, seconds.

Writes `avatar_gan/palette.json`, each colour as three 255ths.
"""

import json

from components.gan.palette import FILE
from weights.recipes.avatar_gan.avatars import load_avatars
from weights.recipes.avatar_gan.picture_quality import palette
from weights.recipes.avatar_gan.train import TRAINING_SEED, Recipe

COUNT = 3_000  # of the training pictures


def main() -> None:
    """Find and write."""
    colours = palette(load_avatars(Recipe().pictures, TRAINING_SEED).pictures[:COUNT])
    FILE.write_text(json.dumps(colours.int().tolist()) + "\n")
    print(f"{len(colours)} colours")


if __name__ == "__main__":
    main()
