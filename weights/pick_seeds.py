"""Picks the faces that the page on GANs offers by number: `python -m weights.pick_seeds`, a minute.

Each number stands for the seeds of ten latents, of which the calmest is shown, and on demand the most
restless. How much a picture changes along a small step, there and back, estimates the norm of the generator's
Jacobian, by which Tanielian et al. (2020, arXiv:2006.04596) reject latents. In a face with glasses and a
beard more can change than in a bald one; so that such faces aren't left out, each is compared with what is
usual for its traits. Writes `components/gan/data/seeds.json`.
"""

import json

import torch
from torch import Tensor
from torch.nn import functional as F

from components.gan.calm import CALMEST, CANDIDATES, COUNT, FILE, RESTLESS
from components.gan.latents import seeded
from components.gan.model import Generator
from components.gan.networks import load_generator
from components.gan.sprites import PIECE, draw
from weights.avatar_attributes import Reader, Reading, load_or_teach, read
from weights.avatars import RUNS, load_avatars
from weights.train_avatar_gan import TRAINING_SEED, Recipe

STEP = 0.05  # standard deviation of each coordinate of a step
STEP_SEED = 1


@torch.inference_mode()
def change(generator: Generator, latents: Tensor) -> Tensor:
    """How much the pictures of latents (n, z) change along a random step: mean squares (n,)."""
    steps = STEP * torch.randn(latents.shape, generator=torch.Generator().manual_seed(STEP_SEED))
    pieces = zip(torch.split(latents, PIECE), torch.split(steps, PIECE), strict=True)
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


def unrest(generator: Generator, reader: Reader, latents: Tensor) -> Tensor:
    """By what factor, as a logarithm, the pictures of latents (n, z) change more than is usual: (n,)."""
    changes = change(generator, latents).log()
    return changes - usual(changes, read(reader, draw(generator, latents)))


def calmest(generator: Generator, reader: Reader, latents: Tensor) -> Tensor:
    """Of each CANDIDATES latents the calmest: (n CANDIDATES, z) to (n, z)."""
    chosen = unrest(generator, reader, latents).view(-1, CANDIDATES).argmin(1)  # (n,)
    return latents[torch.arange(0, len(latents), CANDIDATES) + chosen]


def main() -> None:
    """Pick and write."""
    generator = load_generator("cpu")
    reader = load_or_teach(RUNS / "reader_1.safetensors", load_avatars(Recipe().pictures, TRAINING_SEED), 1)
    seeds = torch.arange(COUNT * CANDIDATES)
    latents = torch.stack([seeded(seed, generator.config.latent_size) for seed in seeds.tolist()])
    found = unrest(generator, reader, latents).view(COUNT, CANDIDATES)
    rows = torch.arange(COUNT)
    chosen = {CALMEST: found.argmin(1), RESTLESS: found.argmax(1)}
    picked = {kind: seeds.view(COUNT, CANDIDATES)[rows, places].tolist() for kind, places in chosen.items()}
    FILE.write_text(json.dumps(picked) + "\n")


if __name__ == "__main__":
    main()
