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
from components.transfer.dataset import PhotoDataset
from components.transfer.embeddings import embed
from components.transfer.linear_probe import STEPS, HoldoutSplit, accuracy, fit_linear_probe
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
class ClassificationTask:
    """What there is to learn, and from which photos."""

    dataset: PhotoDataset
    split: HoldoutSplit
    network: Network
    seed: int


@dataclass(frozen=True)
class EvalPoint:
    """A runner's progress when it was measured."""

    seconds: float  # on its clock
    loss: float  # mean cross-entropy of the steps since the last point, in nats
    accuracy: float  # on the held-out photos, from 0 to 1


@dataclass(frozen=True)
class TrainingRun:
    """One way to learn and how far it has come."""

    name: str
    state: State = "waiting"
    seconds: float = 0.0  # on its clock
    points: tuple[EvalPoint, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class RaceState:
    """The race at one moment."""

    runs: tuple[TrainingRun, ...]


@dataclass(frozen=True)
class RunUpdate:
    """A small piece of a runner's way, under half a second on an idle core."""

    note: str
    point: EvalPoint | None = None


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
    def fraction(self) -> float:
        """How much of the limit is used up; 1 or more when it's over."""
        return self.seconds / self.limit if self.limit > 0 else 1.0

    @property
    def over(self) -> bool:
        """Whether the limit is reached."""
        return self.fraction >= 1


RunUpdates = Iterator[RunUpdate]


def run_race(
    task: ClassificationTask, seconds: float, clock: Callable[[], float] = time.perf_counter
) -> Iterator[RaceState]:
    """Let the three learn in turns, with `seconds` at most on the clock of each; a standing after every lap.

    Whoever has used the least time goes next, so that the curves grow side by side. Raises IntakeError.
    """
    watches = [Stopwatch(seconds, clock) for _ in METHODS]
    updates = [method(task, watch) for method, watch in zip(METHODS.values(), watches, strict=True)]
    runs = [TrainingRun(name) for name in METHODS]
    yield RaceState(tuple(runs))
    while running := [n for n, run in enumerate(runs) if run.state != "finished"]:
        turn = min(running, key=lambda n: watches[n].seconds)
        runs[turn] = _after(next(updates[turn], None), runs[turn], watches[turn])
        yield RaceState(tuple(runs))


def _after(update: RunUpdate | None, run: TrainingRun, watch: Stopwatch) -> TrainingRun:
    """The runner after one more lap, or after its last (None)."""
    if update is None:
        note = f"{run.note}; its {watch.limit:.0f} s are over" if watch.over else run.note
        return replace(run, state="finished", seconds=watch.seconds, note=note)
    points = (*run.points, update.point) if update.point else run.points
    return replace(run, state="running", seconds=watch.seconds, points=points, note=update.note)


# --- Photos -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PhotoTensors:
    """A task's photos as a network takes them in."""

    inputs: Tensor  # (N, …), to learn from
    targets: Tensor  # (N,)
    held_out: Tensor  # (H, …)
    held_out_targets: Tensor  # (H,)


def _pixels(data: bytes, how: Preprocessing) -> Tensor:
    """A file's photo, normalised, (3, crop, crop)."""
    return torch.from_numpy(seen_pixels(read_photo(data).image, how))


def _taken_in(
    task: ClassificationTask, watch: Stopwatch, work: Callable[[bytes], Tensor]
) -> Generator[RunUpdate, None, PhotoTensors | None]:
    """`work` on each photo, off the clock on the held-out ones; None if the time is over before."""
    photos, targets = task.dataset.photos, torch.tensor(task.dataset.targets)
    train, held_out = list(task.split.train), list(task.split.held_out)
    inputs, others = [], []
    for index in train:
        if watch.over:
            return None
        with watch:
            inputs.append(work(photos[index].data))
        yield RunUpdate(f"takes in its photos, {len(inputs)} of {len(train)}")
    for index in held_out:
        others.append(work(photos[index].data))
        yield RunUpdate("takes in the held-out photos")
    return PhotoTensors(torch.stack(inputs), targets[train], torch.stack(others), targets[held_out])


# --- Frozen features ------------------------------------------------------------------------------------


def train_on_frozen_features(task: ClassificationTask, watch: Stopwatch) -> RunUpdates:
    """Embed the photos, even those whose features are kept, and train a new last layer."""
    how = task.network.backbone.preprocessing

    def features(data: bytes) -> Tensor:
        return embed(task.network, _pixels(data, how))

    photos = yield from _taken_in(task, watch, features)
    if photos is None:
        return
    held_out = photos.held_out, photos.held_out_targets
    steps = fit_linear_probe(photos.inputs, photos.targets, held_out, len(task.dataset.classes))
    for number in range(1, STEPS + 1):
        if watch.over:
            return
        with watch:  # measuring is inside, but costs next to nothing here
            step = next(steps)
        yield RunUpdate(f"step {number} of {STEPS}", EvalPoint(watch.seconds, step.loss, step.accuracy))


# --- Mini-batches ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrainableNetwork:
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
class MiniBatchTraining:
    """How a learner learns."""

    optimiser: torch.optim.Optimizer
    fraction: Callable[[int], float]  # of its way that is behind it after so many steps, from 0 to 1
    generator: torch.Generator
    measured_every: int = MEASURED_EVERY  # steps at least, and a pass through the photos at least


def train_mini_batches(
    trainable: TrainableNetwork, photos: PhotoTensors, descent: MiniBatchTraining, watch: Stopwatch
) -> RunUpdates:
    """Mini-batches of BATCH, each photo once a pass, at a rate that falls along half a cosine to 0."""
    a_pass = math.ceil(len(photos.targets) / BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        descent.optimiser, lambda step: 0.5 + 0.5 * math.cos(math.pi * min(1.0, descent.fraction(step)))
    )
    losses: list[float] = []
    trainable.body.train(trainable.own_statistics)
    for number, chosen in enumerate(_batches(len(photos.targets), descent.generator), start=1):
        with watch:
            loss = _step(trainable, photos.inputs[chosen], photos.targets[chosen], descent.optimiser)
        losses.append(loss)
        pace.step()
        note = f"step {number}, pass {math.ceil(number / a_pass)} through its photos"
        yield RunUpdate(note)
        end = watch.over or descent.fraction(number) >= 1
        if end or number % max(a_pass, descent.measured_every) == 0:
            trainable.body.eval()
            right = yield from _measured(trainable, photos, note)
            trainable.body.train(trainable.own_statistics)
            yield RunUpdate(note, EvalPoint(watch.seconds, sum(losses) / len(losses), right))
            losses.clear()
        if end:
            return


def _batches(count: int, generator: torch.Generator) -> Iterator[list[int]]:
    """Numbers from 0 to `count`, shuffled anew in each pass, without end."""
    while True:
        order = torch.randperm(count, generator=generator).tolist()
        yield from (order[start : start + BATCH] for start in range(0, count, BATCH))


def _step(
    trainable: TrainableNetwork, inputs: Tensor, targets: Tensor, optimiser: torch.optim.Optimizer
) -> float:
    loss = cross_entropy(trainable.logits(inputs), targets.to(trainable.last.weight.device))
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return loss.item()


def _measured(
    trainable: TrainableNetwork, photos: PhotoTensors, note: str
) -> Generator[RunUpdate, None, float]:
    """The learner's accuracy on the held-out photos."""
    logits = []
    for start in range(0, len(photos.held_out), BATCH):
        with torch.no_grad():
            logits.append(trainable.logits(photos.held_out[start : start + BATCH]).cpu())
        yield RunUpdate(note)
    return accuracy(torch.cat(logits), photos.held_out_targets)


# --- Fine-tuning ----------------------------------------------------------------------------------------


def fine_tune(task: ClassificationTask, watch: Stopwatch) -> RunUpdates:
    """Train a copy of the network's last block with a new last layer.

    What the block is given is computed once a photo: nothing before the block changes. Starting the layer
    from `frozen` (Kumar et al. 2022, arXiv:2202.10054) or turning the maps over brings nothing here.
    """
    how, network = task.network.backbone.preprocessing, task.network
    before, _ = split_last_block(network.body)

    @torch.no_grad()  # not inference mode: the block learns from it
    def given(data: bytes) -> Tensor:
        maps: Tensor = before(_pixels(data, how)[None].to(network.device))[0]
        return maps.cpu()

    photos = yield from _taken_in(task, watch, given)
    if photos is None:
        return
    with watch:
        trainable = with_trainable_last_block(network, len(task.dataset.classes))
        optimiser = torch.optim.Adam(
            [
                {"params": trainable.body.parameters(), "lr": BLOCK_RATE},
                {"params": trainable.last.parameters(), "lr": LAST_RATE},
            ]
        )
    steps = max(FINE_TUNING_STEPS, FINE_TUNING_PASSES * math.ceil(len(photos.targets) / BATCH))
    generator = torch.Generator().manual_seed(task.seed)
    yield from train_mini_batches(
        trainable, photos, MiniBatchTraining(optimiser, lambda step: step / steps, generator), watch
    )


def split_last_block(body: nn.Module) -> tuple[nn.Module, nn.Module]:
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


def with_trainable_last_block(network: Network, classes: int) -> TrainableNetwork:
    """A private copy of the last block, free to learn, and a new last layer of zeros."""
    _, block = split_last_block(network.body)
    body = copy.deepcopy(block).requires_grad_(True)
    last = nn.Linear(network.last.in_features, classes, device="meta").to_empty(device=network.device)
    for parameter in last.parameters():
        nn.init.zeros_(parameter)
    return TrainableNetwork(body, network.neck, last, own_statistics=False)


# --- From scratch ---------------------------------------------------------------------------------------


def train_from_scratch(
    task: ClassificationTask, watch: Stopwatch, measured_every: int = MEASURED_EVERY
) -> RunUpdates:
    """Train the network's architecture from random weights until the watch is over.

    At 96 × 96 pixels a step takes 0.2 s, at 224 × 224 more than 1 s. Photos turned over at random change
    the outcome by less than another seed does; shifted too, they help with 5 a class and hurt with 50.
    """
    original = task.network.backbone.preprocessing
    how = replace(original, resize=SCRATCH_RESIZE, crop=SCRATCH_PIXELS)
    photos = yield from _taken_in(task, watch, lambda data: _pixels(data, how))
    if photos is None:
        return
    generator = torch.Generator().manual_seed(task.seed)
    with watch:
        trainable = from_random_init(
            task.network.backbone, len(task.dataset.classes), generator, task.network.device
        )
        parameters = [
            p for part in (trainable.body, trainable.neck, trainable.last) for p in part.parameters()
        ]
        optimiser = torch.optim.SGD(parameters, SCRATCH_RATE, MOMENTUM, weight_decay=DECAY)
    before = watch.fraction

    def fraction(_: int) -> float:
        return (watch.fraction - before) / (1 - before) if before < 1 else 1.0

    yield from train_mini_batches(
        trainable, photos, MiniBatchTraining(optimiser, fraction, generator, measured_every), watch
    )


def from_random_init(
    backbone: Backbone, classes: int, generator: torch.Generator, device: torch.device
) -> TrainableNetwork:
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
            _initialise(layer, generator)
        part.to(device).to(memory_format=torch.channels_last)  # a fifth faster on MobileNetV2
    nn.init.zeros_(last.weight)
    return TrainableNetwork(body, neck.eval(), last, own_statistics=True)


def _initialise(layer: nn.Module, generator: torch.Generator) -> None:
    if isinstance(layer, nn.Conv2d | nn.Linear):
        nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu", generator=generator)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    elif isinstance(layer, nn.BatchNorm2d):
        layer.reset_parameters()
    else:
        assert not [*layer.parameters(recurse=False), *layer.buffers(recurse=False)], layer


METHODS: dict[str, Callable[[ClassificationTask, Stopwatch], RunUpdates]] = {
    "Frozen features": train_on_frozen_features,
    "Fine-tuning": fine_tune,
    "From scratch": train_from_scratch,
}
