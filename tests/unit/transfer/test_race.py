"""The race of three training methods. Its clock counts pieces of work here: a photo read, a step."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from components.transfer.dataset import PhotoDataset
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.linear_probe import stratified_split
from components.transfer.race import (
    BATCH,
    METHODS,
    SCRATCH_PIXELS,
    ClassificationTask,
    MiniBatchTraining,
    PhotoTensors,
    RaceState,
    Stopwatch,
    from_random_init,
    run_race,
    split_last_block,
    train_mini_batches,
    with_trainable_last_block,
)
from components.vision.backbones import BACKBONES, Network
from components.vision.samples import SAMPLES
from components.vision.splitting import split

PHOTOS, LIMIT = 6, 11  # to learn from; pieces of work


def pieces() -> Callable[[], float]:
    """A clock by which whatever is timed takes 1."""
    return itertools.count().__next__


@pytest.fixture(scope="module")
def task(network: Network) -> ClassificationTask:
    """T-shirts and trousers, three of each to learn from and one held out."""
    dataset = PhotoDataset(first_per_class(load_fashion_mnist(), 4).classes[:2])
    return ClassificationTask(dataset, stratified_split(dataset.targets, seed=0), network, seed=0)


@pytest.fixture(scope="module")
def states(task: ClassificationTask) -> list[RaceState]:
    return list(run_race(task, LIMIT, pieces()))


def losses(state: RaceState) -> list[list[float]]:
    return [[point.loss for point in run.points] for run in state.runs]


def condition(network: Network) -> list[Any]:
    """Whatever could have been changed in a network, and the random numbers of all threads."""
    parts = nn.ModuleList([network.body, network.neck, network.last])
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return [
        [(name, tensor.clone()) for name, tensor in parts.state_dict().items()],
        [(parameter.requires_grad, parameter.grad) for parameter in parts.parameters()],
        [module.training for part in parts for module in part.modules()],
        [len(getattr(module, hook)) for module in parts.modules() for hook in hooks],
        torch.get_rng_state(),
    ]


def same(one: object, other: object) -> bool:
    if isinstance(one, Tensor):
        return isinstance(other, Tensor) and torch.equal(one, other)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def test_all_three_run_and_are_measured(states: list[RaceState]) -> None:
    assert [run.state for run in states[0].runs] == ["waiting"] * 3
    for name, run in zip(METHODS, states[-1].runs, strict=True):
        assert (run.name, run.state, run.seconds) == (name, "finished", LIMIT)
        assert run.points[-1].seconds == LIMIT
        assert all(0 <= point.accuracy <= 1 and point.loss > 0 for point in run.points)


def test_whoever_has_used_the_least_time_goes_next(states: list[RaceState]) -> None:
    for state in states:
        seconds = [run.seconds for run in state.runs]
        assert max(seconds) - min(seconds) <= 2, "an update is two pieces of work at most"


def test_clocks_and_curves_only_grow(states: list[RaceState]) -> None:
    for earlier, later in itertools.pairwise(states):
        for before, after in zip(earlier.runs, later.runs, strict=True):
            assert before.seconds <= after.seconds
            assert after.points[: len(before.points)] == before.points


def test_from_scratch_stops_when_its_time_is_over(states: list[RaceState]) -> None:
    steps = LIMIT - PHOTOS - 1  # one piece of work is to set up the network
    note = f"step {steps}, epoch {steps}; its {LIMIT} s are over"
    assert states[-1].runs[2].note == note


def test_frozen_features_end_after_their_steps(task: ClassificationTask) -> None:
    *_, last = METHODS["Frozen features"](task, Stopwatch(1000, pieces()))
    assert last.note == "step 100 of 100"
    assert last.point is not None
    assert last.point.seconds == PHOTOS + 100


def test_fine_tuning_ends_after_its_steps(task: ClassificationTask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.transfer.race.FINE_TUNING_STEPS", 2)
    *_, last = METHODS["Fine-tuning"](task, Stopwatch(1000, pieces()))
    assert last.note == "step 10, epoch 10"


def test_time_that_is_over_before_the_photos_are_in_is_said(task: ClassificationTask) -> None:
    *_, last = run_race(task, 3, pieces())
    for run in last.runs:
        assert (run.state, run.points) == ("finished", ())
        assert run.note == "takes in its photos, 3 of 6; its 3 s are over"


@pytest.mark.parametrize("updates", [None, 30])  # to the end, and to the midst of the training
def test_the_shared_network_and_the_shared_random_numbers_stay_as_they_are(
    task: ClassificationTask, updates: int | None
) -> None:
    before = condition(task.network)
    running = run_race(task, LIMIT, pieces())
    for _ in itertools.islice(running, updates):
        pass
    running.close()  # type: ignore[attr-defined]
    del running
    assert same(condition(task.network), before)
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


def test_held_out_photos_are_never_learned_from(task: ClassificationTask, states: list[RaceState]) -> None:
    others = iter(SAMPLES.values())
    poisoned = {task.dataset.photos[index].digest: next(others).read() for index in task.split.held_out}
    classes = tuple(
        replace(g, photos=tuple(replace(p, data=poisoned.get(p.digest, p.data)) for p in g.photos))
        for g in task.dataset.classes
    )
    *_, last = run_race(replace(task, dataset=PhotoDataset(classes)), LIMIT, pieces())
    assert losses(last) == losses(states[-1])


def test_the_seed_decides_the_race(task: ClassificationTask, states: list[RaceState]) -> None:
    torch.rand(5)  # random numbers that others draw don't matter
    *_, again = run_race(task, LIMIT, pieces())
    assert again == states[-1]
    *_, other = METHODS["From scratch"](replace(task, seed=1), Stopwatch(LIMIT, pieces()))
    assert other.point not in (None, again.runs[2].points[-1])


def test_fine_tuning_changes_its_own_block_and_lowers_the_loss(network: Network) -> None:
    generator = torch.Generator().manual_seed(0)
    before, block = split_last_block(network.body)
    targets = torch.arange(2 * BATCH) % 2
    dark_and_bright = torch.randn(2 * BATCH, 3, 64, 64, generator=generator) + targets[:, None, None, None]
    with torch.no_grad():
        maps = before(dark_and_bright)
    trainable = with_trainable_last_block(network, 2)
    parameters = [*trainable.body.parameters(), *trainable.last.parameters()]
    way = MiniBatchTraining(torch.optim.Adam(parameters, 1e-3), lambda step: step / 20, generator)
    updates = list(
        train_mini_batches(trainable, PhotoTensors(maps, targets, maps, targets), way, Stopwatch(100))
    )
    first_point, last_point = (update.point for update in updates if update.point)
    assert last_point.loss < 0.5 * first_point.loss
    for kept, changed in zip(block.parameters(), trainable.body.parameters(), strict=True):
        assert not torch.equal(kept, changed)
    for (name, known), own in zip(block.named_buffers(), trainable.body.buffers(), strict=True):
        assert torch.equal(known, own), f"{name}: batch norm keeps what it knows"


@pytest.mark.parametrize(("name", "convolutions"), [("MobileNetV2", 4), ("ResNet-18", 5), ("AlexNet", 2)])
def test_every_network_has_a_last_block(name: str, convolutions: int) -> None:
    with torch.device("meta"):
        body, _, _ = split(BACKBONES[name].build())
        before, block = split_last_block(body)
        assert sum(isinstance(layer, nn.Conv2d) for layer in block.modules()) == convolutions
        photo = torch.empty(1, 3, 224, 224)
        assert block(before(photo)).shape == body(photo).shape
    assert [*before.children(), *block.children()] == [*body.children()]


@pytest.mark.parametrize("name", BACKBONES)
def test_every_network_can_begin_from_scratch(name: str) -> None:
    shared = torch.get_rng_state()
    trainable = from_random_init(BACKBONES[name], 3, torch.Generator().manual_seed(0), torch.device("cpu"))
    assert torch.equal(torch.get_rng_state(), shared)
    with torch.no_grad():
        assert torch.equal(
            trainable.logits(torch.ones(2, 3, SCRATCH_PIXELS, SCRATCH_PIXELS)), torch.zeros(2, 3)
        )
    for part in (trainable.body, trainable.neck, trainable.last):
        assert all(torch.isfinite(tensor).all() for tensor in part.state_dict().values())
    weight = next(layer.weight for layer in trainable.body.modules() if isinstance(layer, nn.Conv2d))
    assert 0.9 < float(weight.detach().std()) / (2 / (weight[0, 0].numel() * len(weight))) ** 0.5 < 1.1
