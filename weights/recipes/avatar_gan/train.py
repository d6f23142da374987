"""Train the avatar generator.

`python -m weights.recipes.avatar_gan.train`, minutes on a GPU, days without one.

Two networks in a constant battle (components/gan/model.py) over avatars drawn from a seed
(weights/recipes/avatar_gan/avatars.py). The recipe, and where its parts come from:

- first the hinge loss (Lim & Ye 2017, arXiv:1705.02894) under spectral normalisation (Miyato et al. 2018),
  which soon draws faces, but leaves more and more of them out: in a run of 60,000 iterations the long hair
  had become rare by the 6,000th and was gone, with the brimmed hats, by the last;
- then the relativistic loss (Jolicoeur-Martineau 2018, arXiv:1807.00734) with a zero-centred gradient
  penalty on real and on generated pictures, whose equilibrium leaves none out (Huang et al. 2024,
  arXiv:2501.05441), at every fourth iteration only (Karras et al. 2020, arXiv:1912.04958);
- then the same on batches four times as large;
- at last with a penalty and a rate that fall as half a cosine (Huang et al. 2024): the discriminator sees
  ever finer faults, and faces between two kinds become seldom, but rare kinds do too;
- Adam at one rate for both networks, one step each in turn (Radford et al. 2015);
- what is kept is a running average of the generator (Yazıcı et al. 2018, arXiv:1806.04498), its half-life
  growing with each phase of the training (Karras et al. 2020, arXiv:2006.06676), its batch statistics
  measured anew (as in stochastic weight averaging: Izmailov et al. 2018, arXiv:1803.05407);
- no augmentation: there are enough pictures, and the log compares the discriminator's scores
  of training pictures and of held-out ones, which drift apart should it begin to memorise.

The run's folder holds `checkpoint.pt` (everything needed to go on), `log.csv`, and at each iteration of
LADDER and at the end the averaged generator and the discriminator in half precision with a sheet of samples.
The same command goes on where the last one ended; Ctrl-C or SIGTERM ends it with a checkpoint. In a folder
that has lost its checkpoint it goes on from the last pair of networks there, with fresh optimisers.
"""

import argparse
import copy
import csv
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from components.annealing import half_cosine
from components.gan.checkpoints import iteration_of, load_gan_network
from components.gan.images import generate, image_grid
from components.gan.model import (
    Discriminator,
    GANConfig,
    Generator,
    add_spectral_norm,
    fold_spectral_norm,
    has_spectral_norm,
)
from weights.recipes.avatar_gan.avatars import load_avatars
from weights.recipes.avatar_gan.replay import Replay
from weights.recipes.common.gan_training import (
    average,
    descend,
    hinge_loss,
    pace,
    read_checkpoint,
    replace_file,
    run_folder,
    save_half,
    with_own_statistics,
)

N = TypeVar("N", Generator, Discriminator)
PROCESSOR = torch.device("cpu")
TRAINING_SEED, HELD_OUT_SEED = 1, 2
LADDER = (0, 100, 250, 500, 1000, 2000, 3500, 6000, *range(10_000, 1_000_000, 5_000))
CHECKPOINT_SECONDS = 600
LOG_EVERY = 25  # iterations
COLUMNS = (
    "iteration",
    "discriminator_loss",
    "generator_loss",
    "processor_seconds",  # of all cores together: the clock would count pauses too
    "training_score",
    "held_out_score",
)
PROBES = 128  # pictures whose scores go into the log
SHEET_SIDE = 8  # samples along each side of a sheet


@dataclass(frozen=True)
class Phase:
    """A part of the training. It begins with the averaged generator and fresh optimisers."""

    until: int  # iterations in all
    loss: Literal["hinge", "relativistic"]
    batch: int
    rates: tuple[float, float] = (2e-4, 2e-4)  # of Adam, at the phase's begin and at its end
    penalties: tuple[float, float] = (1.0, 1.0)  # γ then: each gradient penalty is γ/2 times the squared norm


PHASES = (
    Phase(6_000, "hinge", 64),
    Phase(60_000, "relativistic", 64),
    Phase(105_000, "relativistic", 256),
    Phase(125_000, "relativistic", 256, (2e-4, 1e-4), (1.0, 0.1)),
    Phase(155_000, "relativistic", 256, (1e-4, 3e-5), (0.1, 0.02)),
)
BETAS = {"hinge": (0.5, 0.999), "relativistic": (0.0, 0.99)}  # of Adam


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome."""

    model: GANConfig = field(default_factory=GANConfig)
    pictures: int = 60_000
    held_out: int = 3_000
    phases: tuple[Phase, ...] = PHASES
    penalty_every: int = 4  # iterations; it weighs so many times as much then
    half_life: float = 2_000  # of the averaged generator, in iterations, once a phase is 20 times as old
    bfloat16: bool = True
    seed: int = 0


SMOKE = Recipe(
    GANConfig(latent_size=16, width=8),
    pictures=256,
    held_out=64,
    phases=(Phase(10, "hinge", 16), Phase(20, "relativistic", 16), Phase(25, "relativistic", 32)),
)


class Losses(NamedTuple):
    """Of one iteration."""

    discriminator: Tensor  # ()
    generator: Tensor  # ()


def relativistic_loss(winners: Tensor, losers: Tensor) -> Tensor:
    """Of scores (B,): push each winner's above the loser's beside it. Both sides call their own winners."""
    return F.softplus(losers - winners).mean()


def gradient_penalty(discriminator: nn.Module, pictures: Tensor) -> tuple[Tensor, Tensor]:
    """The scores (B,), and the mean squared norm of their gradients by the pictures (B, 3, 64, 64)."""
    pictures = pictures.requires_grad_()
    scores = discriminator(pictures).float()
    (gradients,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return scores, gradients.float().square().sum((1, 2, 3)).mean()


class Battle:
    """Both networks, their optimisers and the averaged generator, on the device of their pictures."""

    def __init__(self, recipe: Recipe, pictures: Tensor) -> None:
        """With pictures (n, 3, 64, 64) to learn from, in bytes."""
        torch.manual_seed(recipe.seed)
        self.recipe, self.pictures, self.device = recipe, pictures, pictures.device
        self.iteration = 0
        self.random = torch.Generator(self.device).manual_seed(recipe.seed)
        # What changes from one iteration to the next lies in tensors, where a replayed step finds it.
        self.rate, self.penalty, self.pace = torch.zeros(3, device=self.device).unbind()
        self.generator = self._placed(Generator(recipe.model))
        self.discriminator = self._placed(add_spectral_norm(Discriminator(recipe.model)))
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self._begin()

    def _placed(self, network: N) -> N:
        return network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]

    def _begin(self) -> None:
        """The phase that the next iteration belongs to; after the last one there is nothing left to do."""
        phases = self.recipe.phases
        self.phase = next((phase for phase in phases if phase.until > self.iteration), phases[-1])
        self.begun = self.iteration
        self.generator.load_state_dict(self.average.state_dict())
        if self.phase.loss == "hinge" and not has_spectral_norm(self.discriminator):  # kept ones are baked
            self.discriminator = self._placed(add_spectral_norm(self.discriminator))
        if self.phase.loss == "relativistic" and has_spectral_norm(self.discriminator):
            plain = fold_spectral_norm(self.discriminator.eval())
            self.discriminator = self._placed(plain.requires_grad_(True).train())
        betas, on_gpu = BETAS[self.phase.loss], self.device.type == "cuda"
        self.optimisers = [
            torch.optim.Adam(network.parameters(), self.rate, betas, fused=True, capturable=on_gpu)
            for network in (self.generator, self.discriminator)
        ]
        self.steps = {penalised: self._repeated(penalised) for penalised in (True, False)}

    def _repeated(self, penalised: bool) -> Callable[[], Losses]:
        one_step = partial(self._step, penalised)
        return Replay(one_step, self.random) if self.device.type == "cuda" else one_step

    def go_on_from(self, generator: Generator, discriminator: Discriminator, iteration: int) -> None:
        """From networks that were kept so late: whatever else there was is lost."""
        self.iteration = iteration
        self.average.load_state_dict(generator.state_dict())
        self.discriminator = self._placed(discriminator.requires_grad_(True).train())
        self._begin()

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bfloat16)

    def _latents(self) -> Tensor:
        size = (self.phase.batch, self.recipe.model.latent_size)
        return torch.randn(size, generator=self.random, device=self.device)

    def step(self) -> Losses:
        """One iteration, the discriminator before the generator."""
        if self.iteration == self.phase.until:
            self._begin()
        age, phase = self.iteration - self.begun, self.phase
        share = age / (phase.until - self.begun)
        self.rate.fill_(half_cosine(phase.rates, share))
        self.penalty.fill_(half_cosine(phase.penalties, share) * self.recipe.penalty_every)
        self.pace.fill_(pace(min(self.recipe.half_life, (age + 1) / 20)))
        losses = self.steps[self.iteration % self.recipe.penalty_every == 0]()
        self.iteration += 1
        return losses

    def _step(self, penalised: bool) -> Losses:
        chosen = torch.randint(
            len(self.pictures), (self.phase.batch,), generator=self.random, device=self.device
        )
        real = scaled(self.pictures[chosen])  # (B, 3, 64, 64)
        with self._autocast():
            fake = self.generator(self._latents())  # (B, 3, 64, 64)
        if self.phase.loss == "relativistic":
            losses = self._relativistic_step(real, fake, penalised)
        else:
            losses = self._hinge_step(real, fake)
        average(self.average, self.generator, self.pace)
        return losses

    def _hinge_step(self, real: Tensor, fake: Tensor) -> Losses:
        to_generator, to_discriminator = self.optimisers
        with self._autocast():
            scores = self.discriminator(torch.cat([real.to(fake.dtype), fake.detach()]))  # (2B,)
            ours = hinge_loss(*scores.float().chunk(2))
        descend(ours, to_discriminator)
        self.discriminator.requires_grad_(False)
        with self._autocast():
            theirs = -self.discriminator(fake).float().mean()
        descend(theirs, to_generator)
        self.discriminator.requires_grad_(True)
        return Losses(ours.detach(), theirs.detach())

    def _relativistic_step(self, real: Tensor, fake: Tensor, penalised: bool) -> Losses:
        to_generator, to_discriminator = self.optimisers
        fake = fake.float()
        both = torch.cat([real, fake.detach()])  # (2B, 3, 64, 64)
        penalty: Tensor | float = 0.0
        with self._autocast():
            if penalised:
                # The mean over both halves is half the sum of R1 and R2.
                scores, penalty = gradient_penalty(self.discriminator, both)
            else:
                scores = self.discriminator(both).float()
            ours = relativistic_loss(*scores.chunk(2))
        descend(ours + self.penalty * penalty, to_discriminator)
        self.discriminator.requires_grad_(False)
        with self._autocast():
            of_real, of_fake = self.discriminator(real).float(), self.discriminator(fake).float()
            theirs = relativistic_loss(of_fake, of_real)
        descend(theirs, to_generator)
        self.discriminator.requires_grad_(True)
        return Losses(ours.detach(), theirs.detach())

    @torch.no_grad()
    def score(self, pictures: Tensor) -> float:
        """The discriminator's mean score of pictures (B, 3, 64, 64); changes nothing."""
        self.discriminator.eval()
        with self._autocast():
            mean = self.discriminator(pictures).float().mean()
        self.discriminator.train()
        return float(mean)

    def state(self) -> dict[str, Any]:
        """Everything needed to go on, the random numbers to come included."""
        return {
            "iteration": self.iteration,
            "begun": self.begun,
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "average": self.average.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "random": self.random.get_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.iteration = state["begun"]
        self._begin()
        self.iteration = state["iteration"]
        for name in ("generator", "discriminator", "average"):
            getattr(self, name).load_state_dict(state[name])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
            optimiser.param_groups[0]["lr"] = self.rate  # not a copy of what it was
        self.random.set_state(state["random"])


@dataclass(frozen=True)
class Pictures:
    """The avatars: uint8 (count, 3, 64, 64) in channels-last order, and the held-out ones."""

    training: Tensor
    held_out: Tensor

    def on(self, device: torch.device) -> "Pictures":
        """The same, on a device."""
        return Pictures(self.training.to(device), self.held_out.to(device))


def as_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """Pictures (count, 64, 64, 3) as (count, 3, 64, 64), in channels-last order."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2)


def scaled(pictures: Tensor) -> Tensor:
    """Bytes to [-1, 1]."""
    return pictures.float() / 127.5 - 1


def finished_generator(averaged: Generator) -> Generator:
    """A copy of the averaged generator whose batch norms know the statistics of its own activations."""
    random = torch.Generator().manual_seed(0)
    size, device = averaged.config.latent_size, averaged.to_64.weight.device
    return with_own_statistics(
        averaged, lambda network: network(torch.randn(64, size, generator=random).to(device))
    )


def sample_sheet(generator: Generator) -> Image.Image:
    """The same latents at every iteration, side by side: 512 × 512 pixels."""
    random = torch.Generator().manual_seed(0)
    latents = torch.randn(SHEET_SIDE**2, generator.config.latent_size, generator=random)
    return image_grid(generate(generator, latents), SHEET_SIDE)


class Run:
    """A training in its folder: the battle, the log and what is kept."""

    def __init__(
        self, folder: Path, recipe: Recipe, pictures: Pictures, device: torch.device = PROCESSOR
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.pictures = pictures.on(device)
        self.battle = Battle(recipe, self.pictures.training)
        self.seconds = 0.0
        self.stopped = False
        if self.checkpoint.is_file():
            self._resume()
        elif pairs := sorted(self.folder.glob("generator_*.safetensors")):
            self._go_on_from(pairs[-1])

    @property
    def checkpoint(self) -> Path:
        """What a stopped run goes on from."""
        return self.folder / "checkpoint.pt"

    @property
    def log(self) -> Path:
        """Losses and scores, a row every LOG_EVERY iterations."""
        return self.folder / "log.csv"

    def stop(self, *_: object) -> None:
        """End after this iteration; also a signal's handler."""
        self.stopped = True

    def go(self, iterations: int, seconds: float = float("inf")) -> None:
        """Train until so many iterations are done in all, or for so long, and leave a checkpoint."""
        if self.battle.iteration == 0:
            self._snapshot()
        begun = saved = time.monotonic()
        while self.battle.iteration < iterations and not self.stopped:
            self._advance()
            now = time.monotonic()
            if now - saved > CHECKPOINT_SECONDS:
                self.save()
                saved = now
            if now - begun > seconds:
                self.stop()
        self.save()

    def _advance(self) -> None:
        begun = time.process_time()
        losses = self.battle.step()
        self.seconds += time.process_time() - begun
        if self.battle.iteration % LOG_EVERY == 0:
            self._note(losses)
        if self.battle.iteration in LADDER or self.battle.iteration == self.battle.recipe.phases[-1].until:
            self._snapshot()

    def _note(self, losses: Losses) -> None:
        sets = (self.pictures.training, self.pictures.held_out)
        scores = [f"{self.battle.score(scaled(pictures[:PROBES])):.4f}" for pictures in sets]
        new = not self.log.is_file()
        with self.log.open("a", newline="") as stream:
            rows = csv.writer(stream)
            if new:
                rows.writerow(COLUMNS)
            figures = (f"{losses.discriminator:.4f}", f"{losses.generator:.4f}", f"{self.seconds:.1f}")
            rows.writerow([self.battle.iteration, *figures, *scores])

    def _snapshot(self) -> None:
        iteration = self.battle.iteration
        generator = finished_generator(self.battle.average)
        discriminator = fold_spectral_norm(self.battle.discriminator.eval())
        self.battle.discriminator.train()
        for name, network in (("generator", generator), ("discriminator", discriminator)):
            save_half(network, self.folder / f"{name}_{iteration:06}.safetensors", iteration)
        sample_sheet(generator).save(self.folder / f"samples_{iteration:06}.png")

    def save(self) -> None:
        """Leave a checkpoint, and the present samples to look at."""
        state = {"recipe": asdict(self.battle.recipe), "seconds": self.seconds, **self.battle.state()}
        replace_file(self.checkpoint, lambda path: torch.save(state, path))
        sample_sheet(finished_generator(self.battle.average)).save(self.folder / "samples_now.png")

    def _resume(self) -> None:
        state = read_checkpoint(self.checkpoint, self.battle.recipe)
        self.battle.restore(state)
        self.seconds = state["seconds"]
        self._shorten_log()

    def _go_on_from(self, file: Path) -> None:
        other = file.with_name(file.name.replace("generator", "discriminator"))
        device = str(self.battle.device)
        pair = load_gan_network(Generator, file, device), load_gan_network(Discriminator, other, device)
        self.battle.go_on_from(*pair, iteration_of(file))
        self._shorten_log()

    def _shorten_log(self) -> None:
        """Forget the rows after the checkpoint: those iterations come again."""
        if self.log.is_file():
            header, *rows = self.log.read_text().splitlines(keepends=True)
            kept = [row for row in rows if int(row.split(",")[0]) <= self.battle.iteration]
            replace_file(self.log, lambda path: path.write_text("".join([header, *kept])))


def draw_pictures(recipe: Recipe) -> Pictures:
    """Draw the avatars, or read them where they have been drawn before."""
    training = load_avatars(recipe.pictures, TRAINING_SEED).pictures
    held_out = load_avatars(recipe.held_out, HELD_OUT_SEED).pictures
    return Pictures(as_tensor(training), as_tensor(held_out))


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train the avatar generator; the same command goes on.")
    parser.add_argument("--run", type=Path, help="the run's folder (default: weights/runs/avatar_gan)")
    parser.add_argument("--hours", type=float, default=float("inf"), help="end after so long")
    parser.add_argument("--smoke", action="store_true", help="tiny networks, a few iterations")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    base = SMOKE if chosen.smoke else Recipe()
    recipe = replace(base, seed=chosen.seed)
    folder = run_folder("avatar_gan", chosen)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cudnn.benchmark = True  # every batch has the same shape
    run = Run(folder, recipe, draw_pictures(recipe), device)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, run.stop)
    run.go(recipe.phases[-1].until, chosen.hours * 3600)
    print(f"{run.battle.iteration} iterations in {run.seconds:.0f} s of processor time; see {folder}")


if __name__ == "__main__":
    main()
