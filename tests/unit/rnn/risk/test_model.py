"""The outcome within two years, and the hazard model."""

from dataclasses import replace

import pytest
import torch

from components.rnn.forecast.sequences import pad_visits
from components.rnn.patients import Ending, first_visits
from components.rnn.risk.model import (
    HORIZON,
    INTERVAL_YEARS,
    INTERVALS,
    FollowUp,
    cumulative_risk,
    event_status,
    hazard_loss,
    landmark_rows,
)
from tests.unit.rnn.risk.samples import FOLLOW_UP, SCALE, SOME, VISITS, taught


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
def test_the_event_status_after_day_100(ending: Ending, expected: str) -> None:
    assert event_status(ending, 100) == expected


def test_landmarks_and_follow_up_say_when_it_ended_after_each_visit() -> None:
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
    visits = pad_visits([first_visits(SOME[0], 1)], SCALE)
    logits = torch.tensor([[[0.3, -0.7, 1.1, -2.0]]])
    found = hazard_loss(logits, visits, FollowUp(torch.tensor([[left]]), torch.tensor([[event]])))
    hazards = logits[0, 0].sigmoid()
    seen = [-(h if failed else 1 - h).log() for h, failed in zip(hazards, counted, strict=False)]
    assert float(found) == pytest.approx(float(sum(seen)), abs=1e-6)


def test_padding_adds_nothing_to_the_loss() -> None:
    logits = torch.randn(*VISITS.years.shape, INTERVALS, generator=torch.Generator().manual_seed(0))
    other = torch.where(VISITS.mask[..., None] > 0, logits, 9.0)
    assert torch.equal(hazard_loss(logits, VISITS, FOLLOW_UP), hazard_loss(other, VISITS, FOLLOW_UP))


def test_the_risk_is_one_less_the_probability_to_pass_every_half_year() -> None:
    hazards = torch.tensor([0.1, 0.2, 0.05, 0.5])
    assert float(cumulative_risk(hazards.logit())) == pytest.approx(1 - 0.9 * 0.8 * 0.95 * 0.5)
    assert INTERVALS * INTERVAL_YEARS == HORIZON


def test_a_risk_knows_only_the_visits_before_it() -> None:
    model = taught()
    longest = max(SOME, key=len)
    cut = len(longest) - 2
    whole, part = (pad_visits([one], SCALE) for one in (longest, first_visits(longest, cut)))
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
