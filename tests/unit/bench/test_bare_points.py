from dataclasses import replace

import torch

from components.zoo.points.toy_sets import toy_set
from components.zoo.points.training import PointTrainee
from tests.bench.bare_points import CONFIG, NOISE, circles, train


def test_the_bare_loop_comes_to_the_network_of_the_page_bit_for_bit() -> None:
    config = replace(CONFIG, seed=3)
    trainee = PointTrainee(toy_set("Circles", NOISE, 0), config)
    for _ in range(4):
        trainee.step()
    bare, places = train(circles(), config, 4), torch.from_numpy(circles().places)
    with torch.no_grad():
        assert torch.equal(bare(places), trainee.network(places))
