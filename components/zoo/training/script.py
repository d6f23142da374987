"""The training of these settings as a script that needs PyTorch, NumPy and Pillow only."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from components.initialisation import init_uniformly
from components.zoo.digits import COLUMNS, LEARNED, SIDE
from components.zoo.networks import (
    autoencoder,
    convolutional,
    feed_forward,
    radial_basis,
    recurrent,
    sparse,
    variational,
)
from components.zoo.noise import masking_noise
from components.zoo.training.digit_config import (
    ARCHITECTURES,
    DigitTrainingConfig,
    centre_on_digits,
    draw_dictionary,
)
from components.zoo.training.digit_trainee import MEASURED
from components.zoo.training.objectives import RECONSTRUCTING

# The classes and functions that each kind of network consists of, in the order in which they are needed.
PARTS: dict[str, tuple[Callable[..., Any], ...]] = {
    "FF": (feed_forward.FeedForwardConfig, feed_forward.FeedForward),
    "RBF": (radial_basis.RadialBasisConfig, radial_basis.RadialBasis, centre_on_digits),
    "RNN": (recurrent.RecurrentConfig, recurrent.Recurrent),
    "CNN": (convolutional.ConvolutionalConfig, convolutional.Convolutional),
    "AE": (autoencoder.AutoencoderConfig, autoencoder.Autoencoder, autoencoder.perceptron),
    "VAE": (
        *(variational.VariationalConfig, variational.Variational),
        *(autoencoder.perceptron, variational.negative_elbo),
    ),
    "SAE": (sparse.SparseConfig, sparse.Sparse, draw_dictionary),
}
PARTS |= {"LSTM": PARTS["RNN"], "GRU": PARTS["RNN"], "DAE": (*PARTS["AE"], masking_noise)}
TABLES = {
    "FF": 'ACTIVATIONS = {"ReLU": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}\n',
    **dict.fromkeys(("RNN", "LSTM", "GRU"), 'CELLS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}\n'),
}
BEGINNINGS = {
    "RBF": "centre_on_digits(network, learned, random)\n",
    "SAE": "draw_dictionary(network, learned, random)\n",
}


def as_script(config: DigitTrainingConfig, steps: int) -> str:
    """A script that trains for so many steps and says what the page says then."""
    network = ARCHITECTURES[config.network](config)
    return (
        _HEAD.format(columns=COLUMNS, learned=LEARNED, measured=MEASURED, side=SIDE, count=config.digits)
        + TABLES.get(config.network, "")
        + f"\n\n{_sources(config.network)}\n\n"
        + f"random = torch.Generator().manual_seed({config.seed})\n"
        + f"network = {type(network).__name__}({network.config})\n"
        + "init_uniformly(network, random)\n"
        + BEGINNINGS.get(config.network, "")
        + f"optimiser = torch.optim.{config.optimiser}(\n"
        + f"    network.parameters(), lr={config.rate}, weight_decay={config.decay}\n)\n"
        + _LOOP.format(steps=steps, batch=config.batch, loss=_loss(config, "x", "y", "random"))
        + _END.format(
            loss=_loss(config, "shown", "shown_classes", "torch.Generator().manual_seed(0)"),
            measure=_measure(config),
        )
    )


@cache
def _sources(network: str) -> str:
    """The code of a kind of network; to find it takes the interpreter a while."""
    return "\n\n".join(inspect.getsource(part) for part in (*PARTS[network], init_uniformly))


def _loss(config: DigitTrainingConfig, x: str, y: str, random: str) -> str:
    """The loss as an expression."""
    return {
        "AE": f"F.mse_loss(network({x}), {x})",
        "SAE": f"F.mse_loss(network({x}), {x})",
        "DAE": f"F.mse_loss(network(masking_noise({x}, {config.noise}, {random})), {x})",
        "VAE": f"negative_elbo(network, {x}, {config.kl_weight}, {random}).mean()",
    }.get(config.network, f"F.cross_entropy(network({x}), {y})")


def _measure(config: DigitTrainingConfig) -> str:
    """What is measured at the end, as a line that prints it."""
    if config.network not in RECONSTRUCTING:
        right = "(network(shown).argmax(1) == shown_classes).double().mean()"
        return f'print(f"held-out digits that are right {{{right}:.4f}}")'
    given = "shown"
    if config.network == "DAE":
        given = f"masking_noise(shown, {config.noise}, torch.Generator().manual_seed(0))"
    return f'print(f"mean square error {{F.mse_loss(network({given}), shown):.5f}}")'


_HEAD = '''\
"""A network that learns handwritten digits: python this_file.py digits.npz

The digits are a part of MNIST (LeCun, Cortes and Burges; CC BY-SA 3.0), as the page has them.
"""

import io
import sys
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

SIDE = {side}  # pixels
torch.set_num_threads(1)  # with more, the last digits differ

data = np.load(sys.argv[1])
sheet = np.asarray(Image.open(io.BytesIO(data["sheet"].tobytes())).convert("L"))  # {columns} digits in a row
pictures = sheet.reshape(-1, SIDE, {columns}, SIDE).transpose(0, 2, 1, 3).reshape(-1, SIDE, SIDE)
pictures = torch.from_numpy(pictures).float() / 255  # (n, {side}, {side})
classes = torch.from_numpy(data["classes"]).long()  # (n,)
learned, learned_classes = pictures[:{count}], classes[:{count}]
shown, shown_classes = pictures[{learned}:][:{measured}], classes[{learned}:][:{measured}]  # held out
'''

_LOOP = """\
network.train()
for step in range({steps}):
    places = torch.randint(len(learned_classes), ({batch},), generator=random)
    x, y = learned[places], learned_classes[places]
    loss = {loss}
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
"""

_END = """\

network.eval()
with torch.no_grad():
    print(f"held-out loss {{{loss}:.5f}}")
    {measure}
"""
