"""*Evaluate*, the learning curve: how many photos it takes, with frozen features and from scratch."""

import threading
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

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
from components.transfer.screens.state import (
    FASHION_MNIST,
    TeachSettings,
    chosen_embedder,
)
from components.transfer.train import TrainedClassifier
from components.ui.frame.stage import Stage
from components.ui.text import plain
from components.ui.widgets import charts
from components.vision.backbones import DEFAULT

DRAWING, FROM_SCRATCH = "curve", "curve from scratch"
DRAWS = 20


@dataclass(frozen=True)
class CurveProgress:
    """Progress of measuring a curve."""

    embedded: int
    photos: int
    points: tuple[CurvePoint, ...] = ()


@dataclass(frozen=True)
class CurveRequest:
    """The photos and the network whose two curves are drawn."""

    dataset: PhotoDataset
    backbone: str

    @property
    def about(self) -> Hashable:
        """Key under which they are kept: the network, and the photos of each class by their SHA-256."""
        classes = self.dataset.classes
        return self.backbone, tuple(tuple(photo.digest for photo in one.photos) for one in classes)

    @property
    def embedder(self) -> Embedder:
        """The network as feature extractor."""
        return chosen_embedder(TeachSettings(model=self.backbone))

    @property
    def precomputed(self) -> tuple[CurvePoint, ...]:
        """The curve from scratch that is there without measuring, if there is one."""
        shipped = self.dataset is runtime.shared(load_fashion_mnist) and self.backbone == DEFAULT
        return precomputed_scratch_curve() if shipped else ()


def curve_view(trained: TrainedClassifier, taught: TeachSettings, place: Stage) -> None:
    """Draw the view."""
    dataset = runtime.shared(load_fashion_mnist) if taught.album == FASHION_MNIST else trained.dataset
    request = CurveRequest(dataset, trained.classifier.backbone)
    with place.dock:
        frozen, scratch = _ended(DRAWING, request), _ended(FROM_SCRATCH, request)
    if not possible_sizes(dataset.targets):
        place.picture.info("A class needs at least two photos for this curve.")
        return
    if frozen is None and not jobs.get(DRAWING):  # by itself, but not again after it was stopped
        _start_frozen(request)
    from_scratch = _points(scratch) or request.precomputed
    with place.picture:
        if jobs.get(DRAWING):
            jobs.watch(DRAWING, lambda job: _draw_progress(job, from_scratch))
            return
        charts.draw(learning_curve_chart(_points(frozen), from_scratch), "curve")
    with place.dock:
        if not _points(frozen):
            st.button("Measure with frozen features", on_click=_start_frozen, args=(request,))
        if not from_scratch:
            _offer_scratch(request)


def _ended(name: str, request: CurveRequest) -> jobs.Ended[CurveProgress] | None:
    """Return what a measurement of this curve has come to; drop one of other photos that is under way."""
    ended: jobs.Ended[CurveProgress] | None = jobs.result(name, request.about)
    if jobs.get(name) and not jobs.is_about(name, request.about):
        jobs.forget(name)
        if name == FROM_SCRATCH:
            st.info("A measurement on other photos was still under way, so it was stopped.")
    if ended and ended.trouble:
        st.warning(plain(ended.trouble))
    return ended


def _points(ended: jobs.Ended[CurveProgress] | None) -> tuple[CurvePoint, ...]:
    return ended.snapshot.points if ended and ended.snapshot else ()


def _start_frozen(request: CurveRequest) -> None:
    dataset, embedder = request.dataset, request.embedder
    jobs.start(DRAWING, lambda _: _frozen(dataset, embedder), about=request.about)


def _frozen(dataset: PhotoDataset, embedder: Embedder) -> Iterator[CurveProgress]:
    photos, rows = dataset.photos, []
    yield CurveProgress(0, len(photos))
    try:
        for row in runtime.map_long(embedder.features, photos):
            rows.append(row)
            yield CurveProgress(len(rows), len(photos))
    except IntakeError as error:
        raise jobs.JobError(str(error)) from error
    points: dict[int, CurvePoint] = {}
    for point in frozen_features_curve(
        torch.stack(rows), torch.tensor(dataset.targets), len(dataset.classes), DRAWS
    ):
        points[point.per_class] = point
        yield CurveProgress(len(rows), len(photos), tuple(points.values()))


def _draw_progress(job: jobs.Job[CurveProgress], from_scratch: tuple[CurvePoint, ...]) -> None:
    now = job.snapshot or CurveProgress(0, 0)
    fraction = now.embedded / now.photos if now.photos else 0.0
    charts.draw(learning_curve_chart(now.points, from_scratch), "curve")  # where the finished one will stand
    st.progress(fraction, f"{now.embedded} of {now.photos} photos turned into features")


# --- From scratch -------------------------------------------------------------------------------------


def _offer_scratch(request: CurveRequest) -> None:
    if jobs.get(FROM_SCRATCH):
        jobs.watch(FROM_SCRATCH, _draw_scratch)
        return
    minutes = scratch_seconds(possible_sizes(request.dataset.targets)) / 60
    st.button(
        f"Measure from scratch too, about {minutes:.0f} min",
        icon=":material/timer:",
        on_click=_start_scratch,
        args=(request,),
    )


def _start_scratch(request: CurveRequest) -> None:
    dataset, network = request.dataset, request.embedder.network
    sizes = possible_sizes(dataset.targets)

    def work(_cancel: threading.Event) -> Iterator[CurveProgress]:
        points: tuple[CurvePoint, ...] = ()
        yield CurveProgress(0, len(sizes))
        for number, size in enumerate(sizes):
            accuracy = 0.0
            for update in scratch_updates(scratch_task(dataset, size, 0, network), scratch_steps(size)):
                accuracy = update.point.accuracy if update.point else accuracy
                yield CurveProgress(number, len(sizes), points)
            points += (CurvePoint(size, (accuracy,)),)
        yield CurveProgress(len(sizes), len(sizes), points)

    jobs.start(FROM_SCRATCH, work, about=request.about)


def _draw_scratch(job: jobs.Job[CurveProgress]) -> None:
    now: CurveProgress | None = job.snapshot
    if now:
        st.progress(now.embedded / now.photos, f"From scratch: {now.embedded} of {now.photos} sizes measured")
