import pytest
import torch
from torch import nn

from components.initialisation import init_uniformly


@pytest.mark.parametrize(
    "layer", [nn.Linear(9, 4), nn.LSTM(3, 16), nn.GRU(3, 16)], ids=lambda one: type(one).__name__
)
def test_weights_come_from_the_generator_alone_in_pytorchs_range(layer: nn.Module) -> None:
    fan = 9 if isinstance(layer, nn.Linear) else 16
    drawn = []
    for seed, elsewhere in ((1, 0), (1, 5), (2, 0)):
        torch.manual_seed(elsewhere)
        init_uniformly(layer, torch.Generator().manual_seed(seed))
        drawn.append(torch.cat([parameter.detach().flatten() for parameter in layer.parameters()]))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert 0.8 * fan**-0.5 < float(drawn[0].abs().max()) <= fan**-0.5


def test_layers_within_others_are_drawn_once_each() -> None:
    network = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Linear(3, 1)))
    init_uniformly(network, torch.Generator().manual_seed(0))
    apart = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    init_uniformly(apart, torch.Generator().manual_seed(0))
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), apart.parameters(), strict=True))
