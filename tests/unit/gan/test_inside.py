import pytest
import torch
from torch import Tensor

from components.gan.inside import importance, maps_of, onward, strongest
from components.gan.latents import seeded
from components.gan.model import Generator
from components.gan.stamping import INPUT, KERNELS, reached, stamped


@pytest.fixture(scope="module")
def maps(shipped: Generator) -> list[Tensor]:
    return maps_of(shipped, seeded(4, shipped.config.latent_size))


@pytest.mark.parametrize("stage", range(5))
def test_the_layers_after_a_stage_give_the_same_picture(
    shipped: Generator, maps: list[Tensor], stage: int
) -> None:
    assert torch.equal(onward(shipped, maps[stage], stage, ()), maps[-1])


def test_muting_changes_the_picture_and_nothing_that_is_shared(
    shipped: Generator, maps: list[Tensor]
) -> None:
    before = {name: value.clone() for name, value in shipped.state_dict().items()}
    (channel,) = strongest(maps[2], 1)
    kept = maps[2].clone()
    changed = onward(shipped, maps[2], 2, (channel,))
    assert not torch.equal(changed, maps[-1])
    assert torch.equal(maps[2], kept)
    assert all(torch.equal(value, before[name]) for name, value in shipped.state_dict().items())


def test_importance_is_the_difference_that_muting_makes(shipped: Generator, maps: list[Tensor]) -> None:
    channels = [3, 17, 40]
    found = importance(shipped, maps[1], 1, channels)
    for value, channel in zip(found, channels, strict=True):
        muted = onward(shipped, maps[1], 1, (channel,))
        assert float(value) == pytest.approx(float((muted - maps[-1]).abs().mean()), abs=1e-6)


def test_a_silent_channel_matters_to_nobody(shipped: Generator, maps: list[Tensor]) -> None:
    silent = maps[1].clone()
    silent[5] = 0
    assert float(importance(shipped, silent, 1, [5])) == 0


@pytest.mark.parametrize("kernel", KERNELS)
def test_four_stamps_are_the_transposed_convolution(kernel: int) -> None:
    canvas = torch.zeros(7, 7)  # added up by hand, with a rim of one place that is cut off in the end
    for row in range(2):
        for column in range(2):
            top, left = 2 * row, 2 * column
            canvas[top : top + kernel, left : left + kernel] += INPUT[row, column] * KERNELS[kernel]
    expected = canvas[1:5, 1:5]
    assert torch.equal(stamped(kernel, 4).total, expected)
    stamps = [stamped(kernel, count).stamp for count in range(1, 5)]
    assert torch.equal(torch.stack(stamps).sum(0), expected)


def test_the_first_stamp_is_the_first_value_times_the_kernel() -> None:
    made = stamped(3, 1)
    assert torch.equal(made.stamp, made.total)
    assert torch.equal(made.stamp[:2, :2], INPUT[0, 0] * KERNELS[3][1:, 1:])  # the rim is cut off
    assert float(stamped(3, 0).total.abs().sum()) == 0


def test_only_a_kernel_that_the_stride_divides_reaches_all_places_evenly() -> None:
    uneven, even = (reached(kernel, 8)[2:-2, 2:-2] for kernel in (3, 4))
    assert sorted(set(uneven.flatten().tolist())) == [1, 2, 4]
    assert set(even.flatten().tolist()) == {4}
