"""Quality of the generators, on avatars and latents that played no part in their training."""

from statistics import mean

import numpy as np
import torch
from PIL import Image

from components.gan.checkpoints import load_generator
from components.gan.directions import load_named_directions
from components.gan.fashion_gan import load_fashion
from components.gan.images import generate
from components.gan.seeds import CANDIDATES
from tests.bench.table import Row
from weights.recipes.avatar_gan.attributes import load_or_teach
from weights.recipes.avatar_gan.avatars import load_avatars
from weights.recipes.avatar_gan.find_directions import PICTURES, measure
from weights.recipes.avatar_gan.measure import COUNT, OTHER_SEED, kept_features, latents
from weights.recipes.avatar_gan.pick_seeds import balanced
from weights.recipes.avatar_gan.picture_quality import (
    LADDER,
    frechet,
    precision_recall,
)
from weights.recipes.avatar_gan.train import HELD_OUT_SEED, TRAINING_SEED
from weights.recipes.fashion_gan.train import asked, load_judge, told

RUNG = "blurred by 1 px"


def gan_quality() -> list[Row]:
    """Our Fréchet distance against that of blurred real avatars, both to held-out ones; precision, recall.

    Of any latents, and of those of ten each that the page offers. The network that reads the faces learns
    once and is kept, as are the features of pictures, in weights/runs/.
    """
    generator = load_generator("cpu")
    avatars = load_avatars(PICTURES, TRAINING_SEED)
    reader = load_or_teach(avatars, 1)
    real = kept_features(load_avatars(COUNT, HELD_OUT_SEED).pictures)
    fake = kept_features(generate(generator, latents(COUNT, generator)))
    sharp = load_avatars(COUNT, OTHER_SEED).pictures
    blurred = kept_features(np.stack([np.asarray(LADDER[RUNG](Image.fromarray(one))) for one in sharp]))
    candidates = latents(CANDIDATES * COUNT, generator)
    offered = kept_features(generate(generator, balanced(generator, reader, avatars, candidates)))
    precision, recall = precision_recall(real, fake)
    offered_precision, offered_recall = precision_recall(real, offered)
    return [
        Row("gan_ladder", frechet(real, fake), frechet(real, blurred), "Fréchet", "<= 1.0"),
        Row("gan_precision", precision, 0.8, "share", ">= 0.8"),
        Row("gan_recall", recall, 0.5, "share", ">= 0.5"),
        Row("gan_precision_offered", offered_precision, 0.8, "share", ">= 0.8"),
        Row("gan_recall_offered", offered_recall, 0.5, "share", ">= 0.5"),
    ]


def gan_directions() -> list[Row]:
    """Means over the named directions: how often the attribute flips, and how often another one changes."""
    reader = load_or_teach(load_avatars(PICTURES, TRAINING_SEED), 1)
    vectors = torch.stack([direction.vector for direction, _ in load_named_directions()])
    effects = measure(load_generator("cpu"), reader, vectors)
    return [
        Row("direction_flip", mean(one.flips for one in effects), 0.9, "share", ">= 0.90"),
        Row("direction_side_effect", mean(one.side_effect for one in effects), 0.1, "share", "<= 0.10"),
    ]


def fashion_class() -> Row:
    """The share of garments in which a classifier that neither network has seen finds the asked class."""
    made = asked(load_fashion("cpu"), 1.0)
    share = (told(load_judge(), made.pictures) == made.classes).double().mean()
    return Row("fashion_class", float(share), 0.95, "share", ">= 0.95")
