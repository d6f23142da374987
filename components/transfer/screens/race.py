"""*Understand*, the race: the same photos learned in three ways, side by side."""

import threading
from collections.abc import Callable, Iterator

import streamlit as st

from components import jobs
from components.intake.photos import IntakeError
from components.session import visitor
from components.transfer.charts import race_chart
from components.transfer.race import COURSES, Runner, Standing, Task, race
from components.transfer.screens.desk import Race, desk
from components.transfer.teaching import Lesson
from components.ui import charts
from components.ui.class_bars import counted
from components.ui.guess import show_tally
from components.ui.network_source import network
from components.ui.words import plain

RACING = "race"
LIMITS = (20, 60, 120)
_BET = "race bet"
RULES = {
    "Frozen features": "Each photo goes through the network once; only a new last layer is trained.",
    "Fine-tuning": "The network’s last block is trained as well, beginning with what it knows.",
    "From scratch": "The same network begins with random weights, on 96 × 96 pixels to be quick enough.",
}


def race_view(lesson: Lesson) -> None:
    """Draw the view."""
    _finish(lesson)
    run = desk().race
    if jobs.get(RACING):
        jobs.watch(RACING, lambda job: _draw(job.snapshot, st.session_state[_BET][1]))
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
    st.session_state[_BET] = (bet, seconds)
    task = Task(lesson.album, lesson.split, network(lesson.classifier.backbone), lesson.plan.seed)
    jobs.start(RACING, _readable(lambda: race(task, seconds)))


def _readable(begin: Callable[[], Iterator[Standing]]) -> jobs.Work[Standing]:
    def work(_cancel: threading.Event) -> Iterator[Standing]:
        try:
            yield from begin()
        except IntakeError as error:
            raise jobs.JobError(str(error)) from error

    return work


def _finish(lesson: Lesson) -> None:
    """Keep the standing of a race that has ended, or was stopped."""
    job = jobs.get(RACING)
    if job is None or job.active:
        return
    jobs.forget(RACING)
    if job.trouble:
        st.warning(plain(job.trouble))
    if job.snapshot is None:
        return
    bet, seconds = st.session_state[_BET]
    desk().race = Race(lesson, seconds, bet, job.snapshot)
    if job.state == "done":
        visitor().guesses[(RACING, str(id(job)))] = (bet, bet in winners(job.snapshot))


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


def _draw(standing: Standing | None, seconds: int) -> None:
    standing = standing or Standing(tuple(Runner(name) for name in COURSES))
    charts.draw(race_chart(standing, seconds), 380, "race chart")
    for column, runner in zip(st.columns(3), standing.runners, strict=True):
        end = counted(runner.points[-1].accuracy) if runner.points else "–"
        column.markdown(
            f"**{runner.name}: {end}** after {runner.seconds:.1f} s  \n{runner.note or runner.state}"
        )
