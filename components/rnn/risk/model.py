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

from components.rnn.forecast.model import dropout
from components.rnn.forecast.sequences import DAYS_A_YEAR, INPUTS, Visits, history, inputs
from components.rnn.patients import LABS, Ending, Patient
from components.rnn.risk.survival import Rows

HORIZON = 2.0  # years
INTERVALS = 4
STEP = HORIZON / INTERVALS

Answer = Literal["yes", "no", "unknown"]


def answer(ending: Ending, day: float) -> Answer:
    """Whether an event came within the horizon of a day; unknown where the follow-up ended earlier."""
    left = (ending.day - day) / DAYS_A_YEAR
    if ending.what == "censored":
        return "no" if left > HORIZON else "unknown"
    return "yes" if left <= HORIZON else "no"


@dataclass(frozen=True)
class Outlook:
    """What came after each visit of B patients. The networks never see it; it is what they are taught."""

    left: Tensor  # (B, V) years from a visit to the end of follow-up
    event: Tensor  # (B, 1) 1 where death or a transplant ended it, 0 where it was censored

    def of(self, patients: Tensor, visits: int) -> "Outlook":
        """Some of the patients, padded to so many visits."""
        return Outlook(self.left[patients, :visits], self.event[patients])


def read_outlook(patients: Sequence[Patient], visits: Visits) -> Outlook:
    """What came after the visits of these patients, all of whom have an ending."""
    endings = [patient.ending for patient in patients if patient.ending]
    days = torch.tensor([[ending.day / DAYS_A_YEAR] for ending in endings])
    event = torch.tensor([[float(ending.what != "censored")] for ending in endings])
    return Outlook(days - visits.years, event)


def read_rows(patients: Sequence[Patient]) -> Rows:
    """Every visit of these patients as a row, in their order."""
    days = [patient.days / DAYS_A_YEAR for patient in patients]
    lengths = [len(patient) for patient in patients]
    endings = [patient.ending for patient in patients if patient.ending]
    end = np.repeat([ending.day / DAYS_A_YEAR for ending in endings], lengths)
    event = np.repeat([ending.what != "censored" for ending in endings], lengths)
    since = np.concatenate(days)
    return Rows(np.repeat(np.arange(len(patients)), lengths), since, end - since, event)


def hazard_loss(logits: Tensor, visits: Visits, outlook: Outlook) -> Tensor:
    """The mean over visits of −log likelihood of what is known; a scalar. `logits` (B, V, 4).

    A half-year counts if the patient was at risk in it and either had the event or is known to have passed
    it; who was censored in its second half passed it, as is usual where time is cut into pieces.
    """
    starts = STEP * torch.arange(INTERVALS)
    left, event = outlook.left[..., None], outlook.event[..., None]
    failed = event * ((left > starts) & (left <= starts + STEP))
    enough = starts + STEP * torch.where(event > 0, 1.0, 0.5)
    passed = left > enough
    counts = torch.maximum(failed, passed.float()) * visits.there[..., None]
    losses = F.binary_cross_entropy_with_logits(logits, failed, reduction="none")
    return (losses * counts).sum() / visits.there.sum()


def risk(logits: Tensor) -> Tensor:
    """The probability (...) of the event within the horizon, 1 − Π (1 − h), of hazards' logits (..., 4)."""
    return 1 - torch.exp(F.logsigmoid(-logits).sum(-1))


@dataclass(frozen=True)
class ClassifierConfig:
    """The size of a classifier, and how much of it is dropped out while it learns."""

    hidden: int = 8
    input_dropout: float = 0.4
    dropout: float = 0.5


class Classifier(nn.Module):
    """From visits to the hazards of the four half-years after each of them.

    The LSTM's state, the visit itself and the last values go through one linear layer. It has no training
    mode: what is dropped out is drawn from the generator that a learner hands over.
    """

    def __init__(self, config: ClassifierConfig, seed: int = 0) -> None:
        super().__init__()
        self.config = config
        self.memory = nn.LSTM(INPUTS, config.hidden, batch_first=True)
        self.tell = nn.Linear(config.hidden + INPUTS + 2 * len(LABS), INTERVALS)
        _begin(self, torch.Generator().manual_seed(seed))

    def forward(self, visits: Visits, chance: torch.Generator | None = None) -> Tensor:
        """The logits of the hazards (B, V, 4); with dropout if there is a `chance`."""
        past = history(visits)
        seen = inputs(visits, past)
        states, _ = self.memory(dropout(seen, self.config.input_dropout, chance))
        known = torch.cat((seen, past.last, past.ever), 2)
        parts = (
            dropout(states, self.config.dropout, chance),
            dropout(known, self.config.input_dropout, chance),
        )
        made: Tensor = self.tell(torch.cat(parts, 2))
        return made


def _begin(model: Classifier, chance: torch.Generator) -> None:
    """PyTorch's own ranges, from a seed; but every hazard begins at about 5 % in half a year."""
    for parameter in model.memory.parameters():
        nn.init.uniform_(parameter, -(model.config.hidden**-0.5), model.config.hidden**-0.5, generator=chance)
    nn.init.zeros_(model.tell.weight)
    nn.init.constant_(model.tell.bias, -3.0)
