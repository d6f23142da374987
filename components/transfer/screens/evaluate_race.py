"""*Understand*, the race: the same photos learned in three ways, side by side."""

import threading
from collections.abc import Iterator

import streamlit as st

from components import jobs
from components.intake.photos import IntakeError
from components.session import visitor
from components.transfer.charts import race_chart
from components.transfer.race import COURSES, Runner, Standing, Task, race
from components.transfer.screens.state import Race, desk
from components.transfer.train import Lesson
from components.ui.controls.network import network
from components.ui.controls.quiz import show_tally
from components.ui.text import plain
from components.ui.widgets import charts
from components.ui.widgets.class_bars import counted

RACING = "race"
LIMITS = (20, 60, 120)
NOT_BEGUN = Standing(tuple(Runner(name) for name in COURSES))
RULES = {
    "Frozen features": "Each photo goes through the network once; only a new last layer is trained.",
    "Fine-tuning": "The network’s last block is trained as well, beginning with what it knows.",
    "From scratch": "The same network begins with random weights, on 96 × 96 pixels to be quick enough.",
}


def race_view(lesson: Lesson) -> None:
    """Draw the view. A race belongs to the lesson it was begun with; another lesson's is ended."""
    _finish(lesson)
    run = desk().race
    if jobs.get(RACING):
        jobs.watch(RACING, _draw_job)
        return
    if run and run.lesson is lesson:
        _draw(run.standing, run.seconds)
        _outcome(run)
    else:
        for column, (name, rule) in zip(st.columns(3), RULES.items(), strict=True):
            column.markdown(f"**{name}**  \n{rule}")
    _bets(lesson)


def _bets(lesson: Lesson) -> None:
    count, held_out = len(lesson.split.train), len(lesson.split.held_out)
    st.markdown(
        f"**Guess first: who is best on {held_out} held-out photos?** {count} photos to learn from. "
        "A click on your guess starts the race."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name in COURSES:
            st.button(name, key=f"bet {name}", icon=":material/flag:", on_click=_start, args=(lesson, name))
        st.segmented_control(
            "Seconds at most for each", LIMITS, default=60, required=True, key="race seconds"
        )
        show_tally()


def _start(lesson: Lesson, bet: str) -> None:
    seconds = int(st.session_state["race seconds"])
    task = Task(lesson.album, lesson.split, network(lesson.classifier.backbone), lesson.plan.seed)

    def work(_cancel: threading.Event) -> Iterator[Race]:
        yield Race(lesson, seconds, bet, NOT_BEGUN)
        try:
            for standing in race(task, seconds):
                yield Race(lesson, seconds, bet, standing)
        except IntakeError as error:
            raise jobs.JobError(str(error)) from error

    jobs.start(RACING, work)


def _finish(lesson: Lesson) -> None:
    """Keep a race that has ended, or was stopped; one of another lesson is stopped, which is said."""
    job = jobs.get(RACING)
    if job is None:
        return
    run: Race | None = job.snapshot
    still_runs = job.active
    if still_runs and (run is None or run.lesson is lesson):
        return
    jobs.forget(RACING)
    if job.trouble:
        st.warning(plain(job.trouble))
    elif still_runs:
        st.info("A race on other photos or settings was still under way, so it was stopped.")
    if run is None:
        return
    desk().race = run
    if job.state == "done":
        visitor().guesses[(RACING, str(id(job)))] = (run.bet, run.bet in winners(run.standing))


def winners(standing: Standing) -> list[str]:
    """Who ended with the best held-out accuracy; several if they are equal."""
    ends = {runner.name: runner.points[-1].accuracy for runner in standing.runners if runner.points}
    return [name for name, end in ends.items() if end == max(ends.values())]


def _outcome(run: Race) -> None:
    if all(runner.state == "finished" for runner in run.standing.runners):
        best = winners(run.standing)
        icon = "check" if run.bet in best else "close"
        st.markdown(f":material/{icon}: You guessed {run.bet}; best is **{' and '.join(best)}**.")
    else:
        st.markdown(":material/stop: Stopped before the end.")


def _draw_job(job: jobs.Job[Race]) -> None:
    if job.snapshot:
        _draw(job.snapshot.standing, job.snapshot.seconds)


def _draw(standing: Standing, seconds: int) -> None:
    charts.draw(race_chart(standing, seconds), 380, "race chart")
    for column, runner in zip(st.columns(3), standing.runners, strict=True):
        end = counted(runner.points[-1].accuracy) if runner.points else "–"
        column.markdown(
            f"**{runner.name}: {end}** after {runner.seconds:.1f} s  \n{runner.note or runner.state}"
        )
