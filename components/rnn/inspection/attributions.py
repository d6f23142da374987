"""Attributions of a forecast to every cell of the table, by integrated gradients.

Sundararajan, Taly & Yan 2017 (arXiv:1703.01365). On the straight path from a patient with the same visits,
all of whose measured values are the training patients' means, to this patient, the gradients of the forecast
with respect to each value are averaged and multiplied by how far the value is from its mean. All attributions
add up to the difference of the two forecasts: completeness.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from components.rnn.forecast.ensemble import Ensemble
from components.rnn.forecast.model import MEDIAN
from components.rnn.forecast.sequences import DAYS_A_YEAR, PaddedVisits, pad_visits
from components.rnn.patients import Numbers, Patient

STEPS = 160  # of Gauss–Legendre's rule along the path


@dataclass(frozen=True)
class LabAttributions:
    """The attributions of one lab's forecast, on the network's scale: its logarithm where it is skewed."""

    cells: Numbers  # (V, 7) what each value adds; 0 where nobody measured
    baseline: float  # the forecast for average values at the same visits
    forecast: float

    @property
    def influence(self) -> Numbers:
        """The sum of the attributions' absolute values for each lab, (7,)."""
        return np.asarray(np.abs(self.cells).sum(0))

    @property
    def convergence_delta(self) -> float:
        """The sum of all attributions less the difference of the two forecasts; 0 if integrated exactly."""
        return float(self.cells.sum()) - (self.forecast - self.baseline)


def integrated_gradients(
    ensembles: Sequence[Ensemble], patient: Patient, lab: int, ahead: float
) -> LabAttributions:
    """Attribute the median of a lab (its index in LABS), `ahead` years after the last visit, to all cells.

    The attributions of several ensembles are averaged.
    """
    target_years = patient.days[-1] / DAYS_A_YEAR + ahead
    found = [
        _of_ensemble(ensemble, pad_visits([patient], ensemble.scale), lab, target_years)
        for ensemble in ensembles
    ]
    return LabAttributions(
        np.mean([one.cells for one in found], 0),
        float(np.mean([one.baseline for one in found])),
        float(np.mean([one.forecast for one in found])),
    )


def _of_ensemble(ensemble: Ensemble, visits: PaddedVisits, lab: int, target_years: float) -> LabAttributions:
    nodes, weights = np.polynomial.legendre.leggauss(STEPS)
    fractions = torch.tensor((nodes + 1) / 2, dtype=torch.float64)
    path = torch.cat([fractions, torch.tensor([0.0, 1.0], dtype=torch.float64)]).float()
    values = (path[:, None, None] * visits.values).requires_grad_()  # (STEPS + 2, V, 7)
    medians = _medians(ensemble, replace(_repeated(visits, len(path)), values=values), lab, target_years)
    (gradients,) = torch.autograd.grad(medians.sum(), values)
    averaged = torch.einsum("s,svl->vl", torch.tensor(weights / 2), gradients[:-2].double())
    deviation = ensemble.scale.deviation[lab]
    mean = ensemble.scale.mean[lab]
    baseline, forecast = (mean + deviation * float(median) for median in medians[-2:].detach())
    return LabAttributions(deviation * (averaged * visits.values[0].double()).numpy(), baseline, forecast)


def _repeated(visits: PaddedVisits, times: int) -> PaddedVisits:
    return PaddedVisits(*(part.expand(times, *part.shape[1:]) for part in vars(visits).values()))


def _medians(ensemble: Ensemble, visits: PaddedVisits, lab: int, target_years: float) -> Tensor:
    """The members' mean median (B,), in standard deviations, of a lab at one time after the last visit."""
    times = torch.full_like(visits.years, target_years)
    return torch.stack([member(visits, times)[:, -1, lab, MEDIAN] for member in ensemble.members]).mean(0)
