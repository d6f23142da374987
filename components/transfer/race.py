"""Race of three training methods on the same photos, each on its own clock: why transfer learning works.

- frozen features: the network embeds the photos anew, and a linear probe is trained (linear_probe.py);
- fine-tuning: the network's last block is trained too, from its pretrained weights (Yosinski et al. 2014,
  arXiv:1411.1792);
- from scratch: the same architecture is trained from random weights (He et al. 2015, arXiv:1502.01852).

A run's clock counts what training costs: decoding and embedding the training photos, and each step. It
stands still during evaluation on the held-out photos. The shared network is read only: what is trained is a
private copy, and no number is drawn from the random generator that all threads share.
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

from components.annealing import half_cosine
from components.intake.photos import read_photo
from components.transfer.dataset import PhotoDataset
from components.transfer.embeddings import embed
from components.transfer.linear_probe import STEPS, HoldoutSplit, accuracy, fit_linear_probe
from components.vision.backbones import Network, NetworkDescription
from components.vision.preprocessing import Preprocessing, seen_pixels
from components.vision.splitting import split

BATCH = 16
EVALUATE_EVERY = 10  # steps

FINE_TUNING_EPOCHS, FINE_TUNING_STEPS = 10, 100  # whichever is more steps
BLOCK_CONVOLUTIONS = 2  # at least so many are in the last block
BLOCK_RATE, LAST_RATE = 1e-4, 1e-3  # of Adam; 3e-5 to 1e-3 for the block end within 2 % of each other

SCRATCH_RESIZE, SCRATCH_PIXELS = 110, 96  # in proportion as 256 and 224
SCRATCH_RATE, MOMENTUM, DECAY = 0.02, 0.9, 1e-4  # a rate of 0.01 or 0.05 and Adam with decay are no better

State = Literal["waiting", "running", "finished"]


@dataclass(frozen=True)
class ClassificationTask:
    """A data set, its split, and the network and seed to train with."""

    dataset: PhotoDataset
    split: HoldoutSplit
    network: Network
    seed: int


@dataclass(frozen=True)
class EvalPoint:
    """Loss and accuracy of a run at one evaluation."""

    seconds: float  # on the run's clock
    loss: float  # mean cross-entropy of the steps since the last point, in nats
    accuracy: float  # on the held-out photos, from 0 to 1


@dataclass(frozen=True)
class TrainingRun:
    """One training method and its progress."""

    name: str
    state: State = "waiting"
    seconds: float = 0.0  # on its clock
    points: tuple[EvalPoint, ...] = ()
    note: str = ""

    @property
    def learns(self) -> bool:
        """Whether its photos are taken in and its weights are on the move."""
        return self.state == "running" and self.note.startswith("step")


@dataclass(frozen=True)
class RaceState:
    """State of the race at one moment."""

    runs: tuple[TrainingRun, ...]


@dataclass(frozen=True)
class RunUpdate:
    """Progress after a small piece of a run, under half a second on an idle core."""

    note: str
    point: EvalPoint | None = None


class Stopwatch:
    """Clock that runs inside its `with` blocks up to a limit, in seconds or in whatever `clock` counts."""

    def __init__(self, limit: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self.seconds = 0.0
        self.limit, self._clock, self._begun = limit, clock, 0.0

    def __enter__(self) -> None:
        self._begun = self._clock()

    def __exit__(self, *_: object) -> None:
        self.seconds += self._clock() - self._begun

    @property
    def fraction(self) -> float:
        """Fraction of the limit that is used up; 1 or more when it's over."""
        return self.seconds / self.limit if self.limit > 0 else 1.0

    @property
    def over(self) -> bool:
        """Whether the limit is reached."""
        return self.fraction >= 1


RunUpdates = Iterator[RunUpdate]


def run_race(
    task: ClassificationTask, seconds: float, clock: Callable[[], float] = time.perf_counter
) -> Iterator[RaceState]:
    """Train with the three methods in turns, at most `seconds` on each one's clock; yield after every update.

    The one that has used the least time goes next, so that the curves grow side by side. Raises IntakeError.
    """
    watches = [Stopwatch(seconds, clock) for _ in METHODS]
    updates = [method(task, watch) for method, watch in zip(METHODS.values(), watches, strict=True)]
    runs = [TrainingRun(name) for name in METHODS]
    yield RaceState(tuple(runs))
    while running := [n for n, run in enumerate(runs) if run.state != "finished"]:
        turn = min(running, key=lambda n: watches[n].seconds)
        runs[turn] = _with_update(next(updates[turn], None), runs[turn], watches[turn])
        yield RaceState(tuple(runs))


def _with_update(update: RunUpdate | None, run: TrainingRun, watch: Stopwatch) -> TrainingRun:
    """Return the run after one more update, or after its last (None)."""
    if update is None:
        note = f"{run.note}; its {watch.limit:.0f} s are over" if watch.over else run.note
        return replace(run, state="finished", seconds=watch.seconds, note=note)
    points = (*run.points, update.point) if update.point else run.points
    return replace(run, state="running", seconds=watch.seconds, points=points, note=update.note)


# --- Photos -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PhotoTensors:
    """Inputs for a network, pixels or features, and their class indices."""

    inputs: Tensor  # (N, …), to train on
    targets: Tensor  # (N,)
    held_out: Tensor  # (H, …)
    held_out_targets: Tensor  # (H,)


def _pixels(data: bytes, how: Preprocessing) -> Tensor:
    """Preprocessed pixels of a photo's file, (3, crop, crop). Raises IntakeError."""
    return torch.from_numpy(seen_pixels(read_photo(data).image, how))


def _read_photos(
    task: ClassificationTask, watch: Stopwatch, work: Callable[[bytes], Tensor]
) -> Generator[RunUpdate, None, PhotoTensors | None]:
    """Apply `work` to each photo, for the held-out ones off the clock; return None if the time runs out."""
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
    """Embed the photos, even those whose features are cached, and train a linear probe."""
    how = task.network.backbone.preprocessing

    def features(data: bytes) -> Tensor:
        return embed(task.network, _pixels(data, how))

    photos = yield from _read_photos(task, watch, features)
    if photos is None:
        return
    held_out = photos.held_out, photos.held_out_targets
    steps = fit_linear_probe(photos.inputs, photos.targets, held_out, len(task.dataset.classes))
    for number in range(1, STEPS + 1):
        if watch.over:
            return
        with watch:  # with its evaluation, which costs next to nothing here
            step = next(steps)
        yield RunUpdate(f"step {number} of {STEPS}", EvalPoint(watch.seconds, step.loss, step.accuracy))


# --- Mini-batches ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrainableNetwork:
    """A network to be trained: `body` and `last` are its own, the `neck` may be shared."""

    body: nn.Module  # (B, …) -> (B, C, h, w)
    neck: nn.Module  # (B, C, h, w) -> (B, F); always in evaluation mode
    last: nn.Linear  # (B, F) -> (B, classes)
    train_batch_norm: bool  # whether batch norm updates its statistics; with few photos it had better not

    def logits(self, inputs: Tensor) -> Tensor:
        """Logits: (B, …) -> (B, classes)."""
        result: Tensor = self.last(self.neck(self.body(inputs.to(self.last.weight.device))))
        return result


@dataclass(frozen=True)
class MiniBatchTraining:
    """Settings of a training with mini-batches."""

    optimiser: torch.optim.Optimizer
    fraction_done: Callable[[int], float]  # of the training after so many steps, from 0 to 1
    generator: torch.Generator
    evaluate_every: int = EVALUATE_EVERY  # steps at least, and an epoch at least


def train_mini_batches(
    trainable: TrainableNetwork, photos: PhotoTensors, training: MiniBatchTraining, watch: Stopwatch
) -> RunUpdates:
    """Train with mini-batches of BATCH, each photo once an epoch, and a cosine-annealed learning rate."""
    steps_per_epoch = math.ceil(len(photos.targets) / BATCH)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        training.optimiser,
        lambda step: half_cosine((1.0, 0.0), min(1.0, training.fraction_done(step))),
    )
    losses: list[float] = []
    trainable.body.train(trainable.train_batch_norm)
    for number, chosen in enumerate(_mini_batches(len(photos.targets), training.generator), start=1):
        with watch:
            loss = _step(trainable, photos.inputs[chosen], photos.targets[chosen], training.optimiser)
        losses.append(loss)
        scheduler.step()
        note = f"step {number}, epoch {math.ceil(number / steps_per_epoch)}"
        yield RunUpdate(note)
        end = watch.over or training.fraction_done(number) >= 1
        if end or number % max(steps_per_epoch, training.evaluate_every) == 0:
            trainable.body.eval()
            right = yield from _held_out_accuracy(trainable, photos, note)
            trainable.body.train(trainable.train_batch_norm)
            yield RunUpdate(note, EvalPoint(watch.seconds, sum(losses) / len(losses), right))
            losses.clear()
        if end:
            return


def _mini_batches(count: int, generator: torch.Generator) -> Iterator[list[int]]:
    """Yield mini-batches of indices below `count`, shuffled anew in each epoch, without end."""
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


def _held_out_accuracy(
    trainable: TrainableNetwork, photos: PhotoTensors, note: str
) -> Generator[RunUpdate, None, float]:
    """Evaluate on the held-out photos; return the accuracy."""
    logits = []
    for start in range(0, len(photos.held_out), BATCH):
        with torch.no_grad():
            logits.append(trainable.logits(photos.held_out[start : start + BATCH]).cpu())
        yield RunUpdate(note)
    return accuracy(torch.cat(logits), photos.held_out_targets)


# --- Fine-tuning ----------------------------------------------------------------------------------------


def fine_tune(task: ClassificationTask, watch: Stopwatch) -> RunUpdates:
    """Fine-tune a copy of the network's last block with a new last layer.

    The block's input is computed once a photo: nothing before the block changes. Starting the layer from the
    linear probe (Kumar et al. 2022, arXiv:2202.10054) or flipping the maps brings nothing here.
    """
    how, network = task.network.backbone.preprocessing, task.network
    before, _ = split_last_block(network.body)

    @torch.no_grad()  # not inference mode: the block is trained on it
    def block_input(data: bytes) -> Tensor:
        maps: Tensor = before(_pixels(data, how)[None].to(network.device))[0]
        return maps.cpu()

    photos = yield from _read_photos(task, watch, block_input)
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
    steps = max(FINE_TUNING_STEPS, FINE_TUNING_EPOCHS * math.ceil(len(photos.targets) / BATCH))
    generator = torch.Generator().manual_seed(task.seed)
    yield from train_mini_batches(
        trainable, photos, MiniBatchTraining(optimiser, lambda step: step / steps, generator), watch
    )


def split_last_block(body: nn.Module) -> tuple[nn.Module, nn.Module]:
    """Split a network's body into everything before its last block, and the block.

    The block is the fewest of the body's last children that have two convolutions: MobileNetV2's last
    inverted residual with the 1 × 1 convolution after it, ResNet-18's last stage, AlexNet's last two.
    """
    children, first = list(body.children()), 0
    for first in range(len(children) - 1, 0, -1):
        layers = (layer for child in children[first:] for layer in child.modules())
        if sum(isinstance(layer, nn.Conv2d) for layer in layers) >= BLOCK_CONVOLUTIONS:
            break
    return nn.Sequential(*children[:first]), nn.Sequential(*children[first:])


def with_trainable_last_block(network: Network, classes: int) -> TrainableNetwork:
    """Return a private, trainable copy of the last block, and a new last layer of zeros."""
    _, block = split_last_block(network.body)
    body = copy.deepcopy(block).requires_grad_(True)
    last = nn.Linear(network.last.in_features, classes, device="meta").to_empty(device=network.device)
    for parameter in last.parameters():
        nn.init.zeros_(parameter)
    return TrainableNetwork(body, network.neck, last, train_batch_norm=False)


# --- From scratch ---------------------------------------------------------------------------------------


def train_from_scratch(
    task: ClassificationTask, watch: Stopwatch, evaluate_every: int = EVALUATE_EVERY
) -> RunUpdates:
    """Train the network's architecture from random weights until the time is over.

    At 96 × 96 pixels a step takes 0.2 s, at 224 × 224 more than 1 s. Photos flipped at random change
    the outcome by less than another seed does; shifted too, they help with 5 a class and hurt with 50.
    """
    original = task.network.backbone.preprocessing
    how = replace(original, resize=SCRATCH_RESIZE, crop=SCRATCH_PIXELS)
    photos = yield from _read_photos(task, watch, lambda data: _pixels(data, how))
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

    def fraction_done(_: int) -> float:
        return (watch.fraction - before) / (1 - before) if before < 1 else 1.0

    yield from train_mini_batches(
        trainable, photos, MiniBatchTraining(optimiser, fraction_done, generator, evaluate_every), watch
    )


def from_random_init(
    backbone: NetworkDescription, classes: int, generator: torch.Generator, device: torch.device
) -> TrainableNetwork:
    """Return the architecture with random weights (He initialization), and zeros for its last layer.

    The neck stays in evaluation mode: its dropout would draw from the random generator that all threads
    share, as torchvision's own initialization does. On the device “meta”, which holds for this thread only,
    that one draws none.
    """
    with torch.device("meta"):
        body, neck, last = split(backbone.build())
        last = nn.Linear(last.in_features, classes)
    for part in (body, neck, last):
        part.to_empty(device="cpu")
        for layer in part.modules():
            _initialize(layer, generator)
        part.to(device).to(memory_format=torch.channels_last)  # a fifth faster on MobileNetV2
    nn.init.zeros_(last.weight)
    return TrainableNetwork(body, neck.eval(), last, train_batch_norm=True)


def _initialize(layer: nn.Module, generator: torch.Generator) -> None:
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
