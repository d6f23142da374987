"""A network that learns digits step by step."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from components.live_session import DivergedError
from components.zoo.digits import Digits
from components.zoo.losses import LossRow, thinned
from components.zoo.training.digit_config import DigitTrainingConfig, begin_digit_network
from components.zoo.training.objectives import digit_loss, digit_measure
from components.zoo.training.silent_units import count_silent
from components.zoo.training.wall import PictureWall, wall_of

MEASURED = 500  # held-out digits that are looked at for each picture
DIVERGED = "The loss is no number any more: the learning rate is too high. Lower it, and press Run."


@dataclass(frozen=True, eq=False)
class DigitSnapshot:
    """A training at one moment.

    `loss` is that of held-out digits; `measure` the share of them that is right, or the mean square error of
    their pictures; both are no number if the network's answers are none. `gradients` are the Euclidean norms
    of the newest loss's gradient in each layer, from the input on; `silent` is how many hidden units give 0
    for every held-out digit, and of how many.
    """

    iteration: int
    losses: tuple[LossRow, ...]
    loss: float
    measure: float
    gradients: tuple[float, ...]
    silent: tuple[int, int]
    wall: PictureWall


class DigitTrainee:
    """A network, its optimiser, and the digits. A seed gives the same course, whoever else trains."""

    def __init__(self, config: DigitTrainingConfig, learned: Digits, held_out: Digits) -> None:
        self.config = config
        self.iteration = 0
        self._random = torch.Generator().manual_seed(config.seed)
        self._pictures, self._classes = _tensors(learned, config.digits)
        self._held_out = _tensors(held_out, MEASURED)
        self.network = begin_digit_network(config, self._pictures, self._random)
        self._optimiser = optimiser_of(self.network, config)
        self._since_last: list[float] = []
        self._rows: list[LossRow] = []

    def step(self) -> None:
        """Learn from one batch, drawn at random. Raises DivergedError."""
        places = torch.randint(len(self._classes), (self.config.batch,), generator=self._random)
        pictures, classes = self._pictures[places], self._classes[places]
        loss = digit_loss(self.network, pictures, classes, self.config, self._random)
        if not math.isfinite(float(loss.detach())):
            raise DivergedError(DIVERGED)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        self.iteration += 1
        self._since_last.append(float(loss.detach()))

    @torch.no_grad()
    def snapshot(self) -> DigitSnapshot:
        """The losses, the measure and the picture as they are now."""
        self.network.eval()
        chance = torch.Generator().manual_seed(0)
        held_out = float(digit_loss(self.network, *self._held_out, self.config, chance))
        measure = digit_measure(self.network, *self._held_out, self.config)
        wall = wall_of(self.network, self._held_out[0], self.config)
        silent = count_silent(self.network, self._held_out[0])
        self.network.train()
        if self._since_last and math.isfinite(held_out):
            mean = sum(self._since_last) / len(self._since_last)
            self._rows = thinned([*self._rows, (self.iteration, mean, held_out)])
            self._since_last = []
        return DigitSnapshot(
            self.iteration, tuple(self._rows), held_out, measure, _gradients(self.network), silent, wall
        )


def optimiser_of(network: nn.Module, config: DigitTrainingConfig) -> torch.optim.Optimizer:
    """The one that the settings ask for."""
    kinds: dict[str, type[Any]] = {"AdamW": torch.optim.AdamW, "SGD": torch.optim.SGD}
    found: torch.optim.Optimizer = kinds[config.optimiser](
        network.parameters(), lr=config.rate, weight_decay=config.decay
    )
    return found


def _tensors(digits: Digits, count: int) -> tuple[Tensor, Tensor]:
    """The first so many pictures (n, 28, 28) in [0, 1] and classes (n,)."""
    pictures = torch.from_numpy(digits.pictures[:count]).float() / 255
    return pictures, torch.from_numpy(digits.classes[:count]).long()


def _gradients(network: nn.Module) -> tuple[float, ...]:
    """The norm of the gradient of each layer's weights; none before the first step."""
    weights = [one.grad for name, one in network.named_parameters() if one.dim() > 1]
    return tuple(float(gradient.norm()) for gradient in weights if gradient is not None)
