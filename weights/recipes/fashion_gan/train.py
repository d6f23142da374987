"""Train the generator of garments: `python -m weights.recipes.fashion_gan.train --data PATH`, an hour.

PATH is Fashion-MNIST as one .npz file with `images` (70000, 28, 28) uint8 and `labels` (70000,); 10,000 of
them, drawn from a seed, are held out. Two networks (components/gan/fashion_gan.py) with the hinge loss under
spectral normalisation (Miyato et al. 2018), the discriminator also tells the class (Odena et al. 2017); what
is kept is a running average of the generator.

A classifier of its own, which neither network ever sees, then judges whether what was asked for came out.
The same command goes on where the last one ended. Writes `fashion_gan.safetensors`, `fashion_gan.json` and
the judge, `fashion_judge.safetensors`.
"""

import argparse
import copy
import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations

from components.gan.fashion_gan import (
    CLASSES,
    IMAGE_SIDE,
    WEIGHTS,
    FashionConfig,
    FashionDiscriminator,
    FashionGenerator,
)
from weights.recipes.common.gan_training import (
    average,
    descend,
    hinge_loss,
    output,
    pace,
    read_checkpoint,
    replace_file,
    run_folder,
    save_half,
    with_own_statistics,
)

JUDGE = WEIGHTS.with_name("fashion_judge.safetensors")
HELD_OUT = 10_000
JUDGED = 5_000  # generated pictures, as many of each class
CHECKPOINT_SECONDS = 120


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome."""

    model: FashionConfig = field(default_factory=FashionConfig)
    iterations: int = 10_000
    batch: int = 64
    rate: float = 2e-4
    betas: tuple[float, float] = (0.5, 0.999)
    half_life: float = 500
    judge_epochs: int = 6
    pictures: int = 70_000  # that are used at most
    seed: int = 0


SMOKE = Recipe(FashionConfig(latent_size=8, width=4), iterations=20, batch=16, judge_epochs=1, pictures=2_000)


@dataclass(frozen=True)
class Garments:
    """Pictures (n, 1, 32, 32) in [-1, 1] and their classes (n,)."""

    pictures: Tensor
    classes: Tensor

    def __len__(self) -> int:
        return len(self.classes)

    def at(self, places: Tensor) -> "Garments":
        """Some of them."""
        return Garments(self.pictures[places], self.classes[places])


def load_garments(file: Path, seed: int, most: int) -> tuple[Garments, Garments]:
    """Those to learn from, and those held out."""
    with np.load(file) as data:
        images, labels = data["images"], data["labels"]
    order = np.random.default_rng(seed).permutation(len(labels))[:most]
    rim = (IMAGE_SIDE - images.shape[1]) // 2
    padded = np.pad(images[order], ((0, 0), (rim, rim), (rim, rim)))[:, None]
    garments = Garments(
        torch.from_numpy(padded).float() / 127.5 - 1, torch.from_numpy(labels[order].astype(np.int64))
    )
    held_out = min(HELD_OUT, len(order) // 7)
    places = torch.arange(len(order))
    return garments.at(places[held_out:]), garments.at(places[:held_out])


class Battle:
    """Both networks, their optimisers and the averaged generator."""

    def __init__(self, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.iteration = 0
        self.generator = FashionGenerator(recipe.model).to(memory_format=torch.channels_last)
        self.discriminator = FashionDiscriminator(recipe.model).to(memory_format=torch.channels_last)
        for layer in self.discriminator.children():
            parametrizations.spectral_norm(layer)
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self.optimisers = [
            torch.optim.Adam(network.parameters(), recipe.rate, recipe.betas, fused=True)
            for network in (self.generator, self.discriminator)
        ]

    def step(self, real: Garments) -> None:
        """One iteration: the discriminator first, then the generator, on the same classes."""
        to_generator, to_discriminator = self.optimisers
        wanted = F.one_hot(real.classes, len(CLASSES)).float()  # (B, 10)
        fake = self.generator(torch.randn(len(real), self.recipe.model.latent_size), wanted)
        scores, logits = self.discriminator(torch.cat([real.pictures, fake.detach()]))
        of_real, _ = logits.chunk(2)
        told = F.cross_entropy(of_real, real.classes)
        descend(hinge_loss(*scores.chunk(2)) + told, to_discriminator)
        self.discriminator.requires_grad_(False)
        scores, logits = self.discriminator(fake)
        descend(-scores.mean() + F.cross_entropy(logits, real.classes), to_generator)
        self.discriminator.requires_grad_(True)
        self.iteration += 1
        average(self.average, self.generator, pace(min(self.recipe.half_life, self.iteration / 20)))

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        return {
            "recipe": asdict(self.recipe),
            "iteration": self.iteration,
            "networks": [one.state_dict() for one in (self.generator, self.discriminator, self.average)],
            "optimisers": [one.state_dict() for one in self.optimisers],
            "random": torch.get_rng_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.iteration = state["iteration"]
        networks = (self.generator, self.discriminator, self.average)
        for network, saved in zip(networks, state["networks"], strict=True):
            network.load_state_dict(saved)
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        torch.set_rng_state(state["random"])

    def finished(self) -> FashionGenerator:
        """The averaged generator with its own batch statistics."""
        random = torch.Generator().manual_seed(0)

        def generate(network: FashionGenerator) -> Tensor:
            classes = torch.randint(len(CLASSES), (64,), generator=random)
            z = torch.randn(64, self.recipe.model.latent_size, generator=random)
            made: Tensor = network(z, F.one_hot(classes, len(CLASSES)).float())
            return made

        return with_own_statistics(self.average, generate)


def train(recipe: Recipe, garments: Garments, folder: Path) -> FashionGenerator:
    """Train to the recipe's end, going on from the folder's checkpoint if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    battle = Battle(recipe)
    if checkpoint.is_file():
        battle.restore(read_checkpoint(checkpoint, recipe))
    saved = time.monotonic()
    while battle.iteration < recipe.iterations:
        battle.step(garments.at(torch.randint(len(garments), (recipe.batch,))))
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            replace_file(checkpoint, lambda path: torch.save(battle.state(), path))
            saved = time.monotonic()
    replace_file(checkpoint, lambda path: torch.save(battle.state(), path))
    return battle.finished()


# --- The judge ----------------------------------------------------------------------------------------------


def blank_judge() -> nn.Sequential:
    """A classifier of garments, (B, 1, 32, 32) to logits (B, 10), that has not learned yet."""
    network = nn.Sequential()
    for inputs, outputs in ((1, 16), (16, 32), (32, 64)):
        network.append(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False))
        network.append(nn.BatchNorm2d(outputs))
        network.append(nn.ReLU())
        network.append(nn.MaxPool2d(2))
    return network.extend([nn.Flatten(), nn.Dropout(0.4), nn.Linear(64 * 16, len(CLASSES))])


def load_judge() -> nn.Sequential:
    """The classifier that the recipe has trained, in evaluation mode. Raises FileNotFoundError."""
    network = blank_judge()
    network.load_state_dict(load_file(JUDGE))
    return network.eval().requires_grad_(False)


def judge(recipe: Recipe, garments: Garments) -> nn.Sequential:
    """A classifier of garments from the same pictures and its own seed."""
    torch.manual_seed(recipe.seed + 1)
    network = blank_judge()
    optimiser = torch.optim.AdamW(network.parameters(), 2e-3, weight_decay=1e-2)
    steps = recipe.judge_epochs * (len(garments) // 128)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps)
    for _ in range(recipe.judge_epochs):
        for part in torch.split(torch.randperm(len(garments)), 128)[: len(garments) // 128]:
            some = garments.at(part)
            turned = torch.where(torch.rand(len(some), 1, 1, 1) < 0.5, some.pictures.flip(3), some.pictures)
            descend(F.cross_entropy(network(turned), some.classes), optimiser)
            schedule.step()
    return network.eval()


@torch.inference_mode()
def told(classifier: nn.Module, pictures: Tensor) -> Tensor:
    """The classes (n,) that the judge sees in pictures (n, 1, 32, 32)."""
    return torch.cat([classifier(part).argmax(1) for part in torch.split(pictures, 500)])


@torch.inference_mode()
def asked(generator: FashionGenerator, truncation: float) -> Garments:
    """Pictures made on request, as many of each class."""
    classes = torch.arange(JUDGED) % len(CLASSES)
    z = torch.randn(JUDGED, generator.config.latent_size, generator=torch.Generator().manual_seed(1))
    wanted = F.one_hot(classes, len(CLASSES)).float()
    parts = zip(torch.split(truncation * z, 500), torch.split(wanted, 500), strict=True)
    return Garments(torch.cat([generator(*part) for part in parts]), classes)


def figures(generator: FashionGenerator, classifier: nn.Module, held_out: Garments) -> dict[str, Any]:
    """What stands on the card."""
    right = told(classifier, held_out.pictures) == held_out.classes
    made = asked(generator, 1.0)
    seen = told(classifier, made.pictures) == made.classes
    return {
        "judge_on_real": float(right.double().mean()),
        "asked_class": float(seen.double().mean()),
        "by_class": {
            name: float(seen[made.classes == number].double().mean()) for number, name in enumerate(CLASSES)
        },
    }


def main() -> None:
    """Read the command line, train, judge and write."""
    parser = argparse.ArgumentParser(description="Train the generator of garments.")
    parser.add_argument("--data", type=Path, required=True, help="Fashion-MNIST as .npz")
    parser.add_argument("--run", type=Path, help="the run's folder")
    parser.add_argument("--out", type=Path, help="the generator's file; a smoke run leaves it in its folder")
    parser.add_argument("--smoke", action="store_true", help="tiny networks, a few iterations")
    chosen = parser.parse_args()
    recipe = SMOKE if chosen.smoke else Recipe()
    folder = run_folder("fashion_gan", chosen)
    out = output(WEIGHTS, folder, chosen)
    garments, held_out = load_garments(chosen.data, recipe.seed, recipe.pictures)
    generator = train(recipe, garments, folder)
    classifier = judge(recipe, garments)
    found = figures(generator, classifier, held_out)
    replace_file(out.with_name(JUDGE.name), lambda path: save_file(classifier.state_dict(), path))
    save_half(generator, out, recipe.iterations)
    out.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
