import torch

from components.cnn.learned_kernels import as_colours, heaviest, kernel_behind
from components.cnn.tracing import Trace


def test_the_kernel_behind_a_batch_norm_is_its_convolution_s(cat: Trace) -> None:
    block = cat.graph.blocks[3]
    module = block.operations[3].module
    assert module is not None
    for operation in (4, 5, 6):
        found = kernel_behind(block, operation, 9)
        assert found is not None
        assert torch.equal(found.weight, module.weight[9])  # type: ignore[index]
        assert found.depthwise
    assert kernel_behind(block, 9, 0) is None  # the sum of two results
    assert kernel_behind(cat.graph.blocks[19], 1, 0) is None  # the pool


def test_a_colour_kernel_is_a_picture_around_grey(cat: Trace) -> None:
    found = kernel_behind(cat.graph.blocks[0], 1, 7)
    assert found is not None
    colours = as_colours(found)
    assert colours.shape == (3, 3, 3)
    assert float(colours.min()) >= 0
    assert float(colours.max()) <= 1
    assert torch.equal(colours > 0.5, found.weight.permute(1, 2, 0) > 0)
    assert heaviest(found, 3)[0][0] == int(found.weight.abs().sum((1, 2)).argmax())
