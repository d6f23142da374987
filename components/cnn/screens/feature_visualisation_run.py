"""The growth of a wish: a job whose picture is watched."""

import threading
from collections.abc import Iterator

import streamlit as st
from PIL import Image

from components import jobs
from components.cnn.feature_visualization.optimize import dream
from components.cnn.figures import jpeg
from components.cnn.screens.feature_visualisation_state import Asked, Grown, kept
from components.ui.text import plain

GROWTH = "grow a wish"
PICTURE_WIDTH = 380  # pixels


def start(asked: Asked) -> None:
    """Let the picture grow from its noise."""

    def work(_cancel: threading.Event) -> Iterator[Grown]:
        for step in dream(asked.graph, asked.wish, asked.plan):
            yield Grown(asked, Image.fromarray(step.picture), step.number)

    jobs.start(GROWTH, work)
    st.session_state["growing"] = asked


def finish(asked: Asked) -> None:
    """Take over a picture that has ended its growth; one that is no longer asked for stops growing."""
    job = jobs.get(GROWTH)
    if job is None:
        return
    growing: Asked = st.session_state["growing"]
    if job.active and growing.about == asked.about:
        return
    jobs.forget(GROWTH)
    if job.trouble:
        st.error(plain(job.trouble))
    if job.snapshot and job.snapshot.steps:
        kept()[growing.about] = job.snapshot


def growing() -> bool:
    """Whether a picture grows just now; if so, it is drawn."""
    job = jobs.get(GROWTH)
    if job is None or not job.active:
        return False
    jobs.watch(GROWTH, _draw)
    return True


def _draw(job: jobs.Job[Grown]) -> None:
    if job.snapshot is None:
        return
    asked, done = job.snapshot.asked, job.snapshot.steps
    st.image(jpeg(job.snapshot.picture), width=PICTURE_WIDTH)
    st.progress(done / asked.plan.steps, f"{asked.name}: step {done} of {asked.plan.steps}")
