"""Makes the real avatars that the page on GANs shows: `python -m weights.recipes.avatar_gan.pick_avatars`.

They are the first of those that no training has seen, under each other in one lossless picture.
"""

from components.gan.images import sprite_sheet
from components.gan.reference_images import FILE, REFERENCE_COUNT
from weights.recipes.avatar_gan.avatars import load_avatars
from weights.recipes.avatar_gan.train import HELD_OUT_SEED, Recipe


def main() -> None:
    """Write avatar_gan/real_avatars.webp."""
    FILE.write_bytes(sprite_sheet(load_avatars(Recipe().held_out, HELD_OUT_SEED).pictures[:REFERENCE_COUNT]))


if __name__ == "__main__":
    main()
