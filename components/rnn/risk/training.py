"""Teaching a classifier what comes within two years, by what is known of each half-year."""

from collections.abc import Iterator

import torch
from torch import Tensor

from components.rnn.forecast.sequences import Visits
from components.rnn.forecast.training import Plan, descend, with_gaps
from components.rnn.risk.model import Classifier, Outlook, hazard_loss


def train(model: Classifier, visits: Visits, outlook: Outlook, plan: Plan) -> Iterator[Classifier]:
    """Teach a classifier, in place; each epoch gives one with averaged weights, another object each time.

    It learns as the forecasters do; the same seed gives the same weights.
    """

    def loss(some: Tensor, chance: torch.Generator) -> Tensor:
        seen = with_gaps(visits.of(some), plan.gaps, chance)
        return hazard_loss(model(seen, chance), seen, outlook.of(some, seen.years.shape[1]))

    for _, averaged in descend(model, len(visits), loss, plan):
        yield averaged
