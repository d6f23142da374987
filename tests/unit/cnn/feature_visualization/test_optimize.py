"""A picture grows by gradient ascent, and the shared network stays as it is."""

import itertools
import threading

import numpy as np
import pytest
import torch
from PIL import Image

from components.cnn.feature_visualization.evaluation import (
    preprocessed_probabilities,
)
from components.cnn.feature_visualization.objectives import ChannelObjective
from components.cnn.feature_visualization.optimize import (
    METHODS,
    Method,
    OptimizationConfig,
    OptimizationStep,
    optimize,
)
from components.cnn.graph import NetworkGraph

CLASSES = 20
STRAWBERRY = ChannelObjective(CLASSES, 949)
EDGES = ChannelObjective(1, 4)  # a cheap one
SHORT = OptimizationConfig(steps=24, side=64)


def last(graph: NetworkGraph, objective: ChannelObjective, config: OptimizationConfig) -> OptimizationStep:
    *_, step = optimize(graph, objective, config)
    return step


def test_a_class_grows_that_the_network_recognises(graph: NetworkGraph) -> None:
    start, *_, end = optimize(graph, STRAWBERRY, OptimizationConfig(steps=64))
    found = [
        float(preprocessed_probabilities(graph, Image.fromarray(step.image))[949]) for step in (start, end)
    ]
    assert found[0] < 0.05
    assert found[1] > 0.9


def test_it_yields_every_step_from_the_grey_start(graph: NetworkGraph) -> None:
    steps = list(optimize(graph, EDGES, OptimizationConfig(steps=60, side=64)))
    assert [step.number for step in steps] == list(range(61))
    assert all(step.image.shape == (64, 64, 3) and step.image.dtype == np.uint8 for step in steps)
    assert abs(float(steps[0].image.mean()) - 128) < 8
    assert float(steps[0].image.std()) < 16
    assert float(steps[-1].image.std()) > 40


@pytest.mark.parametrize("method", METHODS)
def test_each_method_raises_the_activation(graph: NetworkGraph, method: Method) -> None:
    start, *_, end = optimize(graph, EDGES, OptimizationConfig(steps=40, side=64, method=method))
    assert end.activation > start.activation + 0.2


def test_frequencies_are_smoother_than_pixels(graph: NetworkGraph) -> None:
    def roughness(method: Method) -> float:
        config = OptimizationConfig(steps=16, side=64, method=method)
        image = last(graph, STRAWBERRY, config).image.astype(float)
        return float(np.abs(np.diff(image, axis=0)).mean() / image.std())

    assert roughness("frequencies, still") < 0.8 * roughness("pixels, still")


def test_the_seed_decides(graph: NetworkGraph) -> None:
    one, same, other = (last(graph, EDGES, OptimizationConfig(8, 64, seed)).image for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("objective", [ChannelObjective(21, 0), ChannelObjective(0, 32)])
def test_what_the_network_does_not_have_is_an_error(graph: NetworkGraph, objective: ChannelObjective) -> None:
    with pytest.raises(IndexError):
        next(optimize(graph, objective, SHORT))


def test_many_threads_share_one_network_and_leave_it_pristine(graph: NetworkGraph) -> None:
    network = graph.network
    modules = (network.body, network.neck, network.last)
    before = [tensor.clone() for part in modules for tensor in part.state_dict().values()]
    config = OptimizationConfig(6, 64)
    alone = {channel: last(graph, ChannelObjective(1, channel), config).image for channel in range(4)}
    wrong: list[int] = []

    def work(channel: int) -> None:
        if not np.array_equal(last(graph, ChannelObjective(1, channel), config).image, alone[channel]):
            wrong.append(channel)

    threads = [threading.Thread(target=work, args=(channel,)) for channel in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    after = [tensor for part in modules for tensor in part.state_dict().values()]
    assert all(torch.equal(old, new) for old, new in zip(before, after, strict=True))
    parameters = itertools.chain.from_iterable(part.parameters() for part in modules)
    assert all(parameter.grad is None and not parameter.requires_grad for parameter in parameters)
    for part in modules:
        assert not part.training
        assert all(not module._forward_hooks and not module._backward_hooks for module in part.modules())
