import torch
from torch import Tensor, nn

from components.gan.layers import GANLayer, layers_of_discriminator, layers_of_generator
from components.gan.model import Discriminator, GANConfig, Generator

SMALL = GANConfig(latent_size=5, width=2)


def parameters(network: nn.Module) -> int:
    return sum(one.numel() for one in network.parameters())


def sizes(maps: list[Tensor]) -> list[tuple[int, int]]:
    return [(one.shape[1], one.shape[2]) for one in maps]


def of(layers: list[GANLayer]) -> list[tuple[int, int]]:
    return [(one.channels, one.side) for one in layers]


def test_the_layers_are_those_that_the_maps_leave() -> None:
    for config in (SMALL, GANConfig()):
        generator, discriminator = Generator(config), Discriminator(config)
        maps = generator.eval().feature_maps(torch.zeros(1, config.latent_size))
        assert of(layers_of_generator(generator)) == sizes(maps)
        assert of(layers_of_discriminator(discriminator)) == sizes(discriminator.feature_maps(maps[-1]))


def test_all_parameters_are_counted_once() -> None:
    generator, discriminator = Generator(SMALL), Discriminator(SMALL)
    assert sum(one.parameters for one in layers_of_generator(generator)) == parameters(generator)
    assert sum(one.parameters for one in layers_of_discriminator(discriminator)) == parameters(discriminator)


def test_a_place_of_a_map_depends_on_the_pixels_that_are_told() -> None:
    discriminator = Discriminator(SMALL).double()
    for parameter in discriminator.parameters():
        nn.init.ones_(parameter)  # nothing cancels out
    pixels = torch.rand(1, 3, 64, 64, dtype=torch.float64, requires_grad=True)
    layers = layers_of_discriminator(discriminator)
    for layer, maps in zip(layers, discriminator.feature_maps(pixels), strict=True):
        middle = layer.side // 2
        (gradient,) = torch.autograd.grad(maps[0, 0, middle, middle], pixels, retain_graph=True)
        columns = gradient[0, 0].abs().sum(0).nonzero().flatten()
        first, last = int(columns.min()), int(columns.max())
        if first > 0 and last < 63:  # not cut off at the rim
            assert layer.sees == last - first + 1
    assert [one.sees for one in layers] == [4, 10, 22, 46, 64]
    assert [one.sees for one in layers_of_generator(Generator(SMALL))] == [None] * 5
