import torch
from torch.nn import functional as F

from components.zoo.networks.convolutional import Convolutional, ConvolutionalConfig


def test_maps_halve_with_each_pooling_and_the_logits_come_from_the_last() -> None:
    network = Convolutional(ConvolutionalConfig((3, 4, 5))).eval()
    x = torch.rand(2, 28, 28)
    maps = network.maps(x)
    assert [tuple(one.shape) for one in maps] == [(2, 3, 28, 28), (2, 4, 14, 14), (2, 5, 7, 7)]
    assert all(float(one.min()) >= 0 for one in maps)
    assert torch.equal(network(x), network.output(maps[-1].flatten(1)))
    first = F.relu(network.norms[0](network.convolutions[0](x[:, None])))
    assert torch.equal(maps[0], first)
