"""A GAN on points in the plane, small enough to be trained while one looks on.

The losses are those of Goodfellow et al. (2014, arXiv:1406.2661): the discriminator's logistic loss against
either the minimax loss of the generator or its non-saturating form (section 3 there). The picture of it
follows GAN Lab (Kahng et al. 2018, arXiv:1809.01587).
"""

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from components.initialisation import init_uniformly
from components.live_session import MOST_STEPS, DivergedError

Points = NDArray[np.float32]  # (n, 2), inside [-1, 1]
GeneratorLoss = Literal["non-saturating", "minimax"]
GENERATOR_LOSSES: tuple[GeneratorLoss, ...] = ("non-saturating", "minimax")

NOISE_SIZE, HIDDEN_SIZE, BATCH_SIZE = 2, 48, 128
POINT_COUNT = 2_000  # real points
SHOWN_POINTS = 400  # generated points in a snapshot, always from the same latents
FIELD_SIDE = 40  # places of the discriminator's field along each side
FIELD_LIMIT = 1.3  # the field reaches from -FIELD_LIMIT to FIELD_LIMIT
MAX_LOSS = 1e6
CHART_POINTS = 300  # losses in a chart, evenly spaced over the training
KEPT_LOSSES = 2 * MOST_STEPS  # of a training that is continued again and again
DIVERGED = "A loss has blown up: a learning rate is too high. Lower it and press Start again."


@dataclass(frozen=True)
class TrainConfig:
    """Hyperparameters of the training."""

    discriminator_rate: float = 1e-3
    generator_rate: float = 1e-3
    discriminator_steps: int = 1  # in each iteration
    generator_steps: int = 1
    loss: GeneratorLoss = "non-saturating"
    momentum: float = 0.5  # Adam's first beta


class GANLosses(NamedTuple):
    """Both losses of one iteration."""

    discriminator: float
    generator: float


LossRow = tuple[int, float, float]  # iteration, discriminator's loss, generator's loss


@dataclass(frozen=True)
class ToyGANSnapshot:
    """Generated points, D's field, the losses so far and the lengths of the last gradients, at one moment."""

    iteration: int  # iterations so far
    generated: Points  # (SHOWN_POINTS, 2)
    field: NDArray[np.float32]  # (FIELD_SIDE, FIELD_SIDE) probability of "real", rows from the bottom up
    at_real: float  # mean of that probability over the first SHOWN_POINTS real points
    at_generated: float  # and over the generated ones
    losses: tuple[LossRow, ...]  # as LossHistory keeps them
    noise: Points  # (SHOWN_POINTS, NOISE_SIZE) the latents of the generated points
    generator_gradient: float | None  # length of the last one, over all weights; None before the first step
    discriminator_gradient: float | None


def _mlp(inputs: int, outputs: int, rng: torch.Generator) -> nn.Sequential:
    """Build a network with two hidden layers, initialised in PyTorch's ranges, but from its own generator."""
    network = nn.Sequential(
        nn.Linear(inputs, HIDDEN_SIZE),
        nn.LeakyReLU(0.2),
        nn.Linear(HIDDEN_SIZE, HIDDEN_SIZE),
        nn.LeakyReLU(0.2),
        nn.Linear(HIDDEN_SIZE, outputs),
    )
    init_uniformly(network, rng)
    return network


@dataclass
class LossHistory:
    """The losses of a training; once there are `most`, their means over windows twice as long, and so on."""

    most: int = KEPT_LOSSES
    rows: list[LossRow] = field(default_factory=list)
    _stride: int = 1  # iterations that a row stands for
    _window: list[LossRow] = field(default_factory=list)  # what the next row is to be made of

    def append(self, row: LossRow) -> None:
        """Add the losses of the next iteration."""
        self._window.append(row)
        if len(self._window) == self._stride:
            self.rows.append(_mean_of(self._window))
            self._window.clear()
        if len(self.rows) >= self.most:
            self.rows = list(_means(self.rows, 2))
            self._stride *= 2


@dataclass
class ToyGAN:
    """Both networks with their optimisers. Another `config` counts from the next step on."""

    real: Tensor  # (n, 2)
    config: TrainConfig
    seed: int
    iteration: int = 0
    losses: LossHistory = field(default_factory=LossHistory)

    def __post_init__(self) -> None:
        self._rng = torch.Generator().manual_seed(self.seed)
        init_rng = torch.Generator().manual_seed(self.seed)
        self.generator, self.discriminator = _mlp(NOISE_SIZE, 2, init_rng), _mlp(2, 1, init_rng)
        self._shown_latents = torch.randn(SHOWN_POINTS, NOISE_SIZE, generator=init_rng)
        betas = (self.config.momentum, 0.99)
        self._generator_optimiser, self._discriminator_optimiser = (
            # Fused: one operation for all weights, so that the page's threads interrupt less often.
            torch.optim.Adam(network.parameters(), rate, betas, fused=True)
            for network, rate in (
                (self.generator, self.config.generator_rate),
                (self.discriminator, self.config.discriminator_rate),
            )
        )

    def step(self) -> GANLosses:
        """One iteration: the discriminator's steps, then the generator's. Raises DivergedError."""
        self._set_rates()
        for _ in range(self.config.discriminator_steps):
            discriminator_loss = self._step_discriminator()
        for _ in range(self.config.generator_steps):
            generator_loss = self._step_generator()
        self.iteration += 1
        losses = GANLosses(float(discriminator_loss), float(generator_loss))
        if not all(abs(loss) < MAX_LOSS for loss in losses):  # nor is NaN
            raise DivergedError(DIVERGED)
        self.losses.append((self.iteration, *losses))
        return losses

    def _set_rates(self) -> None:
        """Let the optimisers go on by the configuration as it is now."""
        rates = (
            (self._generator_optimiser, self.config.generator_rate),
            (self._discriminator_optimiser, self.config.discriminator_rate),
        )
        for optimiser, rate in rates:
            for group in optimiser.param_groups:
                group.update(lr=rate, betas=(self.config.momentum, 0.99))

    def _latents(self) -> Tensor:
        return torch.randn(BATCH_SIZE, NOISE_SIZE, generator=self._rng)

    def _step_discriminator(self) -> Tensor:
        indices = torch.randint(len(self.real), (BATCH_SIZE,), generator=self._rng)
        with torch.no_grad():
            fake = self.generator(self._latents())  # (B, 2)
        logits = self.discriminator(torch.cat([self.real[indices], fake]))  # (2B, 1)
        real_logits, fake_logits = logits.chunk(2)
        loss = F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
        self._discriminator_optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._discriminator_optimiser.step()
        return loss.detach()

    def _step_generator(self) -> Tensor:
        logits = self.discriminator(self.generator(self._latents()))  # (B, 1)
        loss = generator_loss(logits, self.config.loss)
        parameters = list(self.generator.parameters())
        # Only the generator's gradients: the discriminator must not learn from this loss.
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        self._generator_optimiser.step()
        return loss.detach()

    @torch.no_grad()
    def snapshot(self) -> ToyGANSnapshot:
        """Return the points, the field and the losses as they are now."""
        generated = self.generator(self._shown_latents)
        at_real, at_generated, on_grid = (
            self.discriminator(points).sigmoid()
            for points in (self.real[:SHOWN_POINTS], generated, _field_grid())
        )
        return ToyGANSnapshot(
            self.iteration,
            generated.numpy(),
            on_grid.view(FIELD_SIDE, FIELD_SIDE).numpy(),
            float(at_real.mean()),
            float(at_generated.mean()),
            tuple(self.losses.rows),
            self._shown_latents.numpy(),
            _gradient_length(self.generator),
            _gradient_length(self.discriminator),
        )


def _gradient_length(network: nn.Module) -> float | None:
    found = [one.grad for one in network.parameters() if one.grad is not None]
    return float(torch.stack([one.norm() for one in found]).norm()) if found else None


def layer_sizes(network: nn.Sequential) -> tuple[int, ...]:
    """The units of its layers, the inputs first."""
    layers = [one for one in network if isinstance(one, nn.Linear)]
    return (layers[0].in_features, *(one.out_features for one in layers))


def equilibrium_losses(loss: GeneratorLoss) -> GANLosses:
    """Both losses where D says ½ of every point: real and generated ones can't be told apart."""
    undecided = torch.zeros(1)
    return GANLosses(2 * math.log(2), float(generator_loss(undecided, loss)))


def generator_loss(logits: Tensor, loss: GeneratorLoss) -> Tensor:
    """Loss -log D(G(z)) or log(1 - D(G(z))) of the discriminator's logits (B, 1) of generated points."""
    if loss == "minimax":
        return -F.softplus(logits).mean()
    return F.softplus(-logits).mean()


def downsampled_losses(losses: Sequence[LossRow]) -> Iterator[LossRow]:
    """Average the losses over equal windows, so that about CHART_POINTS of them are left at most."""
    return _means(losses, max(1, math.ceil(len(losses) / CHART_POINTS)))


def _means(losses: Sequence[LossRow], stride: int) -> Iterator[LossRow]:
    for start in range(0, len(losses), stride):
        yield _mean_of(losses[start : start + stride])


def _mean_of(window: Sequence[LossRow]) -> LossRow:
    """Return the last iteration, and the means of both losses."""
    discriminator, generator = (sum(row[side] for row in window) / len(window) for side in (1, 2))
    return window[-1][0], discriminator, generator


@functools.cache
def _field_grid() -> Tensor:
    line = torch.linspace(-FIELD_LIMIT, FIELD_LIMIT, FIELD_SIDE)
    y, x = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], 1)  # (FIELD_SIDE², 2)


# --- Real points --------------------------------------------------------------------------------------------


def _ring(rng: np.random.Generator) -> Points:
    """Sample a mixture of eight Gaussians on a circle."""
    angles = rng.integers(0, 8, POINT_COUNT) * np.pi / 4
    return _clusters(np.stack([np.cos(angles), np.sin(angles)], 1) * 0.8, rng)


def _grid(rng: np.random.Generator) -> Points:
    """Sample a mixture of nine Gaussians in rows and columns."""
    return _clusters(rng.integers(-1, 2, (POINT_COUNT, 2)) * 0.75, rng)


def _spiral(rng: np.random.Generator) -> Points:
    """Sample a spiral of one arm."""
    turn = np.sqrt(rng.uniform(0.02, 1, POINT_COUNT)) * 3 * np.pi
    arm = np.stack([np.cos(turn), np.sin(turn)], 1) * (turn / (3 * np.pi) * 0.95)[:, None]
    return (arm + rng.normal(0, 0.015, arm.shape)).astype(np.float32)


def _clusters(centres: NDArray[np.floating], rng: np.random.Generator) -> Points:
    return (centres + rng.normal(0, 0.04, centres.shape)).astype(np.float32)


def points_from_strokes(strokes: Sequence[Sequence[float]]) -> Points:
    """Sample a drawing's places (x, y) as often as needed, each a little scattered to fill its line."""
    places = np.asarray(strokes, np.float32).reshape(-1, 2).clip(-1, 1)
    rng = np.random.default_rng(0)
    sampled = places[rng.integers(0, len(places), POINT_COUNT)]
    return (sampled + rng.normal(0, 0.015, sampled.shape)).astype(np.float32)


DISTRIBUTIONS = {"ring": _ring, "grid": _grid, "spiral": _spiral}


def sample_points(name: str, seed: int = 0) -> Points:
    """Sample POINT_COUNT points of one of DISTRIBUTIONS."""
    return DISTRIBUTIONS[name](np.random.default_rng(seed))
