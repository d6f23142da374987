"""*Evaluate*, the race: three training methods on the same photos, side by side."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import streamlit as st

from components import jobs, runtime
from components.intake.photos import IntakeError
from components.session import Guess, visitor
from components.transfer.charts import DRAWN_AS, race_chart
from components.transfer.frozen_pass import BodyParameters, BodyPart, body_parameters, body_parts
from components.transfer.race import (
    METHODS,
    ClassificationTask,
    RaceState,
    TrainingRun,
    run_race,
)
from components.transfer.train import TrainedClassifier
from components.transfer.widgets.race_networks import RaceNetwork, RacePart, race_networks
from components.ui.controls.network import network
from components.ui.controls.quiz import show_tally
from components.ui.frame.stage import Stage
from components.ui.text import plain
from components.ui.widgets import charts
from components.ui.widgets.class_bars import counted

RACING = "race"
LIMITS = (20, 60, 120)
FLATTER = 0.6  # power of a part's measures: the smallest maps are still seen beside the largest
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
            jobs.watch(RACING, partial(_draw_job, trained))
        return
    done = ended.snapshot if ended else None
    with above:
        if ended and done:
            _note_guess(ended)
            _outcome(done)
        _bets(trained)
    with chart:
        if done:
            _draw(trained, done.state, done.seconds)
        else:
            _draw(trained, NOT_BEGUN, int(st.session_state["race seconds"]))
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


def _draw_job(trained: TrainedClassifier, job: jobs.Job[RaceRun]) -> None:
    if job.snapshot:
        _draw(trained, job.snapshot.state, job.snapshot.seconds)


def _draw(trained: TrainedClassifier, state: RaceState, seconds: int) -> None:
    race_networks(_networks(trained, state), key="race networks")
    charts.draw(race_chart(state, seconds), "race chart")


def _networks(trained: TrainedClassifier, state: RaceState) -> list[RaceNetwork]:
    """The network once for each method, with what it trains."""
    name = trained.classifier.backbone
    body, classes = runtime.shared(_body, name), len(trained.dataset.classes)
    learned = runtime.shared(_parameters, name)
    new_layer = (trained.features.shape[1] + 1) * classes
    counts = (new_layer, learned.last_block + new_layer, learned.before_last + new_layer)
    trains = dict(zip(METHODS, counts, strict=True))
    learning = dict(
        zip(METHODS, (lambda _: False, lambda part: part.fine_tuned, lambda _: True), strict=True)
    )
    return [
        RaceNetwork(
            run.name,
            DRAWN_AS[run.name].colour,
            _parts(body, learning[run.name]),
            run.learns,
            f"trains {trains[run.name]:,} parameters",
            _reached(run),
        )
        for run in state.runs
    ]


def _body(name: str) -> tuple[BodyPart, ...]:
    return runtime.run_short(body_parts, network(name))


def _parameters(name: str) -> BodyParameters:
    return body_parameters(network(name))


def _parts(body: tuple[BodyPart, ...], learns: Callable[[BodyPart], bool]) -> list[RacePart]:
    """The body's parts and, at their end, the new last layer, which every method trains."""
    largest, most = max(part.side for part in body), max(part.channels for part in body)
    drawn = [
        RacePart((part.side / largest) ** FLATTER, (part.channels / most) ** FLATTER, learns(part))
        for part in body
    ]
    return [*drawn, RacePart(1.0, 0.0, learns=True)]


def _reached(run: TrainingRun) -> str:
    if run.state == "waiting":
        return "–"
    end = counted(run.points[-1].accuracy) if run.points else "–"
    return f"{end} after {run.seconds:.1f} s, {run.note or run.state}"
