"""A new last layer on a network's features: multinomial logistic regression, and what it is worth.

Only the layer is learned, as in the lecture's recipe for transfer learning. Its loss is convex, so there
is one best layer and the seed decides no more than which photos are held out.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot

HELD_OUT = 0.25
STEPS = 100
RATE = 0.05
PENALTY = 3.0  # of the squared weights, divided by the number of photos


@dataclass(frozen=True)
class HoldoutSplit:
    """Which photos are learned from and which are held out to measure with; numbers of photos."""

    train: tuple[int, ...]
    held_out: tuple[int, ...]


@dataclass(frozen=True)
class LinearLayer:
    """A last layer: logits = features @ weight.T + bias."""

    weight: Tensor  # (classes, F)
    bias: Tensor  # (classes,)

    def logits(self, features: Tensor) -> Tensor:
        """(N, F) -> (N, classes)."""
        return features @ self.weight.T + self.bias


@dataclass(frozen=True)
class ProbeStep:
    """One step of the training and the layer it has come to."""

    loss: float  # mean cross-entropy on the photos learned from, in nats
    accuracy: float  # on the held-out photos, from 0 to 1
    layer: LinearLayer


def stratified_split(targets: Sequence[int], seed: int) -> HoldoutSplit:
    """A quarter of each class is held out, at least one photo and at most all but one."""
    shuffle = torch.Generator().manual_seed(seed)
    train: list[int] = []
    held_out: list[int] = []
    for label in sorted(set(targets)):
        own = [index for index, target in enumerate(targets) if target == label]
        order = torch.randperm(len(own), generator=shuffle).tolist()
        count = min(max(1, math.floor(HELD_OUT * len(own) + 0.5)), len(own) - 1)
        held_out += [own[place] for place in order[:count]]
        train += [own[place] for place in order[count:]]
    return HoldoutSplit(tuple(sorted(train)), tuple(sorted(held_out)))


def fit_linear_probe(
    features: Tensor, targets: Tensor, held_out: tuple[Tensor, Tensor], classes: int
) -> Iterator[ProbeStep]:
    """Train on features (N, F) with class numbers (N,); STEPS steps of Adam on all photos at once.

    `held_out` are the features and class numbers to measure with. Every class counts the same, however
    many photos it has. All photos are brought to the same length of their feature vector first, so that
    none of them counts more for being rich in contrast; the layer that is learned needs no such step.
    """
    inputs, centre, scale = _conditioned(features)
    fraction = one_hot(targets, classes).sum(0).clamp(min=1)
    balance = len(targets) / (classes * fraction)  # (classes,)
    weight = torch.zeros(classes, features.shape[1], requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    descent = torch.optim.Adam([weight, bias], lr=RATE)
    penalty = PENALTY / (len(targets) * scale**2)

    for _ in range(STEPS):
        loss = cross_entropy(inputs @ weight.T + bias, targets, balance)
        descent.zero_grad()
        (loss + 0.5 * penalty * weight.square().sum()).backward()  # type: ignore[no-untyped-call]
        descent.step()
        with torch.no_grad():
            layer = LinearLayer(weight / scale, bias - weight @ centre / scale)
            right = accuracy(layer.logits(held_out[0]), held_out[1])
        yield ProbeStep(loss.item(), right, layer)


def _conditioned(features: Tensor) -> tuple[Tensor, Tensor, float]:
    """(features of equal length - centre) / scale, which makes the descent quick; centre (F,) and scale."""
    lengths = features.norm(dim=1, keepdim=True).clamp(min=1e-12)
    equal = features * (lengths.mean() / lengths)
    centre = equal.mean(0)
    scale = float((equal - centre).norm(dim=1).mean().clamp(min=1e-6))
    return (equal - centre) / scale, centre, scale


def accuracy(logits: Tensor, targets: Tensor) -> float:
    """The share of rows of (N, classes) whose largest logit is the target's."""
    return float((logits.argmax(1) == targets).float().mean())
