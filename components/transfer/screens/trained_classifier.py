"""The trained classifier that the screens after *Teach* are about, or what is missing and the way there."""

import streamlit as st

from components import jobs
from components.transfer.dataset import DatasetError, require_trainable
from components.transfer.screens.state import (
    FASHION_MNIST,
    OWN,
    TRAINING_JOBS,
    TeachSettings,
    classifier_or_training,
    current_dataset,
    finish_classifier_training,
    show_failure,
    train_button,
    transfer_state,
    warn_if_outdated,
)
from components.transfer.screens.teach_uploads import READING, draw_reading, finish_reading
from components.transfer.train import TrainedClassifier
from components.ui.controls.network import tell_own
from components.ui.frame.stage import Stage
from components.ui.own_data import lost, note, tell_lost
from components.ui.text import plain

KEEP = "“Save photos” on *Teach* keeps photos for another time, and *Export* keeps a classifier."


def classifier_to_show(settings: TeachSettings, place: Stage) -> TrainedClassifier | None:
    """Return the chosen data set's classifier; while there is none, draw the way to one, and return None.

    The way is the picture; what is to be said besides stands in the dock.
    """
    with place.dock:
        tell_own(settings.model)
        finish_reading(settings)
        note_own(settings)
    with place.picture:
        trained = classifier_or_training(settings)
    with place.dock:
        if trained is not None or settings.album == FASHION_MNIST:
            show_failure(settings)
        if trained is not None:
            _offer_training(trained, settings)
    if trained is None and settings.album == OWN and not jobs.get(TRAINING_JOBS[OWN]):
        with place.picture:
            _show_missing(settings)
    return trained


def note_own(settings: TeachSettings) -> None:
    """Note in the link what is shown that only this visitor has, and say what was lost of it."""
    finish_classifier_training()
    if settings.album != OWN:
        return
    note("album", bool(current_dataset(settings).photos))
    note("classifier", OWN in transfer_state().classifiers)
    if lost("album"):
        tell_lost("album", f"Please add them again on *Teach*. {KEEP}")
    else:
        tell_lost("classifier", f"Please press **Train** again. {KEEP}")


def _offer_training(trained: TrainedClassifier, settings: TeachSettings) -> None:
    if warn_if_outdated(trained, settings):
        train_button(settings)


def _show_missing(settings: TeachSettings) -> None:
    """Say what has to be done before there is a classifier of one's own, with the button that does it."""
    jobs.watch(READING, draw_reading)
    present = current_dataset(settings)
    if not present.photos:
        st.markdown(
            "**There are no photos of your own here yet.** On *Teach*, name two or more classes and add "
            "photos to each; then the network learns to tell them apart."
        )
        with st.container(horizontal=True):
            _to_teach("Add photos")
            st.button("Take the garments instead", icon=":material/apparel:", on_click=_take_garments)
        return
    try:
        require_trainable(present)
    except DatasetError as error:
        st.markdown(f"**Nothing has been trained with your photos yet.** {plain(str(error))}")
        _to_teach("Back to Teach")
        return
    show_failure(settings)  # only here: above, the sentence on what is missing says it
    count, classes = len(present.photos), len(present.classes)
    st.markdown(
        "**Nothing has been trained with your photos yet.** "
        f"Press **Train** first: {count} photos of {classes} classes are ready."
    )
    train_button(settings)


def _to_teach(words: str) -> None:
    st.button(words, icon=":material/add_photo_alternate:", on_click=_open_teach)


def _open_teach() -> None:
    st.session_state["screen"] = "Teach"


def _take_garments() -> None:
    st.session_state["album"] = FASHION_MNIST
