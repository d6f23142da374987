"""A query photo for the trained classifier: one held out, a sample, or the visitor's own."""

from dataclasses import dataclass

import streamlit as st

from components import runtime
from components.intake.kept import KeptPhoto
from components.intake.photos import PhotoLike
from components.session import ForwardPass, visitor
from components.transfer.classify import classify_photo
from components.transfer.dataset import LabelledPhoto
from components.transfer.predict import Prediction, predict
from components.transfer.train import TrainedClassifier
from components.ui import url_state
from components.ui.controls.network import network
from components.ui.controls.photo import Subject, pick_own, pick_sample, subject, with_notes
from components.ui.events import on_value
from components.vision.classifier import with_last_layer
from components.vision.samples import SAMPLES

MOST = 250  # held-out photos to choose from
HELD_OUT, SAMPLE, OWN_PHOTO = "One held out", "A sample", "My own"


@dataclass(frozen=True)
class QueryPhotoSettings:
    """Settings in the link: which query photo is shown."""

    newcomer: str = url_state.choice(HELD_OUT, (HELD_OUT, SAMPLE, OWN_PHOTO))
    number: int = url_state.integer(11, 1, MOST)
    sample: str = url_state.choice("cat", tuple(SAMPLES))


@dataclass(frozen=True)
class QueryPhoto:
    """A query photo and the trained classifier's prediction."""

    subject: Subject
    prediction: Prediction
    label: str | None  # its true class, where that is known


def query_photo(trained: TrainedClassifier, settings: QueryPhotoSettings) -> QueryPhoto:
    """Return the chosen photo with its prediction."""
    held_out = trained.split.held_out
    if settings.newcomer == HELD_OUT:
        index = held_out[min(settings.number, len(held_out)) - 1]
        shown = _held_out(trained.dataset.photos[index])
        label = trained.dataset.names[trained.targets[index]]
    else:
        shown, label = subject(settings.sample), None
    return QueryPhoto(shown, _prediction(trained, shown.photo), label)


def pick_query_photo(trained: TrainedClassifier, settings: QueryPhotoSettings) -> None:
    """Draw the controls that choose the photo."""
    st.radio(
        "New photo",
        (HELD_OUT, SAMPLE, OWN_PHOTO),
        key="newcomer",
        on_change=on_value("newcomer", _no_own_photo),
    )
    if settings.newcomer == HELD_OUT:
        most = min(len(trained.split.held_out), MOST)
        # A link may come from a larger data set.
        url_state.follow(QueryPhotoSettings, number=min(settings.number, most))
        st.slider("Number", 1, max(most, 2), key="number")
    elif settings.newcomer == SAMPLE:
        pick_sample(QueryPhotoSettings.sample)
    else:
        pick_own()


def _no_own_photo(chosen: str) -> None:
    if chosen == SAMPLE:
        visitor().put_photo_aside()


def _held_out(photo: LabelledPhoto) -> Subject:
    kept = KeptPhoto(photo.data, photo.digest, photo.notes)
    return Subject(kept, with_notes("Held out, never taught", kept.notes))


def _prediction(trained: TrainedClassifier, photo: PhotoLike) -> Prediction:
    name = trained.classifier.backbone
    shared = network(name)
    classification = runtime.cached(classify_photo, (photo.digest, name), shared, photo)
    visitor().last_pass = ForwardPass(name, classification.milliseconds)
    return runtime.run_short(predict, trained, with_last_layer(shared, trained.classifier), classification)
