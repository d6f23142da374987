"""The recipe of the risk ensembles: nothing of the held-out patients reaches their fold; the figures."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from components.rnn.forecast.sequences import pad_visits
from components.rnn.forecast.training import SequenceTrainConfig
from components.rnn.patients import Ending, Patient, trial
from components.rnn.risk.ensemble import RiskEnsemble
from components.rnn.risk.logistic import last_visit_features, predict_probability
from components.rnn.risk.model import HazardConfig, landmark_rows
from components.rnn.risk.results import NETWORK, REGRESSION
from components.rnn.risk.survival import kaplan_meier
from tests.unit.weights.recipes.rnn_forecast.test_train import noise
from weights.recipes.rnn_forecast.train import split, without
from weights.recipes.rnn_outcome import comparison
from weights.recipes.rnn_outcome.comparison import EDGES, draws, pictured, table
from weights.recipes.rnn_outcome.train import (
    Recipe,
    answers,
    best,
    fitted,
    lesson,
    losses_aside,
    of_visits,
    regress,
    teach,
)

SIZES = tuple(HazardConfig(hidden) for hidden in (3, 4))
RECIPE = Recipe(
    SIZES, SequenceTrainConfig(epochs=2, batch=32, learning_rate=1e-2), penalties=(3, 30), parts=3, members=2
)
SOME = trial()[:80]
HELD_OUT = split(SOME, 5, 0)[2]


def another(patient: Patient) -> Patient:
    """Noise, with another ending."""
    made = noise(patient)
    return replace(made, ending=Ending(made.days[-1] + 100, "death"))


def taught(patients: tuple[Patient, ...] | list[Patient]) -> RiskEnsemble:
    return teach(patients, HELD_OUT, RECIPE, 2)


def test_nothing_of_the_held_out_patients_reaches_their_fold() -> None:
    names = {patient.name for patient in HELD_OUT}
    other = [another(patient) if patient.name in names else patient for patient in SOME]
    first, second = taught(SOME), taught(other)
    assert first.scale == second.scale
    np.testing.assert_array_equal(first.regression, second.regression)
    for one, two in zip(first.members, second.members, strict=True):
        assert one.config == two.config
        assert all(map(torch.equal, one.state_dict().values(), two.state_dict().values()))


def test_a_training_patients_ending_reaches_the_fold() -> None:
    learner = next(patient for patient in without(SOME, HELD_OUT) if len(patient) > 5)
    other = [
        replace(one, ending=Ending(one.days[-1] + 1, "death")) if one is learner else one for one in SOME
    ]
    first, second = taught(SOME), taught(other)
    assert (first.regression != second.regression).any()
    assert not torch.equal(first.members[0].head.weight, second.members[0].head.weight)


def test_size_and_epochs_are_those_with_the_smallest_loss_aside() -> None:
    learned = lesson(SOME, HELD_OUT, RECIPE, 2)
    config, epochs = best(learned, RECIPE)
    losses = {size: losses_aside(learned, size, RECIPE.plan) for size in SIZES}
    assert float(losses[config][epochs - 1]) == min(float(loss.min()) for loss in losses.values())


def test_the_penalty_is_chosen_among_those_of_the_recipe() -> None:
    learned = lesson(SOME, HELD_OUT, RECIPE, 2)
    alone = [
        regress(learned, last_visit_features, replace(RECIPE, penalties=(one,))) for one in RECIPE.penalties
    ]
    chosen = regress(learned, last_visit_features, RECIPE)
    assert any(np.array_equal(chosen, one) for one in alone)


@pytest.mark.parametrize("penalty", [1.0, 30.0])
def test_the_coefficients_lie_where_the_penalised_likelihood_is_flat(penalty: float) -> None:
    learned = lesson(SOME, HELD_OUT, RECIPE, 2)
    coefficients = fitted(learned.patients, learned.scale, last_visit_features, penalty)
    x = of_visits(pad_visits(learned.patients, learned.scale), last_visit_features)
    came, weights = answers(learned.patients)
    residuals = weights * (predict_probability(x, coefficients) - came)
    np.testing.assert_allclose(x.T @ residuals + penalty * coefficients[:-1], 0, atol=1e-6)
    assert residuals.sum() == pytest.approx(0, abs=1e-6)  # the intercept isn't penalised


# --- The figures -------------------------------------------------------------------------------------------

ROWS = landmark_rows(SOME)
RNG = np.random.default_rng(0)
GOOD = np.clip(0.6 * np.exp(-ROWS.left / 3) + 0.2 * RNG.random(len(ROWS.left)), 0.001, 0.999)
BLIND = RNG.random(len(ROWS.left))


@pytest.fixture
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "DRAWS", 60)


@pytest.mark.usefixtures("_few_draws")
def test_the_table_tells_a_good_method_from_a_blind_one() -> None:
    drawn = draws(ROWS)
    made = table(ROWS, {NETWORK: GOOD, REGRESSION: BLIND}, drawn)
    weight, came = drawn[0].weights, ROWS.within(2.0)
    value, low, high = made["methods"][NETWORK]["auroc"]
    assert value == pytest.approx(roc_auc_score(came, GOOD, sample_weight=weight), abs=1e-4)
    assert low < value < high
    _, blind_low, blind_high = made["methods"][REGRESSION]["auroc"]
    assert blind_low < 0.5 < blind_high
    assert made["network less"][REGRESSION]["auroc"][1] > 0.1
    assert made["network less"][REGRESSION]["brier"][2] < 0
    assert made["visits"] == (weight > 0).sum()


@pytest.mark.usefixtures("_few_draws")
def test_a_draw_is_of_patients_with_all_their_visits() -> None:
    drawn = draws(ROWS)
    for draw in drawn[1:4]:
        per_patient = [set(draw.counts[ROWS.patient == patient]) for patient in range(len(SOME))]
        assert all(len(counts) == 1 for counts in per_patient)
        assert sum(counts.pop() for counts in per_patient) == len(SOME)
    assert any((one.counts != two.counts).any() for one, two in pairwise(drawn))


@pytest.mark.usefixtures("_few_draws")
def test_calibration_is_what_came_of_those_with_about_that_risk() -> None:
    made = pictured(ROWS, GOOD, draws(ROWS))
    low, high = EDGES[1:3]
    some = (low <= GOOD) & (high > GOOD)
    assert made["said"][2] == pytest.approx(GOOD[some].mean(), abs=1e-4)
    curve = kaplan_meier(ROWS.left[some], ROWS.event[some], np.ones(some.sum()))
    assert made["came"][2][0] == pytest.approx(1 - float(curve.at(np.array(2.0))), abs=1e-4)
    assert [made[share][-1] for share in ("true", "false")] == [1, 1]
    assert len(made["threshold"]) <= comparison.POINTS
