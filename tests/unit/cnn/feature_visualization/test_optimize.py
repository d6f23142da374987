"""A picture grows by gradient ascent, and the shared network stays as it is."""

import itertools
import threading

import numpy as np
import pytest
import torch
from PIL import Image

from components.cnn.feature_visualization.optimize import (
    WAYS,
    Plan,
    Step,
    Way,
    Wish,
    activation,
    dream,
    excitement,
    judged,
    judged_as_grown,
)
from components.cnn.graph import NetworkGraph, split_into_operations
from components.vision.backbones import DEFAULT, load_network

CLASSES = 20
STRAWBERRY = Wish(CLASSES, 949)
EDGES = Wish(1, 4)  # a cheap one
EYES = Wish(12, 60)
SHORT = Plan(steps=24, side=64)


@pytest.fixture(scope="module")
def graph() -> NetworkGraph:
    return split_into_operations(load_network(DEFAULT, "cpu"))


def last(graph: NetworkGraph, wish: Wish, plan: Plan) -> Step:
    *_, step = dream(graph, wish, plan)
    return step


def test_a_class_grows_that_the_network_recognises(graph: NetworkGraph) -> None:
    start, *_, end = dream(graph, STRAWBERRY, Plan(steps=64))
    found = [float(judged(graph, Image.fromarray(step.picture))[949]) for step in (start, end)]
    assert found[0] < 0.05
    assert found[1] > 0.9


def test_it_yields_every_step_from_the_grey_start(graph: NetworkGraph) -> None:
    steps = list(dream(graph, EDGES, Plan(steps=60, side=64)))
    assert [step.number for step in steps] == list(range(61))
    assert all(step.picture.shape == (64, 64, 3) and step.picture.dtype == np.uint8 for step in steps)
    assert abs(float(steps[0].picture.mean()) - 128) < 8
    assert float(steps[0].picture.std()) < 16
    assert float(steps[-1].picture.std()) > 40


@pytest.mark.parametrize("way", WAYS)
def test_each_way_raises_the_activation(graph: NetworkGraph, way: Way) -> None:
    start, *_, end = dream(graph, EDGES, Plan(steps=40, side=64, way=way))
    assert end.activation > start.activation + 0.2


def test_the_excitement_is_that_of_the_finished_picture(graph: NetworkGraph) -> None:
    start, *_, end = dream(graph, EYES, Plan(steps=40))
    before, after = (excitement(graph, EYES, Image.fromarray(step.picture)) for step in (start, end))
    assert before < 0.2
    assert after > 1


def test_still_pixels_fool_the_ascent_but_not_the_judgement(graph: NetworkGraph) -> None:
    end = last(graph, STRAWBERRY, Plan(steps=64, way="pixels, still"))
    assert end.activation > 40  # a photo of strawberries gives about 20
    assert float(judged(graph, Image.fromarray(end.picture))[949]) < 0.1
    assert float(judged_as_grown(graph, Image.fromarray(end.picture))[949]) > 0.9


def test_frequencies_are_smoother_than_pixels(graph: NetworkGraph) -> None:
    def roughness(way: Way) -> float:
        picture = last(graph, STRAWBERRY, Plan(steps=16, side=64, way=way)).picture.astype(float)
        return float(np.abs(np.diff(picture, axis=0)).mean() / picture.std())

    assert roughness("frequencies, still") < 0.8 * roughness("pixels, still")


def test_the_seed_decides(graph: NetworkGraph) -> None:
    one, same, other = (last(graph, EDGES, Plan(8, 64, seed)).picture for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_channel_is_the_mean_of_its_map_before_a_relu(graph: NetworkGraph) -> None:
    pixels = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        normed = graph.blocks[0].values(pixels)[2]
        assert graph.blocks[0].operations[1].kind == "batch norm"
        torch.testing.assert_close(activation(graph, Wish(0, 5), pixels), normed[0, 5].mean())
        linear = list(graph.outputs(pixels))[3]
        torch.testing.assert_close(activation(graph, Wish(3, 7), pixels), linear[0, 7].mean())
        logits = graph.logits_after(-1, pixels)
        torch.testing.assert_close(activation(graph, STRAWBERRY, pixels), logits[0, 949])


@pytest.mark.parametrize("wish", [Wish(21, 0), Wish(0, 32)])
def test_what_the_network_does_not_have_is_an_error(graph: NetworkGraph, wish: Wish) -> None:
    with pytest.raises(IndexError):
        next(dream(graph, wish, SHORT))


def test_many_threads_share_one_network_and_leave_it_pristine(graph: NetworkGraph) -> None:
    network = graph.network
    modules = (network.body, network.neck, network.last)
    before = [tensor.clone() for part in modules for tensor in part.state_dict().values()]
    alone = {channel: last(graph, Wish(1, channel), Plan(6, 64)).picture for channel in range(4)}
    wrong: list[int] = []

    def work(channel: int) -> None:
        if not np.array_equal(last(graph, Wish(1, channel), Plan(6, 64)).picture, alone[channel]):
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
