"""The optimisation of a feature visualisation as a job whose image is watched."""

import threading
from collections.abc import Iterator

import streamlit as st
from PIL import Image

from components import jobs
from components.cnn.feature_visualization.optimize import optimize
from components.cnn.figures import photo_jpeg
from components.cnn.screens.feature_visualisation_state import (
    OPTIMIZATION,
    FeatureVisualisation,
    VisualisationRequest,
)
from components.cnn.widgets.visualisation import visualisation
from components.ui.text import plain


def start_optimization(request: VisualisationRequest) -> None:
    """Start to optimise the image from its noise."""

    def work(_cancel: threading.Event) -> Iterator[FeatureVisualisation]:
        for step in optimize(request.graph, request.objective, request.config):
            yield FeatureVisualisation(request, Image.fromarray(step.image), step.number)

    jobs.start(OPTIMIZATION, work, about=request.about)


def finish_optimization(request: VisualisationRequest) -> None:
    """Stop an optimisation that is no longer asked for; say why the one that is has failed, if it has."""
    jobs.stop_others(OPTIMIZATION, request.about)
    ended = jobs.result(OPTIMIZATION, request.about)
    if ended and ended.trouble:
        st.error(plain(ended.trouble))


def optimizing() -> bool:
    """Draw the image that is being optimised; return whether there is one."""
    if jobs.get(OPTIMIZATION) is None:
        return False
    jobs.watch(OPTIMIZATION, _draw)
    return True


def _draw(job: jobs.Job[FeatureVisualisation]) -> None:
    if job.snapshot is None:
        return
    request, done = job.snapshot.request, job.snapshot.steps
    visualisation(photo_jpeg(job.snapshot.image), (), key="visualisation in the making")
    st.progress(done / request.config.steps, f"{plain(request.name)}: step {done} of {request.config.steps}")
