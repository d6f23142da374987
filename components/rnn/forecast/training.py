"""Training a forecaster: from each visit it forecasts the next few, by the pinball loss."""

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar, cast

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from components.rnn.forecast.model import MEDIAN, QUANTILES, Forecaster
from components.rnn.forecast.sequences import PaddedVisits

AHEAD = (1, 2, 3, 4)  # visits
_FARTHER_COUNTS = 0.6  # times as much with each visit ahead: the next one is asked about most
_MEDIAN_COUNTS = 4.0  # times as much as each other quantile: it is what the error is measured of


@dataclass(frozen=True)
class SequenceTrainConfig:
    """Optimiser, schedule and augmentation of a training on patients' visits."""

    epochs: int = 150
    batch: int = 64  # patients
    learning_rate: float = 3e-3  # of AdamW at its height
    weight_decay: float = 1e-3
    average: float = 0.98  # decay of the averaged weights: the fraction that stays at each step
    masked: float = 0.15  # fraction of the measured values that are hidden at each step, on average
    seed: int = 0


M = TypeVar("M", bound=nn.Module)
BatchLoss = Callable[[Tensor, torch.Generator], Tensor]  # of some patients (their indices), with dropout


@dataclass(frozen=True)
class TrainedEpoch:
    """The state of a training after one more pass over the training patients."""

    number: int  # from 1
    loss: float  # mean pinball loss of the training patients
    model: Forecaster  # with averaged weights; another object each time


def train_forecaster(
    model: Forecaster, visits: PaddedVisits, config: SequenceTrainConfig
) -> Iterator[TrainedEpoch]:
    """Train a forecaster, in place, on these patients' visits; the same seed gives the same weights."""

    def loss(patients: Tensor, generator: torch.Generator) -> Tensor:
        batch = visits.select(patients)
        return pinball_loss(model, mask_values(batch, config.masked, generator), batch, generator)

    for number, (mean, averaged) in enumerate(train_epochs(model, len(visits), loss, config), 1):
        yield TrainedEpoch(number, mean, averaged)


def train_epochs(
    model: M, patients: int, loss: BatchLoss, config: SequenceTrainConfig
) -> Iterator[tuple[float, M]]:
    """Minimise a loss, in place. Each epoch gives its mean, and a model with averaged weights, a new object.

    AdamW under one cycle of the learning rate (Smith & Topin 2017, arXiv:1708.07120); averaged weights
    (Polyak & Juditsky 1992) forecast better than those of any one step.
    """
    generator = torch.Generator().manual_seed(config.seed)
    update = get_ema_multi_avg_fn(config.average)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(model, multi_avg_fn=update)
    averaged.update_parameters(model)  # the first update copies: the average begins with untrained weights
    steps = math.ceil(patients / config.batch)
    optimiser = torch.optim.AdamW(model.parameters(), config.learning_rate, weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, config.learning_rate, total_steps=config.epochs * steps, pct_start=0.1
    )
    for _ in range(config.epochs):
        losses = []
        for batch in torch.split(torch.randperm(patients, generator=generator), config.batch):
            batch_loss = loss(batch, generator)
            optimiser.zero_grad()
            torch.autograd.backward(batch_loss)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            averaged.update_parameters(model)
            losses.append(batch_loss.detach())
        yield float(torch.stack(losses).mean()), cast(M, copy.deepcopy(averaged.module))


def mask_values(visits: PaddedVisits, fraction: float, generator: torch.Generator) -> PaddedVisits:
    """Hide some measured values, of each patient another fraction, from none to twice `fraction`.

    So the network meets more different histories than there are patients.
    """
    hidden = 2 * fraction * torch.rand(len(visits), 1, 1, generator=generator)
    kept = (torch.rand(visits.measured.shape, generator=generator) >= hidden).float()
    return replace(visits, values=visits.values * kept, measured=visits.measured * kept)


def pinball_loss(
    model: Forecaster, inputs: PaddedVisits, truth: PaddedVisits, generator: torch.Generator | None = None
) -> Tensor:
    """Return the mean pinball loss of the quantiles over all measured labs of the next visits, a scalar.

    The network reads `inputs`, the values that it should forecast are those of `truth`: the same visits,
    nothing hidden. With dropout if there is a `generator`.
    """
    encoded = model.encode(inputs, generator)
    levels = torch.tensor(QUANTILES)
    weights = torch.ones(len(QUANTILES))
    weights[MEDIAN] = _MEDIAN_COUNTS
    total, count = torch.zeros(()), torch.zeros(())
    for ahead in AHEAD:
        target_years, values, counts = forecast_targets(truth, ahead)
        weight = _FARTHER_COUNTS ** (ahead - 1) * counts
        error = values[..., None] - model.predict(encoded, target_years, generator)
        loss = (torch.maximum(levels * error, (levels - 1) * error) * weights).sum(-1)
        total, count = total + (loss * weight).sum(), count + weight.sum()
    return total / count.clamp(min=1)


def forecast_targets(visits: PaddedVisits, ahead: int) -> tuple[Tensor, Tensor, Tensor]:
    """For each visit the one so many visits later: when it is (B, V), its values and which count (B, V, 7).

    Where there is no such visit, nothing counts, and the time is the visit's own.
    """
    width = visits.years.shape[1]
    later = torch.arange(width) + ahead
    inside = (later < width).float()
    at = later.clamp(max=width - 1)
    counts = visits.measured[:, at] * visits.mask[:, at, None] * inside[:, None]
    return torch.maximum(visits.years[:, at], visits.years), visits.values[:, at], counts


@dataclass(frozen=True)
class AbsoluteErrors:
    """Absolute errors of the median in standard deviations, added up: (patients, ahead, labs)."""

    total: Tensor
    count: Tensor

    @property
    def mean(self) -> Tensor:
        """The mean over all patients and labs, for each of AHEAD."""
        return self.total.sum((0, 2)) / self.count.sum((0, 2)).clamp(min=1)


@torch.inference_mode()
def absolute_errors(medians: list[Tensor], visits: PaddedVisits) -> AbsoluteErrors:
    """Return how far medians (B, V, 7), one tensor for each of AHEAD, are from what was measured."""
    totals, counts = [], []
    for ahead, median in zip(AHEAD, medians, strict=True):
        _, truth, counted = forecast_targets(visits, ahead)
        totals.append(((median - truth).abs() * counted).sum(1))
        counts.append(counted.sum(1))
    return AbsoluteErrors(torch.stack(totals, 1), torch.stack(counts, 1))


@torch.inference_mode()
def forecast_next_visits(model: Forecaster, visits: PaddedVisits) -> list[Tensor]:
    """Return the quantiles (B, V, 7, 5) at the visits that came next, one tensor for each of AHEAD."""
    encoded = model.encode(visits)
    return [model.predict(encoded, forecast_targets(visits, ahead)[0]) for ahead in AHEAD]


def forecast_after_last(model: Forecaster, visits: PaddedVisits, target_years: Tensor) -> Tensor:
    """Return the quantiles (T, 7, 5) of one patient at times (T,) after the last visit.

    The times are in years since the first visit.
    """
    encoded = model.encode(visits).repeat_last(len(target_years))
    return model.predict(encoded, target_years[:, None])[:, 0]
