"""Where a page's photo comes from: a sample, an upload (key `photo`) or the webcam."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import streamlit as st

from components import runtime
from components.intake.kept import keep_photo
from components.intake.photos import ACCEPTED, MAX_BYTES, IntakeError, Photo, PhotoLike, read_photo
from components.session import visitor
from components.ui import own_data, url_state
from components.ui.events import on_value
from components.ui.text import plain
from components.vision.coverage import notes_on_square
from components.vision.preprocessing import Preprocessing
from components.vision.samples import SAMPLES

_CHANGED, _TROUBLE, _ASIDE = "photo source changed", "photo source trouble", "photo put aside"
_INSTEAD = "sample instead"
WAY_OUT = "A sample is shown instead. Choose your photo again; it stays until this tab is reloaded or closed."
HELP = f"{ACCEPTED}, up to {MAX_BYTES // 2**20} MB. It is kept in memory only while you are here."


@dataclass(frozen=True)
class Subject:
    """The photo that a page is about, and in words where it comes from and what was made of it."""

    photo: PhotoLike
    credit: str


def subject(sample: str) -> Subject:
    """The visitor's own photo if there is one, else the sample.

    A file chosen since the last run is read here, with a spinner; one that can't be read changes
    nothing, and `pick_own` says why.
    """
    _follow_link()
    _take_in()
    own = visitor().photo
    own_data.note("photo", own is not None)
    own_data.tell_lost("photo", WAY_OUT)
    if own:
        return Subject(own, with_notes("Your own photo, not stored", own.notes))
    return Subject(sample_photo(sample), f"Photo: {SAMPLES[sample].credit}")


def with_notes(credit: str, notes: tuple[str, ...]) -> str:
    """A credit, followed by what is to be said of the photo."""
    return " ".join((f"{credit}.", *notes)) if notes else credit


def photo_size(photo: PhotoLike) -> tuple[int, int]:
    """Width and height in pixels, kept: a visitor's photo may have to be decoded for it."""
    return runtime.cached(_size, (photo.digest,), photo)


def _size(photo: PhotoLike) -> tuple[int, int]:
    return photo.image.size


def as_seen(shown: Subject, how: Preprocessing) -> Subject:
    """With what is unusual about the square that a network sees of the photo, if anything is."""
    notes = runtime.cached(_notes_as_seen, (shown.photo.digest, str(how)), shown.photo, how)
    return replace(shown, credit=with_notes(shown.credit.removesuffix("."), notes)) if notes else shown


def _notes_as_seen(photo: PhotoLike, how: Preprocessing) -> tuple[str, ...]:
    return notes_on_square(photo.image.size, how)


def sample_photo(name: str) -> Photo:
    """A sample photo, decoded once for all visitors."""
    return runtime.shared(_read_sample, name)


def _leave_the_rest() -> None:
    """Change no other setting with the photo."""


def pick_sample(default: str, changed: Callable[[], None] = _leave_the_rest) -> None:
    """The control for a sample photo (key `sample`); choosing one puts the visitor's own photo aside.

    `changed` is called when another photo is chosen, before the page is run again.
    """

    def take(sample: str) -> None:
        st.session_state["sample"] = sample
        _back_to_samples(changed)

    if visitor().photo:
        st.pills(
            "Sample photos",
            tuple(SAMPLES),
            key=_INSTEAD,
            on_change=on_value(_INSTEAD, take),
            wrap=True,
            label_visibility="collapsed",
            width="content",
        )
        return
    st.pills(
        "Sample photos",
        tuple(SAMPLES),
        default=default,
        required=True,
        key="sample",
        on_change=changed,
        wrap=True,
        label_visibility="collapsed",
    )


def pick_own(changed: Callable[[], None] = _leave_the_rest) -> None:
    """The controls for a photo of the visitor's own (upload, key `photo`, or webcam)."""
    st.file_uploader(
        "Your own photo",
        key="photo",
        max_upload_size=MAX_BYTES // 2**20,
        on_change=_note_change,
        args=("photo", changed),
        help=HELP,
    )
    _webcam(changed)
    trouble = st.session_state.pop(_TROUBLE, None)
    if trouble:
        st.error(plain(trouble), icon=":material/broken_image:")
    if visitor().photo:
        st.button("Back to the samples", on_click=_back_to_samples, args=(changed,), icon=":material/undo:")


def _read_sample(name: str) -> Photo:
    return read_photo(SAMPLES[name].read())


def _note_change(key: str, changed: Callable[[], None]) -> None:
    st.session_state[_CHANGED] = key
    changed()


def _note_shot(changed: Callable[[], None]) -> None:
    """Note that a photo was taken, and close the webcam's view, which lies over the picture."""
    _note_change("shot", changed)
    st.session_state["webcam"] = False


def _back_to_samples(changed: Callable[[], None]) -> None:
    visitor().put_photo_aside()
    changed()


def _follow_link() -> None:
    """After the browser's Back or Forward: the own photo, or the sample, as it was on that screen."""
    if not url_state.counts_anew("own photo"):
        return
    if not own_data.asked_for("photo"):
        visitor().put_photo_aside()
    elif visitor().photo is None:
        visitor().photo = visitor().photo_aside


def _take_in() -> None:
    """Read the file that has just been chosen, if one has.

    It stays noted until it is read: a run can be broken off for another at any of its steps.
    """
    key = st.session_state.get(_CHANGED)
    if key is None:
        st.session_state.pop(_ASIDE, None)
        return
    file = st.session_state.get(key)
    if file is None:  # taken away with the uploader's cross, or in the run before another one comes
        st.session_state[_ASIDE] = visitor().photo or st.session_state.get(_ASIDE)
        visitor().photo = None
    else:
        _read(file.getvalue())
    st.session_state.pop(_CHANGED, None)


def _read(data: bytes) -> None:
    try:
        with st.spinner("Reading the photo …", show_time=True):
            visitor().photo = runtime.run_short(keep_photo, data)
    except IntakeError as error:
        st.session_state[_TROUBLE] = str(error)
        visitor().photo = visitor().photo or st.session_state.get(_ASIDE)


def _webcam(changed: Callable[[], None]) -> None:
    if not st.toggle("Webcam", key="webcam"):
        return
    if camera_allowed(st.context.url or ""):
        st.camera_input(
            "Webcam", key="shot", on_change=_note_shot, args=(changed,), label_visibility="collapsed"
        )
    else:
        advise_on_cameras()


def advise_on_cameras() -> None:
    """Say why there is no webcam here, and what to do instead."""
    st.info(
        "Browsers open the webcam only on this computer itself or over HTTPS. On a phone, tap "
        "**Upload** above and choose the phone’s own camera.",
        icon=":material/no_photography:",
    )


def camera_allowed(url: str) -> bool:
    """Whether browsers give a page at this address access to the webcam (a "secure context")."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")
