"""The optimisation of a feature visualisation as a job whose image is watched."""

import threading
from collections.abc import Iterator

import streamlit as st
from PIL import Image

from components import jobs
from components.cnn.feature_visualization.optimize import optimize
from components.cnn.figures import photo_jpeg
from components.cnn.screens.feature_visualisation_state import (
    FeatureVisualisation,
    VisualisationRequest,
    finished_visualisations,
)
from components.ui.text import plain

OPTIMIZATION = "feature visualisation"
PICTURE_WIDTH = 380  # pixels
_REQUEST = "visualisation being optimised"


def start_optimization(request: VisualisationRequest) -> None:
    """Start to optimise the image from its noise."""

    def work(_cancel: threading.Event) -> Iterator[FeatureVisualisation]:
        for step in optimize(request.graph, request.objective, request.config):
            yield FeatureVisualisation(request, Image.fromarray(step.image), step.number)

    jobs.start(OPTIMIZATION, work)
    st.session_state[_REQUEST] = request


def finish_optimization(request: VisualisationRequest) -> None:
    """Keep the image of an optimisation that has ended; stop one that is no longer asked for."""
    job = jobs.get(OPTIMIZATION)
    if job is None:
        return
    started: VisualisationRequest = st.session_state[_REQUEST]
    if job.active and started.about == request.about:
        return
    jobs.forget(OPTIMIZATION)
    if job.trouble:
        st.error(plain(job.trouble))
    if job.snapshot and job.snapshot.steps:
        finished_visualisations()[started.about] = job.snapshot


def optimizing() -> bool:
    """Draw the image that is being optimised; return whether there is one."""
    job = jobs.get(OPTIMIZATION)
    if job is None or not job.active:
        return False
    jobs.watch(OPTIMIZATION, _draw)
    return True


def _draw(job: jobs.Job[FeatureVisualisation]) -> None:
    if job.snapshot is None:
        return
    request, done = job.snapshot.request, job.snapshot.steps
    st.image(photo_jpeg(job.snapshot.image), width=PICTURE_WIDTH)
    st.progress(done / request.config.steps, f"{request.name}: step {done} of {request.config.steps}")
