"""*Understand*, the curve: how many photos a class it takes, with frozen features and from scratch."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st
import torch

from components import jobs, runtime
from components.intake.photos import IntakeError
from components.transfer.charts import curve_chart
from components.transfer.dataset import Album
from components.transfer.embeddings import Embedder
from components.transfer.fashion_mnist import all_garments
from components.transfer.learning_curve import (
    Point,
    frozen_curve,
    possible_sizes,
    scratch_laps,
    scratch_seconds,
    scratch_steps,
    scratch_task,
    shipped_scratch_curve,
)
from components.transfer.race import SCRATCH_PIXELS
from components.transfer.screens.state import GARMENTS, Curve, TeachSettings, desk, embedder
from components.transfer.train import Lesson
from components.ui.text import plain
from components.ui.widgets import charts
from components.vision.backbones import DEFAULT

DRAWING, FROM_SCRATCH = "curve", "curve from scratch"
DRAWS = 20


@dataclass(frozen=True)
class Progress:
    """How far the measuring has come, and what it is about."""

    about: Curve
    embedded: int
    photos: int
    points: tuple[Point, ...] = ()


def curve_view(lesson: Lesson, taught: TeachSettings) -> None:
    """Draw the view."""
    album = runtime.shared(all_garments) if taught.album == GARMENTS else lesson.album
    present = _present(taught.album, album, lesson.classifier.backbone)
    if not possible_sizes(album.targets):
        st.info("A class needs at least two photos for this curve.")
        return
    if not present.begun:
        _start_frozen(present, taught)
    if jobs.get(DRAWING):
        jobs.watch(DRAWING, lambda job: _draw_progress(job, present))
        return
    charts.draw(curve_chart(present.frozen, present.scratch), 480, "curve")
    st.caption(
        f"Frozen: mean of {DRAWS} random draws, with worst and best; the held-out photos stay the same. "
        + _about_scratch(present)
    )
    if not present.frozen:
        st.button("Measure with frozen features", on_click=_start_frozen, args=(present, taught))
    if not present.scratch:
        _offer_scratch(present, taught)


def _about_scratch(present: Curve) -> str:
    if not present.scratch:
        return ""
    draws = len(present.scratch[0].accuracies)
    counted = f"{draws} draws" if draws > 1 else "one draw"
    return f"From scratch: {present.backbone} at {SCRATCH_PIXELS} × {SCRATCH_PIXELS} pixels, {counted}."


def _present(name: str, album: Album, backbone: str) -> Curve:
    """What has been measured for this album and network; a measurement that has just ended is taken in."""
    found = desk().curves.get(name)
    if found is None or not _alike(found, album, backbone):
        shipped = album is runtime.shared(all_garments) and backbone == DEFAULT
        found = Curve(album, backbone, scratch=shipped_scratch_curve() if shipped else ())
    found = replace(
        found,
        frozen=_ended(DRAWING, found) or found.frozen,
        scratch=_ended(FROM_SCRATCH, found) or found.scratch,
    )
    desk().curves[name] = found
    return found


def _alike(curve: Curve, album: Album, backbone: str) -> bool:
    return curve.backbone == backbone and curve.album == album


def _ended(name: str, present: Curve) -> tuple[Point, ...]:
    """The points of a measurement that has just ended, or was stopped; one of another album is dropped."""
    job = jobs.get(name)
    if job is None:
        return ()
    now: Progress | None = job.snapshot
    others = now is not None and not _alike(now.about, present.album, present.backbone)
    still_runs = job.active
    if still_runs and not others:
        return ()
    jobs.forget(name)
    if job.trouble:
        st.warning(plain(job.trouble))
    elif still_runs and name == FROM_SCRATCH:
        st.info("A measurement on other photos was still under way, so it was stopped.")
    return now.points if now and not others else ()


def _start_frozen(present: Curve, taught: TeachSettings) -> None:
    begun = replace(present, begun=True)
    desk().curves[taught.album] = begun
    machine = embedder(taught)
    jobs.start(DRAWING, lambda _: _frozen(begun, machine))


def _frozen(about: Curve, machine: Embedder) -> Iterator[Progress]:
    album = about.album
    pictures, rows = album.pictures, []
    yield Progress(about, 0, len(pictures))
    try:
        for row in runtime.map_long(machine.features, pictures):
            rows.append(row)
            yield Progress(about, len(rows), len(pictures))
    except IntakeError as error:
        raise jobs.JobError(str(error)) from error
    points: dict[int, Point] = {}
    for point in frozen_curve(torch.stack(rows), torch.tensor(album.targets), len(album.groups), DRAWS):
        points[point.per_class] = point
        yield Progress(about, len(rows), len(pictures), tuple(points.values()))


def _draw_progress(job: jobs.Job[Progress], present: Curve) -> None:
    now = job.snapshot or Progress(present, 0, 0)
    share = now.embedded / now.photos if now.photos else 0.0
    st.progress(share, f"{now.embedded} of {now.photos} photos turned into features")
    charts.draw(curve_chart(now.points, present.scratch), 420, "curve now")


# --- From scratch -------------------------------------------------------------------------------------


def _offer_scratch(present: Curve, taught: TeachSettings) -> None:
    if jobs.get(FROM_SCRATCH):
        jobs.watch(FROM_SCRATCH, _draw_scratch)
        return
    minutes = scratch_seconds(possible_sizes(present.album.targets)) / 60
    st.button(
        f"Measure from scratch too, about {minutes:.0f} min",
        icon=":material/timer:",
        on_click=_start_scratch,
        args=(present, taught),
    )


def _start_scratch(present: Curve, taught: TeachSettings) -> None:
    album = present.album
    machine, sizes = embedder(taught).network, possible_sizes(album.targets)

    def work(_cancel: threading.Event) -> Iterator[Progress]:
        points: tuple[Point, ...] = ()
        yield Progress(present, 0, len(sizes))
        for number, size in enumerate(sizes):
            accuracy = 0.0
            for lap in scratch_laps(scratch_task(album, size, 0, machine), scratch_steps(size)):
                accuracy = lap.point.accuracy if lap.point else accuracy
                yield Progress(present, number, len(sizes), points)
            points += (Point(size, (accuracy,)),)
        yield Progress(present, len(sizes), len(sizes), points)

    jobs.start(FROM_SCRATCH, work)


def _draw_scratch(job: jobs.Job[Progress]) -> None:
    now: Progress | None = job.snapshot
    if now:
        st.progress(now.embedded / now.photos, f"From scratch: {now.embedded} of {now.photos} sizes measured")
