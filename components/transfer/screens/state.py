"""What a visitor is teaching: the albums, the newest lesson, and the training that makes it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import streamlit as st

from components import jobs, runtime
from components.intake.photos import IntakeError
from components.session import visitor
from components.transfer.charts import training_chart
from components.transfer.dataset import Album, AlbumError, Group
from components.transfer.embeddings import Embedder, Store
from components.transfer.export import Stage
from components.transfer.fashion_mnist import all_garments, first
from components.transfer.learning_curve import Point
from components.transfer.race import Standing
from components.transfer.removal import Removal
from components.transfer.train import Lesson, Plan, Progress, teach
from components.transfer.uploads import Inbox
from components.ui import url_state
from components.ui.controls.network import network_or_default
from components.ui.text import plain
from components.ui.widgets import charts
from components.vision.backbones import BACKBONES, DEFAULT

GARMENTS, OWN = "Garments", "My own photos"
TEACHING = {GARMENTS: "teach garments", OWN: "teach own photos"}  # one job each: neither ends the other


@dataclass(frozen=True)
class TeachSettings:
    """What the link of the screen Teach holds; the screens after it keep it."""

    album: str = url_state.choice(GARMENTS, (GARMENTS, OWN))
    per_class: str = url_state.choice("20", ("2", "5", "10", "20", "40", "80"))
    copies: int = url_state.integer(0, 0, 4)
    seed: int = url_state.integer(0, 0, 999)
    model: str = url_state.choice(DEFAULT, tuple(BACKBONES))


@dataclass(frozen=True)
class Race:
    """A race, the lesson whose photos it is about, and the visitor's bet."""

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
    """A lesson's zip and its check, with the threshold of "None of these" that it was made with."""

    lesson: Lesson
    limit: float
    stage: Stage


@dataclass(frozen=True)
class Trouble:
    """Why a training on an album came to nothing; no words if it is still under way, or came to a lesson."""

    of: Album
    words: str = ""


@dataclass
class Entrance:
    """The uploaders for one's own photos: which is in sight, and which are kept out of sight.

    An uploader that is taken off the page loses what is still being sent; so one that was in sight stays.
    """

    chosen: int | str | None = None  # a class's id, or NEW_CLASSES; None: the first class
    opened: list[int | str] = field(default_factory=list)  # whose uploaders are on the page
    rounds: dict[str, int] = field(default_factory=dict)  # of each uploader: a new key empties it
    removed: dict[int, str] = field(default_factory=dict)  # names of the classes removed last, by id


@dataclass
class Desk:
    """One visitor's albums and what was made of them, by the setting `album` where it is kept for each.

    The garments' albums are kept by how many there are of each.
    """

    albums: dict[str, Album] = field(default_factory=dict)
    removals: dict[str, Removal] = field(default_factory=dict)  # the newest of each album, to be put back
    lessons: dict[str, Lesson] = field(default_factory=dict)  # the newest of each
    troubles: dict[str, Trouble] = field(default_factory=dict)  # of the newest training of each
    race: Race | None = None
    curves: dict[str, Curve] = field(default_factory=dict)
    export: Export | None = None
    notes: tuple[str, ...] = ()  # what the last edits or readings could not do
    inbox: Inbox = field(default_factory=Inbox)
    entrance: Entrance = field(default_factory=Entrance)
    changing: threading.Lock = field(default_factory=threading.Lock)  # an album, by one run at a time


def desk() -> Desk:
    """This visitor's desk."""
    if "desk" not in st.session_state:
        st.session_state["desk"] = Desk()
    carried: Desk = st.session_state["desk"]
    return carried


def forget_notes() -> None:
    """What was said of earlier uploads goes when another one comes, but not while those are being read."""
    if not desk().inbox.waiting:
        desk().notes = ()


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


def change_album(settings: TeachSettings, change: Callable[[Album], Album]) -> tuple[Album, Album]:
    """Change the chosen album; the album before and after. Raises what `change` raises.

    A run that Streamlit has told to stop goes on beside the next one until it asks for something, so two
    may change an album at once: one does after the other, and neither's change is lost. `change` mustn't
    ask Streamlit for anything.
    """
    carried, name, _ = desk(), album_name(settings), album(settings)
    with carried.changing:
        before = carried.albums[name]
        carried.albums[name] = after = change(before)
    return before, after


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
    for _ in runtime.map_long(embedder(settings).features, garments.pictures):
        pass


# --- Training ------------------------------------------------------------------------------------------


def start_teaching(settings: TeachSettings) -> None:
    """Begin to train on the chosen album.

    A training on one's own photos goes on when the page is left; that on the garments begins by itself.
    """
    subject, plan, machine = album(settings), Plan(settings.copies, settings.seed), embedder(settings)
    desk().troubles[settings.album] = Trouble(subject)

    def work(cancel: threading.Event) -> Iterator[Progress]:
        try:
            for progress in teach(subject, plan, machine, runtime.map_long):
                yield progress
                if cancel.is_set():
                    return
        except (AlbumError, IntakeError) as error:
            raise jobs.JobError(str(error)) from error

    jobs.start(TEACHING[settings.album], work, "go on" if settings.album == OWN else "drop")


def finish_teaching() -> None:
    """Take over the lessons of trainings that have ended, or why there are none."""
    for name, job_name in TEACHING.items():
        job = jobs.get(job_name)
        if job is None or job.active:
            continue
        desk().troubles[name] = replace(desk().troubles[name], words=job.trouble)
        if job.state == "done" and job.snapshot and job.snapshot.lesson:
            desk().lessons[name] = job.snapshot.lesson
            asked_for = desk().lessons.get(OWN) or job.snapshot.lesson  # the garments train unasked
            visitor().classifier = asked_for.classifier
        jobs.forget(job_name)


def lesson_or_training(settings: TeachSettings) -> Lesson | None:
    """The newest lesson of the chosen album, and of no other.

    While one is being trained, that is drawn, and None returned. The garments train by themselves, so that
    every screen shows something when it is opened; photos of one's own wait for the button.
    """
    finish_teaching()
    lesson = desk().lessons.get(settings.album)
    job_name = TEACHING[settings.album]
    trained_by_itself = (
        settings.album == GARMENTS and not is_fresh(lesson, settings) and not _trouble(settings)
    )
    if trained_by_itself and not jobs.get(job_name):
        start_teaching(settings)
    if jobs.get(job_name):
        jobs.watch(job_name, draw_training)
        return None
    return lesson


def _trouble(settings: TeachSettings) -> str:
    """Why the last training on the album as it is now came to nothing, if it did."""
    last = desk().troubles.get(settings.album)
    return last.words if last and last.of == album(settings) else ""


def tell_trouble(settings: TeachSettings) -> None:
    """Say why the last training came to nothing, if it did."""
    trouble = _trouble(settings)
    if trouble and not jobs.get(TEACHING[settings.album]):
        st.warning(plain(trouble), icon=":material/info:")


def tell_if_changed(lesson: Lesson, settings: TeachSettings) -> bool:
    """Say so if training would come to another lesson now; whether it would."""
    fresh = is_fresh(lesson, settings)
    if not fresh:
        st.info(
            "The photos or settings have changed since this was trained. Press **Train** to update.",
            icon=":material/update:",
        )
    return not fresh


def train_button(settings: TeachSettings) -> None:
    """The button that begins a training on the chosen album."""
    st.button("Train", icon=":material/model_training:", on_click=start_teaching, args=(settings,))


def draw_training(job: jobs.Job[Progress]) -> None:
    """The photos embedded so far, then the curves of the training."""
    progress = job.snapshot or Progress(0, 0)
    share = progress.embedded / progress.photos if progress.photos else 0.0
    st.progress(share, f"{progress.embedded} of {progress.photos} photos turned into features")
    if progress.steps:
        charts.draw(training_chart(progress.steps), 340, "training now")
