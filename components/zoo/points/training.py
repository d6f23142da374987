"""A small network learns to tell two classes of points apart, epoch by epoch."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from components.initialisation import init_uniformly
from components.live_session import DivergedError
from components.zoo.losses import LossRow, thinned
from components.zoo.networks.feed_forward import ACTIVATIONS, FeedForward, FeedForwardConfig
from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig
from components.zoo.points.toy_sets import PointSet

Numbers = NDArray[np.float32]

FIELD_SIDE, UNIT_SIDE = 64, 24  # places of the field of the answer, and of a unit's, along each side
LIMIT = 1.1  # a field reaches from -LIMIT to LIMIT
BATCH = 32
DIVERGED = "The loss is no number any more: the learning rate is too high. Lower it."


@dataclass(frozen=True)
class PointTrainingConfig:
    """The network, and how it is trained; `layers` of 0 is a perceptron."""

    kind: str = "Feed-forward"  # or "RBF"
    layers: int = 1
    units: int = 4  # of each layer, or centres
    activation: str = "tanh"
    rate: float = 0.03
    decay: float = 0.0  # of the weights (AdamW)
    seed: int = 0
    width: float = 0.4  # of radial basis functions, when they begin
    centres: tuple[tuple[float, float], ...] = ()  # of them, if these are to stay where they are


@dataclass(frozen=True, eq=False)
class PointSnapshot:
    """A network at one moment.

    `field` (FIELD_SIDE, FIELD_SIDE) is the probability of class 1 from the bottom up, `units` a field
    (n, UNIT_SIDE, UNIT_SIDE) of the activations of each hidden layer; `losses` those of points learned
    from and of held-out ones after each epoch; `accuracies` how many of both are
    right. `centres` (n, 2) and `widths` (n,) are those of an RBF network.
    """

    epoch: int
    field: Numbers
    units: tuple[Numbers, ...]
    losses: tuple[LossRow, ...]
    accuracies: tuple[float, float]
    centres: Numbers | None = None
    widths: Numbers | None = None


def begin_network(config: PointTrainingConfig) -> FeedForward | RadialBasis:
    """A network that has not learned yet."""
    random = torch.Generator().manual_seed(config.seed)
    if config.kind == "RBF":
        network = RadialBasis(RadialBasisConfig(2, len(config.centres) or config.units, 2))
        init_uniformly(network, random)
        with torch.no_grad():
            network.centres.uniform_(-1, 1, generator=random)
            network.log_widths.fill_(math.log(config.width))
            if config.centres:
                network.centres.copy_(torch.tensor(config.centres))
        network.centres.requires_grad_(not config.centres)
        network.log_widths.requires_grad_(not config.centres)
        return network
    hidden = (config.units,) * config.layers
    layers = FeedForward(FeedForwardConfig(2, hidden, 2, config.activation))
    init_uniformly(layers, random)
    return layers


class PointTrainee:
    """A network, its optimiser, and the points; a step is an epoch."""

    def __init__(self, points: PointSet, config: PointTrainingConfig) -> None:
        self.iteration = 0  # epochs
        self._learned, self._held_out = (_tensors(half) for half in points.halves())
        self.network = begin_network(config)
        self._optimiser = torch.optim.AdamW(self.network.parameters(), config.rate, weight_decay=config.decay)
        self._random = torch.Generator().manual_seed(config.seed)
        self._rows: list[LossRow] = []
        self._measure()

    def step(self) -> None:
        """Learn from each point once, in batches. Raises DivergedError."""
        places, classes = self._learned
        for part in torch.split(torch.randperm(len(classes), generator=self._random), BATCH):
            loss = F.cross_entropy(self.network(places[part]), classes[part])
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
        self.iteration += 1
        self._measure()

    def _measure(self) -> None:
        """Keep both losses as they are now. Raises DivergedError."""
        losses = _loss(self.network, *self._learned), _loss(self.network, *self._held_out)
        if not all(map(math.isfinite, losses)):
            raise DivergedError(DIVERGED)
        self._rows = thinned([*self._rows, (self.iteration, *losses)])

    def snapshot(self) -> PointSnapshot:
        """The losses, and what the network and its units say of the plane now."""
        accuracies = (_accuracy(self.network, *self._learned), _accuracy(self.network, *self._held_out))
        centres = widths = None
        with torch.no_grad():
            field = self.network(_grid(FIELD_SIDE)).softmax(1)[:, 1].reshape(FIELD_SIDE, FIELD_SIDE).numpy()
            units = tuple(_fields(layer) for layer in _hidden(self.network, _grid(UNIT_SIDE)))
            if isinstance(self.network, RadialBasis):
                centres, widths = self.network.centres.numpy().copy(), self.network.log_widths.exp().numpy()
        return PointSnapshot(self.iteration, field, units, tuple(self._rows), accuracies, centres, widths)


def _tensors(points: PointSet) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(points.places), torch.from_numpy(points.classes)


@torch.no_grad()
def _loss(network: nn.Module, places: Tensor, classes: Tensor) -> float:
    return float(F.cross_entropy(network(places), classes))


@torch.no_grad()
def _accuracy(network: nn.Module, places: Tensor, classes: Tensor) -> float:
    return float((network(places).argmax(1) == classes).double().mean())


def _grid(side: int) -> Tensor:
    """Places (side * side, 2) of a field, from the bottom up."""
    along = torch.linspace(-LIMIT, LIMIT, side)
    up, across = torch.meshgrid(along, along, indexing="ij")
    return torch.stack([across, up], -1).reshape(-1, 2)


def _hidden(network: FeedForward | RadialBasis, places: Tensor) -> list[Tensor]:
    """The activations (n, units) of each hidden layer."""
    if isinstance(network, RadialBasis):
        return [network.bumps(places)]
    found, x = [], places
    for layer in network.hidden:
        x = ACTIVATIONS[network.config.activation](layer(x))
        found.append(x)
    return found


def _fields(activations: Tensor) -> Numbers:
    found: Numbers = activations.T.reshape(-1, UNIT_SIDE, UNIT_SIDE).numpy()
    return found
