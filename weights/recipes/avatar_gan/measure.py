"""Measure what the avatar generator is worth: `python -m weights.recipes.avatar_gan.measure`, half an hour.

Everything is measured on held-out avatars and on latents that played no part in the training. The features of
a set of pictures are kept in `runs/features/`, so that a second run is quick. Writes
`avatar_gan/figures.json`, which the card and the screen Training history show.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from components.gan.checkpoints import FIGURES, load_checkpoints, load_generator, load_trained_generator
from components.gan.images import generate
from components.gan.model import Generator
from components.gan.seeds import CANDIDATES
from weights.recipes.avatar_gan.attributes import (
    OPTIONS,
    Reader,
    Reading,
    accuracy,
    load_or_teach,
    read,
)
from weights.recipes.avatar_gan.avatars import RUNS, load_avatars
from weights.recipes.avatar_gan.pick_seeds import balanced
from weights.recipes.avatar_gan.picture_quality import (
    Pictures,
    features,
    frechet,
    kernel_distance,
    off_palette,
    palette,
    precision_recall,
    rungs,
)
from weights.recipes.avatar_gan.train import HELD_OUT_SEED, TRAINING_SEED, Recipe
from weights.recipes.common.gan_training import replace_file

FEATURES = RUNS.parent / "features"
COUNT, STAGE_COUNT = 3_000, 500
LATENT_SEED, OTHER_SEED = 7, 3
NEARLY = 4.0  # 255ths
PIECE = 500  # pictures whose distances to all training pictures are computed at once


@dataclass(frozen=True)
class Likeness:
    """How like the held-out avatars COUNT pictures are."""

    frechet: float
    kernel_distance: float
    precision: float
    recall: float


@dataclass(frozen=True)
class Flatness:
    """Shares of the pixels of PIECE pictures that have a colour of the drawings."""

    exactly: float
    nearly: float  # at most NEARLY away


@dataclass(frozen=True)
class StageQuality:
    """A generator at one moment of its training, by STAGE_COUNT pictures."""

    iteration: int
    frechet: float
    sure: float  # share of pictures of which every trait is read with 90 % confidence


@dataclass(frozen=True)
class Figures:
    """What stands on the card."""

    as_trained: Likeness  # by the networks alone
    generated: Likeness  # with the palette behind them
    balanced: Likeness  # of the latents that the page offers
    shares: dict[str, dict[str, dict[str, float]]]  # of each option of each trait, among these and real ones
    ladder: dict[str, Likeness]  # of real pictures, spoilt in each way
    reader_accuracy: dict[str, float]
    sure: float
    sure_of_real: float
    flat_as_trained: Flatness
    flat: Flatness
    flat_of_real: Flatness
    nearest_of_generated: float  # median root mean square distance to the nearest training picture, in 255ths
    nearest_of_balanced: float
    nearest_of_held_out: float
    stage_ladder: dict[str, float]  # Fréchet distances of STAGE_COUNT real pictures, spoilt
    stages: list[StageQuality]


def latents(count: int, generator: Generator) -> Tensor:
    """Latents (count, z) that only measure."""
    random = torch.Generator().manual_seed(LATENT_SEED)
    return torch.randn(count, generator.config.latent_size, generator=random)


def kept_features(pictures: Pictures) -> Tensor:
    """The features of pictures (n, 64, 64, 3), computed once."""
    file = FEATURES / f"{hashlib.sha256(pictures.tobytes()).hexdigest()[:24]}.pt"
    if not file.is_file():
        found = features(pictures)
        FEATURES.mkdir(parents=True, exist_ok=True)
        replace_file(file, lambda path: torch.save(found.float(), path))
    kept: Tensor = torch.load(file, weights_only=True)
    return kept.double()


def nearest_distance(pictures: Pictures, others: Pictures) -> tuple[Tensor, Tensor]:
    """For each picture the root mean square distance to the nearest of others, in 255ths, and which it is."""
    a, b = (torch.from_numpy(one).flatten(1) for one in (pictures, others))
    best, which = torch.full((len(a),), torch.inf), torch.zeros(len(a), dtype=torch.long)
    for start in range(0, len(b), PIECE):
        apart = torch.cdist(a.float(), b[start : start + PIECE].float())
        values, places = apart.min(1)
        nearer = values < best
        best, which = torch.where(nearer, values, best), torch.where(nearer, places + start, which)
    return best / a.shape[1] ** 0.5, which


def likeness(real: Tensor, others: Tensor) -> Likeness:
    """Of features (n, d) to those of real pictures (m, d)."""
    return Likeness(frechet(real, others), kernel_distance(real, others), *precision_recall(real, others))


def flatness(pictures: Pictures, colours: Tensor) -> Flatness:
    """Of pictures (n, 64, 64, 3), by the colours (k, 3) of the drawings."""
    off = off_palette(pictures, colours)
    return Flatness(float((off == 0).double().mean()), float((off <= NEARLY).double().mean()))


def share_sure(reader: Reader, pictures: Pictures) -> float:
    """The share of pictures of which every trait is read with 90 % confidence."""
    return float(read(reader, pictures).sure().double().mean())


def shares(reading: Reading) -> dict[str, dict[str, float]]:
    """How often each option of each trait is read."""
    found = {trait: reading.choices(trait) for trait in OPTIONS}
    return {
        trait: {option: chosen.count(option) / len(chosen) for option in OPTIONS[trait]}
        for trait, chosen in found.items()
    }


def stage_qualities(real: Tensor, reader: Reader) -> list[StageQuality]:
    """All generators that were kept, against the features of real pictures."""
    found = []
    for stage in load_checkpoints("cpu"):
        pictures = generate(stage.generator, latents(STAGE_COUNT, stage.generator))
        distance = frechet(real, kept_features(pictures))
        found.append(StageQuality(stage.iteration, distance, share_sure(reader, pictures)))
        print(found[-1], flush=True)
    return found


def measure() -> Figures:
    """All figures."""
    training = load_avatars(Recipe().pictures, TRAINING_SEED)
    held_out, other = load_avatars(COUNT, HELD_OUT_SEED), load_avatars(COUNT, OTHER_SEED)
    reader = load_or_teach(training, 1)
    generator = load_generator("cpu")
    made = generate(generator, latents(COUNT, generator))
    candidates = latents(CANDIDATES * COUNT, generator)
    offered = generate(generator, balanced(generator, reader, training, candidates))
    bare = generate(load_trained_generator("cpu"), latents(COUNT, generator))
    real = kept_features(held_out.pictures)
    spoilt = {name: kept_features(pictures) for name, pictures in rungs(other.pictures)}
    few = {name: frechet(real, one[:STAGE_COUNT]) for name, one in spoilt.items() if "noise" not in name}
    colours = palette(held_out.pictures)
    return Figures(
        as_trained=likeness(real, kept_features(bare)),
        generated=likeness(real, kept_features(made)),
        balanced=likeness(real, kept_features(offered)),
        shares={
            "generated": shares(read(reader, made)),
            "balanced": shares(read(reader, offered)),
            "real": shares(read(reader, held_out.pictures)),
        },
        ladder={name: likeness(real, one) for name, one in spoilt.items()},
        reader_accuracy=accuracy(reader, held_out),
        sure=share_sure(reader, made),
        sure_of_real=share_sure(reader, held_out.pictures),
        flat_as_trained=flatness(bare[:PIECE], colours),
        flat=flatness(made[:PIECE], colours),
        flat_of_real=flatness(other.pictures[:PIECE], colours),
        nearest_of_generated=_median_nearest(made[:PIECE], training.pictures),
        nearest_of_balanced=_median_nearest(offered[:PIECE], training.pictures),
        nearest_of_held_out=_median_nearest(held_out.pictures[:PIECE], training.pictures),
        stage_ladder=few,
        stages=stage_qualities(real, reader),
    )


def _median_nearest(pictures: Pictures, training: Pictures) -> float:
    return float(nearest_distance(pictures, training)[0].median())


def write(figures: Figures, file: Path = FIGURES) -> None:
    """Keep the figures."""
    file.write_text(json.dumps(asdict(figures), indent=1) + "\n")


def main() -> None:
    """Measure and write."""
    figures = measure()
    write(figures)
    print(json.dumps(asdict(figures), indent=1))


if __name__ == "__main__":
    main()
