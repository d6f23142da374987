"""Figures of the two-year risk: one patient's over time; ROC and calibration curves of both models."""

from plotly.graph_objects import Figure, Scatter

from components.render.colours import BAND, COMPARED, PREDICTED, REFERENCE, TRANSPARENT, TRUTH, see_through
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import Ending, Numbers
from components.rnn.risk.ensemble import RiskTrajectory
from components.rnn.risk.model import HORIZON, event_status
from components.rnn.risk.results import IntervalEstimate, RiskModelResult, RiskResults

MEMBER = see_through(PREDICTED, 0.35)
WIDTH, THIN = 4, 2.5  # pixels of lines, which a hall should see from its last row
REGRESSION = COMPARED[3]
DIAMOND = 16  # pixels


def risk_figure(risks: RiskTrajectory, ending: Ending | None) -> Figure:
    """The risk after each visit, in percent over years; with an `ending` what happened then."""
    figure = Figure([_member(risks, number) for number in range(len(risks.members))])
    figure.data[0].showlegend = True
    figure.add_trace(_line(risks, 100 * risks.network, "LSTM ensemble", PREDICTED, "solid"))
    figure.data[-1].legendrank = 1  # before its members, which are drawn below it
    figure.add_trace(_line(risks, 100 * risks.regression, "logistic regression", REGRESSION.colour, "dash"))
    now = float(risks.years[-1])
    _add_window(figure, now)
    if ending:
        _add_ending(figure, ending, now)
    figure.update_xaxes(title="years since the first visit", range=[-0.15, now + HORIZON + 0.1])
    figure.update_yaxes(title="risk within 2 years, %", range=[-3, 103], tickvals=[0, 25, 50, 75, 100])
    figure.update_layout(
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="x",
    )
    return figure


def _member(risks: RiskTrajectory, number: int) -> Scatter:
    return Scatter(
        x=risks.years,
        y=100 * risks.members[number],
        mode="lines+markers",
        line={"color": MEMBER, "width": THIN},
        marker={"size": 3},
        name="its members",
        legendgroup="members",
        legendrank=2,
        showlegend=False,
        hoverinfo="skip",
    )


def _line(risks: RiskTrajectory, percent: Numbers, name: str, colour: str, dash: str) -> Scatter:
    return Scatter(
        x=risks.years,
        y=percent,
        mode="lines+markers",
        line={"color": colour, "width": WIDTH, "dash": dash},
        marker={"size": 10, "color": colour},
        name=name,
        hovertemplate="%{y:.0f} %",
    )


def _add_window(figure: Figure, now: float) -> None:
    figure.add_vrect(now, now + HORIZON, fillcolor=BAND, line_width=0, layer="below")
    figure.add_annotation(
        x=now + HORIZON / 2,
        y=0.99,
        yref="paper",
        text=f"the next<br>{HORIZON:.0f} years",  # two lines, as the band of a long course is narrow
        showarrow=False,
        yanchor="top",
    )


UP = 0.84  # of the height, where the line of an ending stops: above it stands the name of the band


def _add_ending(figure: Figure, ending: Ending, now: float) -> None:
    """A line where it ended, or at the end of the two years if nothing had happened by then."""
    status = event_status(ending, now * DAYS_A_YEAR)
    when = now + HORIZON if status == "no" else ending.day / DAYS_A_YEAR
    words = {"yes": ending.what, "no": "alive", "unknown": "follow-up ends"}[status]
    colour = REFERENCE if status == "unknown" else TRUTH
    figure.add_shape(
        type="line", x0=when, x1=when, y0=0, y1=UP, yref="paper", line={"color": colour, "width": WIDTH}
    )
    figure.add_annotation(
        x=when,
        y=UP,
        yref="paper",
        text=f"<b>{words}</b>",
        showarrow=False,
        xanchor="right",
        yanchor="top",
        xshift=-6,
    )


def roc_figure(results: RiskResults, risks: RiskTrajectory) -> Figure:
    """Both ROC curves in percent; a point at each says where this patient's risk as a threshold would lie."""
    figure, places = Figure(_diagonal()), []
    for result, colour, dash, risk, name in _both(results, risks):
        figure.add_trace(
            Scatter(
                x=[0, *(100 * rate for rate in result.fpr)],
                y=[0, *(100 * rate for rate in result.tpr)],
                mode="lines",
                line={"color": colour, "width": WIDTH, "dash": dash},
                name=f"{name}: {_interval(result.auroc)}",
                hoverinfo="skip",
            )
        )
        fpr, tpr = result.rates_at(risk)
        figure.add_trace(_here([100 * fpr], [100 * tpr], colour))
        places.append((100 * fpr, 100 * tpr))
    figure.update_xaxes(title="false positive rate, %", **_PERCENT)
    figure.update_yaxes(title="true positive rate, %", **_PERCENT)
    x, y = max(places)
    _name_patient(figure, (x, max(y, LEGEND)), 1 if x < MIDDLE else -1, -1.5)  # below the curves
    return _titled(figure, "ROC curve", "area (AUROC), 1 is best", (1, 0))


def calibration_figure(results: RiskResults, risks: RiskTrajectory) -> Figure:
    """Predicted against observed risk in percent, in bins of the visits; a triangle at this patient's."""
    figure, places = Figure(_diagonal()), []
    for result, colour, dash, risk, name in _both(results, risks):
        bins = result.calibration
        figure.add_trace(
            Scatter(
                x=[100 * one.predicted for one in bins],
                y=[100 * one.observed.value for one in bins],
                error_y={
                    "array": [100 * (one.observed.high - one.observed.value) for one in bins],
                    "arrayminus": [100 * (one.observed.value - one.observed.low) for one in bins],
                    "width": 6,
                    "thickness": THIN,
                },
                mode="lines+markers",
                line={"color": colour, "width": WIDTH, "dash": dash},
                marker={"size": 10, "color": colour},
                name=f"{name}: {_interval(result.brier)}",
                hovertemplate="predicted %{x:.0f} %, observed %{y:.0f} %",
            )
        )
        figure.add_trace(_here([100 * risk], [AXIS], colour).update(marker={"symbol": "triangle-up"}))
        places.append((100 * risk, AXIS))
    figure.update_xaxes(title="predicted risk, %", **_PERCENT)
    figure.update_yaxes(title="observed, %", **_PERCENT)
    first, last = sorted(places)
    if last[0] < 100 - NAME:
        _name_patient(figure, last, 1)
    else:  # before both, or between them
        _name_patient(figure, first, -1 if first[0] > NAME else 1)
    return _titled(figure, "Calibration", "Brier score, 0 is best", (0, 1))


MIDDLE = 50  # percent
LEGEND = 45  # percent of an axis: above it names don't reach the legend
NAME = 35  # percent: as much as the patient's name needs
AXIS = -4.0  # percent: where the axes begin
# no grid: the names of the curves stand inside the plot
_PERCENT = {
    "range": [AXIS, 104],
    "tickvals": [0, 25, 50, 75, 100],
    "showgrid": False,
    "zeroline": False,
    "showline": True,
}


def _both(results: RiskResults, risks: RiskTrajectory) -> list[tuple[RiskModelResult, str, str, float, str]]:
    return [
        (results.network, PREDICTED, "solid", float(risks.network[-1]), "LSTM"),
        (results.regression, REGRESSION.colour, "dash", float(risks.regression[-1]), "regression"),
    ]


def _here(x: list[float], y: list[float], colour: str) -> Scatter:
    """A diamond at this patient's present risk."""
    marker = {"size": DIAMOND, "color": colour, "symbol": "diamond", "line": {"color": "white", "width": 1}}
    return Scatter(
        x=x, y=y, mode="markers", marker=marker, showlegend=False, cliponaxis=False, hoverinfo="skip"
    )


def _name_patient(figure: Figure, place: tuple[float, float], side: int, lift: float = 0) -> None:
    """Name a diamond, on the right (1) or on the left (-1); `lift` is in heights of the diamond."""
    figure.add_annotation(
        x=place[0],
        y=place[1],
        text="this patient",
        showarrow=False,
        xanchor="left" if side > 0 else "right",
        xshift=side * DIAMOND,
        yshift=lift * DIAMOND,
    )


def _diagonal() -> Scatter:
    line = {"color": REFERENCE, "width": THIN, "dash": "dot"}
    return Scatter(x=[0, 100], y=[0, 100], mode="lines", line=line, showlegend=False, hoverinfo="skip")


def _titled(figure: Figure, title: str, score: str, corner: tuple[int, int]) -> Figure:
    """Add the title, and the models with their scores in the corner of the plot that is empty."""
    x, y = corner
    legend = {"x": x, "y": y, "bgcolor": TRANSPARENT}
    legend |= {"xanchor": ("left", "right")[x], "yanchor": ("bottom", "top")[y]}
    figure.update_layout(
        title={"text": f"<b>{title}</b>: {score}", "x": 0, "automargin": True}, legend=legend
    )
    return figure


def _interval(found: IntervalEstimate) -> str:
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"
