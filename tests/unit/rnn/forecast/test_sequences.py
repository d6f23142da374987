"""Visits as tensors, against the patients themselves and plain loops."""

import numpy as np
import pytest
import torch

from components.rnn.forecast.sequences import INPUT_SIZE, fit_scaler, input_features, lab_history, pad_visits
from components.rnn.patients import LABS, Patient, trial

SOME = trial()[:40]
SCALE = fit_scaler(SOME)


def test_the_trial_is_all_there() -> None:
    patients = trial()
    assert len(patients) == 312
    assert sum(map(len, patients)) == 1945
    missing = sum(np.isnan(patient.labs).sum(0) for patient in patients)
    assert dict(zip((lab.name for lab in LABS), missing, strict=True)) == {
        "bilirubin": 0,
        "cholesterol": 821,
        "albumin": 0,
        "alkaline phosphatase": 60,
        "AST": 0,
        "platelets": 73,
        "prothrombin time": 0,
    }
    assert all((np.diff(patient.days) > 0).all() for patient in patients)


def test_a_scale_is_undone() -> None:
    labs = SOME[3].labs
    np.testing.assert_allclose(SCALE.inverse_transform(SCALE.transform(labs)), labs)


def test_the_scale_gives_its_patients_mean_0_and_deviation_1() -> None:
    labs = SCALE.transform(np.concatenate([patient.labs for patient in SOME]))
    np.testing.assert_allclose(np.nanmean(labs, 0), 0, atol=1e-12)
    np.testing.assert_allclose(np.nanstd(labs, 0), 1)


def test_what_is_missing_is_masked_and_nothing_else() -> None:
    visits = pad_visits(SOME, SCALE)
    for place, patient in enumerate(SOME):
        assert int(visits.mask[place].sum()) == len(patient)
        measured = visits.measured[place, : len(patient)].numpy() > 0
        np.testing.assert_array_equal(measured, ~np.isnan(patient.labs))
        assert (visits.values[place, : len(patient)].numpy()[~measured] == 0).all()
        np.testing.assert_allclose(
            SCALE.inverse_transform(visits.values[place, : len(patient)].double().numpy())[measured],
            patient.labs[measured],
            rtol=1e-4,
        )
    assert (visits.measured * (1 - visits.mask[..., None])).sum() == 0


@pytest.mark.parametrize("place", range(0, 40, 7))
def test_the_history_is_that_of_a_plain_loop(place: int) -> None:
    patient = SOME[place]
    past = lab_history(pad_visits(SOME, SCALE))
    labs, years = SCALE.transform(patient.labs), patient.days / 365.25
    for visit in range(len(patient)):
        for lab in range(len(LABS)):
            seen = [other for other in range(visit + 1) if not np.isnan(labs[other, lab])]
            earlier = [other for other in seen if other < visit]
            found = (past.last, past.ever, past.when, past.gap, past.mean)
            last, ever, when, gap, mean = (float(one[place, visit, lab]) for one in found)
            assert ever == bool(seen)
            assert last == pytest.approx(labs[seen[-1], lab] if seen else 0, abs=1e-5)
            assert when == pytest.approx(years[seen[-1]] if seen else 0, abs=1e-5)
            assert gap == pytest.approx(years[visit] - years[earlier[-1]] if earlier else 0, abs=1e-5)
            assert mean == pytest.approx(labs[seen, lab].mean() if seen else 0, abs=1e-5)


def test_nothing_looks_ahead() -> None:
    patient = max(SOME, key=len)
    cut = len(patient) // 2
    begun = Patient(
        patient.name,
        patient.days[:cut],
        patient.labs[:cut],
        patient.signs[:cut],
        patient.age,
        patient.female,
        patient.treated,
    )
    whole, part = pad_visits([patient], SCALE), pad_visits([begun], SCALE)
    seen = input_features(whole, lab_history(whole))
    assert seen.shape[2] == INPUT_SIZE
    assert torch.equal(seen[:, :cut], input_features(part, lab_history(part)))


def test_an_unknown_person_is_masked() -> None:
    nobody = Patient(
        "?",
        np.zeros(1),
        np.full((1, 7), np.nan),
        np.full((1, 5), np.nan),
        float("nan"),
        float("nan"),
        float("nan"),
    )
    visits = pad_visits([nobody], SCALE)
    assert torch.equal(visits.person, torch.zeros(1, 6))
    assert torch.equal(visits.known, torch.zeros(1, 1, 5))
    assert input_features(visits, lab_history(visits)).abs().sum() == 0


def test_some_patients_are_padded_no_more_than_they_need() -> None:
    visits = pad_visits(SOME, SCALE)
    one = visits.select(torch.tensor([0]))
    assert one.years.shape[1] == len(SOME[0])
    assert torch.equal(one.values[0], visits.values[0, : len(SOME[0])])
