"""The risk ensembles, as they are shipped and written."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.patients import first_visits, trial
from components.rnn.risk.ensemble import (
    RiskEnsemble,
    load_risk_ensembles,
    risk_trajectory,
    save_risk_ensembles,
)
from tests.unit.rnn.risk.samples import SCALE, VISITS, taught


def test_the_folds_are_the_forecasters() -> None:
    assert [one.held_out for one in load_risk_ensembles()] == [one.held_out for one in load_ensembles()]


def test_an_ensemble_is_written_and_read_again(tmp_path: Path) -> None:
    ensemble = RiskEnsemble((taught(1), taught(2)), np.linspace(-1, 1, 32), SCALE, ("1", "2"))
    other = replace(ensemble, members=(taught(3),), regression=np.zeros(32))
    save_risk_ensembles([other, ensemble], tmp_path / "risk.safetensors")
    _, read = load_risk_ensembles(tmp_path / "risk.safetensors")
    assert (read.scale, read.held_out) == (ensemble.scale, ensemble.held_out)
    np.testing.assert_array_equal(read.member_risks(VISITS), ensemble.member_risks(VISITS))
    np.testing.assert_array_equal(read.regression_risk(VISITS), ensemble.regression_risk(VISITS))


def test_several_folds_are_averaged() -> None:
    folds = load_risk_ensembles()
    one, other, both = (risk_trajectory(some, trial()[8]) for some in (folds[:1], folds[1:2], folds[:2]))
    np.testing.assert_allclose(both.network, (one.network + other.network) / 2)
    np.testing.assert_allclose(both.regression, (one.regression + other.regression) / 2)
    assert both.members.shape == (20, 7)


def test_an_unknown_person_with_one_visit_and_one_lab_is_judged() -> None:
    labs = np.full((1, 7), np.nan)
    labs[0, 2] = 3.1
    nobody = replace(
        first_visits(trial()[8], 1), labs=labs, signs=np.full((1, 5), np.nan), age=np.nan, female=np.nan
    )
    made = risk_trajectory(load_risk_ensembles(), nobody)
    assert ((made.members > 0) & (made.members < 1)).all()
    assert 0 < made.regression[0] < 1
