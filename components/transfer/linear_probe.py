"""Linear probe: multinomial logistic regression on a frozen network's features (Alain & Bengio, 2016,
https://arxiv.org/abs/1610.01644).

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
    """Indices of the photos to train on and of those held out for evaluation."""

    train: tuple[int, ...]
    held_out: tuple[int, ...]


@dataclass(frozen=True)
class LinearLayer:
    """Last layer of a classifier: logits = features @ weight.T + bias."""

    weight: Tensor  # (classes, F)
    bias: Tensor  # (classes,)

    def logits(self, features: Tensor) -> Tensor:
        """Logits of features: (N, F) -> (N, classes)."""
        return features @ self.weight.T + self.bias


@dataclass(frozen=True)
class ProbeStep:
    """One optimiser step: loss, accuracy and the layer after it."""

    loss: float  # mean cross-entropy on the training photos, in nats
    accuracy: float  # on the held-out photos, from 0 to 1
    layer: LinearLayer


def stratified_split(targets: Sequence[int], seed: int) -> HoldoutSplit:
    """Hold out a quarter of each class at random, at least one photo and at most all but one.

    `targets` are the class indices of the photos.
    """
    generator = torch.Generator().manual_seed(seed)
    train: list[int] = []
    held_out: list[int] = []
    for label in sorted(set(targets)):
        own = [index for index, target in enumerate(targets) if target == label]
        order = torch.randperm(len(own), generator=generator).tolist()
        count = min(max(1, math.floor(HELD_OUT * len(own) + 0.5)), len(own) - 1)
        held_out += [own[place] for place in order[:count]]
        train += [own[place] for place in order[count:]]
    return HoldoutSplit(tuple(sorted(train)), tuple(sorted(held_out)))


def fit_linear_probe(
    features: Tensor, targets: Tensor, held_out: tuple[Tensor, Tensor], classes: int
) -> Iterator[ProbeStep]:
    """Fit on features (N, F) with class indices (N,); STEPS full-batch steps of Adam, each yielded.

    `held_out` are the features (H, F) and class indices (H,) to evaluate on. Classes are weighted by the
    inverse of their frequency. All feature vectors are scaled to one length first, so that no photo counts
    more for being rich in contrast; the fitted layer takes features as they are.
    """
    inputs, centre, scale = _conditioned(features)
    counts = one_hot(targets, classes).sum(0).clamp(min=1)
    class_weights = len(targets) / (classes * counts)  # (classes,)
    weight = torch.zeros(classes, features.shape[1], requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    optimizer = torch.optim.Adam([weight, bias], lr=RATE)
    penalty = PENALTY / (len(targets) * scale**2)

    for _ in range(STEPS):
        loss = cross_entropy(inputs @ weight.T + bias, targets, class_weights)
        optimizer.zero_grad()
        (loss + 0.5 * penalty * weight.square().sum()).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            layer = LinearLayer(weight / scale, bias - weight @ centre / scale)
            held_out_accuracy = accuracy(layer.logits(held_out[0]), held_out[1])
        yield ProbeStep(loss.item(), held_out_accuracy, layer)


def _conditioned(features: Tensor) -> tuple[Tensor, Tensor, float]:
    """Return (features of equal length - centre) / scale, better conditioned for Adam; centre (F,); scale."""
    lengths = features.norm(dim=1, keepdim=True).clamp(min=1e-12)
    equal = features * (lengths.mean() / lengths)
    centre = equal.mean(0)
    scale = float((equal - centre).norm(dim=1).mean().clamp(min=1e-6))
    return (equal - centre) / scale, centre, scale


def accuracy(logits: Tensor, targets: Tensor) -> float:
    """Fraction of the rows of `logits` (N, classes) whose largest is the target's; `targets` (N,)."""
    return float((logits.argmax(1) == targets).float().mean())
