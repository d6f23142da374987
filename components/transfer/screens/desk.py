"""What a visitor is teaching: the albums, the newest lesson, and the training that makes it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import streamlit as st

from components import jobs, runtime
from components.intake.photos import IntakeError
from components.session import visitor
from components.transfer.album import Album, AlbumError, Group
from components.transfer.charts import training_chart
from components.transfer.embedding import Embedder, Store
from components.transfer.exporting import Stage
from components.transfer.garments import all_garments, first
from components.transfer.learning_curve import Point
from components.transfer.race import Standing
from components.transfer.teaching import Lesson, Plan, Progress, teach
from components.ui import charts, link
from components.ui.network_source import network_or_default
from components.ui.words import plain
from components.vision.backbones import BACKBONES, DEFAULT

GARMENTS, OWN = "Garments", "My own photos"
TEACHING = "teach"


@dataclass(frozen=True)
class TeachSettings:
    """What the link of the screen Teach holds; the screens after it keep it."""

    album: str = link.choice(GARMENTS, (GARMENTS, OWN))
    per_class: str = link.choice("20", ("2", "5", "10", "20", "40", "80"))
    copies: int = link.whole(0, 0, 4)
    seed: int = link.whole(0, 0, 999)
    model: str = link.choice(DEFAULT, tuple(BACKBONES))


@dataclass(frozen=True)
class Race:
    """A race that has been run, the lesson whose photos it was about, and the visitor's bet."""

    lesson: Lesson
    seconds: int
    bet: str
    standing: Standing


@dataclass(frozen=True)
class Curve:
    """Accuracy against photos a class, for one album and network."""

    album: Album
    backbone: str
    frozen: tuple[Point, ...] = ()
    scratch: tuple[Point, ...] = ()
    begun: bool = False  # it begins by itself once; not again after it was stopped


@dataclass(frozen=True)
class Export:
    """A lesson's zip and its check."""

    lesson: Lesson
    stage: Stage


@dataclass
class Desk:
    """One visitor's albums and newest lesson. The garments are kept by how many there are of each."""

    albums: dict[str, Album] = field(default_factory=dict)
    lesson: Lesson | None = None
    trouble: str = ""  # why there is no lesson
    race: Race | None = None
    curve: Curve | None = None
    export: Export | None = None
    notes: tuple[str, ...] = ()  # what the last edit or reading could not do


def desk() -> Desk:
    """This visitor's desk."""
    if "desk" not in st.session_state:
        st.session_state["desk"] = Desk()
    carried: Desk = st.session_state["desk"]
    return carried


def album_name(settings: TeachSettings) -> str:
    """What the chosen album is kept under."""
    return OWN if settings.album == OWN else f"{GARMENTS} {settings.per_class}"


def album(settings: TeachSettings) -> Album:
    """The chosen album as it is now."""
    albums, name = desk().albums, album_name(settings)
    if name not in albums:
        if settings.album == OWN:
            albums[name] = Album((Group("Class 1"), Group("Class 2")))
        else:
            albums[name] = first(runtime.shared(all_garments), int(settings.per_class))
    return albums[name]


def embedder(settings: TeachSettings) -> Embedder:
    """The chosen network with the features that anybody's photos have had computed."""
    return Embedder(network_or_default(settings.model), runtime.shared(Store))


def is_fresh(lesson: Lesson | None, settings: TeachSettings) -> bool:
    """Whether a lesson is what training would come to now."""
    return (
        lesson is not None
        and lesson.album == album(settings)
        and lesson.plan == Plan(settings.copies, settings.seed)
        and lesson.classifier.backbone == embedder(settings).network.backbone.name
    )


def warm() -> None:
    """Turn the garments that are shown first into features."""
    settings = TeachSettings()
    garments = first(runtime.shared(all_garments), int(settings.per_class))
    for _ in runtime.spread(embedder(settings).features, garments.pictures):
        pass


# --- Training ------------------------------------------------------------------------------------------


def start_teaching(settings: TeachSettings) -> None:
    """Begin to train on the chosen album."""
    desk().trouble = ""
    subject, plan, machine = album(settings), Plan(settings.copies, settings.seed), embedder(settings)

    def work(cancel: threading.Event) -> Iterator[Progress]:
        try:
            for progress in teach(subject, plan, machine, runtime.spread):
                yield progress
                if cancel.is_set():
                    return
        except (AlbumError, IntakeError) as error:
            raise jobs.JobError(str(error)) from error

    jobs.start(TEACHING, work)


def finish_teaching() -> None:
    """Take over the lesson of a training that has ended, or why there is none."""
    job = jobs.get(TEACHING)
    if job is None or job.active:
        return
    desk().trouble = job.trouble
    if job.state == "done" and job.snapshot and job.snapshot.lesson:
        desk().lesson = job.snapshot.lesson
        visitor().classifier = job.snapshot.lesson.classifier
    jobs.forget(TEACHING)


def lesson_or_training(settings: TeachSettings) -> Lesson | None:
    """The newest lesson. While one is being trained, or if there is none, that is drawn, and None returned.

    The garments train by themselves, so that every screen shows something when it is opened; photos of
    one's own wait for the button.
    """
    finish_teaching()
    lesson = desk().lesson
    trained_by_itself = settings.album == GARMENTS and not is_fresh(lesson, settings) and not desk().trouble
    if trained_by_itself and not jobs.get(TEACHING):
        start_teaching(settings)
    if jobs.get(TEACHING):
        jobs.watch(TEACHING, draw_training)
        return None
    if desk().trouble:
        st.warning(plain(desk().trouble), icon=":material/info:")
    return lesson


def draw_training(job: jobs.Job[Progress]) -> None:
    """The photos embedded so far, then the curves of the training."""
    progress = job.snapshot or Progress(0, 0)
    share = progress.embedded / progress.photos if progress.photos else 0.0
    st.progress(share, f"{progress.embedded} of {progress.photos} photos turned into features")
    if progress.steps:
        charts.draw(training_chart(progress.steps), 340, "training now")
