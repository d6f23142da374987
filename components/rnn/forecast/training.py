"""Teaching a forecaster: every pair of a visit and one of the next few is a question with an answer."""

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import torch
from torch import Tensor, nn

from components.rnn.forecast.model import MEDIAN, QUANTILES, Forecaster
from components.rnn.forecast.sequences import Visits

AHEAD = (1, 2, 3, 4)  # visits
_FARTHER_COUNTS = 0.6  # times as much with each visit ahead: the next one is asked about most
_MEDIAN_COUNTS = 4.0  # times as much as each other quantile: it is what the error is measured of


@dataclass(frozen=True)
class Plan:
    """How a forecaster learns."""

    epochs: int = 150
    batch: int = 64  # patients
    rate: float = 3e-3  # of AdamW at its height
    weight_decay: float = 1e-3
    average: float = 0.98  # share of the averaged weights that stays at each step
    gaps: float = 0.15  # share of the measured values that are hidden at each step, on average
    seed: int = 0


M = TypeVar("M", bound=nn.Module)
Loss = Callable[[Tensor, torch.Generator], Tensor]  # of some patients (their places), with dropout by chance


@dataclass(frozen=True)
class Epoch:
    """What one more round through the training patients has brought."""

    number: int  # from 1
    loss: float  # mean pinball loss of the training patients
    model: Forecaster  # with averaged weights; another object each time


def train(model: Forecaster, visits: Visits, plan: Plan) -> Iterator[Epoch]:
    """Teach a forecaster, in place, these patients' visits; the same seed gives the same weights."""

    def loss(some: Tensor, chance: torch.Generator) -> Tensor:
        own = visits.of(some)
        return pinball(model, with_gaps(own, plan.gaps, chance), own, chance)

    for number, (mean, averaged) in enumerate(descend(model, len(visits), loss, plan), 1):
        yield Epoch(number, mean, averaged)


def descend(model: M, patients: int, loss: Loss, plan: Plan) -> Iterator[tuple[float, M]]:
    """Go down a loss, in place. Each epoch gives its mean, and a model with averaged weights, a new object.

    AdamW under one cycle of the rate (Smith & Topin 2017, arXiv:1708.07120); averaged weights (Polyak &
    Juditsky 1992) forecast better than those of any one step.
    """
    chance = torch.Generator().manual_seed(plan.seed)
    averaged = copy.deepcopy(model)
    steps = math.ceil(patients / plan.batch)
    optimiser = torch.optim.AdamW(model.parameters(), plan.rate, weight_decay=plan.weight_decay)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, plan.rate, total_steps=plan.epochs * steps, pct_start=0.1
    )
    for _ in range(plan.epochs):
        losses = []
        for some in torch.split(torch.randperm(patients, generator=chance), plan.batch):
            found = loss(some, chance)
            optimiser.zero_grad()
            torch.autograd.backward(found)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            cycle.step()
            _average(averaged, model, plan.average)
            losses.append(found.detach())
        yield float(torch.stack(losses).mean()), copy.deepcopy(averaged)


def with_gaps(visits: Visits, share: float, chance: torch.Generator) -> Visits:
    """The visits with some measured values hidden, of each patient another share, from none to twice `share`.

    So the network meets more different histories than there are patients.
    """
    hidden = 2 * share * torch.rand(len(visits), 1, 1, generator=chance)
    kept = (torch.rand(visits.measured.shape, generator=chance) >= hidden).float()
    return replace(visits, values=visits.values * kept, measured=visits.measured * kept)


def pinball(model: Forecaster, seen: Visits, visits: Visits, chance: torch.Generator | None = None) -> Tensor:
    """The mean pinball loss of the quantiles over all measured labs of the next visits, a scalar.

    The network looks at `seen`, what came is in `visits`. With dropout if there is a `chance`.
    """
    memory = model.remember(seen, chance)
    levels = torch.tensor(QUANTILES)
    weights = torch.ones(len(QUANTILES))
    weights[MEDIAN] = _MEDIAN_COUNTS
    total, count = torch.zeros(()), torch.zeros(())
    for ahead in AHEAD:
        then, truth, asked = targets(visits, ahead)
        weight = _FARTHER_COUNTS ** (ahead - 1) * asked
        error = truth[..., None] - model.ask(memory, then, chance)
        loss = (torch.maximum(levels * error, (levels - 1) * error) * weights).sum(-1)
        total, count = total + (loss * weight).sum(), count + weight.sum()
    return total / count.clamp(min=1)


def targets(visits: Visits, ahead: int) -> tuple[Tensor, Tensor, Tensor]:
    """For each visit the one so many visits later: when it is (B, V), its values and which of them count.

    Where there is no such visit, nothing counts, and the time is the visit's own.
    """
    width = visits.years.shape[1]
    place = torch.arange(width) + ahead
    inside = (place < width).float()
    at = place.clamp(max=width - 1)
    counts = visits.measured[:, at] * visits.there[:, at, None] * inside[:, None]
    return torch.maximum(visits.years[:, at], visits.years), visits.values[:, at], counts


@dataclass(frozen=True)
class Errors:
    """Absolute errors of the median in standard deviations, added up: (patients, ahead, labs)."""

    total: Tensor
    count: Tensor

    @property
    def mean(self) -> Tensor:
        """Over all patients and labs, for each number of visits ahead."""
        return self.total.sum((0, 2)) / self.count.sum((0, 2)).clamp(min=1)


@torch.inference_mode()
def errors(medians: list[Tensor], visits: Visits) -> Errors:
    """How far medians (B, V, 7), one tensor for each of AHEAD, are from what came."""
    totals, counts = [], []
    for ahead, median in zip(AHEAD, medians, strict=True):
        _, truth, asked = targets(visits, ahead)
        totals.append(((median - truth).abs() * asked).sum(1))
        counts.append(asked.sum(1))
    return Errors(torch.stack(totals, 1), torch.stack(counts, 1))


@torch.inference_mode()
def forecasts(model: Forecaster, visits: Visits) -> list[Tensor]:
    """The quantiles (B, V, 7, 5) at the visits that came next, one tensor for each of AHEAD."""
    memory = model.remember(visits)
    return [model.ask(memory, targets(visits, ahead)[0]) for ahead in AHEAD]


def after_last(model: Forecaster, visits: Visits, then: Tensor) -> Tensor:
    """The quantiles (T, 7, 5) after the last visit of one patient, at times (T,) in years since the first."""
    return model.ask(model.remember(visits).of_last(len(then)), then[:, None])[:, 0]


@torch.no_grad()
def _average(averaged: nn.Module, model: nn.Module, stays: float) -> None:
    for kept, now in zip(averaged.parameters(), model.parameters(), strict=True):
        kept.lerp_(now, 1 - stays)
