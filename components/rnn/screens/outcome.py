"""*Outcome*: the same sequences classified: death or transplant within two years, or neither."""

from dataclasses import asdict

import streamlit as st

from components import runtime
from components.rnn.risk.ensemble import RiskEnsemble, load_risk_ensembles, risk_trajectory
from components.rnn.risk.figures import calibration_figure, risk_figure, roc_figure
from components.rnn.risk.model import HORIZON, EventStatus, event_status
from components.rnn.risk.results import IntervalEstimate, RiskResults, load_risk_results
from components.rnn.screens.state import Case, PatientSettings, case, patient_bar
from components.rnn.tables import durations
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import cardinal, in_words
from components.ui.widgets import charts

CLAIM = "Same sequences, another task: death or transplant within two years?"

DEFAULTS = asdict(PatientSettings())
EXPERIMENTS = (
    Experiment(
        "A steep rise",
        {"patient": "142", "visits": 8},
        "At the last visit the risk rises steeply, for the regression too, which sees only one visit at a "
        "time: here memory adds little.",
    ),
    Experiment(
        "Quiet years",
        {"patient": "58", "visits": 12},
        "For ten years the risk stays low at every visit, and the LSTM and the regression agree.",
    ),
    Experiment(
        "Followed too briefly",
        {"patient": "42", "visits": 15},
        "Follow-up ends before the two years are over, so the outcome is unknown: this visit is censored, "
        "neither a yes nor a no.",
    ),
)

IDEA = r"""
**The network** reads one visit after the other, as for the forecast. After each it gives the hazard $h_k$ of
each of the next four half-years: the probability that death or a transplant comes in it, if not before. So

$$
P(\text{two years}) = 1 - \prod_{k=1}^{4} (1 - h_k)
$$

**Censored** patients are followed for less than two years, without an event: nobody knows what came. It is
wrong to call them healthy, and wrong to drop them. The LSTM learns from each half-year that was seen. For the
regression, the AUROC and the Brier score, a visit whose outcome is known counts $1/G$ times; $G$ is the
probability to be followed that long (Kaplan–Meier). What is observed under *Calibration* is the event’s own
Kaplan–Meier share.

**AUROC** is the area under the ROC curve: of two visits, how often does the one with the event have the
higher risk? 0.5 is a coin, 1 is perfect. **Calibration:** of those given a risk of 20 %, do 20 % have the
event? On the diagonal they do. The **Brier score** is the mean squared error of the probabilities: 0 is
perfect.

"""


def outcome_screen() -> None:
    """Draw the screen."""
    shown = case(url_state.settings(PatientSettings))
    found = runtime.cached(risk_trajectory, shown.about, _risk_ensembles(shown), shown.patient)
    results = runtime.shared(load_risk_results)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA + _never_seen(results))
    with place.picture:
        st.html(STYLE)
        own, all_patients = st.columns([3, 2], gap="medium")
        with own:
            revealed = _guessed(shown, _event_status(shown))
            charts.draw(risk_figure(found, shown.whole.ending if revealed else None), "risk")
        with all_patients:
            charts.draw(roc_figure(results, found), "roc")
            charts.draw(calibration_figure(results, found), "calibration")
    with place.dock:
        patient_bar(shown)
        show_tally()
        st.markdown(_verdict(results))


def _never_seen(results: RiskResults) -> str:
    """Who gives the risk of a patient of the trial, and where the intervals come from."""
    return (
        f"**Never seen.** The risk of a patient of the trial is given by {cardinal(results.members)} LSTMs, "
        f"and by a regression, that learned from the other {cardinal(results.folds - 1)} folds. The "
        f"regression sees the last visit alone. 95 % intervals: "
        f"{results.bootstrap_samples:,} bootstrap samples of patients."
    )


def _risk_ensembles(shown: Case) -> list[RiskEnsemble]:
    """Those of the folds that forecast this patient: of the trial, the one that never saw them."""
    folds = {one.held_out for one in shown.ensembles}
    return [one for one in runtime.shared(load_risk_ensembles) if one.held_out in folds]


def _event_status(shown: Case) -> EventStatus | None:
    ending = shown.whole.ending
    return event_status(ending, float(shown.patient.days[-1])) if ending else None


def _guessed(shown: Case, status: EventStatus | None) -> bool:
    """Whether the outcome may be shown; where nobody knows it there is nothing to guess."""
    if status is None:
        st.markdown("What comes is not known.", width="content")
        return False
    question = Question(
        "did death or a transplant really follow within two years of this visit?",
        ("Yes", "No"),
        status.capitalize(),
        ("outcome", *shown.about),
        "the answer is",
    )
    revealed = status == "unknown" or guess_first((question,))
    if revealed:
        st.markdown(_words(shown, status), width="content")
    return revealed


def _words(shown: Case, status: EventStatus) -> str:
    """The patient's outcome after the last known visit, in words."""
    ending = shown.whole.ending
    assert ending
    after = durations.duration_in_words(float(ending.day - shown.patient.days[-1]))
    return {
        "unknown": f"**Unknown (censored):** follow-up ends {after} after this visit, without an event.",
        "no": f"**No:** alive {HORIZON:.0f} years later, without a transplant.",
        "yes": f"**Yes:** {ending.what} {after} after this visit.",
    }[status]


def _verdict(results: RiskResults) -> str:
    """The figures over all patients in words."""
    words = "has not been told apart from the LSTM"
    if results.better != results.worse:
        words = "is not as good as the LSTM" if results.better else "is at least as good as the LSTM"
    return (
        f"**Logistic regression on the last visit {words}**, for {results.patients} patients unseen in "
        f"training{_framing(results)}. LSTM minus regression: "
        f"AUROC, the area under the ROC curve, {_difference(results.auroc)} (more is better); "
        f"Brier score, the mean squared error, {_difference(results.brier)} (less is better)."
    )


def _framing(results: RiskResults) -> str:
    """What it means where a memory doesn't help."""
    if results.better and not results.worse:
        return ""
    return ": for this task, the last visit’s values already say what the whole sequence does"


def _difference(found: IntervalEstimate) -> str:
    value, low, high = (in_words(number, ".4f") for number in (found.value, found.low, found.high))
    return f"{value} ({low} to {high})"


STYLE = style(__file__)


SCREEN = Screen(outcome_screen, (PatientSettings,), EXPERIMENTS, DEFAULTS)
