"""Training a hazard model on what is known of each half-year."""

from collections.abc import Iterator

import torch
from torch import Tensor

from components.rnn.forecast.sequences import PaddedVisits
from components.rnn.forecast.training import SequenceTrainConfig, mask_values, train_epochs
from components.rnn.risk.model import FollowUp, HazardModel, hazard_loss


def train_hazard_model(
    model: HazardModel, visits: PaddedVisits, follow_up: FollowUp, config: SequenceTrainConfig
) -> Iterator[HazardModel]:
    """Train a hazard model, in place; each epoch gives one with averaged weights, another object each time.

    It learns as the forecasters do; the same seed gives the same weights.
    """

    def loss(patients: Tensor, generator: torch.Generator) -> Tensor:
        batch = mask_values(visits.select(patients), config.masked, generator)
        target = follow_up.select(patients, batch.years.shape[1])
        return hazard_loss(model(batch, generator), batch, target)

    for _, averaged in train_epochs(model, len(visits), loss, config):
        yield averaged
