"""The training as it runs, its curves, and the table of the runs."""

import html
import threading
from collections.abc import Iterator, Sequence

import streamlit as st

from components import jobs
from components.rnn.forecast.live_training import (
    EpochMetrics,
    NonFiniteLossError,
    TrainingHistory,
    count_parameters,
    train_live,
)
from components.rnn.forecast.model import CELL_TYPES
from components.rnn.forecast.results import ensemble_size
from components.rnn.screens.training_state import (
    DRAWN_AS,
    RATES,
    TRAINING,
    FinishedRun,
    LiveTrainSettings,
    clear_runs,
    data_split,
    failed_run,
    live_train_config,
    runs,
    start_run,
)
from components.ui import own_data
from components.ui.assets import style
from components.ui.frame.stage import Stage
from components.ui.text import cardinal, plain
from components.ui.widgets.curves import Line, Plot, ReferenceLine, curves

UP = (0.75, 1.05)  # fractions of the last value's error that the chart shows at least
MOST = 1.5  # the highest that it shows
TOO_FAST = "The loss is no number any more: the learning rate is too high. Lower it and train again."


def note_runs() -> None:
    """Keep in the link that there are runs, and say so where they are lost."""
    own_data.note("runs", bool(runs()))
    own_data.tell_lost("runs", "The link still has the last network’s settings: press **Train** again.")


def draw_runs(settings: LiveTrainSettings, place: Stage) -> None:
    """Draw the controls, the curves and the table."""
    with place.dock:
        st.segmented_control("Network", CELL_TYPES, key="cell", required=True, wrap=True)
        _draw_table(runs())
        _sizes()
    with place.picture:
        _buttons(settings)
        if jobs.get(TRAINING):
            jobs.watch(TRAINING, lambda job: _draw_curves(job.snapshot), cancel=False)
        else:
            _draw_ended(failed_run())


def _sizes() -> None:
    left, right = st.columns(2, gap="small")
    with left:
        st.slider("Hidden units", 2, 64, step=2, key="hidden")
        st.slider("Dropout, %", 0, 60, step=10, key="dropout")
    with right:
        st.slider("Layers", 1, 3, key="layers")
        st.slider("Epochs", 5, 200, step=5, key="epochs")
    st.select_slider("Learning rate", RATES, format_func=_as_rate, key="rate")
    st.number_input("Seed", 0, 999, key="seed")


def _as_rate(setting: int) -> str:
    """The learning rate that the setting stands for; the link holds ten-thousandths."""
    return f"{setting / 10_000:g}"


def _buttons(settings: LiveTrainSettings) -> None:
    """Draw the row above the curves: what can be done, and what there is to say. A hall has it too."""
    job = jobs.get(TRAINING)
    running, kept = job is not None and job.active, runs()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Train", icon=":material/play_arrow:", on_click=_start, args=(settings,), disabled=running)
        if job and running:
            jobs.cancel_button(TRAINING, job)
        if kept:
            st.button("Clear the runs", icon=":material/delete:", on_click=clear_runs)
        if sentence := _sentence(settings, kept, running):
            st.markdown(sentence, width="content")


def _sentence(settings: LiveTrainSettings, kept: Sequence[FinishedRun], running: bool) -> str:
    """What is to be said beside the buttons, as markdown; "" while the curves say it."""
    if running or failed_run():
        return ""
    if not kept:
        return (
            "No network has been trained yet. "
            f"Press **Train**: {settings.cell}, {settings.hidden} units, a minute at most."
        )
    if kept[0].history.epochs[-1].mean[1] >= 1:
        return "**It loses to the last value:** its error on held-out patients ends above 1."
    return ""


def _start(settings: LiveTrainSettings) -> None:
    data, config = data_split(), live_train_config(settings)

    def work(cancelled: threading.Event) -> Iterator[TrainingHistory]:
        try:
            yield from train_live(data, config, cancelled)
        except NonFiniteLossError as error:
            raise jobs.JobError(TOO_FAST) from error

    start_run(work)


def _draw_ended(failed: jobs.Ended[TrainingHistory] | None) -> None:
    """Draw the newest run, or how far a training came that failed, and why it did."""
    if failed:
        st.error(plain(failed.trouble), icon=":material/error:")
    _draw_curves(failed.snapshot if failed else None)


# --- The curves ---------------------------------------------------------------------------------------------


def _draw_curves(now: TrainingHistory | None) -> None:
    """The present training bold, or else the last; the held-out patients' curves of the others thin."""
    kept = [run.history for run in runs()]
    bold, others = (now, kept) if now else (kept[0] if kept else None, kept[1:])
    last = max([one.config.epochs for one in (*others, *filter(None, [bold]))], default=60)
    lines = [_line("", one, 1, faint=True) for one in others]
    marks: list[tuple[float, float, str]] = []
    if bold:
        best = bold.epochs[bold.best].mean[1]
        title = f"{bold.config.cell}, {bold.config.hidden} units"
        lines += [
            _line(f"{title}: training patients", bold, 0),
            _line(f"held-out patients, smallest {best:.3f}", bold, 1),
        ]
        marks = [(bold.best + 1, best, "")]  # the legend gives the number: lines would run through it here
    reference = data_split().ensemble
    ensemble, members = sum(reference) / len(reference), cardinal(ensemble_size().members)
    rules = (
        ReferenceLine("last value", 1.0),
        ReferenceLine(f"the {members} LSTMs of Forecast: {ensemble:.3f}", ensemble),
    )
    values = [y for line in lines for _, y in line.points]
    up = (min([UP[0], *values]), min(MOST, max([UP[1], *values])))
    curves(
        Plot(
            "epoch",
            "error relative to repeating the last value",
            (0, last),
            up,
            lines,
            rules,
            marks,
        ),
        key="courses",
    )


def _line(name: str, one: TrainingHistory, held_out: int, faint: bool = False) -> Line:
    points = [(number, metrics.mean[held_out]) for number, metrics in enumerate(one.epochs, 1)]
    how = DRAWN_AS[one.config.cell]
    return Line(name, points, how.colour, held_out == 0, faint, how.symbol)


# --- The table ----------------------------------------------------------------------------------------------


def _draw_table(kept: Sequence[FinishedRun]) -> None:
    if not kept:
        return
    head = "run|network|units|layers|dropout|rate|epochs|seed|parameters|next|1 to 4|least|s"
    cells = "".join(f"<th>{name}</th>" for name in head.split("|"))
    with st.popover("Table of the runs", icon=":material/table:"):
        st.html(f"{STYLE}<div class='runs'><table><tr>{cells}</tr>{''.join(map(_row, kept))}</table></div>")


def _row(run: FinishedRun) -> str:
    config, history = run.history.config, run.history.epochs
    end: EpochMetrics = history[-1]
    epochs = f"{len(history)} of {config.epochs}" if run.cancelled else f"{len(history)}"
    cells = (
        run.number,
        config.cell,
        config.hidden,
        config.layers,
        f"{100 * config.dropout:.0f} %",
        f"{config.learning_rate:g}",
        epochs,
        config.seed,
        f"{count_parameters(run.history.model):,}",
        f"{end.held_out[0]:.3f}",
        f"{end.mean[1]:.3f}",
        f"{history[run.history.best].mean[1]:.3f}",
        f"{run.seconds:.1f}",
    )
    return f"<tr>{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in cells)}</tr>"


STYLE = style(__file__)
