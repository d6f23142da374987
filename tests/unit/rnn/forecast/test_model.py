"""The forecaster, its training and its ensemble."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from components.rnn.forecast.ensemble import Ensemble, load_ensembles, save_ensembles
from components.rnn.forecast.model import (
    CELL_TYPES,
    MEDIAN,
    QUANTILES,
    CellType,
    Forecaster,
    ForecasterConfig,
    dropout,
)
from components.rnn.forecast.sequences import fit_scaler, lab_history, pad_visits
from components.rnn.forecast.training import (
    AHEAD,
    SequenceTrainConfig,
    TrainedEpoch,
    absolute_errors,
    forecast_next_visits,
    forecast_targets,
    mask_values,
    pinball_loss,
    train_forecaster,
)
from components.rnn.patients import Patient, trial

SOME = trial()[:60]
SCALE = fit_scaler(SOME)
VISITS = pad_visits(SOME, SCALE)
SMALL = ForecasterConfig(hidden=8, head=16)
SHORT = SequenceTrainConfig(epochs=4, batch=16)


def taught(seed: int = 0, patients: tuple[Patient, ...] = SOME) -> list[TrainedEpoch]:
    return list(
        train_forecaster(Forecaster(SMALL, seed), pad_visits(patients, SCALE), replace(SHORT, seed=seed))
    )


def weights(model: Forecaster) -> Iterator[torch.Tensor]:
    yield from model.state_dict().values()


@pytest.mark.parametrize("cell", CELL_TYPES)
@pytest.mark.parametrize("layers", [1, 2])
def test_before_it_learns_the_median_is_the_last_value(cell: CellType, layers: int) -> None:
    model = Forecaster(ForecasterConfig(cell, hidden=8, layers=layers))
    made = model(VISITS, VISITS.years + 1.0)
    assert made.shape == (*VISITS.years.shape, 7, len(QUANTILES))
    assert torch.equal(made[..., MEDIAN], lab_history(VISITS).last)


def test_the_quantiles_never_cross() -> None:
    model = taught()[-1].model
    with torch.no_grad():
        for parameter in model.head_out.parameters():
            parameter.mul_(-30)
    assert (model(VISITS, VISITS.years + 2.0).diff(dim=-1) >= 0).all()


def test_a_forecast_knows_only_the_visits_before_it() -> None:
    model = taught()[-1].model
    longest = max(SOME, key=len)
    cut = len(longest) - 2
    begun = replace(longest, days=longest.days[:cut], labs=longest.labs[:cut], signs=longest.signs[:cut])
    whole, part = pad_visits([longest], SCALE), pad_visits([begun], SCALE)
    expected = model(whole, whole.years + 1.5)[:, :cut]
    torch.testing.assert_close(model(part, part.years + 1.5), expected, atol=1e-6, rtol=0)


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


def test_learning_lowers_the_loss() -> None:
    before = pinball_loss(Forecaster(SMALL), VISITS, VISITS)
    epochs = list(train_forecaster(Forecaster(SMALL), VISITS, SequenceTrainConfig(epochs=25, batch=16)))
    assert epochs[-1].loss < epochs[0].loss
    assert pinball_loss(epochs[-1].model, VISITS, VISITS) < 0.95 * before


def test_gaps_hide_some_values_and_change_no_other() -> None:
    gappy = mask_values(VISITS, 0.15, torch.Generator().manual_seed(0))
    hidden = (VISITS.measured > 0) & (gappy.measured == 0)
    assert float(hidden.sum() / VISITS.measured.sum()) == pytest.approx(0.15, abs=0.03)
    assert (gappy.measured <= VISITS.measured).all()
    assert (gappy.values[hidden] == 0).all()
    assert torch.equal(gappy.values[~hidden], VISITS.values[~hidden])
    assert torch.equal(gappy.years, VISITS.years)


def test_dropout_keeps_the_mean_and_is_off_without_chance() -> None:
    values = torch.ones(10_000)
    assert dropout(values, 0.4, None) is values
    dropped = dropout(values, 0.4, torch.Generator().manual_seed(0))
    assert float((dropped == 0).float().mean()) == pytest.approx(0.4, abs=0.02)
    assert float(dropped.mean()) == pytest.approx(1, abs=0.03)


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


# --- The ensemble ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    members = tuple(taught(seed)[-1].model for seed in (1, 2, 3))
    return Ensemble(members, SCALE, (1.0, 1.1, 0.9, 1.0, 1.2, 1.0, 1.0), ("1", "2"))


def test_an_ensemble_is_written_and_read_again(ensemble: Ensemble, tmp_path: Path) -> None:
    other = replace(ensemble, members=(taught(4)[-1].model,))
    save_ensembles([other, ensemble], tmp_path / "lab.safetensors")
    _, read = load_ensembles(tmp_path / "lab.safetensors")
    assert (read.scale, read.spread, read.held_out) == (ensemble.scale, ensemble.spread, ensemble.held_out)
    then = VISITS.years + 0.5
    assert torch.equal(read.predict(VISITS, then), ensemble.predict(VISITS, then))


def test_an_ensemble_is_the_mean_of_its_members_spread_around_the_median(ensemble: Ensemble) -> None:
    then = VISITS.years + 0.5
    mean = torch.stack([member(VISITS, then) for member in ensemble.members]).mean(0)
    made = ensemble.predict(VISITS, then)
    torch.testing.assert_close(made[..., MEDIAN], mean[..., MEDIAN])
    width, wider = mean[..., 4, 4] - mean[..., 4, 0], made[..., 4, 4] - made[..., 4, 0]
    torch.testing.assert_close(wider, 1.2 * width)
    for ahead, quantiles in zip(AHEAD, ensemble.predict_next_visits(VISITS), strict=True):
        torch.testing.assert_close(quantiles, ensemble.predict(VISITS, forecast_targets(VISITS, ahead)[0]))
    assert len(forecast_next_visits(ensemble.members[0], VISITS)) == len(AHEAD)


def test_after_the_last_visit_any_times_are_asked_at_once(ensemble: Ensemble) -> None:
    patient = max(SOME, key=len)
    visits = pad_visits([patient], SCALE)
    years = torch.tensor([0.0, 0.7, 3.1]) + visits.years[0, -1]
    made = ensemble.predict_after_last(visits, years)
    for place, year in enumerate(years):
        expected = ensemble.predict(visits, torch.full_like(visits.years, float(year)))[0, -1]
        torch.testing.assert_close(made[place], expected)
