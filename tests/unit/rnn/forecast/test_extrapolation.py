"""What was learned from, and what is said and drawn beyond it."""

from dataclasses import replace

import numpy as np
import pytest

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.extrapolation import (
    MARGIN,
    guess_begins,
    out_of_range,
    out_of_range_sentence,
    plot_bounds,
    training_ranges,
)
from components.rnn.forecast.quantile_forecast import forecast_quantiles
from components.rnn.patients import LABS, Patient, first_visits, trial

PATIENT = first_visits(trial()[8], 6)
LOW, HIGH = (np.array([lab.possible[end] for lab in LABS]) for end in (0, 1))


def with_labs(rows: dict[int, np.ndarray]) -> Patient:
    labs = PATIENT.labs.copy()
    for row, values in rows.items():
        labs[row] = values
    return replace(PATIENT, labs=labs)


EXTREMES = {
    "all highest": with_labs(dict.fromkeys(range(6), HIGH)),
    "all lowest": with_labs(dict.fromkeys(range(6), LOW)),
    "last highest": with_labs({5: HIGH}),
    "last lowest": with_labs({5: LOW}),
    "to and fro": with_labs({row: (LOW, HIGH)[row % 2] for row in range(6)}),
}


@pytest.mark.parametrize("what", list(EXTREMES))
def test_of_the_extremes_nothing_is_drawn_beyond_the_bounds(what: str) -> None:
    patient = EXTREMES[what]
    made = forecast_quantiles(load_ensembles(), patient)
    low, high = plot_bounds(patient).T[:, :, None, None]
    assert np.isfinite(made.clipped).all()
    assert ((made.clipped >= low) & (made.clipped <= high)).all()
    assert (np.diff(made.clipped, axis=1) >= 0).all()
    assert out_of_range_sentence(out_of_range(patient))
    assert made.guess_from == (0,) * len(LABS)  # whatever is answered to such a table


def test_the_bounds_are_what_was_learned_with_a_margin_and_never_within_the_patients_own_values() -> None:
    bounds = plot_bounds(PATIENT)
    np.testing.assert_allclose(bounds[:, 1], MARGIN * training_ranges()[:, 1])
    np.testing.assert_allclose(bounds[:, 0], training_ranges()[:, 0] / MARGIN)
    assert (plot_bounds(EXTREMES["last highest"])[:, 1] >= HIGH).all()
    empty = replace(PATIENT, labs=np.full((6, 7), np.nan))
    np.testing.assert_array_equal(plot_bounds(empty), bounds)


def test_whom_the_networks_have_learned_from_is_nowhere_outside() -> None:
    assert [patient.name for patient in trial() if out_of_range(patient)] == []
    assert out_of_range_sentence(out_of_range(PATIENT)) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"age": 90.0}, "an age of 90 years (only 26.3 to 78.4 years)"),
        ({"days": PATIENT.days * 10}, "visits over"),
        ({"labs": with_labs({2: HIGH}).labs}, "bilirubin 100 mg/dl (only 0.1 to 41 mg/dl)"),
    ],
)
def test_what_is_outside_is_named_with_what_was_learned_from(changes: dict[str, object], words: str) -> None:
    patient = replace(PATIENT, **changes)  # type: ignore[arg-type]
    assert words in out_of_range_sentence(out_of_range(patient))


def test_a_guess_begins_where_a_quantile_leaves_what_was_learned_from() -> None:
    ahead = np.linspace(0, 5, 11)
    inside = np.tile(training_ranges().mean(1)[:, None, None], (1, 5, 11))
    assert guess_begins(inside, ahead) == (None,) * len(LABS)
    beyond = inside.copy()
    beyond[2, 4, 3:] = 9  # the highest quantile of albumin
    beyond[0, 0, 7] = 0.01  # the lowest one of bilirubin
    assert guess_begins(beyond, ahead) == (3.5, None, 1.5, *[None] * 4)
    np.testing.assert_array_equal(guess_begins(training_ranges()[:, :, None], ahead[:1]), [None] * len(LABS))


def test_of_a_patient_of_the_trial_the_forecast_says_from_when_it_is_a_guess() -> None:
    made = forecast_quantiles(load_ensembles(), PATIENT)
    high = training_ranges()[0, 1]
    bilirubin = made.guess_from[0]
    assert bilirubin is not None
    assert (made.quantiles[0, 4, made.years - made.years[0] > bilirubin - 1e-9] > high).any()
    assert (made.quantiles[0, 4, made.years - made.years[0] < bilirubin - 1e-9] <= high).all()
    assert made.guess_from[2] is None  # albumin
