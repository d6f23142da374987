"""The measured quality of the risk models."""

from dataclasses import replace

import numpy as np
import pytest

from components.rnn.patients import trial
from components.rnn.risk.ensemble import (
    load_risk_ensembles,
    risk_trajectory,
)
from components.rnn.risk.model import (
    HORIZON,
    landmark_rows,
)
from components.rnn.risk.results import IntervalEstimate, load_risk_results
from components.rnn.risk.survival import (
    brier_score,
    censoring_curve,
    ipcw_weights,
    roc_curve,
)


def test_the_shipped_figures_are_those_of_the_shipped_ensembles() -> None:
    """Both AUROCs anew, each patient by the fold that never saw them."""
    rows = landmark_rows(trial())
    weight = ipcw_weights(rows, censoring_curve(rows, np.ones(len(trial()))), HORIZON)
    folds = {name: one for one in load_risk_ensembles() for name in one.held_out}
    made = [risk_trajectory([folds[patient.name]], patient) for patient in trial()]
    results = load_risk_results()
    network = np.concatenate([one.network for one in made])
    regression = np.concatenate([one.regression for one in made])
    for risk, result in ((network, results.network), (regression, results.regression)):
        assert roc_curve(risk, rows.within(HORIZON), weight).auc == pytest.approx(
            result.auroc.value, abs=2e-4
        )
        assert brier_score(risk, rows.within(HORIZON), weight) == pytest.approx(result.brier.value, abs=2e-4)
        drawn = np.trapezoid((0.0, *result.tpr), (0.0, *result.fpr))
        assert drawn == pytest.approx(result.auroc.value, abs=3e-3)  # the curve kept is coarse


@pytest.mark.parametrize(
    ("auroc", "brier_difference", "better", "worse"),
    [
        ((0.02, 0.01, 0.03), (-0.01, -0.02, 0.01), True, False),
        ((0.01, -0.01, 0.03), (0.01, 0.005, 0.02), False, True),
        ((0.01, -0.01, 0.03), (0.0, -0.01, 0.01), False, False),
    ],
)
def test_a_difference_shows_something_if_its_interval_leaves_out_zero(
    auroc: tuple[float, float, float],
    brier_difference: tuple[float, float, float],
    better: bool,
    worse: bool,
) -> None:
    results = replace(
        load_risk_results(), auroc=IntervalEstimate(*auroc), brier=IntervalEstimate(*brier_difference)
    )
    assert (results.better, results.worse) == (better, worse)
