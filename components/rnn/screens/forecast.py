"""*Forecast*: what may come of each lab, to a horizon that is dragged, and what really came."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import streamlit as st

from components import runtime
from components.rnn.forecast.quantile_forecast import QuantileForecast, forecast_quantiles
from components.rnn.forecast.results import (
    EnsembleSize,
    LabResult,
    boosting_comparison,
    ensemble_size,
    lab_results,
    memory_ratio,
)
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Lab
from components.rnn.screens.state import (
    NAMES,
    Case,
    HorizonSettings,
    LargeLabSettings,
    PatientSettings,
    case,
    fan_panel,
    keep_horizon,
    measured_points,
    patient_bar,
    show_large,
)
from components.rnn.tables import durations
from components.rnn.tables.numbers import format_number
from components.rnn.widgets.fan_charts import FanCharts, FanPanel, fan_charts
from components.session import visitor
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.compare import freeze_button
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import cardinal

NEAR = 0.1  # a relative change of less than this counts as about the same
HIGHER, SAME, LOWER = "higher", "within 10 %", "lower"


@dataclass(frozen=True)
class BaselineSettings:
    """Whether the forecasts of simple rules are drawn too."""

    baselines: bool = url_state.boolean()


CLAIM = "Irregular visits in, seven forecasts out, each with its uncertainty."

DEFAULTS = (
    asdict(PatientSettings())
    | asdict(HorizonSettings())
    | asdict(LargeLabSettings())
    | asdict(BaselineSettings())
)
EXPERIMENTS = (
    Experiment(
        "One visit",
        {"patient": "206", "visits": 1},
        "After one visit the interval of bilirubin is wide; drag *Visits known* to the right, and with more "
        "visits it becomes narrower.",
    ),
    Experiment(
        "A slow rise",
        {"patient": "112", "visits": 6},
        "The values have risen slowly for years, and the median goes on rising; the interval shows how sure "
        "the network is.",
    ),
    Experiment(
        "Five years",
        {"horizon": 100},
        "The farther ahead, the wider the intervals: the network itself says how uncertain its forecast "
        "becomes.",
    ),
)

FROZEN = "forecast"
VERDICT = """
Errors for patients whom the networks never saw, over their next four visits, in standard deviations (on a log
scale; albumin linear). All labs together: {0.ratio:.3f} of gradient boosting’s (better for {0.better} of
{0.patients} patients, *p* = {0.p:.2f}). The 80 % intervals hold {0.coverage:.1%} of what really happened.
"""
AS_WELL = 1.01  # times the LSTM's error that still counts as doing as well


@dataclass(frozen=True)
class FrozenForecast:
    """A forecast that is frozen, and whose it is."""

    title: str  # for markdown
    about: tuple[str, ...]
    made: QuantileForecast


STYLE = style(__file__)

IDEA = r"""
**The charts.** Drag in the large chart to move the horizon. A click on a small chart makes it the large one.
The numbers above the chart are the forecast at the horizon: the median, and the interval that should hold the
value in 80 % of cases.

**⚠ Outside the training data.** Where a forecast lies above every value that the networks learned from, or
below all of them, it is a guess. It is drawn to twice the highest and half the lowest of these values.

**The network** reads one visit after the other: of each test the value, whether it was measured, and how
long ago it was last measured; the time since the last visit; what the doctor found, and the patient’s age,
sex and drug. Nothing that is missing is filled in: it is 0, and a second input says that this 0 means “not
measured”.
Beside its state, the answer is given each test’s last value, its age, its mean and a moving average. The
network’s output is added to the last value to give the median.

**The answer** to a time $\tau$ after the last visit are quantiles $q_{0.1}, q_{0.25}, q_{0.5}, q_{0.75},
q_{0.9}$ of each lab. It learned them with the pinball loss

$$
L_p(y, q) = \max\big(p\,(y - q),\; (p - 1)(y - q)\big)
$$

which is on average smallest when $q$ is the $p$-quantile. The dark band is the 50 % interval, the light one
the 80 % interval.

**Baselines** need no network: the last value again, the mean of the patient’s own values, and their trend.

{never_seen}

**Grey** is what is usual in healthy adults today (MedlinePlus). The trial's methods of 1974–84 differ, most
of all for alkaline phosphatase and prothrombin time. AST stands in the trial’s unit, U/ml; its numbers are of
the size of today’s U/l, in which the usual range is given. This data has no ALT.
"""


def _never_seen(size: EnsembleSize) -> str:
    """How it comes that a patient of the trial is forecast by networks that have never seen them."""
    return (
        f"**Never seen.** The {len(NAMES)} patients are split into {cardinal(size.folds)} folds; a patient "
        f"of the trial is forecast by {cardinal(size.members)} LSTMs that learned from the other "
        f"{cardinal(size.folds - 1)} folds."
    )


def memory_verdict(ratio: float) -> str:
    """What the memory of a single LSTM is good for; `ratio` is the error without, relative to its own."""
    if ratio > AS_WELL:
        return "A single feed-forward network with the same history does not do as well as a single LSTM."
    return (
        "A single feed-forward network with the same history does as well as a single LSTM: "
        f"with {len(NAMES)} patients, memory adds little to good features."
    )


def forecast_screen() -> None:
    """Draw the screen."""
    where, settings = url_state.settings(PatientSettings), url_state.settings(HorizonSettings)
    large, simple = url_state.settings(LargeLabSettings), url_state.settings(BaselineSettings)
    shown = case(where)
    made = runtime.cached(forecast_quantiles, shown.about, shown.ensembles, shown.patient)
    horizon = settings.horizon / 20
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA.replace("{never_seen}", _never_seen(ensemble_size())))
    with place.dock:
        patient_bar(shown)
        revealed = _guessed(shown)
        show_tally()
        st.toggle("Baselines", key="baselines", help="Last value, own mean and trend, in the large chart.")
        freeze_button(FROZEN, FrozenForecast(shown.title, shown.about, made))
        _tell_frozen(shown)
        _show_results()
    with place.picture:
        charts = FanCharts(
            _panels(shown, made, revealed, simple.baselines), made.years.tolist(), horizon, large=large.panel
        )
        fan_charts(_over_frozen(charts), keep_horizon, "fans", show_large)


def _show_results() -> None:
    """Draw the measured errors of the forecasts, on demand."""
    with st.popover("How good?", icon=":material/rule:"):
        lines = "".join(
            f"<tr><th>{lab.name}</th><td>{one.last_value:.3f}</td><td>{one.ensemble:.3f}</td><td>{one.best_other_error:.3f}</td>"
            f"<td class='name'>{_named(one.best_other)}</td></tr>"
            for lab, one in zip(LABS, lab_results(), strict=True)
        )
        head = "<tr><th></th><th>last</th><th>LSTMs</th><th colspan='2'>best other</th></tr>"
        st.html(f"{STYLE}<table class='good'>{head}{lines}</table>")
        st.markdown(VERDICT.format(boosting_comparison()) + memory_verdict(memory_ratio()))


def _better(lab: Lab, result: LabResult) -> str:
    """That another forecaster than the networks is better for this lab."""
    return f"for {lab.name}, {_named(result.best_other)} forecasts better"


def _named(rival: str) -> str:
    """Another forecaster in few words."""
    return rival.removeprefix("one ").split(",")[0]


def _panels(shown: Case, made: QuantileForecast, revealed: bool, baselines: bool) -> list[FanPanel]:
    panels = []
    until = shown.patient.days[-1] / DAYS_A_YEAR
    for number, result in enumerate(lab_results()):
        course = measured_points(shown.whole.days, shown.whole.labs[:, number])
        panels.append(
            replace(
                fan_panel(number, [point for point in course if point[0] <= until], made),
                truth=[point for point in course if point[0] > until] if revealed else (),
                lines=_baselines(made, number) if baselines else {},
                note=_better(LABS[number], result) if result.beaten else "",
            )
        )
    return panels


def _baselines(made: QuantileForecast, lab: int) -> dict[str, Sequence[float]]:
    """What simple rules say of one lab, as far as they can."""
    flat = {"last value": made.last[lab], "own mean": made.mean[lab]}
    lines = {name: np.full_like(made.years, value) for name, value in flat.items()} | {
        "trend": made.trend[lab]
    }
    return {name: values.tolist() for name, values in lines.items() if not np.isnan(values).any()}


def _over_frozen(charts: FanCharts) -> FanCharts:
    """The charts over the forecast that is frozen, if there is one."""
    frozen: FrozenForecast | None = visitor().frozen.get(FROZEN)
    if frozen is None:
        return charts
    pairs = zip(charts.panels, frozen.made.clipped, strict=True)
    panels = [replace(one, before=quantiles.tolist()) for one, quantiles in pairs]
    return replace(
        charts, panels=panels, years_before=frozen.made.years.tolist(), names=("median", "frozen median")
    )


def _tell_frozen(shown: Case) -> None:
    """Say whose forecast is frozen, so that nobody takes it for that of the patient who is shown."""
    frozen: FrozenForecast | None = visitor().frozen.get(FROZEN)
    if frozen is None:
        return
    *who, visits = frozen.about
    now = shown.about[:-1]
    whose = "of this patient" if tuple(who) == now else f"of {frozen.title}"
    if tuple(who) != now and frozen.title == shown.title:
        whose += ", as an earlier table had it"
    st.markdown(f"Frozen: the forecast {whose}, after {visits} visit{'s' * (visits != '1')}.")


def _guessed(shown: Case) -> bool:
    """Whether what came may be shown; where nothing came there is nothing to guess."""
    if shown.visits == len(shown.whole):
        return False
    now, then = shown.whole.labs[shown.visits - 1 : shown.visits + 1]
    measured = np.flatnonzero(~np.isnan(now) & ~np.isnan(then))
    if len(measured) == 0:
        return True
    lab = measured[0]  # bilirubin, if it can be
    after = durations.duration_in_words(float(np.diff(shown.whole.days)[shown.visits - 1]))
    change = then[lab] / now[lab] - 1
    right = SAME if abs(change) < NEAR else HIGHER if change > 0 else LOWER
    question = Question(
        f"{LABS[lab].name} is {format_number(now[lab])} {LABS[lab].unit}. What was it really at the "
        f"next visit, {after} later?",
        (HIGHER, SAME, LOWER),
        right,
        ("next", *shown.about),
        "it was",
    )
    return guess_first((question,))


SCREEN = Screen(
    forecast_screen,
    (PatientSettings, HorizonSettings, LargeLabSettings, BaselineSettings),
    EXPERIMENTS,
    DEFAULTS,
)
