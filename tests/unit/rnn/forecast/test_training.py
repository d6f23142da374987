"""The training of a forecaster, its loss and its errors."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.metrics import mean_pinball_loss

from components.rnn.forecast.model import MEDIAN, QUANTILES, Forecaster
from components.rnn.forecast.sequences import lab_history
from components.rnn.forecast.training import (
    AHEAD,
    SequenceTrainConfig,
    absolute_errors,
    forecast_next_visits,
    forecast_targets,
    mask_values,
    pinball_loss,
    train_forecaster,
)
from tests.unit.rnn.forecast.samples import SCALE, SHORT, SMALL, SOME, VISITS, taught, weights


def test_the_same_seed_gives_the_same_weights_and_another_one_others() -> None:
    first, again, other = taught(1)[-1].model, taught(1)[-1].model, taught(2)[-1].model
    assert all(map(torch.equal, weights(first), weights(again)))
    assert not all(map(torch.equal, weights(first), weights(other)))


def test_other_threads_random_numbers_change_nothing() -> None:
    expected = taught(3)[-1].model
    made = []
    for epoch in train_forecaster(Forecaster(SMALL, 3), VISITS, replace(SHORT, seed=3)):
        torch.rand(7)
        made.append(epoch.model)
    assert all(map(torch.equal, weights(expected), weights(made[-1])))


def test_the_averaged_weights_are_an_exponential_average_that_begins_untrained() -> None:
    model = Forecaster(SMALL)
    expected = [parameter.detach().clone() for parameter in model.parameters()]
    one_step_each = SequenceTrainConfig(epochs=5, batch=len(SOME), average=0.9)
    for epoch in train_forecaster(model, VISITS, one_step_each):
        for kept, now in zip(expected, model.parameters(), strict=True):
            kept.lerp_(now.detach(), 1 - 0.9)
        assert all(map(torch.equal, epoch.model.parameters(), expected))
        assert epoch.model is not model


def test_learning_lowers_the_loss() -> None:
    before = pinball_loss(Forecaster(SMALL), VISITS, VISITS)
    epochs = list(train_forecaster(Forecaster(SMALL), VISITS, SequenceTrainConfig(epochs=25, batch=16)))
    assert epochs[-1].loss < epochs[0].loss
    assert pinball_loss(epochs[-1].model, VISITS, VISITS) < 0.95 * before


def test_the_loss_is_scikit_learns_pinball_loss_of_each_quantile() -> None:
    """The median counts four times, and a visit farther ahead 0.6 times as much as the one before it."""
    model = taught()[-1].model
    forecasts = torch.stack(forecast_next_visits(model, VISITS))  # (4, B, V, 7, 5)
    targets = [forecast_targets(VISITS, ahead) for ahead in AHEAD]
    values = torch.stack([values for _, values, _ in targets]).flatten()
    counts = torch.stack([0.6**nearer * counts for nearer, (_, _, counts) in enumerate(targets)]).flatten()
    expected = sum(
        (4 if number == MEDIAN else 1)
        * mean_pinball_loss(values, forecasts[..., number].flatten(), sample_weight=counts, alpha=level)
        for number, level in enumerate(QUANTILES)
    )
    assert float(pinball_loss(model, VISITS, VISITS).detach()) == pytest.approx(expected, rel=1e-5)


def test_masking_hides_some_values_and_change_no_other() -> None:
    masked = mask_values(VISITS, 0.15, torch.Generator().manual_seed(0))
    hidden = (VISITS.measured > 0) & (masked.measured == 0)
    assert float(hidden.sum() / VISITS.measured.sum()) == pytest.approx(0.15, abs=0.03)
    assert (masked.measured <= VISITS.measured).all()
    assert (masked.values[hidden] == 0).all()
    assert torch.equal(masked.values[~hidden], VISITS.values[~hidden])
    assert torch.equal(masked.years, VISITS.years)


@pytest.mark.parametrize("ahead", AHEAD)
def test_the_targets_are_the_visits_that_came(ahead: int) -> None:
    then, truth, counts = forecast_targets(VISITS, ahead)
    for place, patient in enumerate(SOME):
        labs = SCALE.transform(patient.labs)
        for visit in range(VISITS.years.shape[1]):
            came = visit + ahead
            if came >= len(patient):
                assert counts[place, visit].sum() == 0
                continue
            measured = ~np.isnan(labs[came])
            np.testing.assert_array_equal(counts[place, visit].numpy() > 0, measured)
            np.testing.assert_allclose(truth[place, visit].numpy()[measured], labs[came][measured], atol=1e-5)
            assert float(then[place, visit]) == pytest.approx(patient.days[came] / 365.25, abs=1e-5)


def test_errors_are_those_of_a_plain_sum() -> None:
    medians = [lab_history(VISITS).last] * len(AHEAD)
    wrong, count = 0.0, 0
    for patient in SOME:
        labs = SCALE.transform(patient.labs)
        for visit in range(len(patient) - 1):
            for lab in range(7):
                seen = labs[: visit + 1, lab][~np.isnan(labs[: visit + 1, lab])]
                if not np.isnan(labs[visit + 1, lab]):
                    wrong += abs((seen[-1] if len(seen) else 0) - labs[visit + 1, lab])
                    count += 1
    assert float(absolute_errors(medians, VISITS).mean[0]) == pytest.approx(wrong / count, rel=1e-5)
