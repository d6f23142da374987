"""Why transfer learning: the same photos, three ways to learn them, each on its own clock.

- frozen features: the network embeds the photos anew, and a new last layer is trained (training.py);
- fine-tuning: the network's last block learns too, starting from what it knows (Yosinski et al. 2014,
  arXiv:1411.1792);
- from scratch: the same architecture starts from random weights (He et al. 2015, arXiv:1502.01852).

A runner's clock counts what learning costs: decoding and embedding the photos to learn from, and each step.
It stands still while the held-out photos are measured. The shared network is read only: what learns is
a private copy, and no random number is drawn from those that all threads share.
"""

import copy
import math
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from components.intake.photos import read_photo
from components.transfer.dataset import Album
from components.transfer.embeddings import embed
from components.transfer.linear_probe import STEPS, Split, accuracy, fit
from components.vision.backbones import Backbone, Network
from components.vision.preprocessing import Preprocessing, seen_pixels

BATCH = 16
MEASURED_EVERY = 10  # steps

FINE_TUNING_PASSES, FINE_TUNING_STEPS = 10, 100  # through the photos; at least
BLOCK_CONVOLUTIONS = 2  # at least so many are in the last block
BLOCK_RATE, LAST_RATE = 1e-4, 1e-3  # of Adam; 3e-5 to 1e-3 for the block end within 2 % of each other

SCRATCH_RESIZE, SCRATCH_PIXELS = 110, 96  # in proportion as 256 and 224
SCRATCH_RATE, MOMENTUM, DECAY = 0.02, 0.9, 1e-4  # a rate of 0.01 or 0.05 and Adam with decay are no better

State = Literal["waiting", "running", "finished"]


@dataclass(frozen=True)
class Task:
    """What there is to learn, and from which photos."""

    album: Album
    split: Split
    network: Network
    seed: int


@dataclass(frozen=True)
class Point:
    """A runner's progress when it was measured."""

    seconds: float  # on its clock
    loss: float  # mean cross-entropy of the steps since the last point, in nats
    accuracy: float  # on the held-out photos, from 0 to 1


@dataclass(frozen=True)
class Runner:
    """One way to learn and how far it has come."""

    name: str
    state: State = "waiting"
    seconds: float = 0.0  # on its clock
    points: tuple[Point, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """The race at one moment."""

    runners: tuple[Runner, ...]


@dataclass(frozen=True)
class Lap:
    """A small piece of a runner's way, under half a second on an idle core."""

    note: str
    point: Point | None = None


class Stopwatch:
    """Counts the time inside its `with` blocks up to a limit, in seconds or in whatever `clock` counts."""

    def __init__(self, limit: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self.seconds = 0.0
        self.limit, self._clock, self._begun = limit, clock, 0.0

    def __enter__(self) -> None:
        self._begun = self._clock()

    def __exit__(self, *_: object) -> None:
        self.seconds += self._clock() - self._begun

    @property
    def share(self) -> float:
        """How much of the limit is used up; 1 or more when it's over."""
        return self.seconds / self.limit if self.limit > 0 else 1.0

    @property
    def over(self) -> bool:
        """Whether the limit is reached."""
        return self.share >= 1


Course = Iterator[Lap]


def race(task: Task, seconds: float, clock: Callable[[], float] = time.perf_counter) -> Iterator[Standing]:
    """Let the three learn in turns, with `seconds` at most on the clock of each; a standing after every lap.

    Whoever has used the least time goes next, so that the curves grow side by side. Raises IntakeError.
    """
    watches = [Stopwatch(seconds, clock) for _ in COURSES]
    courses = [run(task, watch) for run, watch in zip(COURSES.values(), watches, strict=True)]
    runners = [Runner(name) for name in COURSES]
    yield Standing(tuple(runners))
    while running := [n for n, runner in enumerate(runners) if runner.state != "finished"]:
        turn = min(running, key=lambda n: watches[n].seconds)
        runners[turn] = _after(next(courses[turn], None), runners[turn], watches[turn])
        yield Standing(tuple(runners))


def _after(lap: Lap | None, runner: Runner, watch: Stopwatch) -> Runner:
    """The runner after one more lap, or after its last (None)."""
    if lap is None:
        note = f"{runner.note}; its {watch.limit:.0f} s are over" if watch.over else runner.note
        return replace(runner, state="finished", seconds=watch.seconds, note=note)
    points = (*runner.points, lap.point) if lap.point else runner.points
    return replace(runner, state="running", seconds=watch.seconds, points=points, note=lap.note)


# --- Photos -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Photos:
    """A task's photos as a network takes them in."""

    inputs: Tensor  # (N, …), to learn from
    targets: Tensor  # (N,)
    held_out: Tensor  # (H, …)
    held_out_targets: Tensor  # (H,)


def _pixels(data: bytes, how: Preprocessing) -> Tensor:
    """A file's photo, normalised, (3, crop, crop)."""
    return torch.from_numpy(seen_pixels(read_photo(data).image, how))


def _taken_in(
    task: Task, watch: Stopwatch, work: Callable[[bytes], Tensor]
) -> Generator[Lap, None, Photos | None]:
    """`work` on each photo, off the clock on the held-out ones; None if the time is over before."""
    pictures, targets = task.album.pictures, torch.tensor(task.album.targets)
    train, held_out = list(task.split.train), list(task.split.held_out)
    inputs, others = [], []
    for index in train:
        if watch.over:
            return None
        with watch:
            inputs.append(work(pictures[index].data))
        yield Lap(f"takes in its photos, {len(inputs)} of {len(train)}")
    for index in held_out:
        others.append(work(pictures[index].data))
        yield Lap("takes in the held-out photos")
    return Photos(torch.stack(inputs), targets[train], torch.stack(others), targets[held_out])


# --- Frozen features ------------------------------------------------------------------------------------


def frozen(task: Task, watch: Stopwatch) -> Course:
    """Embed the photos, even those whose features are kept, and train a new last layer."""
    how = task.network.backbone.preprocessing

    def features(data: bytes) -> Tensor:
        return embed(task.network, _pixels(data, how))

    photos = yield from _taken_in(task, watch, features)
    if photos is None:
        return
    held_out = photos.held_out, photos.held_out_targets
    steps = fit(photos.inputs, photos.targets, held_out, len(task.album.groups))
    for number in range(1, STEPS + 1):
        if watch.over:
            return
        with watch:  # measuring is inside, but costs next to nothing here
            step = next(steps)
        yield Lap(f"step {number} of {STEPS}", Point(watch.seconds, step.loss, step.accuracy))


# --- Mini-batches ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Learner:
    """A network that learns: `body` and `last` are its own, the `neck` may be shared."""

    body: nn.Module  # (B, …) -> (B, C, h, w)
    neck: nn.Module  # (B, C, h, w) -> (B, F); always in evaluation mode
    last: nn.Linear  # (B, F) -> (B, classes)
    own_statistics: bool  # whether batch norm learns; with few photos it had better keep what it knows

    def logits(self, inputs: Tensor) -> Tensor:
        """(B, …) -> (B, classes)."""
        result: Tensor = self.last(self.neck(self.body(inputs.to(self.last.weight.device))))
        return result


@dataclass(frozen=True)
class Descent:
    """How a learner learns."""

    optimiser: torch.optim.Optimizer
    share: Callable[[int], float]  # of its way that is behind it after so many steps, from 0 to 1
    random: torch.Generator
    measured_every: int = MEASURED_EVERY  # steps at least, and a pass through the photos at least


def descend(learner: Learner, photos: Photos, descent: Descent, watch: Stopwatch) -> Course:
    """Mini-batches of BATCH, each photo once a pass, at a rate that falls along half a cosine to 0."""
    a_pass = math.ceil(len(photos.targets) / BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        descent.optimiser, lambda step: 0.5 + 0.5 * math.cos(math.pi * min(1.0, descent.share(step)))
    )
    losses: list[float] = []
    learner.body.train(learner.own_statistics)
    for number, chosen in enumerate(_batches(len(photos.targets), descent.random), start=1):
        with watch:
            loss = _step(learner, photos.inputs[chosen], photos.targets[chosen], descent.optimiser)
        losses.append(loss)
        pace.step()
        note = f"step {number}, pass {math.ceil(number / a_pass)} through its photos"
        yield Lap(note)
        end = watch.over or descent.share(number) >= 1
        if end or number % max(a_pass, descent.measured_every) == 0:
            learner.body.eval()
            right = yield from _measured(learner, photos, note)
            learner.body.train(learner.own_statistics)
            yield Lap(note, Point(watch.seconds, sum(losses) / len(losses), right))
            losses.clear()
        if end:
            return


def _batches(count: int, random: torch.Generator) -> Iterator[list[int]]:
    """Numbers from 0 to `count`, shuffled anew in each pass, without end."""
    while True:
        order = torch.randperm(count, generator=random).tolist()
        yield from (order[start : start + BATCH] for start in range(0, count, BATCH))


def _step(learner: Learner, inputs: Tensor, targets: Tensor, optimiser: torch.optim.Optimizer) -> float:
    loss = cross_entropy(learner.logits(inputs), targets.to(learner.last.weight.device))
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return loss.item()


def _measured(learner: Learner, photos: Photos, note: str) -> Generator[Lap, None, float]:
    """The learner's accuracy on the held-out photos."""
    logits = []
    for start in range(0, len(photos.held_out), BATCH):
        with torch.no_grad():
            logits.append(learner.logits(photos.held_out[start : start + BATCH]).cpu())
        yield Lap(note)
    return accuracy(torch.cat(logits), photos.held_out_targets)


# --- Fine-tuning ----------------------------------------------------------------------------------------


def fine_tuned(task: Task, watch: Stopwatch) -> Course:
    """Train a copy of the network's last block with a new last layer.

    What the block is given is computed once a photo: nothing before the block changes. Starting the layer
    from `frozen` (Kumar et al. 2022, arXiv:2202.10054) or turning the maps over brings nothing here.
    """
    how, network = task.network.backbone.preprocessing, task.network
    before, _ = last_block(network.body)

    @torch.no_grad()  # not inference mode: the block learns from it
    def given(data: bytes) -> Tensor:
        maps: Tensor = before(_pixels(data, how)[None].to(network.device))[0]
        return maps.cpu()

    photos = yield from _taken_in(task, watch, given)
    if photos is None:
        return
    with watch:
        learner = fine_tuner(network, len(task.album.groups))
        optimiser = torch.optim.Adam(
            [
                {"params": learner.body.parameters(), "lr": BLOCK_RATE},
                {"params": learner.last.parameters(), "lr": LAST_RATE},
            ]
        )
    steps = max(FINE_TUNING_STEPS, FINE_TUNING_PASSES * math.ceil(len(photos.targets) / BATCH))
    random = torch.Generator().manual_seed(task.seed)
    yield from descend(learner, photos, Descent(optimiser, lambda step: step / steps, random), watch)


def last_block(body: nn.Module) -> tuple[nn.Module, nn.Module]:
    """What comes before a network's last block, and the block.

    The block is as few of the body's last children as have two convolutions: MobileNetV2's last inverted
    residual with the 1 × 1 convolution after it, ResNet-18's last stage, AlexNet's last two convolutions.
    """
    children, first = list(body.children()), 0
    for first in range(len(children) - 1, 0, -1):
        layers = (layer for child in children[first:] for layer in child.modules())
        if sum(isinstance(layer, nn.Conv2d) for layer in layers) >= BLOCK_CONVOLUTIONS:
            break
    return nn.Sequential(*children[:first]), nn.Sequential(*children[first:])


def fine_tuner(network: Network, classes: int) -> Learner:
    """A private copy of the last block, free to learn, and a new last layer of zeros."""
    _, block = last_block(network.body)
    body = copy.deepcopy(block).requires_grad_(True)
    last = nn.Linear(network.last.in_features, classes, device="meta").to_empty(device=network.device)
    for parameter in last.parameters():
        nn.init.zeros_(parameter)
    return Learner(body, network.neck, last, own_statistics=False)


# --- From scratch ---------------------------------------------------------------------------------------


def from_scratch(task: Task, watch: Stopwatch, measured_every: int = MEASURED_EVERY) -> Course:
    """Train the network's architecture from random weights until the watch is over.

    At 96 × 96 pixels a step takes 0.2 s, at 224 × 224 more than 1 s. Photos turned over at random change
    the outcome by less than another seed does; shifted too, they help with 5 a class and hurt with 50.
    """
    original = task.network.backbone.preprocessing
    how = replace(original, resize=SCRATCH_RESIZE, crop=SCRATCH_PIXELS)
    photos = yield from _taken_in(task, watch, lambda data: _pixels(data, how))
    if photos is None:
        return
    random = torch.Generator().manual_seed(task.seed)
    with watch:
        learner = beginner(task.network.backbone, len(task.album.groups), random, task.network.device)
        parameters = [p for part in (learner.body, learner.neck, learner.last) for p in part.parameters()]
        optimiser = torch.optim.SGD(parameters, SCRATCH_RATE, MOMENTUM, weight_decay=DECAY)
    before = watch.share

    def share(_: int) -> float:
        return (watch.share - before) / (1 - before) if before < 1 else 1.0

    yield from descend(learner, photos, Descent(optimiser, share, random, measured_every), watch)


def beginner(backbone: Backbone, classes: int, random: torch.Generator, device: torch.device) -> Learner:
    """The architecture with random weights, and zeros for its last layer.

    The neck stays in evaluation mode: its dropout would draw from the random numbers that all threads
    share, as torchvision's own initialisation does. On the device “meta”, which holds for this thread only,
    that one draws none.
    """
    with torch.device("meta"):
        body, neck, last = backbone.split(backbone.build())
        last = nn.Linear(last.in_features, classes)
    for part in (body, neck, last):
        part.to_empty(device="cpu")
        for layer in part.modules():
            _initialise(layer, random)
        part.to(device).to(memory_format=torch.channels_last)  # a fifth faster on MobileNetV2
    nn.init.zeros_(last.weight)
    return Learner(body, neck.eval(), last, own_statistics=True)


def _initialise(layer: nn.Module, random: torch.Generator) -> None:
    if isinstance(layer, nn.Conv2d | nn.Linear):
        nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu", generator=random)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    elif isinstance(layer, nn.BatchNorm2d):
        layer.reset_parameters()
    else:
        assert not [*layer.parameters(recurse=False), *layer.buffers(recurse=False)], layer


COURSES: dict[str, Callable[[Task, Stopwatch], Course]] = {
    "Frozen features": frozen,
    "Fine-tuning": fine_tuned,
    "From scratch": from_scratch,
}
