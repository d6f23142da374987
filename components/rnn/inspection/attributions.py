"""Which past value made a forecast what it is: integrated gradients for every cell of the table.

Sundararajan, Taly & Yan 2017 (arXiv:1703.01365). On the straight path from a patient with the same visits,
all of whose measured values are the training patients' means, to this patient, the gradients of the forecast
with respect to each value are averaged and multiplied by how far the value is from its mean. What all cells
are given adds up to the difference of the two forecasts: completeness.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from components.rnn.forecast.ensemble import Ensemble
from components.rnn.forecast.model import MEDIAN
from components.rnn.forecast.sequences import DAYS_A_YEAR, Visits, read_visits
from components.rnn.patients import Numbers, Patient

STEPS = 160  # of Gauss–Legendre's rule along the path


@dataclass(frozen=True)
class Reasons:
    """What made the forecast of one lab, on the network's scale: its logarithm where it is skewed."""

    cells: Numbers  # (V, 7) what each value adds; 0 where nobody measured
    base: float  # the forecast for average values at the same visits
    forecast: float

    @property
    def influence(self) -> Numbers:
        """All that the values of each lab add and take away, without the signs, (7,)."""
        return np.asarray(np.abs(self.cells).sum(0))

    @property
    def gap(self) -> float:
        """How far the cells' sum is from what it should be."""
        return float(self.cells.sum()) - (self.forecast - self.base)


def reasons(ensembles: Sequence[Ensemble], patient: Patient, lab: int, ahead: float) -> Reasons:
    """What made the median of a lab (its place in LABS), `ahead` years after the last visit."""
    then = patient.days[-1] / DAYS_A_YEAR + ahead
    found = [_of_one(ensemble, read_visits([patient], ensemble.scale), lab, then) for ensemble in ensembles]
    return Reasons(
        np.mean([one.cells for one in found], 0),
        float(np.mean([one.base for one in found])),
        float(np.mean([one.forecast for one in found])),
    )


def _of_one(ensemble: Ensemble, visits: Visits, lab: int, then: float) -> Reasons:
    places, weights = np.polynomial.legendre.leggauss(STEPS)
    shares = torch.tensor((places + 1) / 2, dtype=torch.float64)
    path = torch.cat([shares, torch.tensor([0.0, 1.0], dtype=torch.float64)]).float()
    values = (path[:, None, None] * visits.values).requires_grad_()  # (STEPS + 2, V, 7)
    medians = _medians(ensemble, replace(_repeated(visits, len(path)), values=values), lab, then)
    (slopes,) = torch.autograd.grad(medians.sum(), values)
    averaged = torch.einsum("s,svl->vl", torch.tensor(weights / 2), slopes[:-2].double())
    scale = ensemble.scale.deviation[lab]
    mean = ensemble.scale.mean[lab]
    base, forecast = (mean + scale * float(median) for median in medians[-2:].detach())
    return Reasons(scale * (averaged * visits.values[0].double()).numpy(), base, forecast)


def _repeated(visits: Visits, times: int) -> Visits:
    return Visits(*(part.expand(times, *part.shape[1:]) for part in vars(visits).values()))


def _medians(ensemble: Ensemble, visits: Visits, lab: int, then: float) -> Tensor:
    """The members' mean median (B,), in standard deviations, of a lab at one time after the last visit."""
    times = torch.full_like(visits.years, then)
    return torch.stack([member(visits, times)[:, -1, lab, MEDIAN] for member in ensemble.members]).mean(0)
