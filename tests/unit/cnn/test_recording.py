"""The shared network is only read while its calls are recorded, and nobody else's calls are seen."""

import threading

import pytest
import torch
from torch import Tensor, nn

from components.cnn.recording import Slot, record
from tests.unit.cnn.conftest import untrained

SHAPE = (1, 3, 224, 224)


class Layers(nn.Module):
    """A convolution, and a ReLU in place that is added to what it was made of."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.relu = nn.Conv2d(3, 4, 3), nn.ReLU(inplace=True)
        self.scale = nn.Parameter(torch.ones(4, 1, 1))

    def forward(self, pixels: Tensor) -> Tensor:
        value: Tensor = self.relu(self.first(pixels))
        value += self.scale
        return value


def test_calls_are_told_in_their_order_with_the_network_s_own_modules_and_parameters() -> None:
    layers = Layers()
    first, relu, add = record(layers, SHAPE)
    assert (first.target, first.arguments) == (layers.first, (Slot(0),))
    assert (relu.target, relu.arguments) == (layers.relu, (Slot(1),))
    assert add.arguments[0] == Slot(2)
    assert add.arguments[1] is layers.scale
    assert [visit.module for visit in first.within] == [layers, layers.first]
    assert [visit.module for visit in add.within] == [layers]


def test_the_shared_network_is_left_as_it_is() -> None:
    body = untrained("ResNet-18").body
    before = {name: (id(one), one._version) for name, one in body.state_dict(keep_vars=True).items()}
    call = nn.Module.__call__
    record(body, SHAPE)
    assert nn.Module.__call__ is call
    assert before == {name: (id(one), one._version) for name, one in body.state_dict(keep_vars=True).items()}
    assert all(one.device.type == "cpu" for one in body.parameters())
    assert not any(one._forward_hooks or one._forward_pre_hooks for one in body.modules())


def test_another_thread_s_pass_is_neither_seen_nor_disturbed() -> None:
    shared = nn.Sequential(Layers())
    alone = len(record(shared, SHAPE))
    other = threading.Event(), threading.Event()

    class Waiting(nn.Module):
        def forward(self, value: Tensor) -> Tensor:
            other[0].set()
            assert other[1].wait(10)
            return value

    found: list[int] = []
    recording = threading.Thread(
        target=lambda: found.append(len(record(nn.Sequential(shared, Waiting()), SHAPE)))
    )
    recording.start()
    assert other[0].wait(10)
    result = shared(torch.zeros(SHAPE)) + 1
    other[1].set()
    recording.join()
    assert result.device.type == "cpu"
    assert found == [alone + 1]  # and the waiting


def test_tensors_that_can_t_be_followed_are_refused() -> None:
    class Halved(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Conv2d(3, 3, 1)

        def forward(self, pixels: Tensor) -> Tensor:
            left, right = self.layer(pixels).chunk(2, 3)
            added: Tensor = left + right
            return added

    with pytest.raises(ValueError, match="can't be followed"):
        record(Halved(), SHAPE)
