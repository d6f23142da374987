"""Finds the colours that the avatars are filled with: `python -m weights.find_palette`, seconds.

Writes `components/gan/data/palette.json`, each colour as three 255ths.
"""

import json

from components.gan.palette import FILE
from weights.avatars import load_avatars
from weights.picture_quality import palette
from weights.train_avatar_gan import TRAINING_SEED, Recipe

COUNT = 3_000  # of the training pictures


def main() -> None:
    """Find and write."""
    colours = palette(load_avatars(Recipe().pictures, TRAINING_SEED).pictures[:COUNT])
    FILE.write_text(json.dumps(colours.int().tolist()) + "\n")
    print(f"{len(colours)} colours")


if __name__ == "__main__":
    main()
