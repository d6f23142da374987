"""The lesson that the screens after *Teach* are about, or what is missing and the way there."""

import streamlit as st

from components import jobs
from components.transfer.dataset import AlbumError, ready
from components.transfer.screens.state import (
    GARMENTS,
    OWN,
    TEACHING,
    TeachSettings,
    album,
    desk,
    finish_teaching,
    lesson_or_training,
    tell_if_changed,
    tell_trouble,
    train_button,
)
from components.transfer.screens.teach_uploads import READING, draw_reading, finish_reading
from components.transfer.train import Lesson
from components.ui.own_data import lost, note, tell_lost
from components.ui.text import plain

KEEP = "“Save photos” on *Teach* keeps photos for another time, and *Take away* keeps a classifier."


def lesson_to_show(settings: TeachSettings) -> Lesson | None:
    """The lesson of the chosen album; None while there is none, and then the way to one is drawn."""
    finish_reading(settings)
    note_own(settings)
    lesson = lesson_or_training(settings)
    if lesson is not None or settings.album == GARMENTS:
        tell_trouble(settings)
    if lesson is not None:
        _tell_and_offer(lesson, settings)
    elif settings.album == OWN and not jobs.get(TEACHING[OWN]):
        _way_to_a_lesson(settings)
    return lesson


def note_own(settings: TeachSettings) -> None:
    """Keep in the link what is shown that only this visitor has, and say what was lost of it."""
    finish_teaching()
    if settings.album != OWN:
        return
    note("album", bool(album(settings).pictures))
    note("classifier", OWN in desk().lessons)
    if lost("album"):
        tell_lost("album", f"Please add them again on *Teach*. {KEEP}")
    else:
        tell_lost("classifier", f"Please press **Train** again. {KEEP}")


def _tell_and_offer(lesson: Lesson, settings: TeachSettings) -> None:
    if tell_if_changed(lesson, settings):
        train_button(settings)


def _way_to_a_lesson(settings: TeachSettings) -> None:
    """What has to be done before there is a classifier of one's own, with the button that does it."""
    jobs.watch(READING, draw_reading)
    present = album(settings)
    if not present.pictures:
        st.markdown(
            "**There are no photos of your own here yet.** On *Teach*, name two or more classes and add "
            "photos to each; then the network learns to tell them apart."
        )
        with st.container(horizontal=True):
            _to_teach("Add photos")
            st.button("Take the garments instead", icon=":material/apparel:", on_click=_take_garments)
        return
    try:
        ready(present)
    except AlbumError as error:
        st.markdown(f"**Nothing has been trained with your photos yet.** {plain(str(error))}")
        _to_teach("Back to Teach")
        return
    tell_trouble(settings)  # only here: above, the sentence on what is missing says it
    count, classes = len(present.pictures), len(present.groups)
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
    st.session_state["album"] = GARMENTS
