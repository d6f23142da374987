"""Whether a patient dies or gets a transplant within two years of a visit: the question, and an LSTM for it.

The two years are cut into four half-years. After each visit the network gives the hazard of each half-year:
the probability that it happens then, if it has not before (a discrete-time survival model: Brown 1975,
Biometrics 31:863; as a neural network, Gensheimer & Narasimhan 2019, PeerJ 7:e6257). So a patient who leaves
the study after seven months still tells that the first half-year went well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.initialisation import init_uniformly
from components.rnn.forecast.model import dropout
from components.rnn.forecast.sequences import (
    DAYS_A_YEAR,
    INPUT_SIZE,
    PaddedVisits,
    input_features,
    lab_history,
)
from components.rnn.patients import LABS, Ending, Patient
from components.rnn.risk.survival import LandmarkRows

HORIZON = 2.0  # years
INTERVALS = 4
INTERVAL_YEARS = HORIZON / INTERVALS

EventStatus = Literal["yes", "no", "unknown"]


def event_status(ending: Ending, day: float) -> EventStatus:
    """Whether an event happened within the horizon of a day; unknown where censored earlier."""
    left = (ending.day - day) / DAYS_A_YEAR
    if ending.what == "censored":
        return "no" if left > HORIZON else "unknown"
    return "yes" if left <= HORIZON else "no"


@dataclass(frozen=True)
class FollowUp:
    """The follow-up after each visit of B patients: the training target, which no network reads."""

    left: Tensor  # (B, V) years from a visit to the end of follow-up
    event: Tensor  # (B, 1) 1 where death or a transplant ended it, 0 where it was censored

    def select(self, patients: Tensor, visits: int) -> "FollowUp":
        """Return some of the patients (their indices), padded to so many visits."""
        return FollowUp(self.left[patients, :visits], self.event[patients])


def follow_up(patients: Sequence[Patient], visits: PaddedVisits) -> FollowUp:
    """Return the follow-up after the visits of these patients, all of whom have an ending."""
    endings = [patient.ending for patient in patients if patient.ending]
    days = torch.tensor([[ending.day / DAYS_A_YEAR] for ending in endings])
    event = torch.tensor([[float(ending.what != "censored")] for ending in endings])
    return FollowUp(days - visits.years, event)


def landmark_rows(patients: Sequence[Patient]) -> LandmarkRows:
    """Return every visit of these patients as a landmark, in their order."""
    days = [patient.days / DAYS_A_YEAR for patient in patients]
    lengths = [len(patient) for patient in patients]
    endings = [patient.ending for patient in patients if patient.ending]
    end = np.repeat([ending.day / DAYS_A_YEAR for ending in endings], lengths)
    event = np.repeat([ending.what != "censored" for ending in endings], lengths)
    since = np.concatenate(days)
    return LandmarkRows(np.repeat(np.arange(len(patients)), lengths), since, end - since, event)


def hazard_loss(logits: Tensor, visits: PaddedVisits, follow_up: FollowUp) -> Tensor:
    """Return the mean negative log likelihood over visits, a scalar, of hazards' logits (B, V, 4).

    A half-year counts if the patient was at risk in it and either had the event or is known to have passed
    it; who was censored in its second half passed it, as is usual where time is cut into pieces.
    """
    starts = INTERVAL_YEARS * torch.arange(INTERVALS)
    left, event = follow_up.left[..., None], follow_up.event[..., None]
    failed = event * ((left > starts) & (left <= starts + INTERVAL_YEARS))
    seen_until = starts + INTERVAL_YEARS * torch.where(event > 0, 1.0, 0.5)
    passed = left > seen_until
    counts = torch.maximum(failed, passed.float()) * visits.mask[..., None]
    losses = F.binary_cross_entropy_with_logits(logits, failed, reduction="none")
    return (losses * counts).sum() / visits.mask.sum()


def cumulative_risk(logits: Tensor) -> Tensor:
    """Return the probability (...) of the event within the horizon, 1 − Π (1 − h), of logits (..., 4)."""
    return 1 - torch.exp(F.logsigmoid(-logits).sum(-1))


@dataclass(frozen=True)
class HazardConfig:
    """The size of a hazard model, and its dropout while it learns."""

    hidden: int = 8
    input_dropout: float = 0.4
    dropout: float = 0.5


class HazardModel(nn.Module):
    """Hazards of the four half-years after each visit, from the visits so far.

    The LSTM's state, the visit itself and the last values go through one linear layer. It has no training
    mode: dropout is applied where a generator to draw it from is handed over.
    """

    def __init__(self, config: HazardConfig, seed: int = 0) -> None:
        super().__init__()
        self.config = config
        self.rnn = nn.LSTM(INPUT_SIZE, config.hidden, batch_first=True)
        self.head = nn.Linear(config.hidden + INPUT_SIZE + 2 * len(LABS), INTERVALS)
        _init_parameters(self, torch.Generator().manual_seed(seed))

    def forward(self, visits: PaddedVisits, generator: torch.Generator | None = None) -> Tensor:
        """Return the logits of the hazards (B, V, 4); with dropout if there is a `generator`."""
        past = lab_history(visits)
        inputs = input_features(visits, past)  # (B, V, INPUT_SIZE)
        hidden, _ = self.rnn(dropout(inputs, self.config.input_dropout, generator))  # (B, V, hidden)
        known = torch.cat((inputs, past.last, past.ever), 2)
        parts = (
            dropout(hidden, self.config.dropout, generator),
            dropout(known, self.config.input_dropout, generator),
        )
        logits: Tensor = self.head(torch.cat(parts, 2))
        return logits


def _init_parameters(model: HazardModel, generator: torch.Generator) -> None:
    """PyTorch's own ranges, from a seed; but every hazard begins at about 5 % in half a year."""
    init_uniformly(model.rnn, generator)
    nn.init.zeros_(model.head.weight)
    nn.init.constant_(model.head.bias, -3.0)
