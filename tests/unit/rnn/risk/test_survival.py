"""Censoring, weights and the measures of a risk, against SciPy, scikit-learn and torchmetrics."""

import numpy as np
import pytest
import sklearn.metrics
import torch
from scipy.stats import CensoredData, ecdf
from torchmetrics.functional.classification import binary_auroc, binary_roc

from components.rnn.patients import Numbers
from components.rnn.risk.survival import (
    Flags,
    LandmarkRows,
    brier_score,
    censoring_curve,
    censoring_kaplan_meier,
    ipcw_weights,
    kaplan_meier,
    log_loss,
    roc_curve,
)


def test_the_kaplan_meier_curves_of_a_small_example() -> None:
    times, events = np.array([1.0, 2, 2, 3, 4]), np.array([True, True, False, False, True])
    curve = kaplan_meier(times, events, np.ones(5))
    np.testing.assert_allclose(
        curve.at(np.array([0.5, 1, 2, 3.5, 4])), [1, 4 / 5, 4 / 5 * 3 / 4, 3 / 5, 0], atol=1e-12
    )
    np.testing.assert_allclose(curve.before(np.array([1, 2])), [1, 4 / 5])
    # At time 2 the event goes before the one who leaves.
    stayed = censoring_kaplan_meier(times, events, np.ones(5))
    np.testing.assert_allclose(stayed.at(np.array([1, 2, 3])), [1, 2 / 3, 1 / 3])


def scipys(times: Numbers, drops: Flags, at: Numbers) -> Numbers:
    """The Kaplan-Meier curve by SciPy, at some times."""
    curve = ecdf(CensoredData(uncensored=times[drops], right=times[~drops])).sf
    return np.asarray(curve.evaluate(at))


@pytest.mark.parametrize("seed", range(5))
def test_the_kaplan_meier_curves_are_scipys_with_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times, events, at = rng.integers(1, 12, 80).astype(float), rng.random(80) < 0.4, np.arange(0, 12.0)
    found = kaplan_meier(times, events, np.ones(80))
    np.testing.assert_allclose(found.at(at), scipys(times, events, at), atol=1e-12)
    # Where events go first, nobody with an event is still there to be censored at that time.
    stayed = censoring_kaplan_meier(times, events, np.ones(80))
    expected = scipys(times - 0.5 * events, ~events, at)
    np.testing.assert_allclose(stayed.at(at), expected, atol=1e-12)


def test_a_row_counted_twice_is_two_rows() -> None:
    rng = np.random.default_rng(1)
    times, events = rng.integers(1, 9, 40).astype(float), rng.random(40) < 0.5
    counts = rng.integers(0, 3, 40).astype(float)
    again = np.repeat(np.arange(40), counts.astype(int))
    at = np.arange(10.0)
    for curve in (kaplan_meier, censoring_kaplan_meier):
        weighted, repeated = (
            curve(times, events, counts),
            curve(times[again], events[again], np.ones(len(again))),
        )
        np.testing.assert_allclose(weighted.at(at), repeated.at(at), atol=1e-12)


def test_without_censoring_every_row_counts_once() -> None:
    rows = LandmarkRows(np.arange(4), np.zeros(4), np.array([0.5, 3.0, 1.9, 9.0]), np.ones(4, bool))
    np.testing.assert_array_equal(ipcw_weights(rows, censoring_curve(rows, np.ones(4)), 2.0), np.ones(4))


def test_weighted_outcomes_have_the_risk_that_censoring_hides() -> None:
    """Half of 20,000 have the event within two years; some leave before anybody knows."""
    rng = np.random.default_rng(2)
    happens, leaves = rng.exponential(2 / np.log(2), 20_000), rng.uniform(0.5, 5, 20_000)
    rows = LandmarkRows(np.arange(20_000), np.zeros(20_000), np.minimum(happens, leaves), happens <= leaves)
    weight = ipcw_weights(rows, censoring_curve(rows, np.ones(20_000)), 2.0)
    event = rows.within(2.0)
    assert (weight[~rows.event & (rows.left <= 2)] == 0).all()
    assert (weight * event).sum() / weight.sum() == pytest.approx(0.5, abs=0.015)
    assert event.mean() < 0.47  # what one would say who calls all others well


def test_rows_with_too_few_to_stand_for_them_are_left_out() -> None:
    since = np.array([0.0, 3.0])
    rows = LandmarkRows(np.array([0, 0]), since, 5.0 - since, np.array([True, True]))
    late = censoring_kaplan_meier(np.array([1.0, 4.5, 4.6, 4.7, 4.8]), np.zeros(5, bool), np.ones(5))
    assert (ipcw_weights(rows, late, 2.0) > 0).tolist() == [True, False]


def predictions(decimals: int) -> tuple[Numbers, Flags, Numbers]:
    """Risks, many of them equal if there are few decimals; events; and weights."""
    rng = np.random.default_rng(3)
    event, weight = rng.random(500) < 0.3, rng.uniform(0, 2, 500)
    return np.round(event * 0.2 + 0.8 * rng.random(500), decimals), event, weight


def test_the_roc_curve_is_scikit_learns_with_ties_and_weights() -> None:
    risk, event, weight = predictions(1)
    curve = roc_curve(risk, event, weight)
    assert curve.auc == pytest.approx(sklearn.metrics.roc_auc_score(event, risk, sample_weight=weight))
    fpr, tpr, thresholds = sklearn.metrics.roc_curve(
        event, risk, sample_weight=weight, drop_intermediate=False
    )
    np.testing.assert_allclose(curve.fpr, fpr[1:])  # theirs begins with one above all
    np.testing.assert_allclose(curve.tpr, tpr[1:])
    np.testing.assert_allclose(curve.thresholds, thresholds[1:])
    at = float(curve.thresholds[3])
    above = risk >= at
    assert curve.tpr[3] == pytest.approx((weight * event * above).sum() / (weight * event).sum())


@pytest.mark.parametrize("decimals", [1, 6])
def test_the_roc_curve_of_equal_rows_is_that_of_torchmetrics(decimals: int) -> None:
    risk, event, _ = predictions(decimals)
    curve = roc_curve(risk, event, np.ones(len(risk)))
    theirs = torch.from_numpy(risk), torch.from_numpy(event).long()
    assert curve.auc == pytest.approx(float(binary_auroc(*theirs)), abs=1e-6)
    fpr, tpr, _ = binary_roc(*theirs)
    np.testing.assert_allclose(curve.fpr, fpr[1:], atol=1e-6)
    np.testing.assert_allclose(curve.tpr, tpr[1:], atol=1e-6)


def test_brier_score_and_log_loss_are_scikit_learns_with_weights() -> None:
    risk, event, weight = predictions(6)
    theirs = sklearn.metrics.brier_score_loss(event, risk, sample_weight=weight)
    assert brier_score(risk, event, weight) == pytest.approx(theirs)
    theirs = sklearn.metrics.log_loss(event, np.clip(risk, 1e-9, 1 - 1e-9), sample_weight=weight)
    assert log_loss(np.clip(risk, 1e-9, 1 - 1e-9), event, weight) == pytest.approx(theirs)


def test_brier_and_log_loss_of_three_rows() -> None:
    risk, event, weight = np.array([0.5, 0.2, 0.9]), np.array([True, False, False]), np.array([1.0, 2, 0])
    assert brier_score(risk, event, weight) == pytest.approx((0.25 + 2 * 0.04) / 3)
    assert log_loss(risk, event, weight) == pytest.approx(-(np.log(0.5) + 2 * np.log(0.8)) / 3)
