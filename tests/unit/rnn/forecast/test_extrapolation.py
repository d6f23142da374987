"""What was learned from, and what is said and drawn beyond it."""

from dataclasses import replace

import numpy as np
import pytest

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.extrapolation import (
    MARGIN,
    extrapolated_labs,
    extrapolation_sentence,
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
    assert extrapolation_sentence(made.quantiles, made.bounds)


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


def test_a_forecast_within_what_was_learned_from_needs_no_word() -> None:
    inside = np.repeat(training_ranges().mean(1)[:, None, None], 5, 1)
    assert extrapolated_labs(inside) == ()
    beyond = inside.copy()
    beyond[2, 4] = 9  # albumin
    assert extrapolated_labs(beyond) == ("albumin",)
    assert extrapolation_sentence(beyond, plot_bounds(PATIENT)).endswith("out there it is a guess.")
    beyond[0, 4] = np.inf
    sentence = extrapolation_sentence(beyond, plot_bounds(PATIENT))
    assert "bilirubin and albumin" in sentence
    assert "is cut at twice" in sentence
