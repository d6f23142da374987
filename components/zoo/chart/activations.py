"""What the cells of a trained network hold when it gets a digit: its drawing, filled in.

Of a wide layer only some cells are drawn, evenly spaced; of the pixels those of one column of the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from components.zoo.chart.graphs import Graph, apart, layered
from components.zoo.networks.adversarial import DigitDiscriminator, DigitGenerator
from components.zoo.networks.autoencoder import Autoencoder
from components.zoo.networks.convolutional import Convolutional
from components.zoo.networks.feed_forward import ACTIVATIONS, FeedForward
from components.zoo.networks.radial_basis import RadialBasis
from components.zoo.networks.recurrent import Recurrent
from components.zoo.networks.sparse import Sparse
from components.zoo.networks.variational import Variational

Numbers = NDArray[np.float32]

MOST = 10  # cells that are drawn of a layer
SIDE, COLUMN = 28, 14  # of a picture, and of its pixels the column that is drawn
CELL_LETTERS = {"RNN": "R", "LSTM": "M", "GRU": "D"}


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer of a network: the letter of its cells, its name, what each holds (n,) and how that came about.

    `sums` (n,) are the weighted inputs, `biases` (n,) are added, and `function` is applied; without them the
    cells hold what they get.
    """

    letter: str
    name: str
    values: Numbers
    sums: Numbers | None = None
    biases: Numbers | None = None
    function: str = ""

    @property
    def drawn(self) -> list[int]:
        """The cells that are drawn, as places in the layer."""
        count = len(self.values)
        if count <= MOST:
            return list(range(count))
        if count == SIDE * SIDE:
            return [round(row) * SIDE + COLUMN for row in np.linspace(4, SIDE - 5, MOST)]
        return [round(place) for place in np.linspace(0, count - 1, MOST)]


@dataclass(frozen=True, eq=False)
class FilledCell:
    """One drawn cell: its layer, its place there, and what it holds."""

    layer: Layer
    unit: int

    @property
    def value(self) -> float:
        """What it holds."""
        return float(self.layer.values[self.unit])


def filled_graph(*networks: Sequence[Layer]) -> tuple[Graph, list[FilledCell]]:
    """The drawing of a network, or of several beside each other; and what the cells hold, in its order."""
    graph = apart(*(layered(*(one.letter * len(one.drawn) for one in layers)) for layers in networks))
    cells = [FilledCell(layer, unit) for layers in networks for layer in layers for unit in layer.drawn]
    return graph, cells


def fill_of(cell: FilledCell) -> float:
    """How full a cell is drawn, from 0 to 1: a logit by its probability, others beside the largest there."""
    values = cell.layer.values
    if cell.layer.letter == "O" and len(values) == 1:
        return float(1 / (1 + np.exp(-cell.value)))
    if cell.layer.letter == "O" and not cell.layer.function:
        return float(np.exp(cell.value - values.max()) / np.exp(values - values.max()).sum())
    top = float(np.abs(values).max())
    return abs(cell.value) / top if top else 0.0


@singledispatch
def layers_of(network: nn.Module, _pixels: Numbers) -> list[Layer]:
    """A network's layers with what they hold for a picture (28, 28) in [0, 1]. Raises TypeError."""
    raise TypeError(f"{type(network).__name__} can't be drawn")


def _picture(network: nn.Module, pixels: Numbers) -> Tensor:
    """A batch of one, where the network is."""
    return torch.from_numpy(np.ascontiguousarray(pixels))[None].to(next(network.parameters()).device)


def _numbers(tensor: Tensor) -> Numbers:
    found: Numbers = tensor.flatten().cpu().numpy()
    return found


def _pixels(pixels: Numbers, letter: str = "I") -> Layer:
    return Layer(letter, "pixels", pixels.flatten())


def _linear(letter: str, name: str, layer: nn.Linear, x: Tensor, function: str = "") -> tuple[Layer, Tensor]:
    """A fully connected layer that gets x (1, inputs), and what it gives (1, outputs)."""
    sums = F.linear(x, layer.weight)
    given = sums + layer.bias
    if function:
        given = ACTIVATIONS[function](given)
    return Layer(letter, name, _numbers(given), _numbers(sums), _numbers(layer.bias), function), given


def _perceptron(layers: nn.Sequential, x: Tensor, last: tuple[str, str, str]) -> tuple[list[Layer], Tensor]:
    """Fully connected layers; `last` is the letter, the name and the function of the last one."""
    found = []
    steps = [layer for layer in layers if isinstance(layer, nn.Linear)]
    for at, step in enumerate(steps):
        letter, name, function = last if at == len(steps) - 1 else ("H", "hidden cells", "ReLU")
        one, x = _linear(letter, name, step, x, function)
        found.append(one)
    return found, x


@layers_of.register
@torch.inference_mode()
def _(network: FeedForward, pixels: Numbers) -> list[Layer]:
    x, found = _picture(network, pixels).flatten(1), [_pixels(pixels)]
    for step in network.hidden:
        assert isinstance(step, nn.Linear)
        layer, x = _linear("H", "hidden cells", step, x, network.config.activation)
        found.append(layer)
    return [*found, _linear("O", "logits", network.output, x)[0]]


@layers_of.register
@torch.inference_mode()
def _(network: RadialBasis, pixels: Numbers) -> list[Layer]:
    bumps = network.bumps(_picture(network, pixels))
    output = _linear("O", "logits", network.output, bumps)[0]
    return [_pixels(pixels), Layer("H", "bumps", _numbers(bumps)), output]


@layers_of.register
@torch.inference_mode()
def _(network: Recurrent, pixels: Numbers) -> list[Layer]:
    states = network.states(_picture(network, pixels))[:, -1]
    letter = CELL_LETTERS[network.config.cell]
    row = Layer("I", "pixels of a row", pixels[-1])
    return [
        row,
        Layer(letter, "cells", _numbers(states)),
        _linear("O", "logits", network.output, states)[0],
    ]


def _maps(maps: Sequence[Tensor]) -> list[Layer]:
    """A cell for each feature map of (1, C, h, w), which holds its mean."""
    return [
        Layer("C", f"maps of {one.shape[2]} × {one.shape[3]}", _numbers(one.mean((0, 2, 3)))) for one in maps
    ]


@layers_of.register
@torch.inference_mode()
def _(network: Convolutional, pixels: Numbers) -> list[Layer]:
    maps = network.maps(_picture(network, pixels))
    output = _linear("O", "logits", network.output, maps[-1].flatten(1))[0]
    return [_pixels(pixels), *_maps(maps), output]


@layers_of.register
@torch.inference_mode()
def _(network: DigitDiscriminator, pixels: Numbers) -> list[Layer]:
    maps = network.maps(_picture(network, pixels))
    output = _linear("O", "logit", network.output, maps[-1].flatten(1))[0]
    return [_pixels(pixels), *_maps(maps), output]


@torch.inference_mode()
def generator_layers(network: DigitGenerator, latent: Tensor) -> list[Layer]:
    """A generator's layers with what they hold for a latent (z,)."""
    z = latent[None].to(next(network.parameters()).device)
    picture = _numbers(network(z))
    pixels = Layer("O", "pixels", picture, function="sigmoid")
    return [Layer("I", "random numbers", _numbers(z)), *_maps(network.maps(z)), pixels]


@layers_of.register
@torch.inference_mode()
def _(network: Autoencoder, pixels: Numbers) -> list[Layer]:
    down, code = _perceptron(network.encoder, _picture(network, pixels).flatten(1), ("H", "code cells", ""))
    up, _given = _perceptron(network.decoder, code, ("E", "pixels", "sigmoid"))
    return [_pixels(pixels), *down, *up]


@layers_of.register
@torch.inference_mode()
def _(network: Sparse, pixels: Numbers) -> list[Layer]:
    code = network.encode(_picture(network, pixels))
    given = Layer("E", "pixels", _numbers(network.decode(code)))
    return [_pixels(pixels), Layer("H", f"code cells, {int((code > 0).sum())} active", _numbers(code)), given]


@layers_of.register
@torch.inference_mode()
def _(network: Variational, pixels: Numbers) -> list[Layer]:
    down, given = _perceptron(network.encoder, _picture(network, pixels).flatten(1), ("P", "code cells", ""))
    mean = given.chunk(2, 1)[0]
    up, _given = _perceptron(network.decoder, mean, ("E", "pixels", "sigmoid"))
    return [_pixels(pixels), *down[:-1], Layer("P", "code cells", _numbers(mean)), *up]
