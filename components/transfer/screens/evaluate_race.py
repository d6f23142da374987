"""*Evaluate*, the race: three training methods on the same photos, side by side."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from components import jobs
from components.intake.photos import IntakeError
from components.session import Guess, visitor
from components.transfer.charts import DRAWN_AS, race_chart
from components.transfer.race import (
    METHODS,
    ClassificationTask,
    RaceState,
    TrainingRun,
    run_race,
)
from components.transfer.train import TrainedClassifier
from components.ui.controls.network import network
from components.ui.controls.quiz import show_tally
from components.ui.frame.stage import Stage
from components.ui.text import plain
from components.ui.widgets import charts
from components.ui.widgets.class_bars import counted
from components.ui.widgets.legend import legend

RACING = "race"
LIMITS = (20, 60, 120)
NOT_BEGUN = RaceState(tuple(TrainingRun(name) for name in METHODS))


@dataclass(frozen=True)
class RaceRun:
    """A race, and the visitor's guess who wins it."""

    begun: float  # when, which tells it from the other races of the visit
    seconds: int  # at most, for each method
    bet: str
    state: RaceState


def race_view(trained: TrainedClassifier, place: Stage) -> None:
    """Draw the view. A race belongs to the classifier it was begun with; another one's is ended."""
    with place.dock:
        if jobs.stop_others(RACING, trained.about):
            st.info("A race on other photos or settings was still under way, so it was stopped.")
        ended: jobs.Ended[RaceRun] | None = jobs.result(RACING, trained.about)
        if ended and ended.trouble:
            st.warning(plain(ended.trouble))
        st.segmented_control(
            "Seconds at most for each", LIMITS, default=60, required=True, key="race seconds"
        )
    above, chart = place.picture.container(), place.picture.container()  # the chart never changes its place
    if jobs.get(RACING):
        with chart:
            jobs.watch(RACING, _draw_job)
        return
    done = ended.snapshot if ended else None
    with above:
        if ended and done:
            _note_guess(ended)
            _outcome(done)
        _bets(trained)
    with chart:
        if done:
            _draw(done.state, done.seconds)
        else:
            _draw(NOT_BEGUN, int(st.session_state["race seconds"]))
    with place.dock:
        show_tally()


def _bets(trained: TrainedClassifier) -> None:
    count, held_out = len(trained.split.train), len(trained.split.held_out)
    st.markdown(
        f"**Guess first: who is best on {held_out} held-out photos**, with {count} to learn from? "
        "A click starts the race."
    )
    with st.container(horizontal=True):
        for name in METHODS:
            st.button(name, key=f"bet {name}", icon=":material/flag:", on_click=_start, args=(trained, name))


def _start(trained: TrainedClassifier, bet: str) -> None:
    begun, seconds = time.monotonic(), int(st.session_state["race seconds"])
    task = ClassificationTask(
        trained.dataset, trained.split, network(trained.classifier.backbone), trained.config.seed
    )

    def work(_cancel: threading.Event) -> Iterator[RaceRun]:
        yield RaceRun(begun, seconds, bet, NOT_BEGUN)
        try:
            for state in run_race(task, seconds):
                yield RaceRun(begun, seconds, bet, state)
        except IntakeError as error:
            raise jobs.JobError(str(error)) from error

    jobs.start(RACING, work, about=trained.about)


def _note_guess(ended: jobs.Ended[RaceRun]) -> None:
    """Count the guess, if the race was run to its end."""
    race_run = ended.snapshot
    if race_run and ended.state == "done":
        guess = Guess(race_run.bet, race_run.bet in winners(race_run.state))
        visitor().guesses[RACING, race_run.begun] = guess


def winners(state: RaceState) -> list[str]:
    """Return the method with the best final held-out accuracy; several if they are equal."""
    ends = {run.name: run.points[-1].accuracy for run in state.runs if run.points}
    return [name for name, end in ends.items() if end == max(ends.values())]


def _outcome(race_run: RaceRun) -> None:
    if all(run.state == "finished" for run in race_run.state.runs):
        best = winners(race_run.state)
        icon = "check" if race_run.bet in best else "close"
        st.markdown(f":material/{icon}: You guessed {race_run.bet}; best is **{' and '.join(best)}**.")
    else:
        st.markdown(":material/stop: Stopped before the end.")


def _draw_job(job: jobs.Job[RaceRun]) -> None:
    if job.snapshot:
        _draw(job.snapshot.state, job.snapshot.seconds)


def _draw(state: RaceState, seconds: int) -> None:
    legend({_reached(run): DRAWN_AS[run.name].colour for run in state.runs}, key="race legend")
    charts.draw(race_chart(state, seconds), "race chart")


def _reached(run: TrainingRun) -> str:
    if run.state == "waiting":
        return run.name
    end = counted(run.points[-1].accuracy) if run.points else "–"
    return f"{run.name}: {end} after {run.seconds:.1f} s, {run.note or run.state}"
