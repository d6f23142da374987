"""Draw the sheets of the avatar generator's card.

`python -m weights.recipes.avatar_gan.draw_sheets`, after `measure`.

Writes into `avatar_gan/`: `blind.webp`, 50 real and 50 generated avatars in an order that only `blind.json`
tells; `ranks.webp`, of 3,000 generated ones the ten best, ten median and ten worst, by how far their features
are from the nearest held-out avatar's; `nearest.webp`, ten generated avatars, and below each the training
picture that is nearest in pixels.
"""

import json

import numpy as np
from PIL import Image

from components.gan.checkpoints import WEIGHTS, load_generator
from components.gan.images import Images, generate, image_grid
from weights.recipes.avatar_gan.avatars import load_avatars
from weights.recipes.avatar_gan.measure import COUNT, kept_features, latents, nearest_distance
from weights.recipes.avatar_gan.picture_quality import nearest
from weights.recipes.avatar_gan.train import HELD_OUT_SEED, TRAINING_SEED, Recipe

EACH, SIDE, ROW = 50, 10, 10
BLIND_SEED = 5


def blind(real: Images, fake: Images) -> tuple[Images, list[bool]]:
    """Both kinds (EACH, 64, 64, 3) in random order, and which of them are real."""
    order = np.random.default_rng(BLIND_SEED).permutation(2 * EACH)
    return np.concatenate([real, fake])[order], (order < EACH).tolist()


def ranked(real: Images, fake: Images) -> Images:
    """The ten best, the ten in the middle and the ten worst of `fake`."""
    distances, _ = nearest(kept_features(fake), kept_features(real))
    order = distances.argsort().tolist()
    middle = len(order) // 2 - ROW // 2
    return fake[[*order[:ROW], *order[middle : middle + ROW], *order[-ROW:]]]


def beside_nearest(fake: Images, training: Images) -> Images:
    """Pictures, and in a second row the training picture nearest to each."""
    _, which = nearest_distance(fake, training)
    return np.concatenate([fake, training[which.numpy()]])


def _save(picture: Image.Image, name: str) -> None:
    picture.save(WEIGHTS / f"{name}.webp", "WEBP", quality=92, method=6)


def main() -> None:
    """Draw and write."""
    real = load_avatars(COUNT, HELD_OUT_SEED).pictures
    generator = load_generator("cpu")
    fake = generate(generator, latents(COUNT, generator))
    mixed, truth = blind(real[:EACH], fake[:EACH])
    _save(image_grid(mixed, SIDE), "blind")
    (WEIGHTS / "blind.json").write_text(json.dumps({"real": truth}) + "\n")
    _save(image_grid(ranked(real, fake), ROW), "ranks")
    training = load_avatars(Recipe().pictures, TRAINING_SEED).pictures
    _save(image_grid(beside_nearest(fake[:ROW], training), ROW), "nearest")


if __name__ == "__main__":
    main()
