"""A new photo for the classifier that was taught: one held out, a sample, or the visitor's own."""

from dataclasses import dataclass

import streamlit as st

from components import runtime
from components.intake.kept import KeptPhoto
from components.intake.photos import Photo
from components.session import ForwardPass, visitor
from components.transfer.classify import look_at
from components.transfer.dataset import Picture
from components.transfer.predict import Reply, ask
from components.transfer.train import Lesson
from components.ui import url_state
from components.ui.controls.network import network
from components.ui.controls.photo import Subject, pick_own, pick_sample, subject, with_notes
from components.ui.events import on_value
from components.vision.classifier import with_last_layer
from components.vision.samples import SAMPLES

MOST = 250  # held-out photos to choose from
HELD_OUT, SAMPLE, OWN_PHOTO = "One held out", "A sample", "My own"


@dataclass(frozen=True)
class NewcomerSettings:
    """Which new photo is shown."""

    newcomer: str = url_state.choice(HELD_OUT, (HELD_OUT, SAMPLE, OWN_PHOTO))
    number: int = url_state.integer(11, 1, MOST)
    sample: str = url_state.choice("cat", tuple(SAMPLES))


@dataclass(frozen=True)
class Newcomer:
    """A new photo and the taught classifier's reply."""

    subject: Subject
    reply: Reply
    label: str | None  # what it truly is, where that is known


def newcomer(lesson: Lesson, settings: NewcomerSettings) -> Newcomer:
    """The photo that is asked about, and the reply."""
    held_out = lesson.split.held_out
    if settings.newcomer == HELD_OUT:
        index = held_out[min(settings.number, len(held_out)) - 1]
        shown = _held_out(lesson.album.pictures[index])
        label = lesson.album.names[lesson.targets[index]]
    else:
        shown, label = subject(settings.sample), None
    return Newcomer(shown, _reply(lesson, shown.photo), label)


def pick_newcomer(lesson: Lesson, settings: NewcomerSettings) -> None:
    """The controls that choose the photo."""
    st.radio(
        "New photo",
        (HELD_OUT, SAMPLE, OWN_PHOTO),
        key="newcomer",
        on_change=on_value("newcomer", _no_own_photo),
    )
    if settings.newcomer == HELD_OUT:
        most = min(len(lesson.split.held_out), MOST)
        st.session_state["number"] = min(settings.number, most)  # a link may come from a larger album
        st.slider("Number", 1, max(most, 2), key="number")
    elif settings.newcomer == SAMPLE:
        pick_sample(NewcomerSettings.sample, lambda: None)
    else:
        pick_own(lambda: None)


def _no_own_photo(newcomer: str) -> None:
    if newcomer == SAMPLE:
        visitor().put_photo_aside()


def _held_out(picture: Picture) -> Subject:
    photo = KeptPhoto(picture.data, picture.digest, picture.notes)
    return Subject(photo, with_notes("Held out, never taught", photo.notes))


def _reply(lesson: Lesson, photo: Photo | KeptPhoto) -> Reply:
    name = lesson.classifier.backbone
    shared = network(name)
    looked = runtime.cached(look_at, (photo.digest, name), shared, photo)
    visitor().last_pass = ForwardPass(name, looked.milliseconds)
    return runtime.run_short(ask, lesson, with_last_layer(shared, lesson.classifier), looked)
