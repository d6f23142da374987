"""The outcome within two years: what is known of it, the classifier, the regression, and the measures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.sequences import fit_scaler, pad_visits
from components.rnn.forecast.training import SequenceTrainConfig
from components.rnn.patients import Ending, known, trial
from components.rnn.risk.ensemble import (
    RiskEnsemble,
    load_risk_ensembles,
    risk_trajectory,
    save_risk_ensembles,
)
from components.rnn.risk.figures import calibration_figure, risk_figure, roc_figure
from components.rnn.risk.logistic import (
    fit_logistic,
    history_features,
    last_value_features,
    last_visit_features,
    predict_probability,
)
from components.rnn.risk.model import (
    HORIZON,
    INTERVAL_YEARS,
    INTERVALS,
    FollowUp,
    HazardConfig,
    HazardModel,
    cumulative_risk,
    event_status,
    follow_up,
    hazard_loss,
    landmark_rows,
)
from components.rnn.risk.results import IntervalEstimate, load_risk_results
from components.rnn.risk.survival import (
    LandmarkRows,
    brier_score,
    censoring_curve,
    censoring_kaplan_meier,
    ipcw_weights,
    kaplan_meier,
    log_loss,
    roc_curve,
)
from components.rnn.risk.training import train_hazard_model

SOME = trial()[:60]
SCALE = fit_scaler(SOME)
VISITS = pad_visits(SOME, SCALE)
FOLLOW_UP = follow_up(SOME, VISITS)
SMALL = HazardConfig(hidden=4)
SHORT = SequenceTrainConfig(epochs=5, batch=16, learning_rate=1e-2)


def taught(seed: int = 0) -> HazardModel:
    *_, last = train_hazard_model(HazardModel(SMALL, seed), VISITS, FOLLOW_UP, replace(SHORT, seed=seed))
    return last


def weights(model: HazardModel) -> Iterator[torch.Tensor]:
    yield from model.state_dict().values()


# --- What is asked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (Ending(800, "death"), "yes"),
        (Ending(800, "transplant"), "yes"),
        (Ending(800, "censored"), "unknown"),
        (Ending(831, "death"), "no"),
        (Ending(831, "censored"), "no"),
    ],
)
def test_the_answer_after_day_100(ending: Ending, expected: str) -> None:
    assert event_status(ending, 100) == expected


def test_rows_and_outlook_say_when_it_ended_after_each_visit() -> None:
    rows = landmark_rows(SOME)
    place = 0
    for number, patient in enumerate(SOME):
        assert patient.ending
        for visit, day in enumerate(patient.days):
            left = (patient.ending.day - day) / 365.25
            assert (rows.patient[place], rows.left[place]) == (number, pytest.approx(left))
            assert float(FOLLOW_UP.left[number, visit]) == pytest.approx(left, abs=1e-5)
            assert rows.within(HORIZON)[place] == (event_status(patient.ending, day) == "yes")
            place += 1
    assert place == len(rows.left)


@pytest.mark.parametrize(
    ("left", "event", "counted"),
    [
        (0.3, 1.0, [1]),  # died in the first half-year
        (1.2, 1.0, [0, 0, 1]),
        (1.2, 0.0, [0, 0]),  # left in the first half of the third: nothing is known of it
        (1.3, 0.0, [0, 0, 0]),
        (9.0, 1.0, [0, 0, 0, 0]),
        (0.1, 0.0, []),
    ],
)
def test_the_loss_counts_what_was_seen_of_a_patient(left: float, event: float, counted: list[int]) -> None:
    visits = pad_visits([known(SOME[0], 1)], SCALE)
    logits = torch.tensor([[[0.3, -0.7, 1.1, -2.0]]])
    found = hazard_loss(logits, visits, FollowUp(torch.tensor([[left]]), torch.tensor([[event]])))
    hazards = logits[0, 0].sigmoid()
    seen = [-(h if failed else 1 - h).log() for h, failed in zip(hazards, counted, strict=False)]
    assert float(found) == pytest.approx(float(sum(seen)), abs=1e-6)


def test_padding_adds_nothing_to_the_loss() -> None:
    logits = torch.randn(*VISITS.years.shape, INTERVALS, generator=torch.Generator().manual_seed(0))
    other = torch.where(VISITS.mask[..., None] > 0, logits, 9.0)
    assert torch.equal(hazard_loss(logits, VISITS, FOLLOW_UP), hazard_loss(other, VISITS, FOLLOW_UP))


def test_the_risk_is_one_less_the_chance_to_pass_every_half_year() -> None:
    hazards = torch.tensor([0.1, 0.2, 0.05, 0.5])
    assert float(cumulative_risk(hazards.logit())) == pytest.approx(1 - 0.9 * 0.8 * 0.95 * 0.5)
    assert INTERVALS * INTERVAL_YEARS == HORIZON


# --- The classifier ----------------------------------------------------------------------------------------


def test_a_risk_knows_only_the_visits_before_it() -> None:
    model = taught()
    longest = max(SOME, key=len)
    cut = len(longest) - 2
    whole, part = (pad_visits([one], SCALE) for one in (longest, known(longest, cut)))
    torch.testing.assert_close(
        cumulative_risk(model(part)), cumulative_risk(model(whole))[:, :cut], atol=1e-6, rtol=0
    )


def test_the_first_visit_is_remembered_at_the_last() -> None:
    model = taught()
    patient = SOME[8]
    labs = patient.labs.copy()
    labs[0, 0] *= 3  # bilirubin, which is measured at every visit
    other = replace(patient, labs=labs)
    before, after = (cumulative_risk(model(pad_visits([one], SCALE)))[0, -1] for one in (patient, other))
    assert before != after  # the last values, the visit and the person are the same: only the state differs


def test_the_same_seed_gives_the_same_weights_and_another_one_others() -> None:
    first, again, other = taught(1), taught(1), taught(2)
    assert all(map(torch.equal, weights(first), weights(again)))
    assert not all(map(torch.equal, weights(first), weights(other)))


def test_learning_lowers_the_loss() -> None:
    before = hazard_loss(HazardModel(SMALL)(VISITS), VISITS, FOLLOW_UP)
    *_, last = train_hazard_model(
        HazardModel(SMALL), VISITS, FOLLOW_UP, SequenceTrainConfig(epochs=20, batch=16, learning_rate=1e-2)
    )
    assert hazard_loss(last(VISITS), VISITS, FOLLOW_UP) < 0.8 * before


# --- Logistic regression -----------------------------------------------------------------------------------


def test_the_regression_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(300, 4))
    came = features @ [1.0, -2.0, 0.5, 0.0] + rng.normal(size=300) > 0.3
    weight = rng.uniform(0, 3, 300)
    found = fit_logistic(features, came, weight, penalty=2.0)
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=10_000).fit(features, came, weight)
    np.testing.assert_allclose(found, [*theirs.coef_[0], theirs.intercept_[0]], atol=1e-5)
    np.testing.assert_allclose(
        predict_probability(features, found), theirs.predict_proba(features)[:, 1], atol=1e-5
    )


def test_the_last_visit_alone_is_what_the_regression_sees() -> None:
    patient = SOME[8]
    labs = patient.labs.copy()
    labs[:-1] *= 1.5
    one, two = (pad_visits([who], SCALE) for who in (patient, replace(patient, labs=labs)))
    np.testing.assert_array_equal(last_visit_features(one)[0, -1], last_visit_features(two)[0, -1])
    assert (history_features(one)[0, -1] != history_features(two)[0, -1]).any()


def test_last_values_fill_what_was_not_measured_at_the_last_visit() -> None:
    patient = next(one for one in SOME if np.isnan(one.labs[-1]).any() and len(one) > 2)
    visits = pad_visits([patient], SCALE)
    gaps = np.flatnonzero(np.isnan(patient.labs[-1]) & ~np.isnan(patient.labs[:-1]).all(0))
    assert (last_visit_features(visits)[0, -1, gaps] == 0).all()
    expected = [SCALE.transform(patient.labs)[:, lab] for lab in gaps]
    found = last_value_features(visits)[0, -1, gaps]
    np.testing.assert_allclose(found, [values[~np.isnan(values)][-1] for values in expected], atol=1e-6)


# --- Censoring and measures --------------------------------------------------------------------------------


def test_survivors_of_a_small_example() -> None:
    times, events = np.array([1.0, 2, 2, 3, 4]), np.array([True, True, False, False, True])
    curve = kaplan_meier(times, events, np.ones(5))
    np.testing.assert_allclose(
        curve.at(np.array([0.5, 1, 2, 3.5, 4])), [1, 4 / 5, 4 / 5 * 3 / 4, 3 / 5, 0], atol=1e-12
    )
    np.testing.assert_allclose(curve.before(np.array([1, 2])), [1, 4 / 5])
    stayed = censoring_kaplan_meier(
        times, events, np.ones(5)
    )  # at time 2 the event goes before the one who leaves
    np.testing.assert_allclose(stayed.at(np.array([1, 2, 3])), [1, 2 / 3, 1 / 3])


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


def test_weighted_answers_find_the_risk_that_censoring_hides() -> None:
    """Half of 20,000 have the event within two years; some leave before anybody knows."""
    rng = np.random.default_rng(2)
    event, leaves = rng.exponential(2 / np.log(2), 20_000), rng.uniform(0.5, 5, 20_000)
    rows = LandmarkRows(np.arange(20_000), np.zeros(20_000), np.minimum(event, leaves), event <= leaves)
    weight = ipcw_weights(rows, censoring_curve(rows, np.ones(20_000)), 2.0)
    came = rows.within(2.0)
    assert (weight[~rows.event & (rows.left <= 2)] == 0).all()
    assert (weight * came).sum() / weight.sum() == pytest.approx(0.5, abs=0.015)
    assert came.mean() < 0.47  # what one would say who calls all others well


def test_rows_with_too_few_to_stand_for_them_are_left_out() -> None:
    since = np.array([0.0, 3.0])
    rows = LandmarkRows(np.array([0, 0]), since, 5.0 - since, np.array([True, True]))
    late = censoring_kaplan_meier(np.array([1.0, 4.5, 4.6, 4.7, 4.8]), np.zeros(5, bool), np.ones(5))
    assert (ipcw_weights(rows, late, 2.0) > 0).tolist() == [True, False]


def test_the_area_is_scikit_learns_with_ties_and_weights() -> None:
    rng = np.random.default_rng(3)
    came, weight = rng.random(500) < 0.3, rng.uniform(0, 2, 500)
    said = np.round(came * 0.3 + rng.random(500), 1)
    curve = roc_curve(said, came, weight)
    assert curve.auc == pytest.approx(roc_auc_score(came, said, sample_weight=weight))
    at = float(curve.thresholds[3])
    above = said >= at
    assert curve.tpr[3] == pytest.approx((weight * came * above).sum() / (weight * came).sum())


def test_brier_and_log_loss_of_three_rows() -> None:
    said, came, weight = np.array([0.5, 0.2, 0.9]), np.array([True, False, False]), np.array([1.0, 2, 0])
    assert brier_score(said, came, weight) == pytest.approx((0.25 + 2 * 0.04) / 3)
    assert log_loss(said, came, weight) == pytest.approx(-(np.log(0.5) + 2 * np.log(0.8)) / 3)


# --- What is shipped ---------------------------------------------------------------------------------------


def test_the_folds_are_the_forecasters() -> None:
    assert [one.held_out for one in load_risk_ensembles()] == [one.held_out for one in load_ensembles()]


def test_judges_are_written_and_read_again(tmp_path: Path) -> None:
    judges = RiskEnsemble((taught(1), taught(2)), np.linspace(-1, 1, 32), SCALE, ("1", "2"))
    other = replace(judges, members=(taught(3),), regression=np.zeros(32))
    save_risk_ensembles([other, judges], tmp_path / "judges.safetensors")
    _, read = load_risk_ensembles(tmp_path / "judges.safetensors")
    assert (read.scale, read.held_out) == (judges.scale, judges.held_out)
    np.testing.assert_array_equal(read.member_risks(VISITS), judges.member_risks(VISITS))
    np.testing.assert_array_equal(read.regression_risk(VISITS), judges.regression_risk(VISITS))


def test_several_folds_are_averaged() -> None:
    folds = load_risk_ensembles()
    one, other, both = (risk_trajectory(some, trial()[8]) for some in (folds[:1], folds[1:2], folds[:2]))
    np.testing.assert_allclose(both.network, (one.network + other.network) / 2)
    np.testing.assert_allclose(both.regression, (one.regression + other.regression) / 2)
    assert both.members.shape == (20, 7)


def test_the_shipped_figures_are_those_of_the_shipped_judges() -> None:
    """Both AUROCs anew, each patient by the fold that never saw them."""
    rows = landmark_rows(trial())
    weight = ipcw_weights(rows, censoring_curve(rows, np.ones(len(trial()))), HORIZON)
    folds = {name: one for one in load_risk_ensembles() for name in one.held_out}
    made = [risk_trajectory([folds[patient.name]], patient) for patient in trial()]
    results = load_risk_results()
    network = np.concatenate([one.network for one in made])
    regression = np.concatenate([one.regression for one in made])
    for said, result in ((network, results.network), (regression, results.regression)):
        assert roc_curve(said, rows.within(HORIZON), weight).auc == pytest.approx(
            result.auroc.value, abs=2e-4
        )
        assert brier_score(said, rows.within(HORIZON), weight) == pytest.approx(result.brier.value, abs=2e-4)
        drawn = np.trapezoid((0.0, *result.tpr), (0.0, *result.fpr))
        assert drawn == pytest.approx(result.auroc.value, abs=3e-3)  # the curve kept is coarse


def test_an_unknown_person_with_one_visit_and_one_lab_is_judged() -> None:
    labs = np.full((1, 7), np.nan)
    labs[0, 2] = 3.1
    nobody = replace(
        known(trial()[8], 1), labs=labs, signs=np.full((1, 5), np.nan), age=np.nan, female=np.nan
    )
    made = risk_trajectory(load_risk_ensembles(), nobody)
    assert ((made.members > 0) & (made.members < 1)).all()
    assert 0 < made.regression[0] < 1


# --- Figures -----------------------------------------------------------------------------------------------


def test_the_risk_figure_shows_what_came_only_if_asked() -> None:
    patient = trial()[8]  # dies 6.6 years after the first visit
    made = risk_trajectory(load_risk_ensembles()[:1], known(patient, 7))
    hidden, shown = risk_figure(made, None), risk_figure(made, patient.ending)
    assert len(shown.layout.shapes) == len(hidden.layout.shapes) + 1
    assert shown.layout.annotations[-1].text == "<b>death</b>"
    assert shown.layout.shapes[-1].x0 == pytest.approx(6.57, abs=0.01)
    drawn = next(trace for trace in shown.data if trace.name == "LSTM ensemble")
    np.testing.assert_allclose(drawn.y, 100 * made.network)
    alive = risk_figure(risk_trajectory(load_risk_ensembles()[:1], known(patient, 2)), patient.ending)
    assert alive.layout.annotations[-1].text == "<b>alive</b>"


def test_the_patients_place_on_the_curves() -> None:
    results = load_risk_results()
    assert results.network.rates_at(2.0) == (0, 0)
    assert results.network.rates_at(0.0) == (1, 1)
    false, true = results.regression.rates_at(0.2)
    assert false < true
    made = risk_trajectory(load_risk_ensembles()[:1], trial()[8])
    for figure in (roc_figure(results, made), calibration_figure(results, made)):
        assert sum(trace.mode == "markers" for trace in figure.data) == 2


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
