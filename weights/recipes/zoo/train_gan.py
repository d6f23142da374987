"""Train the GAN of the zoo: `python -m weights.recipes.zoo.train_gan [--data PATH]`, after `train`.

A generator and a discriminator of digits (components/zoo/networks/adversarial.py) under the non-saturating
loss (Goodfellow et al. 2014, arXiv:1406.2661), the discriminator with spectral normalisation (Miyato et al.
2018, arXiv:1802.05957). What is kept is a running average of the generator.

The first seed's networks are shipped in half precision (weights/zoo/gan.safetensors), and with them what the
generator made of the same latents at some moments of the training (gan_history.webp, gan_history.json). The
page's convolutional network judges the digits; what it finds goes into weights/zoo/figures.json. The same
command goes on where the last one ended.
"""

import argparse
import copy
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils import parametrizations

from components.render.encode import encoded
from components.zoo.gan_history import HISTORY_PICTURES, HISTORY_SCORES, MOMENTS, history_sheet
from components.zoo.library import load_digit_network
from components.zoo.networks.adversarial import (
    Adversarial,
    AdversarialConfig,
    DigitDiscriminator,
    DigitGenerator,
)
from components.zoo.networks.convolutional import Convolutional
from components.zoo.sampling import generated_digits, sample_latents
from weights.recipes.common.gan_training import (
    average,
    descend,
    pace,
    read_checkpoint,
    replace_file,
    run_folder,
    with_own_statistics,
)
from weights.recipes.zoo.gan_quality import picture_figures
from weights.recipes.zoo.mnist import Mnist, data_argument, load_mnist
from weights.recipes.zoo.train import SEEDS, WEIGHTS, ship, write_figures

CHECKPOINT_SECONDS = 60
REAL = 500  # held-out digits that the discriminator scores at each moment
QUALITY = 80  # of the history's pictures
PLACES = 6  # of a mean probability: with fewer a sure one would be 1
FIRST = 20  # iterations until the second moment; the first is before all


@dataclass(frozen=True)
class GanRecipe:
    """Everything that decides the outcome."""

    model: AdversarialConfig = field(default_factory=AdversarialConfig)
    iterations: int = 12_000
    batch: int = 64
    rates: tuple[float, float] = (1e-3, 1e-3)  # of the generator and of the discriminator
    gain: float = 16.0  # of the discriminator's logit: under spectral normalisation it can hardly be sure
    betas: tuple[float, float] = (0.5, 0.999)
    half_life: float = 500
    moments: int = MOMENTS
    judged: int = 10_000  # generated digits
    seed: int = 0


SMOKE = GanRecipe(AdversarialConfig(8, (8, 4), (4, 8)), iterations=30, batch=16, moments=4, judged=200)


def moments(recipe: GanRecipe) -> list[int]:
    """The iterations after which the latents are looked at, from 0 to the last, ever farther apart."""
    steps = np.geomspace(min(FIRST, recipe.iterations // 4), recipe.iterations, recipe.moments - 1)
    return [0, *steps.round().astype(int).tolist()]


def discriminator_loss(real: Tensor, generated: Tensor) -> Tensor:
    """The cross-entropy of logits (B,) of real and of generated pictures."""
    return F.softplus(-real).mean() + F.softplus(generated).mean()


def generator_loss(generated: Tensor) -> Tensor:
    """How improbable it is by logits (B,) that generated pictures are real: the non-saturating loss."""
    return F.softplus(-generated).mean()


@dataclass(frozen=True)
class Moment:
    """What became of the same latents after so many iterations.

    `pictures` (n, 28, 28) of uint8, the discriminator's `logits` (n,) of them, and its mean probabilities of
    "real" for held-out digits and for generated ones.
    """

    iteration: int
    pictures: Tensor
    logits: Tensor
    real: float
    generated: float


class Duel:
    """Both networks, their optimisers, the averaged generator, and what has been looked at."""

    def __init__(self, recipe: GanRecipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.iteration = 0
        self.seconds = 0.0
        self.generator = DigitGenerator(recipe.model)
        self.discriminator = DigitDiscriminator(recipe.model)
        for layer in self.discriminator.children():
            parametrizations.spectral_norm(layer)
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self.optimisers = [
            torch.optim.Adam(network.parameters(), rate, recipe.betas, fused=True)
            for network, rate in zip((self.generator, self.discriminator), recipe.rates, strict=True)
        ]
        self.history: list[Moment] = []

    def step(self, real: Tensor) -> None:
        """One iteration on real pictures (B, 28, 28): the discriminator first, then the generator."""
        to_generator, to_discriminator = self.optimisers
        generated = self.generator(torch.randn(len(real), self.recipe.model.latent_size))
        logits = self.judge(torch.cat([real, generated.detach()]))
        descend(discriminator_loss(*logits.chunk(2)), to_discriminator)
        self.discriminator.requires_grad_(False)
        descend(generator_loss(self.judge(generated)), to_generator)
        self.discriminator.requires_grad_(True)
        self.iteration += 1
        average(self.average, self.generator, pace(min(self.recipe.half_life, self.iteration / 20)))

    def judge(self, pictures: Tensor) -> Tensor:
        """The discriminator's logits (B,) of pictures (B, 28, 28)."""
        logits: Tensor = self.recipe.gain * self.discriminator(pictures)
        return logits

    def finished(self) -> Adversarial:
        """The averaged generator with its own batch statistics, and the discriminator without its norms."""
        random = torch.Generator().manual_seed(0)
        size = self.recipe.model.latent_size
        with torch.random.fork_rng(devices=()):  # its first weights are drawn, and thrown away
            network = Adversarial(self.recipe.model)
        network.generator = with_own_statistics(
            self.average, lambda generator: generator(torch.randn(64, size, generator=random))
        )
        self.discriminator.eval()  # or each look at a weight would move its norm
        with torch.no_grad():
            for plain, normalised in zip(
                network.discriminator.parameters(), self._plain_parameters(), strict=True
            ):
                plain.copy_(normalised)
        self.discriminator.train()
        return network.eval().requires_grad_(False)

    def _plain_parameters(self) -> list[Tensor]:
        """The discriminator's weights as they are used, divided by their spectral norms, and its biases.

        The last layer has the gain in it.
        """
        convolutions, last = (self.discriminator.to_14, self.discriminator.to_7), self.discriminator.output
        first = [
            tensor for layer in convolutions for tensor in (layer.weight, layer.bias) if tensor is not None
        ]
        return [*first, self.recipe.gain * last.weight, self.recipe.gain * last.bias]

    def look(self, real: Tensor) -> None:
        """Remember what the history's latents become now, and how real held-out pictures (n, 28, 28) look."""
        network, size = self.finished(), self.recipe.model.latent_size
        made = generated_digits(network, sample_latents(0, size))
        more = generated_digits(network, sample_latents(1, size, len(real)))
        with torch.inference_mode():
            of_real = network.discriminator(real).sigmoid().mean()
        of_generated = torch.from_numpy(more.logits).sigmoid().mean()
        pictures = (torch.from_numpy(made.pictures) * 255).round().to(torch.uint8)
        logits = torch.from_numpy(made.logits)
        self.history.append(Moment(self.iteration, pictures, logits, float(of_real), float(of_generated)))

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        return {
            "recipe": asdict(self.recipe),
            "iteration": self.iteration,
            "seconds": self.seconds,
            "networks": [one.state_dict() for one in (self.generator, self.discriminator, self.average)],
            "optimisers": [one.state_dict() for one in self.optimisers],
            "history": [vars(one) for one in self.history],
            "random": torch.get_rng_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.iteration, self.seconds = state["iteration"], state["seconds"]
        networks = (self.generator, self.discriminator, self.average)
        for network, saved in zip(networks, state["networks"], strict=True):
            network.load_state_dict(saved)
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.history = [Moment(**one) for one in state["history"]]
        torch.set_rng_state(state["random"])


def train_gan(recipe: GanRecipe, mnist: Mnist, file: Path) -> Duel:
    """Train to the recipe's end, going on from its checkpoint, `file`, if there is one."""
    duel = Duel(recipe)
    if file.is_file():
        duel.restore(read_checkpoint(file, recipe))
    wanted, real = moments(recipe), mnist.held_out_pictures[:REAL]
    saved = start = time.monotonic()
    while True:
        if duel.iteration in wanted[len(duel.history) :]:
            duel.look(real)
        now = time.monotonic()
        if now - saved > CHECKPOINT_SECONDS or duel.iteration == recipe.iterations:
            duel.seconds, start, saved = duel.seconds + now - start, now, now
            replace_file(file, lambda path: torch.save(duel.state(), path))
            print(f"gan {recipe.seed}: iteration {duel.iteration}, {duel.seconds:.0f} s", flush=True)
        if duel.iteration == recipe.iterations:
            return duel
        duel.step(mnist.pictures[torch.randint(len(mnist.pictures), (recipe.batch,))])


def write_history(history: Sequence[Moment], folder: Path) -> None:
    """Write what was looked at: the pictures as one sheet, and the scores."""
    sheet = Image.fromarray(history_sheet(torch.stack([one.pictures for one in history]).numpy()))
    scores = {
        "iterations": [one.iteration for one in history],
        "real": [round(one.real, PLACES) for one in history],
        "generated": [round(one.generated, PLACES) for one in history],
        "logits": [[round(logit, 2) for logit in one.logits.tolist()] for one in history],
    }
    (folder / HISTORY_PICTURES).write_bytes(encoded(sheet, "WEBP", quality=QUALITY, method=6))
    (folder / HISTORY_SCORES).write_text(json.dumps(scores) + "\n", encoding="utf-8")


def gan_figures(network: Adversarial, recipe: GanRecipe, mnist: Mnist) -> dict[str, float]:
    """What is measured of generated digits, and of digits learned from, beside the held-out ones."""
    judge = load_digit_network("CNN", "cpu")
    assert isinstance(judge, Convolutional)
    made = generated_digits(network, sample_latents(recipe.seed + 1, recipe.model.latent_size, recipe.judged))
    held_out = mnist.held_out_pictures
    found = picture_figures(judge, torch.from_numpy(made.pictures), held_out)
    learned = picture_figures(judge, mnist.pictures[: recipe.judged], held_out)
    return found | {f"{name}_of_digits_learned_from": number for name, number in learned.items()}


def train_all(recipe: GanRecipe, seeds: Sequence[int], mnist: Mnist, places: tuple[Path, Path]) -> None:
    """Train with every seed, ship the first of SEEDS, and measure all; `places` are run and weights."""
    run, out = places
    found: list[dict[str, float]] = []
    seconds = []
    for seed in seeds:
        own = replace(recipe, seed=seed)
        duel = train_gan(own, mnist, run / f"gan-{seed}.pt")
        network = duel.finished()
        if seed == SEEDS[0]:
            ship(network, out / "gan.safetensors")
            write_history(duel.history, out)
        found.append(gan_figures(network, own, mnist))
        seconds.append(duel.seconds)
        print(f"gan {seed}:", json.dumps(found[-1], indent=1), flush=True)
    figures: dict[str, object] = {
        "seeds": {key: [round(one[key], 5) for one in found] for key in found[0]},
        "iterations": recipe.iterations,
        "seconds": round(seconds[0]),
    }
    write_figures(out / "figures.json", "gan", figures)


def main() -> None:
    """Read the command line, train, measure and write."""
    parser = argparse.ArgumentParser(description="Train the GAN of the zoo.")
    data_argument(parser)
    parser.add_argument("--seeds", nargs="*", type=int, default=list(SEEDS), help="other seeds, or some")
    parser.add_argument("--run", type=Path, help="the run's folder")
    parser.add_argument("--out", type=Path, help="the folder of the weights; a smoke run has its own")
    parser.add_argument("--smoke", action="store_true", help="tiny networks, a few iterations")
    chosen = parser.parse_args()
    recipe = SMOKE if chosen.smoke else GanRecipe()
    mnist, folder = load_mnist(chosen.data), run_folder("zoo", chosen)
    out: Path = chosen.out or (folder if chosen.smoke else WEIGHTS)
    for place in (folder, out):
        place.mkdir(parents=True, exist_ok=True)
    train_all(recipe, chosen.seeds, mnist, (folder, out))


if __name__ == "__main__":
    main()
