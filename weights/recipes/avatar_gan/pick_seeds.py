"""Picks the faces that the page on GANs offers by their seeds.

`python -m weights.recipes.avatar_gan.pick_seeds`, minutes.

Each seed stands for ten latents, of which one is shown: drawn with weights, as in sampling/importance
resampling (Rubin 1987, doi:10.2307/2289460), that do two things.

- They balance the kinds of faces. A kind that the generator draws half as often as it should weighs twice as
  much; so what is rare becomes as frequent as in the drawings, as far as ten latents hold it.
- They prefer what lies between no two kinds: a face weighs the less, the more its picture changes along a
  small step of the latent, there and back. That estimates the norm of the generator's Jacobian, by which
  Tanielian et al. (2020, arXiv:2006.04596) reject latents. In a face with glasses and a beard more can change
  than in a bald one, so each is compared with what is usual for its traits.

On demand the most unstable of the ten is shown. Writes `avatar_gan/seeds.json`.
"""

import json

import torch
from torch import Tensor
from torch.nn import functional as F

from components.gan.checkpoints import load_generator
from components.gan.images import CHUNK_SIZE, generate
from components.gan.latents import sample_latent
from components.gan.model import Generator
from components.gan.seeds import BALANCED, CANDIDATES, FILE, SEED_COUNT, UNSTABLE
from weights.recipes.avatar_gan.attributes import (
    OPTIONS,
    Reader,
    Reading,
    load_or_teach,
    read,
    targets_of,
)
from weights.recipes.avatar_gan.avatars import AvatarSet, load_avatars
from weights.recipes.avatar_gan.train import TRAINING_SEED, Recipe

STEP = 0.05  # standard deviation of each coordinate of a step
STEP_SEED = 1
KINDS_BY = ("top", "facial hair", "glasses")  # the traits whose options are balanced
SMOOTHNESS_WEIGHT = 0.5  # of the logarithm of the change
CHOICE_SEED = 2


@torch.inference_mode()
def change(generator: Generator, latents: Tensor) -> Tensor:
    """How much the pictures of latents (n, z) change along a random step: mean squares (n,)."""
    steps = STEP * torch.randn(latents.shape, generator=torch.Generator().manual_seed(STEP_SEED))
    pieces = zip(torch.split(latents, CHUNK_SIZE), torch.split(steps, CHUNK_SIZE), strict=True)
    return torch.cat(
        [(generator(here + step) - generator(here - step)).square().mean((1, 2, 3)) for here, step in pieces]
    )


def usual(values: Tensor, reading: Reading) -> Tensor:
    """What each of some values (n,) would be if it were a sum of what its face's traits add to it: (n,)."""
    traits = [F.one_hot(one.argmax(1), one.shape[1]) for one in reading.probabilities.values()]
    shown = torch.cat(traits, 1).double()  # (n, options of all traits)
    added = torch.linalg.lstsq(shown, values.double()[:, None], driver="gelsd").solution
    sums: Tensor = shown @ added  # (n, 1)
    return sums[:, 0]


def instability(generator: Generator, latents: Tensor, reading: Reading) -> Tensor:
    """By what factor, as a logarithm, the pictures of latents (n, z) change more than is usual: (n,)."""
    changes = change(generator, latents).log()
    return changes - usual(changes, reading)


def rarity(reading: Reading, avatars: AvatarSet) -> Tensor:
    """By what factor, as a logarithm, the kinds of n faces are rarer than among avatars: (n,)."""
    total = torch.zeros(())
    for trait, wanted in zip(OPTIONS, targets_of(avatars).unbind(1), strict=True):
        if trait in KINDS_BY:
            shown = reading.probabilities[trait].argmax(1)  # (n,)
            share, wanted_share = (
                torch.bincount(one, minlength=len(OPTIONS[trait])) / len(one) for one in (shown, wanted)
            )
            total = total + (wanted_share / share).log()[shown]
    return total


def preference(instabilities: Tensor, reading: Reading, avatars: AvatarSet) -> Tensor:
    """Values (n,) whose largest among several is a draw by weights (the Gumbel-max trick)."""
    uniform = torch.rand(len(instabilities), generator=torch.Generator().manual_seed(CHOICE_SEED))
    return rarity(reading, avatars) - SMOOTHNESS_WEIGHT * instabilities - (-uniform.log()).log()


def best_of_each(values: Tensor) -> Tensor:
    """The places (n,) of the largest among each CANDIDATES values (n CANDIDATES,)."""
    groups = values.view(-1, CANDIDATES)
    return groups.argmax(1) + torch.arange(0, len(values), CANDIDATES)


def balanced(generator: Generator, reader: Reader, avatars: AvatarSet, latents: Tensor) -> Tensor:
    """One of each CANDIDATES latents, by weights: (n CANDIDATES, z) to (n, z)."""
    reading = read(reader, generate(generator, latents))
    return latents[best_of_each(preference(instability(generator, latents, reading), reading, avatars))]


def main() -> None:
    """Pick and write."""
    generator = load_generator("cpu")
    avatars = load_avatars(Recipe().pictures, TRAINING_SEED)
    reader = load_or_teach(avatars, 1)
    numbers = range(SEED_COUNT * CANDIDATES)
    latents = torch.stack([sample_latent(number, generator.config.latent_size) for number in numbers])
    reading = read(reader, generate(generator, latents))
    instabilities = instability(generator, latents, reading)
    chosen = {BALANCED: preference(instabilities, reading, avatars), UNSTABLE: instabilities}
    picked = {kind: best_of_each(values).tolist() for kind, values in chosen.items()}
    FILE.write_text(json.dumps(picked) + "\n")


if __name__ == "__main__":
    main()
