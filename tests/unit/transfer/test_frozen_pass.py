"""A photo's way through a frozen network."""

import pytest
import torch
from torch import nn
from torchvision.models import mobilenet_v2

from components.transfer.embeddings import embed
from components.transfer.frozen_pass import body_parameters, body_parts, frozen_parameters, frozen_pass
from components.vision.backbones import BACKBONES, Network, load_network
from components.vision.splitting import split


def untrained(name: str) -> Network:
    torch.manual_seed(0)
    model = BACKBONES[name].build(weights=None).eval()
    body, neck, last = split(model)
    return Network(BACKBONES[name], body, neck, last, tuple(map(str, range(1000))))


def counted(module: nn.Module) -> int:
    return sum(one.numel() for one in module.parameters())


@pytest.fixture(scope="module")
def pixels() -> torch.Tensor:
    return torch.randn(3, 224, 224, generator=torch.Generator().manual_seed(1))


def test_the_features_are_those_that_are_learned_from(network: Network, pixels: torch.Tensor) -> None:
    found = frozen_pass(network, pixels)
    torch.testing.assert_close(found.features, embed(network, pixels))
    assert found.shapes[0] == (32, 112)
    assert found.shapes[-1] == (1280, 7)
    assert len(found.shapes) == 19


def test_the_old_layer_s_answer_is_the_whole_network_s(network: Network, pixels: torch.Tensor) -> None:
    found = frozen_pass(network, pixels)
    whole = nn.Sequential(network.body, network.head)(pixels[None]).softmax(1)[0]
    assert found.best == network.labels[int(whole.argmax())]
    assert found.probability == pytest.approx(float(whole.max()), abs=1e-5)


@pytest.mark.parametrize(("name", "tuned"), [("MobileNetV2", 2), ("AlexNet", 3), ("ResNet-18", 1)])
def test_the_parts_of_the_body_say_which_are_fine_tuned(name: str, tuned: int) -> None:
    network = untrained(name)
    found = body_parts(network)
    shapes = frozen_pass(network, torch.zeros(3, 224, 224)).shapes
    assert tuple((part.channels, part.side) for part in found) == shapes
    assert [part.fine_tuned for part in found] == [*[False] * (len(found) - tuned), *[True] * tuned]


def test_the_parameters_of_the_last_block_are_those_of_its_modules(network: Network) -> None:
    assert isinstance(network.body, nn.Sequential)
    found = body_parameters(network)
    assert found.last_block == counted(network.body[17]) + counted(network.body[18])
    assert found.before_last == frozen_parameters(network)


@pytest.mark.parametrize("name", ["AlexNet", "ResNet-18"])
def test_another_network_has_other_parts_and_one_in_place_changes_no_map_before_it(
    name: str, pixels: torch.Tensor
) -> None:
    network = untrained(name)
    found = frozen_pass(network, pixels)
    value, results = pixels[None], []
    assert isinstance(network.body, nn.Sequential)
    for part in network.body:
        value = part(value)
        results.append(value[0].clone())
    for maps in found.maps:
        assert any(maps.shape == one.shape and torch.equal(maps, one) for one in results)
    first = next(one for one in results[::-1] if one.shape[0] == 64 and one.shape[1] == results[0].shape[1])
    assert torch.equal(found.maps[0], first)  # after its ReLU
    assert found.maps[0].min() >= 0


def test_nothing_is_left_behind_and_all_but_the_last_layer_is_counted(pixels: torch.Tensor) -> None:
    network = load_network("MobileNetV2", "cpu")
    before = [one.clone() for one in network.body.state_dict().values()]
    frozen_pass(network, pixels)
    assert all(map(torch.equal, before, network.body.state_dict().values()))
    assert frozen_parameters(network) == counted(mobilenet_v2()) - counted(network.last)
