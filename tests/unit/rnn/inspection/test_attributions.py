"""Integrated gradients of the shipped ensembles."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients
from torch import Tensor

from components.rnn.forecast.ensemble import Ensemble, load_ensembles
from components.rnn.forecast.model import MEDIAN
from components.rnn.forecast.quantile_forecast import forecast_quantiles
from components.rnn.forecast.sequences import DAYS_A_YEAR, PaddedVisits, pad_visits
from components.rnn.inspection.attributions import STEPS, LabAttributions, integrated_gradients
from components.rnn.patients import LABS, Patient, first_visits, trial

ENSEMBLES = load_ensembles()
NAMES = ("9", "42", "20", "1")
ALBUMIN = 2


def of(name: str, lab: int, ahead: float = 2.0) -> tuple[Patient, tuple[Ensemble], LabAttributions]:
    patient = next(patient for patient in trial() if patient.name == name)
    ensembles = (next(one for one in ENSEMBLES if name in one.held_out),)
    return patient, ensembles, integrated_gradients(ensembles, patient, lab, ahead)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lab", range(len(LABS)))
def test_what_the_cells_add_is_all_of_the_difference(name: str, lab: int) -> None:
    patient, _, found = of(name, lab)
    assert found.cells.shape == patient.labs.shape
    assert abs(found.convergence_delta) < 1e-3
    assert (found.cells[np.isnan(patient.labs)] == 0).all()


@pytest.mark.parametrize(("name", "lab"), [("9", 0), ("42", ALBUMIN), ("20", 0)])
def test_the_attributions_are_captums(name: str, lab: int) -> None:
    patient, (ensemble,), found = of(name, lab)
    visits = pad_visits([patient], ensemble.scale)
    target_years = patient.days[-1] / DAYS_A_YEAR + 2.0

    def median(values: Tensor) -> Tensor:
        parts = {key: part.expand(len(values), *part.shape[1:]) for key, part in vars(visits).items()}
        many = PaddedVisits(**(parts | {"values": values}))
        times = torch.full_like(many.years, target_years)
        medians = [member(many, times)[:, -1, lab, MEDIAN] for member in ensemble.members]
        return torch.stack(medians).mean(0)

    method = IntegratedGradients(median)
    theirs = method.attribute(visits.values, baselines=0, n_steps=STEPS, method="gausslegendre")
    expected = ensemble.scale.deviation[lab] * theirs[0].double().numpy()
    np.testing.assert_allclose(found.cells, expected, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("lab", [0, ALBUMIN])
def test_the_forecast_is_the_fans_median(lab: int) -> None:
    patient, ensembles, found = of("9", lab)
    made = forecast_quantiles(ensembles, patient)
    median = np.interp(made.years[0] + 2, made.years, made.quantiles[lab, 2])
    assert (np.exp(found.forecast) if LABS[lab].skewed else found.forecast) == pytest.approx(median, rel=1e-4)


def test_the_base_is_the_forecast_for_average_values() -> None:
    patient, (ensemble,), found = of("9", 0)
    average = ensemble.scale.inverse_transform(np.zeros((len(patient), 7)))
    labs = np.where(np.isnan(patient.labs), np.nan, average)
    made = forecast_quantiles((ensemble,), replace(patient, labs=labs))
    assert np.exp(found.baseline) == pytest.approx(
        np.interp(made.years[0] + 2, made.years, made.quantiles[0, 2]), rel=1e-4
    )


def test_a_higher_last_value_raises_its_own_forecast() -> None:
    _, _, found = of("20", 0)  # a bilirubin far above the mean
    assert found.cells[-1, 0] == found.cells.max() > 1


def test_several_ensembles_are_averaged() -> None:
    patient = first_visits(trial()[8], 3)
    one, other, both = (
        integrated_gradients(some, patient, 0, 1.0) for some in (ENSEMBLES[:1], ENSEMBLES[1:2], ENSEMBLES[:2])
    )
    np.testing.assert_allclose(both.cells, (one.cells + other.cells) / 2, atol=1e-6)
    assert abs(both.convergence_delta) < 1e-3


def test_no_gradient_is_left_behind() -> None:
    of("9", 0)
    assert all(
        part.grad is None for one in ENSEMBLES for member in one.members for part in member.parameters()
    )
