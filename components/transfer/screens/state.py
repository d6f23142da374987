"""State that the screens share: the visitor's data sets, trained classifiers, and the training of one."""

import threading
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field, replace

import streamlit as st
from cachetools import LRUCache

from components import jobs, runtime
from components.intake.photos import IntakeError
from components.session import visitor
from components.transfer.charts import training_chart
from components.transfer.dataset import DatasetError, PhotoClass, PhotoDataset
from components.transfer.embeddings import Embedder, FeatureCache
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.removal import Removal
from components.transfer.train import (
    ProbeConfig,
    ProbeProgress,
    TrainedClassifier,
    train_classifier,
)
from components.transfer.uploads import UploadQueue
from components.ui import url_state
from components.ui.controls.network import imagenet_network_or_default, network_setting
from components.ui.text import plain
from components.ui.widgets import charts

FASHION_MNIST, OWN = "Garments", "My own photos"
# One job each, so that neither ends the other.
TRAINING_JOBS = {FASHION_MNIST: "teach garments", OWN: "teach own photos"}
MOST_UPLOADERS = 100  # of a visit: far more than there are classes at a time


@dataclass(frozen=True)
class TeachSettings:
    """Settings of the screen Teach in the link; the screens after it keep them."""

    album: str = url_state.choice(FASHION_MNIST, (FASHION_MNIST, OWN))
    per_class: str = url_state.choice("20", ("2", "5", "10", "20", "40", "80"))
    copies: int = url_state.integer(0, 0, 4)
    seed: int = url_state.integer(0, 0, 999)
    model: str = network_setting()


@dataclass(frozen=True)
class TrainingFailure:
    """Why the last training on a data set failed; no reason if it hasn't ended, or didn't fail."""

    dataset: PhotoDataset
    reason: str = ""


@dataclass
class UploaderState:
    """The uploaders for one's own photos: which is visible, and which are hidden.

    An uploader that is removed from the page loses what is still being sent; so it is hidden instead.
    """

    chosen: int | str | None = None  # a class's id, or NEW_CLASSES; None: the first class
    opened: list[int | str] = field(default_factory=list)  # whose uploaders are on the page
    rounds: MutableMapping[str, int] = field(  # of each uploader: a new key empties it
        default_factory=lambda: LRUCache(MOST_UPLOADERS)
    )
    removed: dict[int, str] = field(default_factory=dict)  # names of the classes removed last, by id


@dataclass
class TransferState:
    """One visitor's data sets and what was made of them, by the setting `album` where it is kept for each.

    Of the built-in photos there is a data set for each number of photos a class.
    """

    datasets: dict[str, PhotoDataset] = field(default_factory=dict)
    removals: dict[str, Removal] = field(default_factory=dict)  # the newest of each data set, to be undone
    classifiers: dict[str, TrainedClassifier] = field(default_factory=dict)  # the newest of each
    failures: dict[str, TrainingFailure] = field(default_factory=dict)  # of the newest training of each
    notes: tuple[str, ...] = ()  # what the last edits or readings could not do
    queue: UploadQueue = field(default_factory=UploadQueue)
    uploaders: UploaderState = field(default_factory=UploaderState)
    lock: threading.Lock = field(
        default_factory=threading.Lock
    )  # of the data sets: one run at a time changes them


def transfer_state() -> TransferState:
    """Return this visitor's state."""
    if "transfer state" not in st.session_state:
        st.session_state["transfer state"] = TransferState()
    carried: TransferState = st.session_state["transfer state"]
    return carried


def clear_notes() -> None:
    """Clear the notes on earlier uploads when another one comes, but not while those are being read."""
    if not transfer_state().queue.waiting:
        transfer_state().notes = ()


def dataset_key(settings: TeachSettings) -> str:
    """Return the key that the chosen data set is kept under."""
    return OWN if settings.album == OWN else f"{FASHION_MNIST} {settings.per_class}"


def current_dataset(settings: TeachSettings) -> PhotoDataset:
    """Return the chosen data set as it is now."""
    datasets, name = transfer_state().datasets, dataset_key(settings)
    if name not in datasets:
        if settings.album == OWN:
            datasets[name] = PhotoDataset((PhotoClass("Class 1"), PhotoClass("Class 2")))
        else:
            datasets[name] = first_per_class(runtime.shared(load_fashion_mnist), int(settings.per_class))
    return datasets[name]


def change_dataset(
    settings: TeachSettings, change: Callable[[PhotoDataset], PhotoDataset]
) -> tuple[PhotoDataset, PhotoDataset]:
    """Change the chosen data set; return it before and after. Raises what `change` raises.

    A run that Streamlit has told to stop goes on beside the next one until it asks for something, so two
    may change a data set at once: one does after the other, and neither's change is lost. `change` mustn't
    ask Streamlit for anything.
    """
    carried, name, _ = transfer_state(), dataset_key(settings), current_dataset(settings)
    with carried.lock:
        before = carried.datasets[name]
        carried.datasets[name] = after = change(before)
    return before, after


def chosen_embedder(settings: TeachSettings) -> Embedder:
    """Return the chosen network with the feature cache that all visitors share."""
    return Embedder(imagenet_network_or_default(settings.model), runtime.shared(FeatureCache))


def is_up_to_date(trained: TrainedClassifier | None, settings: TeachSettings) -> bool:
    """Whether a classifier is what training with the present photos and settings would give."""
    return (
        trained is not None
        and trained.dataset == current_dataset(settings)
        and trained.config == ProbeConfig(settings.copies, settings.seed)
        and trained.classifier.backbone == chosen_embedder(settings).network.backbone.name
    )


def warm() -> None:
    """Embed the built-in photos that are shown first."""
    settings = TeachSettings()
    dataset = first_per_class(runtime.shared(load_fashion_mnist), int(settings.per_class))
    for _ in runtime.map_long(chosen_embedder(settings).features, dataset.photos):
        pass


# --- Training ------------------------------------------------------------------------------------------


def start_classifier_training(settings: TeachSettings) -> None:
    """Start training on the chosen data set.

    A training on one's own photos goes on when the page is left; one on the built-in photos starts by itself.
    """
    dataset, config, embedder = (
        current_dataset(settings),
        ProbeConfig(settings.copies, settings.seed),
        chosen_embedder(settings),
    )
    transfer_state().failures[settings.album] = TrainingFailure(dataset)

    def work(cancel: threading.Event) -> Iterator[ProbeProgress]:
        try:
            for progress in train_classifier(dataset, config, embedder, runtime.map_long):
                yield progress
                if cancel.is_set():
                    return
        except (DatasetError, IntakeError) as error:
            raise jobs.JobError(str(error)) from error

    jobs.start(TRAINING_JOBS[settings.album], work, "go on" if settings.album == OWN else "drop")


def finish_classifier_training() -> None:
    """Keep the classifiers of trainings that have ended, or why they failed."""
    for name, job_name in TRAINING_JOBS.items():
        job = jobs.get(job_name)
        if job is None or job.active:
            continue
        transfer_state().failures[name] = replace(transfer_state().failures[name], reason=job.trouble)
        if job.state == "done" and job.snapshot and job.snapshot.trained:
            transfer_state().classifiers[name] = job.snapshot.trained
            # The built-in photos are trained on unasked.
            visitor().classifier = (transfer_state().classifiers.get(OWN) or job.snapshot.trained).classifier
        jobs.forget(job_name)


def classifier_or_training(settings: TeachSettings) -> TrainedClassifier | None:
    """Return the newest classifier of the chosen data set.

    While one is being trained, its progress is drawn, and None returned. Training on the built-in photos
    starts by itself, so that every screen shows something when it is opened; one's own wait for the button.
    """
    finish_classifier_training()
    trained = transfer_state().classifiers.get(settings.album)
    job_name = TRAINING_JOBS[settings.album]
    starts_by_itself = (
        settings.album == FASHION_MNIST and not is_up_to_date(trained, settings) and not _failure(settings)
    )
    if starts_by_itself and not jobs.get(job_name):
        start_classifier_training(settings)
    if jobs.get(job_name):
        jobs.watch(job_name, draw_probe_training)
        return None
    return trained


def _failure(settings: TeachSettings) -> str:
    """Return why the last training on the data set as it is now failed; "" if it didn't."""
    last = transfer_state().failures.get(settings.album)
    return last.reason if last and last.dataset == current_dataset(settings) else ""


def show_failure(settings: TeachSettings) -> None:
    """Show why the last training failed, if it did."""
    failure = _failure(settings)
    if failure and not jobs.get(TRAINING_JOBS[settings.album]):
        st.warning(plain(failure), icon=":material/info:")


def warn_if_outdated(trained: TrainedClassifier, settings: TeachSettings) -> bool:
    """Show a warning if the photos or settings have changed since the training; return whether they have."""
    fresh = is_up_to_date(trained, settings)
    if not fresh:
        st.info(
            "The photos or settings have changed since this was trained. Press **Train** to update.",
            icon=":material/update:",
        )
    return not fresh


def train_button(settings: TeachSettings) -> None:
    """Draw the button that starts training on the chosen data set."""
    st.button("Train", icon=":material/model_training:", on_click=start_classifier_training, args=(settings,))


def draw_probe_training(job: jobs.Job[ProbeProgress]) -> None:
    """Draw how many photos are embedded, then the curves of the training."""
    progress = job.snapshot or ProbeProgress(0, 0)
    fraction = progress.embedded / progress.photos if progress.photos else 0.0
    st.progress(fraction, f"{progress.embedded} of {progress.photos} photos turned into features")
    if progress.steps:
        charts.draw(training_chart(progress.steps, "held-out photos"), "training now")
