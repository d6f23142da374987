import math

import pytest
import torch

from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig


def test_a_unit_answers_fully_at_its_centre_and_falls_like_a_gaussian() -> None:
    network = RadialBasis(RadialBasisConfig(inputs=2, centres=2, outputs=3))
    with torch.no_grad():
        network.centres.copy_(torch.tensor([[0.0, 0.0], [3.0, 4.0]]))
        network.log_widths.copy_(torch.tensor([0.0, math.log(2)]))
        bumps = network.bumps(torch.zeros(1, 2))[0]
    assert bumps.tolist() == pytest.approx([1, math.exp(-((5 / 2) ** 2) / 2)], rel=1e-5)
    assert network(torch.zeros(4, 2)).shape == (4, 3)
