import threading

import pytest
import torch
from torch import Tensor

from components.cnn.anatomy import Anatomy, classify, dissect
from components.cnn.measures import altogether, in_short, measure
from components.cnn.surgery import Cut, operate
from components.cnn.tracing import Trace
from tests.unit.cnn.conftest import untrained


def test_mobilenet_has_its_19_blocks_the_pool_and_the_classes(anatomy: Anatomy) -> None:
    names = [block.name for block in anatomy.blocks]
    assert names == ["Stem", *(f"Block {n}" for n in range(1, 19)), "Pool", "Classes"]
    kinds = [operation.kind for operation in anatomy.blocks[3].operations]
    assert kinds == [
        *("1×1", "batch norm", "ReLU6", "depthwise", "batch norm", "ReLU6", "1×1", "batch norm", "add"),
    ]


@torch.inference_mode()
def test_the_parts_together_are_the_network(anatomy: Anatomy, pixels: Tensor) -> None:
    network = anatomy.network
    assert torch.equal(classify(anatomy, pixels), network.head(network.body(pixels)))


@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet-18", "AlexNet"])
@torch.inference_mode()
def test_every_architecture_is_taken_apart_without_a_change(name: str, pixels: Tensor) -> None:
    network = untrained(name)
    assert torch.equal(classify(dissect(network), pixels), network.head(network.body(pixels)))


def test_nothing_is_written_over_on_the_way(anatomy: Anatomy, cat: Trace) -> None:
    values = cat.inside(2)
    before = [value.clone() for value in values]
    anatomy.blocks[2].values(values[0])
    assert all(torch.equal(a, b) for a, b in zip(values, before, strict=True))
    assert float(values[2].min()) < 0 <= float(values[3].min())  # batch norm, and what ReLU6 made of it


@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet-18", "AlexNet"])
@pytest.mark.parametrize("block", [0, 1, 3])
def test_a_place_depends_on_its_receptive_field_and_on_nothing_else(name: str, block: int) -> None:
    anatomy = dissect(untrained(name))
    picture = torch.rand(1, 3, 224, 224, requires_grad=True, generator=torch.Generator().manual_seed(0))
    value: Tensor = picture
    for part in anatomy.blocks[: block + 1]:
        value = part.values(value)[-1]
    middle = value.shape[2] // 2
    (gradient,) = torch.autograd.grad(value[0, :, middle, middle + 1].sum(), picture)
    rows, columns = (gradient[0].abs().sum(0) > 0).nonzero().T
    reach = anatomy.reach(block, len(anatomy.blocks[block].operations))
    left, top, right, bottom = reach.square(middle, middle + 1)
    assert left <= columns.min()
    assert columns.max() < right
    assert top <= rows.min()
    assert rows.max() < bottom
    # and it is no larger than need be: of max pooling only the largest counts, so there it may seem smaller
    pools = any(op.kind == "max pool" for part in anatomy.blocks[: block + 1] for op in part.operations)
    assert pools or columns.max() - columns.min() + 1 == min(reach.size, right)


def test_mobilenet_s_size_and_cost_are_those_of_the_paper(anatomy: Anatomy) -> None:
    blocks = [altogether(operations) for operations in measure(anatomy)]
    assert sum(block.parameters for block in blocks) == 3_504_872
    assert sum(block.multiply_adds for block in blocks) == pytest.approx(300e6, rel=0.01)
    assert blocks[0].shape == (32, 112, 112)
    assert blocks[0].shape_in_words == "32 × 112²"
    assert blocks[-1].shape_in_words == "1000 values"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (928, "928"), (34_112, "34.1k"), (10_800_000, "10.8M")]
)
def test_counts_are_said_in_three_digits(count: int, words: str) -> None:
    assert in_short(count) == words


def test_eight_visitors_who_cut_and_eight_who_only_look_don_t_meet(cat: Trace) -> None:
    cuts = [Cut(10, 6, (number,)) for number in range(8)]
    kernels = [Cut(0, 1, kernel=(number, torch.zeros(3, 3, 3))) for number in range(8)]
    alone = [operate(cat, cut).probabilities for cut in (*cuts, *kernels)]
    untouched = cat.probabilities
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(4):
            at = (number + turn) % 16
            if not torch.equal(operate(cat, (*cuts, *kernels)[at]).probabilities, alone[at]):
                wrong.append(f"cut {at}")

    def look() -> None:
        answers = [classify(cat.anatomy, cat.pixels)[0].softmax(0) for _ in range(4)]
        wrong.extend("look" for answer in answers if not torch.equal(answer, untouched))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    threads += [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
