"""Train the encoder of faces.

`python -m weights.recipes.avatar_gan.train_encoder`, half an hour on two cores.

It guesses the latent of a picture, so that a search in the latent space begins near its end (Zhu et al.
2016, arXiv:1609.03552). It learns from what the trained generator draws: there the latents are known, and
there is no end of pictures. The loss is the mean square error of the latents. The same command goes on
where the last one ended.

Then pictures that played no part are searched for, from the encoder's guesses and from random latents. Writes
`avatar_gan/encoder.safetensors` and `encoder.json`.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from components.annealing import half_cosine
from components.gan.checkpoints import ENCODER, load_gan_network, load_generator
from components.gan.images import Images, generate
from components.gan.inversion import encoder_starts, invert, random_starts
from components.gan.model import Encoder, GANConfig, Generator
from components.gan.reference_images import load_reference_images
from weights.recipes.common.gan_training import (
    descend,
    output,
    read_checkpoint,
    replace_file,
    run_folder,
    save_half,
)

CHECKPOINT_SECONDS = 120
LOG_EVERY = 100  # iterations
LATENT_SEED, SEARCHES = 11, 24  # of the generated pictures that are searched for; of either kind


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome."""

    model: GANConfig = field(default_factory=lambda: GANConfig(width=32))
    iterations: int = 6_000
    batch: int = 128
    rate: float = 1e-3  # of Adam, falling to 0 as half a cosine
    bfloat16: bool = True
    seed: int = 0


SMOKE = Recipe(GANConfig(width=4), iterations=10, batch=8)


class Training:
    """The encoder that learns, its optimiser and the random numbers to come."""

    def __init__(self, recipe: Recipe, generator: Generator) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.generator = recipe, generator.to(memory_format=torch.channels_last)
        self.iteration = 0
        self.encoder = Encoder(recipe.model).to(memory_format=torch.channels_last)
        self.optimiser = torch.optim.Adam(self.encoder.parameters(), recipe.rate, fused=True)
        self.random = torch.Generator().manual_seed(recipe.seed)

    def step(self) -> float:
        """One iteration on pictures that nobody has seen before; the loss."""
        share = self.iteration / self.recipe.iterations
        self.optimiser.param_groups[0]["lr"] = half_cosine((self.recipe.rate, 0.0), share)
        latents = torch.randn(self.recipe.batch, self.recipe.model.latent_size, generator=self.random)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.bfloat16):
            with torch.no_grad():
                pictures = self.generator(latents)  # (B, 3, 64, 64)
            guessed: Tensor = self.encoder(pictures)  # (B, z)
        loss = F.mse_loss(guessed.float(), latents)
        descend(loss, self.optimiser)
        self.iteration += 1
        return float(loss.detach())

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        return {
            "recipe": asdict(self.recipe),
            "iteration": self.iteration,
            "encoder": self.encoder.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "random": self.random.get_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.iteration = state["iteration"]
        self.encoder.load_state_dict(state["encoder"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.random.set_state(state["random"])


def train(recipe: Recipe, generator: Generator, folder: Path) -> Encoder:
    """Train to the recipe's end, going on from the folder's checkpoint if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    training = Training(recipe, generator)
    if checkpoint.is_file():
        training.restore(read_checkpoint(checkpoint, recipe))
    saved = time.monotonic()
    while training.iteration < recipe.iterations:
        loss = training.step()
        if training.iteration % LOG_EVERY == 0:
            print(f"{training.iteration} of {recipe.iterations}: {loss:.4f}", flush=True)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            replace_file(checkpoint, lambda path: torch.save(training.state(), path))
            saved = time.monotonic()
    replace_file(checkpoint, lambda path: torch.save(training.state(), path))
    return training.encoder.eval()


def distances(generator: Generator, targets: Images, begin: Callable[[Images], Tensor]) -> dict[str, float]:
    """How far the pictures (n, 64, 64, 3) are at the start and at the end of their searches, in 255ths."""
    courses = []
    for target in targets[:, None]:
        *_, last = invert(generator, target, begin(target))
        courses.append((last.distances[0], last.distance))
    first, final = np.transpose(courses)
    return {"start": float(first.mean()), "end": float(final.mean()), "median": float(np.median(final))}


def figures(generator: Generator, encoder: Encoder, searches: int) -> dict[str, dict[str, float]]:
    """What stands on the card, from so many generated and so many real avatars."""
    random = torch.Generator().manual_seed(LATENT_SEED)
    size = generator.config.latent_size
    kinds = {
        "generated": generate(generator, torch.randn(searches, size, generator=random)),
        "real": load_reference_images()[:searches],
    }
    begins: dict[str, Callable[[Images], Tensor]] = {
        "encoder": lambda target: encoder_starts(encoder, target),
        "random": lambda _: random_starts(size),
    }
    return {
        f"{kind}, {name}": distances(generator, targets, begin)
        for kind, targets in kinds.items()
        for name, begin in begins.items()
    }


def main() -> None:
    """Read the command line, train, write and measure."""
    parser = argparse.ArgumentParser(description="Train the encoder of faces; the same command goes on.")
    parser.add_argument("--run", type=Path, help="the run's folder")
    parser.add_argument("--out", type=Path, help="the encoder's file; a smoke run leaves it in its folder")
    parser.add_argument("--smoke", action="store_true", help="a tiny network, a few iterations")
    chosen = parser.parse_args()
    recipe = SMOKE if chosen.smoke else Recipe()
    folder = run_folder("avatar_encoder", chosen)
    out = output(ENCODER, folder, chosen)
    save_half(train(recipe, load_generator("cpu"), folder), out, recipe.iterations)
    encoder = load_gan_network(Encoder, out, "cpu")
    found = figures(load_generator("cpu"), encoder, 1 if chosen.smoke else SEARCHES)
    out.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
