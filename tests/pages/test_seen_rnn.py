"""What the experiments on laboratory values say is seen, held against what their screens show."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components.rnn import TOPIC
from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.inspection.attributions import integrated_gradients
from components.rnn.inspection.held_gate import SHUT, with_gate_held
from components.rnn.inspection.lstm_cell import trace_patients
from components.rnn.patients import LABS, Numbers, first_visits, trial
from components.rnn.risk.ensemble import load_risk_ensembles, risk_trajectory
from components.rnn.screens.state import ensemble_of
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import load
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, sent

BILIRUBIN, CHOLESTEROL, ALBUMIN, PLATELETS = 0, 1, 2, 5
LOWEST, MEDIAN, HIGHEST = 0, 2, 4  # of the quantiles
SCREENS = {entry.name: load(TOPIC, entry) for entry in TOPIC.screens}


def experiment_of(screen: str, title: str) -> Experiment:
    return next(one for one in SCREENS[screen].experiments if one.title == title)


def tried(open_page: OpenPage, screen: str, title: str) -> AppTest:
    """The screen after a click on an experiment, whose sentence is there."""
    app = press(open_page(TOPIC.page, screen=screen), title)
    assert experiment_of(screen, title).seen in [element.value for element in app.markdown]
    return app


def fan(app: AppTest, lab: int) -> Numbers:
    """The quantiles (5, T) of the forecast that is drawn."""
    return np.array(sent(app, "fan_charts")["panels"][lab]["fan"])


def widths(app: AppTest, lab: int) -> Numbers:
    """The widths (T,) of the 80 % interval, as fractions of its lower end."""
    quantiles = fan(app, lab)
    return np.asarray(quantiles[HIGHEST] / quantiles[LOWEST])


def test_most_who_died_end_with_low_albumin_and_of_those_alive_about_half() -> None:
    def low(end: str) -> float:
        last = [one.labs[-1, ALBUMIN] for one in trial() if one.ending and one.ending.what == end]
        return float(np.mean(np.array(last) < LABS[ALBUMIN].reference[0]))

    assert low("death") > 0.8
    assert low("censored") == pytest.approx(0.5, abs=0.05)


def test_cholesterol_is_missing_at_two_of_five_visits_and_always_of_some_patients() -> None:
    missing = [np.isnan(one.labs[:, CHOLESTEROL]) for one in trial()]
    assert np.concatenate(missing).mean() == pytest.approx(0.4, abs=0.05)
    assert any(one.all() for one in missing)


def test_after_one_visit_the_interval_is_wide_and_with_more_visits_narrower(open_page: OpenPage) -> None:
    app = tried(open_page, "Forecast", "One visit")
    visits = app.slider(key="visits")
    found = []
    for known in (1, 2, visits.max):
        app.slider(key="visits").set_value(known).run()
        found.append(widths(app, BILIRUBIN)[24])
    assert found[0] > 1.5 * found[1]
    assert found[0] > 1.5 * found[2]


def test_a_slow_rise_is_one_and_its_forecast_rises_on(open_page: OpenPage) -> None:
    app = tried(open_page, "Forecast", "A slow rise")
    panel = sent(app, "fan_charts")["panels"][BILIRUBIN]
    values = [value for _, value in panel["known"]]
    assert len(values) > 4
    assert values == sorted(values)
    assert max(np.diff(np.log(values))) < np.log(1.5)  # no jump
    assert (np.diff(panel["fan"][MEDIAN]) > 0).all()


def test_the_farther_ahead_the_wider_is_every_interval(open_page: OpenPage) -> None:
    app = tried(open_page, "Forecast", "Five years")
    shown = sent(app, "fan_charts")
    assert shown["horizon"] == 5
    for lab, panel in enumerate(shown["panels"]):
        inside = np.array(panel["fan"][HIGHEST]) < panel["bounds"][1]  # what lies beyond is cut
        assert (np.diff(widths(app, lab)[inside]) > -1e-3).all()


def medians(app: AppTest, lab: int) -> tuple[float, float]:
    """Of a forecast and of the one before the change, the median at their ends."""
    panel: dict[str, Any] = sent(app, "fan_charts")["panels"][lab]
    return panel["fan"][MEDIAN][24], panel["before"][MEDIAN][24]


def test_albumin_that_nobody_measured_is_forecast_higher(open_page: OpenPage) -> None:
    now, before = medians(app := tried(open_page, "What if", "No albumin"), ALBUMIN)
    assert sent(app, "fan_charts")["large"] == ALBUMIN
    assert now > before + 0.1


def test_without_the_first_visits_the_forecast_is_lower(open_page: OpenPage) -> None:
    now, before = medians(tried(open_page, "What if", "Short memory"), BILIRUBIN)
    assert now < 0.95 * before


def test_before_the_first_visit_the_cell_is_empty(open_page: OpenPage) -> None:
    drawn = sent(tried(open_page, "LSTM cell", "Empty memory"), "cell_diagram")
    step = drawn["steps"][drawn["visit"]]
    assert step["before"] == 0
    assert step["cell"] == pytest.approx(step["input"] * step["candidate"], abs=1e-5)


def test_after_16_visits_most_of_the_cell_was_there_before(open_page: OpenPage) -> None:
    drawn = sent(tried(open_page, "LSTM cell", "16 visits"), "cell_diagram")
    step = drawn["steps"][drawn["visit"]]
    assert drawn["visit"] == 15
    assert abs(step["forget"] * step["before"]) > 5 * abs(step["input"] * step["candidate"])


def influences(title: str) -> Numbers:
    """The absolute attributions (V, 7) of an experiment's forecast."""
    state = {**SCREENS["Attribution"].defaults, **experiment_of("Attribution", title).changes}
    patient = next(one for one in trial() if one.name == state["patient"])
    lab = [one.name for one in LABS].index(state["of"])
    known = first_visits(patient, state["visits"])
    return np.abs(integrated_gradients([ensemble_of(patient.name)], known, lab, float(state["ahead"])).cells)


def test_other_tests_together_have_more_influence_than_albumins_own_past() -> None:
    by_lab = influences("Albumin").sum(0)
    assert by_lab.sum() - by_lab[ALBUMIN] > 1.5 * by_lab[ALBUMIN]


@pytest.mark.parametrize(("title", "lab"), [("Platelets", PLATELETS), ("Five years", BILIRUBIN)])
def test_no_cell_comes_near_the_last_value(title: str, lab: int) -> None:
    cells = influences(title)
    last = cells[-1, lab]
    cells[-1, lab] = 0
    assert last > 2.5 * cells.max()
    assert cells[:, lab].sum() < 0.25 * last


def risks(title: str) -> tuple[Numbers, Numbers]:
    """The risks of the LSTMs and of the regression after each visit of an experiment."""
    changes = experiment_of("Outcome", title).changes
    patient = next(one for one in trial() if one.name == changes["patient"])
    folds = [one for one in load_risk_ensembles() if patient.name in one.held_out]
    found = risk_trajectory(folds, first_visits(patient, changes["visits"]))
    return found.network, found.regression


def test_the_steep_rise_is_the_regressions_too_and_the_quiet_years_are_quiet() -> None:
    for rising, quiet in zip(risks("A steep rise"), risks("Quiet years"), strict=True):
        assert rising[-1] - rising[-2] > 0.3
        assert quiet.max() < 0.05


def test_with_the_forget_gate_shut_nothing_is_kept_and_the_forecast_moves_little(open_page: OpenPage) -> None:
    app = tried(open_page, "LSTM cell", "Shut the forget gate")
    medians = [
        (panel["fan"][MEDIAN][-1], panel["before"][MEDIAN][-1]) for panel in sent(app, "fan_charts")["panels"]
    ]
    moved = [abs(held / learned - 1) for held, learned in medians]
    assert 0.02 < max(moved) < 0.15
    ensemble = next(one for one in load_ensembles() if "42" in one.held_out)
    shut = with_gate_held(ensemble.members[0], "forget", SHUT)
    patient = first_visits(next(one for one in trial() if one.name == "42"), 16)
    ((_, trace),) = trace_patients(shut, ensemble.scale, [patient])
    assert (trace.cell - trace.input * trace.candidate).abs().max() < 1e-6
