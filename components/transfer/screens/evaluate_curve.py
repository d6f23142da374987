"""*Evaluate*, the learning curve: how many photos it takes, with frozen features and from scratch."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st
import torch

from components import jobs, runtime
from components.intake.photos import IntakeError
from components.transfer.charts import learning_curve_chart
from components.transfer.dataset import PhotoDataset
from components.transfer.embeddings import Embedder
from components.transfer.fashion_mnist import load_fashion_mnist
from components.transfer.learning_curve import (
    CurvePoint,
    frozen_features_curve,
    possible_sizes,
    precomputed_scratch_curve,
    scratch_seconds,
    scratch_steps,
    scratch_task,
    scratch_updates,
)
from components.transfer.race import SCRATCH_PIXELS
from components.transfer.screens.state import (
    FASHION_MNIST,
    LearningCurveState,
    TeachSettings,
    chosen_embedder,
    transfer_state,
)
from components.transfer.train import TrainedClassifier
from components.ui.text import plain
from components.ui.widgets import charts
from components.vision.backbones import DEFAULT

DRAWING, FROM_SCRATCH = "curve", "curve from scratch"
DRAWS = 20


@dataclass(frozen=True)
class CurveProgress:
    """Progress of measuring a curve."""

    about: LearningCurveState
    embedded: int
    photos: int
    points: tuple[CurvePoint, ...] = ()


def curve_view(trained: TrainedClassifier, taught: TeachSettings) -> None:
    """Draw the view."""
    dataset = runtime.shared(load_fashion_mnist) if taught.album == FASHION_MNIST else trained.dataset
    present = _present(taught.album, dataset, trained.classifier.backbone)
    if not possible_sizes(dataset.targets):
        st.info("A class needs at least two photos for this curve.")
        return
    if not present.begun:
        _start_frozen(present, taught)
    if jobs.get(DRAWING):
        jobs.watch(DRAWING, lambda job: _draw_progress(job, present))
        return
    charts.draw(learning_curve_chart(present.frozen, present.scratch), 480, "curve")
    st.caption(
        f"Frozen: mean of {DRAWS} random draws, with worst and best; the held-out photos stay the same. "
        + _about_scratch(present)
    )
    if not present.frozen:
        st.button("Measure with frozen features", on_click=_start_frozen, args=(present, taught))
    if not present.scratch:
        _offer_scratch(present, taught)


def _about_scratch(present: LearningCurveState) -> str:
    if not present.scratch:
        return ""
    draws = len(present.scratch[0].accuracies)
    counted = f"{draws} draws" if draws > 1 else "one draw"
    return f"From scratch: {present.backbone} at {SCRATCH_PIXELS} × {SCRATCH_PIXELS} pixels, {counted}."


def _present(name: str, dataset: PhotoDataset, backbone: str) -> LearningCurveState:
    """Return what has been measured for this data set and network, with a measurement that has just ended."""
    found = transfer_state().learning_curves.get(name)
    if found is None or not _is_about(found, dataset, backbone):
        precomputed = dataset is runtime.shared(load_fashion_mnist) and backbone == DEFAULT
        found = LearningCurveState(
            dataset, backbone, scratch=precomputed_scratch_curve() if precomputed else ()
        )
    found = replace(
        found,
        frozen=_ended(DRAWING, found) or found.frozen,
        scratch=_ended(FROM_SCRATCH, found) or found.scratch,
    )
    transfer_state().learning_curves[name] = found
    return found


def _is_about(curve: LearningCurveState, dataset: PhotoDataset, backbone: str) -> bool:
    return curve.backbone == backbone and curve.dataset == dataset


def _ended(name: str, present: LearningCurveState) -> tuple[CurvePoint, ...]:
    """Return the points of a measurement that has just ended or was stopped; drop one of other photos."""
    job = jobs.get(name)
    if job is None:
        return ()
    now: CurveProgress | None = job.snapshot
    others = now is not None and not _is_about(now.about, present.dataset, present.backbone)
    still_runs = job.active
    if still_runs and not others:
        return ()
    jobs.forget(name)
    if job.trouble:
        st.warning(plain(job.trouble))
    elif still_runs and name == FROM_SCRATCH:
        st.info("A measurement on other photos was still under way, so it was stopped.")
    return now.points if now and not others else ()


def _start_frozen(present: LearningCurveState, taught: TeachSettings) -> None:
    begun = replace(present, begun=True)
    transfer_state().learning_curves[taught.album] = begun
    embedder = chosen_embedder(taught)
    jobs.start(DRAWING, lambda _: _frozen(begun, embedder))


def _frozen(about: LearningCurveState, embedder: Embedder) -> Iterator[CurveProgress]:
    dataset = about.dataset
    photos, rows = dataset.photos, []
    yield CurveProgress(about, 0, len(photos))
    try:
        for row in runtime.map_long(embedder.features, photos):
            rows.append(row)
            yield CurveProgress(about, len(rows), len(photos))
    except IntakeError as error:
        raise jobs.JobError(str(error)) from error
    points: dict[int, CurvePoint] = {}
    for point in frozen_features_curve(
        torch.stack(rows), torch.tensor(dataset.targets), len(dataset.classes), DRAWS
    ):
        points[point.per_class] = point
        yield CurveProgress(about, len(rows), len(photos), tuple(points.values()))


def _draw_progress(job: jobs.Job[CurveProgress], present: LearningCurveState) -> None:
    now = job.snapshot or CurveProgress(present, 0, 0)
    fraction = now.embedded / now.photos if now.photos else 0.0
    st.progress(fraction, f"{now.embedded} of {now.photos} photos turned into features")
    charts.draw(learning_curve_chart(now.points, present.scratch), 420, "curve now")


# --- From scratch -------------------------------------------------------------------------------------


def _offer_scratch(present: LearningCurveState, taught: TeachSettings) -> None:
    if jobs.get(FROM_SCRATCH):
        jobs.watch(FROM_SCRATCH, _draw_scratch)
        return
    minutes = scratch_seconds(possible_sizes(present.dataset.targets)) / 60
    st.button(
        f"Measure from scratch too, about {minutes:.0f} min",
        icon=":material/timer:",
        on_click=_start_scratch,
        args=(present, taught),
    )


def _start_scratch(present: LearningCurveState, taught: TeachSettings) -> None:
    dataset = present.dataset
    network, sizes = chosen_embedder(taught).network, possible_sizes(dataset.targets)

    def work(_cancel: threading.Event) -> Iterator[CurveProgress]:
        points: tuple[CurvePoint, ...] = ()
        yield CurveProgress(present, 0, len(sizes))
        for number, size in enumerate(sizes):
            accuracy = 0.0
            for update in scratch_updates(scratch_task(dataset, size, 0, network), scratch_steps(size)):
                accuracy = update.point.accuracy if update.point else accuracy
                yield CurveProgress(present, number, len(sizes), points)
            points += (CurvePoint(size, (accuracy,)),)
        yield CurveProgress(present, len(sizes), len(sizes), points)

    jobs.start(FROM_SCRATCH, work)


def _draw_scratch(job: jobs.Job[CurveProgress]) -> None:
    now: CurveProgress | None = job.snapshot
    if now:
        st.progress(now.embedded / now.photos, f"From scratch: {now.embedded} of {now.photos} sizes measured")
