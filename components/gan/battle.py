"""A whole GAN on points in the plane, small enough to be trained while one looks on.

The losses are those of Goodfellow et al. (2014, arXiv:1406.2661): the discriminator's logistic loss against
either the minimax loss of the generator or its non-saturating form (section 3 there).
"""

import functools
import math
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

Points = NDArray[np.float32]  # (n, 2), inside [-1, 1]
Loss = Literal["non-saturating", "minimax"]
LOSSES: tuple[Loss, ...] = ("non-saturating", "minimax")

LATENT, HIDDEN, BATCH = 2, 48, 128
SHOWN = 400  # generated points in a view, always from the same latents
GRID = 40  # places of the discriminator's field along each side
EDGE = 1.3  # the field reaches from -EDGE to EDGE
LARGEST_LOSS = 1e6
KEPT_LOSSES = 300  # in a chart, evenly spaced over the battle
DRAWING_SECONDS = 0.1
MOST_ROUNDS = 10_000  # at a stretch: nobody may be looking any more


class Diverged(Exception):
    """A loss has blown up, or is no number any more."""


@dataclass(frozen=True)
class Rules:
    """How the two sides learn."""

    discriminator_rate: float = 1e-3
    generator_rate: float = 1e-3
    discriminator_steps: int = 1
    generator_steps: int = 1
    loss: Loss = "non-saturating"
    momentum: float = 0.5  # Adam's first beta


class Score(NamedTuple):
    """The losses after one round."""

    discriminator: float
    generator: float


@dataclass(frozen=True)
class View:
    """What a battle looks like at one moment."""

    step: int  # rounds so far
    generated: Points  # (SHOWN, 2)
    field: NDArray[np.float32]  # (GRID, GRID) probability of "real", rows from the bottom to the top
    at_real: float  # mean of that probability over the first SHOWN real points
    at_generated: float  # and over the generated ones
    history: tuple[tuple[int, float, float], ...]  # step, discriminator's loss, generator's loss


def _network(inputs: int, outputs: int, chance: torch.Generator) -> nn.Sequential:
    """It begins in PyTorch's own ranges, but draws nothing from the one that all visitors share."""
    network = nn.Sequential(
        nn.Linear(inputs, HIDDEN),
        nn.LeakyReLU(0.2),
        nn.Linear(HIDDEN, HIDDEN),
        nn.LeakyReLU(0.2),
        nn.Linear(HIDDEN, outputs),
    )
    for layer in network:
        if isinstance(layer, nn.Linear):
            bound = layer.in_features**-0.5
            nn.init.uniform_(layer.weight, -bound, bound, generator=chance)
            nn.init.uniform_(layer.bias, -bound, bound, generator=chance)
    return network


@dataclass
class Battle:
    """Both networks with their optimisers. One round is `discriminator_steps`, then `generator_steps`."""

    real: Tensor  # (n, 2)
    rules: Rules
    seed: int
    step: int = 0
    history: list[tuple[int, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = torch.Generator().manual_seed(self.seed)
        begin = torch.Generator().manual_seed(self.seed)
        self.generator, self.discriminator = _network(LATENT, 2, begin), _network(2, 1, begin)
        self._shown = torch.randn(SHOWN, LATENT, generator=begin)
        betas = (self.rules.momentum, 0.99)
        self._to_generator, self._to_discriminator = (
            # Fused: one operation for all weights, so that the page's threads interrupt less often.
            torch.optim.Adam(network.parameters(), rate, betas, fused=True)
            for network, rate in (
                (self.generator, self.rules.generator_rate),
                (self.discriminator, self.rules.discriminator_rate),
            )
        )

    def obey(self, rules: Rules) -> None:
        """Go on under other rules; what has been learned stays."""
        self.rules = rules
        sides = (
            (self._to_generator, rules.generator_rate),
            (self._to_discriminator, rules.discriminator_rate),
        )
        for optimiser, rate in sides:
            for group in optimiser.param_groups:
                group.update(lr=rate, betas=(rules.momentum, 0.99))

    def round(self) -> Score:
        """Let both sides learn once. Raises Diverged."""
        for _ in range(self.rules.discriminator_steps):
            ours = self._learn_discriminator()
        for _ in range(self.rules.generator_steps):
            theirs = self._learn_generator()
        self.step += 1
        score = Score(float(ours), float(theirs))
        if not all(abs(loss) < LARGEST_LOSS for loss in score):  # nor is NaN
            raise Diverged
        self.history.append((self.step, *score))
        return score

    def _latents(self) -> Tensor:
        return torch.randn(BATCH, LATENT, generator=self._random)

    def _learn_discriminator(self) -> Tensor:
        chosen = torch.randint(len(self.real), (BATCH,), generator=self._random)
        with torch.no_grad():
            fake = self.generator(self._latents())  # (B, 2)
        logits = self.discriminator(torch.cat([self.real[chosen], fake]))  # (2B, 1)
        real_logits, fake_logits = logits.chunk(2)
        loss = F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
        self._to_discriminator.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._to_discriminator.step()
        return loss.detach()

    def _learn_generator(self) -> Tensor:
        logits = self.discriminator(self.generator(self._latents()))  # (B, 1)
        loss = generator_loss(logits, self.rules.loss)
        parameters = list(self.generator.parameters())
        # Only the generator's gradients: the discriminator must not learn from this loss.
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        self._to_generator.step()
        return loss.detach()

    @torch.no_grad()
    def view(self) -> View:
        """What there is to see now."""
        generated = self.generator(self._shown)
        at_real, at_generated, places = (
            self.discriminator(points).sigmoid() for points in (self.real[:SHOWN], generated, _grid())
        )
        return View(
            self.step,
            generated.numpy(),
            places.view(GRID, GRID).numpy(),
            float(at_real.mean()),
            float(at_generated.mean()),
            tuple(self.history),
        )


def draw_losses(loss: Loss) -> Score:
    """Both losses where D says ½ of every point: real and generated ones can't be told apart."""
    undecided = torch.zeros(1)
    return Score(2 * math.log(2), float(generator_loss(undecided, loss)))


def generator_loss(logits: Tensor, loss: Loss) -> Tensor:
    """Of the discriminator's logits (B, 1) of generated points: -log D(G(z)), or log(1 - D(G(z)))."""
    if loss == "minimax":
        return -F.softplus(logits).mean()
    return F.softplus(-logits).mean()


def thinned(history: Sequence[tuple[int, float, float]]) -> Iterator[tuple[int, float, float]]:
    """At most about KEPT_LOSSES of them, means over equal stretches."""
    stride = max(1, math.ceil(len(history) / KEPT_LOSSES))
    for start in range(0, len(history), stride):
        part = history[start : start + stride]
        ours, theirs = (sum(row[side] for row in part) / len(part) for side in (1, 2))
        yield part[-1][0], ours, theirs


@functools.cache
def _grid() -> Tensor:
    line = torch.linspace(-EDGE, EDGE, GRID)
    y, x = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], 1)  # (GRID², 2)


# --- A battle that is looked at ---------------------------------------------------------------------------


@dataclass
class Orders:
    """What a running battle looks up before each drawing: whoever looks on may change it at any time."""

    rules: Rules
    rounds: int  # between two drawings


def campaign(battle: Battle, orders: Orders, cancelled: threading.Event) -> Iterator[View]:
    """A view every DRAWING_SECONDS, for MOST_ROUNDS rounds at most. Raises Diverged."""
    last = battle.step + MOST_ROUNDS
    while battle.step < last and not cancelled.is_set():
        begun = time.monotonic()
        battle.obey(orders.rules)
        for _ in range(orders.rounds):
            battle.round()
            if time.monotonic() - begun > DRAWING_SECONDS:
                break
        yield battle.view()
        cancelled.wait(max(0.0, DRAWING_SECONDS - (time.monotonic() - begun)))


# --- What is to be learned --------------------------------------------------------------------------------


def ring(random: np.random.Generator) -> Points:
    """Eight heaps on a circle."""
    angles = random.integers(0, 8, 2000) * np.pi / 4
    return _heaps(np.stack([np.cos(angles), np.sin(angles)], 1) * 0.8, random)


def grid(random: np.random.Generator) -> Points:
    """Nine heaps in rows and columns."""
    return _heaps(random.integers(-1, 2, (2000, 2)) * 0.75, random)


def spiral(random: np.random.Generator) -> Points:
    """One arm that winds outwards."""
    turn = np.sqrt(random.uniform(0.02, 1, 2000)) * 3 * np.pi
    arm = np.stack([np.cos(turn), np.sin(turn)], 1) * (turn / (3 * np.pi) * 0.95)[:, None]
    return (arm + random.normal(0, 0.015, arm.shape)).astype(np.float32)


def _heaps(centres: NDArray[np.floating], random: np.random.Generator) -> Points:
    return (centres + random.normal(0, 0.04, centres.shape)).astype(np.float32)


def drawn(strokes: Sequence[Sequence[float]]) -> Points:
    """A drawing's places (x, y), as often as needed; each a little scattered so that it fills its line."""
    places = np.asarray(strokes, np.float32).reshape(-1, 2).clip(-1, 1)
    random = np.random.default_rng(0)
    chosen = places[random.integers(0, len(places), 2000)]
    return (chosen + random.normal(0, 0.015, chosen.shape)).astype(np.float32)


SHAPES = {"ring": ring, "grid": grid, "spiral": spiral}


def shape(name: str, seed: int = 0) -> Points:
    """2,000 points of one of SHAPES."""
    return SHAPES[name](np.random.default_rng(seed))
