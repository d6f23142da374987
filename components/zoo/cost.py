"""What a network costs: the numbers that it has learned, the products that it computes, and its code."""

import inspect
import statistics
import time

import numpy as np
import torch
from torch import Tensor, nn

from components.zoo.networks.adversarial import DigitDiscriminator, DigitGenerator
from components.zoo.networks.convolutional import Convolutional
from components.zoo.networks.radial_basis import RadialBasis
from components.zoo.networks.sparse import Sparse

SIDE = 28  # of a digit, and so the rows that a recurrent network reads
ROUNDS = 9


def parameter_count(network: nn.Module) -> int:
    """How many numbers it has learned."""
    return sum(parameter.numel() for parameter in network.parameters())


def multiply_adds(network: nn.Module) -> int:
    """How many products of two numbers it adds up for one digit; norms and activations aren't counted."""
    return sum(_of_module(module) for module in network.modules())


def _of_module(module: nn.Module) -> int:
    """Without those of the modules in it that are counted by themselves."""
    if isinstance(module, nn.Linear):
        return module.weight.numel()
    if isinstance(module, nn.RNNBase):
        return SIDE * sum(one.numel() for name, one in module.named_parameters() if name.startswith("weight"))
    if isinstance(module, RadialBasis):
        return module.centres.numel()
    if isinstance(module, Sparse):
        return 2 * module.dictionary.numel()
    return sum(weight.numel() * side**2 for weight, side in _kernels(module))


def _kernels(module: nn.Module) -> list[tuple[Tensor, int]]:
    """The kernels of a convolutional network, each with the side of the square of places that it meets."""
    if isinstance(module, Convolutional):
        layers = [layer for layer in module.convolutions if isinstance(layer, nn.Conv2d)]
        return [(layer.weight, SIDE // 2**pooled) for pooled, layer in enumerate(layers)]
    if isinstance(module, DigitGenerator):  # transposed: the places of what goes in
        return [(module.to_7.weight, 1), (module.to_14.weight, 7), (module.to_28.weight, 14)]
    if isinstance(module, DigitDiscriminator):
        return [(module.to_14.weight, 14), (module.to_7.weight, 7)]
    return []


@torch.inference_mode()
def forward_milliseconds(network: nn.Module) -> float:
    """How long it takes for one digit here: the median of a few forward passes, in milliseconds."""
    shape = (1, network.config.latent_size) if isinstance(network, DigitGenerator) else (1, SIDE, SIDE)
    given = torch.zeros(shape, device=next(network.parameters()).device)
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        network(given).sum().item()  # waits for a GPU, too
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times[1:])


def source_code(network: nn.Module) -> str:
    """The class that it is, as it runs."""
    return inspect.getsource(type(network))


def as_count(number: float) -> str:
    """A large count in words, to three digits at most, such as "254,000" or "1.3 million"."""
    if number >= 1e6:
        return f"{number / 1e6:.1f} million"
    digits = int(np.floor(np.log10(max(number, 1))))
    return f"{round(number, 2 - digits):,.0f}" if digits > 2 else f"{number:,.0f}"
