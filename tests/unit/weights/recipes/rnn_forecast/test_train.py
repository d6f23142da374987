"""The recipe of the lab forecasters: nothing of the held-out patients reaches their fold."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from components.rnn.forecast.model import MEDIAN, ForecasterConfig
from components.rnn.forecast.sequences import fit_scaler, lab_history, pad_visits
from components.rnn.forecast.training import SequenceTrainConfig, absolute_errors, forecast_targets
from components.rnn.patients import Patient, trial
from weights.recipes.rnn_forecast.baselines import BASELINES
from weights.recipes.rnn_forecast.gru_d import GRUD
from weights.recipes.rnn_forecast.train import Recipe, split, teach, without

RECIPE = Recipe(ForecasterConfig(hidden=8, head=16), SequenceTrainConfig(epochs=3, batch=32), members=2)
SOME = trial()[:80]


def noise(patient: Patient) -> Patient:
    """The same patient with other values, days and person."""
    chance = np.random.default_rng(int(patient.name))
    return replace(
        patient,
        days=np.cumsum(chance.uniform(30, 900, len(patient))),
        labs=chance.uniform(1, 9, patient.labs.shape),
        signs=chance.integers(0, 2, patient.signs.shape).astype(float),
        age=float(chance.uniform(20, 80)),
    )


def test_each_patient_is_held_out_once() -> None:
    parts = split(trial(), 5, 0)
    names = [patient.name for part in parts for patient in part]
    assert sorted(names, key=int) == [patient.name for patient in trial()]
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_nothing_of_the_held_out_patients_reaches_their_fold() -> None:
    held_out = split(SOME, 5, 0)[2]
    names = {patient.name for patient in held_out}
    other = [noise(patient) if patient.name in names else patient for patient in SOME]
    first, second = (teach(patients, held_out, RECIPE, 2) for patients in (SOME, other))
    assert (first.scale, first.spread) == (second.scale, second.spread)
    for one, two in zip(first.members, second.members, strict=True):
        assert all(map(torch.equal, one.state_dict().values(), two.state_dict().values()))


def test_a_change_of_a_training_patient_reaches_the_fold() -> None:
    held_out = split(SOME, 5, 0)[2]
    learner = without(SOME, held_out)[0]
    other = [noise(patient) if patient.name == learner.name else patient for patient in SOME]
    first, second = (teach(patients, held_out, RECIPE, 2) for patients in (SOME, other))
    assert first.scale != second.scale


@pytest.mark.parametrize("name", list(BASELINES))
def test_a_baseline_looks_at_nothing_that_comes_later(name: str) -> None:
    scale = fit_scaler(SOME)
    learners = pad_visits(SOME[:60], scale)
    medians = BASELINES[name](learners)
    patient = max(SOME[60:], key=len)
    cut = len(patient) - 1
    later = patient.labs.copy()
    later[cut] = 5.0  # the last visit's values, not its day
    changed = replace(patient, labs=later)
    before, after = (medians(pad_visits([one], scale)) for one in (patient, changed))
    for one, two in zip(before, after, strict=True):
        assert torch.equal(one[:, :cut], two[:, :cut])


def test_the_last_value_is_the_error_it_should_be() -> None:
    scale = fit_scaler(SOME)
    visits = pad_visits(SOME, scale)
    found = absolute_errors(BASELINES["last value"](visits)(visits), visits)
    _, truth, counts = forecast_targets(visits, 1)
    last = BASELINES["last value"](visits)(visits)[0]
    assert float(found.mean[0]) == pytest.approx(float(((last - truth).abs() * counts).sum() / counts.sum()))
    assert MEDIAN == 2


def test_gru_d_begins_from_its_seed_with_the_last_value() -> None:
    torch.manual_seed(1)
    one = GRUD(RECIPE.config, 0)
    torch.manual_seed(2)
    same, other = GRUD(RECIPE.config, 0), GRUD(RECIPE.config, 1)
    pairs = zip(one.parameters(), same.parameters(), strict=True)
    assert all(torch.equal(*pair) for pair in pairs)
    assert not torch.equal(one.cell.weight_ih, other.cell.weight_ih)
    visits = pad_visits(SOME, fit_scaler(SOME))
    assert torch.equal(one(visits, visits.years + 1)[..., MEDIAN], lab_history(visits).last)
