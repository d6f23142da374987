"""The layers of both networks of the image GAN, from the first to the last."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import nn

from components.gan.images import IMAGE_SIDE
from components.gan.model import Discriminator, Generator

Convolution = nn.Conv2d | nn.ConvTranspose2d


@dataclass(frozen=True)
class GANLayer:
    """A convolution, plain or transposed, with its batch normalisation if it has one.

    It makes `channels` maps of `side` × `side` places. `parameters` counts the numbers that it has learned;
    `sees` is the side of the square of pixels on which a place depends (its receptive field), at most the
    whole picture: in a generator, which is given no picture, it is None.
    """

    kernel: int
    stride: int
    channels: int
    side: int
    parameters: int
    sees: int | None = None


def layers_of_generator(generator: Generator) -> list[GANLayer]:
    """Each doubles the side of the maps, but for the first, which makes 4 × 4 of single numbers."""
    found, side = [], 1
    for convolution, parameters in _convolutions(generator):
        kernel, stride = convolution.kernel_size[0], convolution.stride[0]
        side = (side - 1) * stride - 2 * int(convolution.padding[0]) + kernel
        found.append(GANLayer(kernel, stride, convolution.out_channels, side, parameters))
    return found


def layers_of_discriminator(discriminator: Discriminator) -> list[GANLayer]:
    """Each halves the side of the maps, but for the last, which makes one number of them."""
    found, side, sees, apart = [], IMAGE_SIDE, 1, 1
    for convolution, parameters in _convolutions(discriminator):
        kernel, stride = convolution.kernel_size[0], convolution.stride[0]
        side = (side + 2 * int(convolution.padding[0]) - kernel) // stride + 1
        sees, apart = sees + (kernel - 1) * apart, apart * stride
        layer = GANLayer(kernel, stride, convolution.out_channels, side, parameters, min(sees, IMAGE_SIDE))
        found.append(layer)
    return found


def _convolutions(network: nn.Module) -> Sequence[tuple[Convolution, int]]:
    """Each with its number of parameters and that of the normalisation behind it, in the order of use."""
    found: list[tuple[Convolution, int]] = []
    for module in network.modules():
        count = sum(one.numel() for one in module.parameters(recurse=False))
        if isinstance(module, Convolution):
            found.append((module, count))
        elif isinstance(module, nn.BatchNorm2d):
            convolution, before = found[-1]
            found[-1] = (convolution, before + count)
    return found
