"""What every network of the zoo makes of one digit."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from components.zoo.networks.autoencoder import Autoencoder
from components.zoo.networks.sparse import Sparse
from components.zoo.networks.variational import Variational

Numbers = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Probabilities:
    """A classifier's answer: the probability (10,) of each digit."""

    classes: Numbers

    @property
    def best(self) -> int:
        """The most probable digit."""
        return int(self.classes.argmax())


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """An autoencoder's answer: its picture (28, 28), its code, and the mean square error."""

    picture: Numbers
    code: Numbers
    error: float


@torch.inference_mode()
def classify_digit(network: nn.Module, pixels: Numbers) -> Probabilities:
    """A classifier's answer to a picture (28, 28) in [0, 1]."""
    logits: Tensor = network(_batch(network, pixels))  # (1, 10)
    return Probabilities(logits.softmax(1)[0].cpu().numpy())


@torch.inference_mode()
def reconstruct_digit(network: Autoencoder | Sparse | Variational, pixels: Numbers) -> Reconstruction:
    """An autoencoder's answer to a picture (28, 28) in [0, 1]; a variational one's code is its mean."""
    encoded = network.encode(_batch(network, pixels))
    code = encoded[0] if isinstance(encoded, tuple) else encoded  # (1, code)
    picture = network.decode(code)[0].cpu().numpy()
    return Reconstruction(picture, code[0].cpu().numpy(), float(((picture - pixels) ** 2).mean()))


def all_answers(
    networks: Mapping[str, nn.Module], pixels: Numbers
) -> dict[str, Probabilities | Reconstruction]:
    """Each network's answer to a picture (28, 28) in [0, 1], by its short name."""
    return {
        short: reconstruct_digit(network, pixels)
        if isinstance(network, Autoencoder | Sparse | Variational)
        else classify_digit(network, pixels)
        for short, network in networks.items()
    }


def _batch(network: nn.Module, pixels: Numbers) -> Tensor:
    """A batch of one, where the network is."""
    return torch.from_numpy(np.ascontiguousarray(pixels))[None].to(next(network.parameters()).device)
