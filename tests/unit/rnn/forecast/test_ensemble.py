"""The ensembles of forecasters."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from components.rnn.forecast.ensemble import Ensemble, load_ensembles, save_ensembles
from components.rnn.forecast.model import (
    MEDIAN,
)
from components.rnn.forecast.sequences import pad_visits
from components.rnn.forecast.training import (
    AHEAD,
    forecast_next_visits,
    forecast_targets,
)
from tests.unit.rnn.forecast.samples import SCALE, SOME, VISITS, taught


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
