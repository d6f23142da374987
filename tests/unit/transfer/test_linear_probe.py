import pytest
import torch

from components.transfer.linear_probe import STEPS, accuracy, fit_linear_probe, stratified_split


def clouds(per_class: int, classes: int = 3, spread: float = 0.4) -> tuple[torch.Tensor, torch.Tensor]:
    """Points around one corner each, (N, 8) and (N,)."""
    generator = torch.Generator().manual_seed(1)
    targets = torch.arange(classes).repeat_interleave(per_class)
    points = 3 * torch.eye(classes, 8)[targets] + spread * torch.randn(len(targets), 8, generator=generator)
    return points, targets


@pytest.mark.parametrize("counts", [(2, 2), (20, 20, 20), (2, 80), (3, 5, 7)])
def test_a_quarter_of_each_class_is_held_out_and_no_photo_is_on_both_sides(counts: tuple[int, ...]) -> None:
    targets = [label for label, count in enumerate(counts) for _ in range(count)]
    split = stratified_split(targets, seed=3)
    assert sorted((*split.train, *split.held_out)) == list(range(len(targets)))
    for label, count in enumerate(counts):
        held = sum(targets[index] == label for index in split.held_out)
        assert 1 <= held <= count - 1
        assert abs(held - count / 4) <= 0.5 or held == 1


def test_the_seed_decides_what_is_held_out() -> None:
    targets = [0] * 20 + [1] * 20
    assert stratified_split(targets, 1) == stratified_split(targets, 1)
    assert stratified_split(targets, 1) != stratified_split(targets, 2)


def test_it_learns_and_reports_every_step() -> None:
    points, targets = clouds(10)
    steps = list(fit_linear_probe(points[::2], targets[::2], (points[1::2], targets[1::2]), 3))
    assert len(steps) == STEPS
    assert steps[-1].loss < 0.2 * steps[0].loss
    assert steps[-1].accuracy == 1.0
    assert accuracy(steps[-1].layer.logits(points), targets) == 1.0


def test_training_twice_gives_the_same_layer() -> None:
    points, targets = clouds(5)
    first, second = (
        list(fit_linear_probe(points, targets, (points, targets), 3))[-1].layer for _ in range(2)
    )
    assert torch.equal(first.weight, second.weight)
    assert torch.equal(first.bias, second.bias)


def test_the_held_out_photos_are_only_measured_with() -> None:
    points, targets = clouds(5)
    one = list(fit_linear_probe(points, targets, (points, targets), 3))[-1]
    other = list(fit_linear_probe(points, targets, (100 * points, (targets + 1) % 3), 3))[-1]
    assert torch.equal(one.layer.weight, other.layer.weight)
    assert one.accuracy != other.accuracy


def test_a_small_class_counts_as_much_as_a_large_one() -> None:
    points, targets = clouds(60, 2, spread=2.5)
    few = torch.cat([torch.arange(60), torch.arange(60, 66)])  # 60 of the first class, 6 of the second
    layer = list(fit_linear_probe(points[few], targets[few], (points, targets), 2))[-1].layer
    predicted = layer.logits(points).argmax(1)
    assert 0.3 < float((predicted == 1).float().mean()) < 0.7


def test_photos_that_are_all_alike_end_in_no_error() -> None:
    points, targets = torch.ones(6, 8), torch.tensor([0, 0, 0, 1, 1, 1])
    last = list(fit_linear_probe(points, targets, (points, targets), 2))[-1]
    assert torch.isfinite(last.layer.weight).all()
    assert last.accuracy == 0.5


def test_gradients_are_on_for_others_while_it_waits() -> None:
    points, targets = clouds(5)
    steps = fit_linear_probe(points, targets, (points, targets), 3)
    next(steps)
    assert torch.is_grad_enabled()
