"""*Understand*, the curve: how many photos a class it takes, with frozen features and from scratch."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st
import torch

from components import jobs, runtime
from components.intake.photos import IntakeError
from components.transfer.album import Album
from components.transfer.charts import curve_chart
from components.transfer.embedding import Embedder
from components.transfer.garments import all_garments
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
from components.transfer.screens.desk import GARMENTS, Curve, TeachSettings, desk, embedder
from components.transfer.teaching import Lesson
from components.ui import charts
from components.ui.words import plain
from components.vision.backbones import DEFAULT

DRAWING, FROM_SCRATCH = "curve", "curve from scratch"
DRAWS = 20


@dataclass(frozen=True)
class Progress:
    """How far the measuring has come."""

    embedded: int
    photos: int
    points: tuple[Point, ...] = ()


def curve_view(lesson: Lesson, taught: TeachSettings) -> None:
    """Draw the view."""
    album = runtime.shared(all_garments) if taught.album == GARMENTS else lesson.album
    backbone = lesson.classifier.backbone
    present = _present(album, backbone)
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
        _offer_scratch(album, taught)


def _about_scratch(present: Curve) -> str:
    if not present.scratch:
        return ""
    draws = len(present.scratch[0].accuracies)
    counted = f"{draws} draws" if draws > 1 else "one draw"
    return f"From scratch: {present.backbone} at {SCRATCH_PIXELS} × {SCRATCH_PIXELS} pixels, {counted}."


def _present(album: Album, backbone: str) -> Curve:
    """What has been measured for this album; a measurement that has just ended is taken in."""
    found = desk().curve
    if found is None or found.album != album or found.backbone != backbone:
        shipped = album is runtime.shared(all_garments) and backbone == DEFAULT
        found = Curve(album, backbone, scratch=shipped_scratch_curve() if shipped else ())
    found = replace(
        found, frozen=_ended(DRAWING) or found.frozen, scratch=_ended(FROM_SCRATCH) or found.scratch
    )
    desk().curve = found
    return found


def _ended(name: str) -> tuple[Point, ...]:
    """The points of a measurement that has just ended, or was stopped."""
    job = jobs.get(name)
    if job is None or job.active:
        return ()
    jobs.forget(name)
    if job.trouble:
        st.warning(plain(job.trouble))
    points: tuple[Point, ...] = job.snapshot.points if job.snapshot else ()
    return points


def _start_frozen(present: Curve, taught: TeachSettings) -> None:
    desk().curve = replace(present, begun=True)
    machine = embedder(taught)
    jobs.start(DRAWING, lambda _: _frozen(present.album, machine))


def _frozen(album: Album, machine: Embedder) -> Iterator[Progress]:
    pictures, rows = album.pictures, []
    try:
        for row in runtime.spread(machine.features, pictures):
            rows.append(row)
            yield Progress(len(rows), len(pictures))
    except IntakeError as error:
        raise jobs.JobError(str(error)) from error
    points: dict[int, Point] = {}
    for point in frozen_curve(torch.stack(rows), torch.tensor(album.targets), len(album.groups), DRAWS):
        points[point.per_class] = point
        yield Progress(len(rows), len(pictures), tuple(points.values()))


def _draw_progress(job: jobs.Job[Progress], present: Curve) -> None:
    now = job.snapshot or Progress(0, 0)
    share = now.embedded / now.photos if now.photos else 0.0
    st.progress(share, f"{now.embedded} of {now.photos} photos turned into features")
    charts.draw(curve_chart(now.points, present.scratch), 420, "curve now")


# --- From scratch -------------------------------------------------------------------------------------


def _offer_scratch(album: Album, taught: TeachSettings) -> None:
    if jobs.get(FROM_SCRATCH):
        jobs.watch(FROM_SCRATCH, _draw_scratch)
        return
    minutes = scratch_seconds(possible_sizes(album.targets)) / 60
    st.button(
        f"Measure from scratch too, about {minutes:.0f} min",
        icon=":material/timer:",
        on_click=_start_scratch,
        args=(album, taught),
    )


def _start_scratch(album: Album, taught: TeachSettings) -> None:
    machine, sizes = embedder(taught).network, possible_sizes(album.targets)

    def work(_cancel: threading.Event) -> Iterator[Progress]:
        points: tuple[Point, ...] = ()
        for number, size in enumerate(sizes):
            accuracy = 0.0
            for lap in scratch_laps(scratch_task(album, size, 0, machine), scratch_steps(size)):
                accuracy = lap.point.accuracy if lap.point else accuracy
                yield Progress(number, len(sizes), points)
            points += (Point(size, (accuracy,)),)
        yield Progress(len(sizes), len(sizes), points)

    jobs.start(FROM_SCRATCH, work)


def _draw_scratch(job: jobs.Job[Progress]) -> None:
    now = job.snapshot or Progress(0, 1)
    st.progress(now.embedded / now.photos, f"From scratch: {now.embedded} of {now.photos} sizes measured")
