"""How photos get into one's own album: from files, the webcam or a zip, as a job that can be cancelled."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import streamlit as st

from components import jobs, runtime
from components.intake.archives import read_folders
from components.intake.photos import ACCEPTED, MAX_BYTES, IntakeError
from components.transfer.album import Album, AlbumError, Picture, gather, in_short
from components.transfer.embedding import Embedder
from components.transfer.screens.desk import OWN, TeachSettings, album, desk, embedder
from components.ui.photo_source import advise_on_cameras, camera_allowed
from components.ui.words import plain

READING = "read photos"
_ROUND = "arrivals round"  # a new key empties the uploaders once their files have been taken
NEW_CLASSES = "Folders of a zip"

Piece = tuple[str, bytes]  # class, file
Source = tuple[list[Piece], tuple[str, ...]]  # and a sentence for each file that was left out before


@dataclass(frozen=True)
class Arrivals:
    """How far the reading has come."""

    total: int = 0
    looked_at: int = 0
    pictures: tuple[tuple[str, Picture], ...] = ()
    refused: tuple[str, ...] = ()


def read_all(pieces: Sequence[Piece], left_out: tuple[str, ...], machine: Embedder) -> Iterator[Arrivals]:
    """Decode photos and turn them into features, several at once."""

    def read(piece: Piece) -> tuple[str, Picture | str]:
        try:
            return piece[0], machine.take_in(piece[1])
        except IntakeError as error:
            return piece[0], str(error)

    now = Arrivals(len(pieces), refused=left_out)
    for name, result in runtime.spread(read, pieces):
        if isinstance(result, str):
            now = Arrivals(now.total, now.looked_at + 1, now.pictures, (*now.refused, result))
        else:
            now = Arrivals(now.total, now.looked_at + 1, (*now.pictures, (name, result)), now.refused)
        yield now


def start_reading(source: Callable[[], Source], settings: TeachSettings) -> None:
    """Begin to read photos into one's own album."""
    machine, desk().notes = embedder(settings), ()

    def work(_cancel: threading.Event) -> Iterator[Arrivals]:
        yield Arrivals()
        try:
            pieces, left_out = source()
        except IntakeError as error:
            raise jobs.JobError(str(error)) from error
        yield from read_all(pieces, left_out, machine)

    jobs.start(READING, work)


def finish_reading() -> None:
    """Put what has been read, also by a reading that was cancelled, into the album."""
    job = jobs.get(READING)
    if job is None or job.active:
        return
    jobs.forget(READING)
    arrived: Arrivals = job.snapshot or Arrivals()
    grown, homeless = _with_classes(desk().albums[OWN], [name for name, _ in arrived.pictures])
    there = [(name, picture) for name, picture in arrived.pictures if name in grown.names]
    grown, unfit = gather(grown, there)
    desk().albums[OWN] = grown
    made = in_short(note for _, picture in arrived.pictures for note in picture.notes)
    desk().notes = (*in_short(arrived.refused), *homeless, *unfit, *made)
    if job.trouble:
        desk().notes = (job.trouble,)
    if job.state == "cancelled":
        desk().notes = (f"Stopped after {arrived.looked_at} of {arrived.total} photos.", *desk().notes)


def _with_classes(present: Album, names: Iterable[str]) -> tuple[Album, tuple[str, ...]]:
    """The album with a class for each name; an album without any photo makes way for the new classes."""
    new = [name for name in dict.fromkeys(names) if name not in present.names]
    grown = present if present.pictures or not new else Album()
    refused = []
    for name in new:
        try:
            grown = grown.add_class(name)
        except AlbumError as error:
            refused.append(f"The folder “{name}” was left out. {error}")
    return grown, tuple(refused)


def draw_reading(job: jobs.Job[Arrivals]) -> None:
    """How many photos have been read."""
    now = job.snapshot or Arrivals()
    share = now.looked_at / now.total if now.total else 0.0
    st.progress(share, f"{now.looked_at} of {now.total} photos read")


# --- Controls -----------------------------------------------------------------------------------------


def pick_arrivals(settings: TeachSettings) -> None:
    """The controls that add photos to one's own album."""
    left, right = st.columns([2, 5], vertical_alignment="top")
    with left:
        into = st.selectbox("Add photos to", (*album(settings).names, NEW_CLASSES), key="arrivals class")
        webcam = st.toggle("Webcam", key="class webcam", disabled=into == NEW_CLASSES)
    with right:
        source = _from_zip() if into == NEW_CLASSES else _from_files(into)
        if source is None and webcam and into != NEW_CLASSES:
            source = _from_webcam(into)
    if source:
        start_reading(source, settings)
        st.session_state[_ROUND] += 1  # only now: this run can be broken off for another at any of its steps
        st.rerun()


def _key(name: str) -> str:
    return f"{name} {st.session_state.setdefault(_ROUND, 0)}"


def _from_zip() -> Callable[[], Source] | None:
    file = st.file_uploader(
        "A zip with one folder per class",
        type="zip",
        key=_key("class_zip"),
        help="The folders become the classes. A zip made by “Save photos” can be read again.",
    )
    if file is None:
        return None
    data = file.getvalue()

    def source() -> Source:
        folders = read_folders(data)
        return [
            (name, photo) for name, photos in folders.photos.items() for photo in photos
        ], folders.left_out

    return source


def _from_files(into: str) -> Callable[[], Source] | None:
    files = st.file_uploader(
        f"Photos of “{plain(into)}”",
        accept_multiple_files=True,
        key=_key("class_photos"),
        max_upload_size=MAX_BYTES // 2**20,
        help=f"{ACCEPTED}, many at once. They are kept in memory only while you are here.",
    )
    pieces = [(into, file.getvalue()) for file in files]
    return (lambda: (pieces, ())) if pieces else None


def _from_webcam(into: str) -> Callable[[], Source] | None:
    if not camera_allowed(st.context.url or ""):
        advise_on_cameras()
        return None
    shot = st.camera_input("Webcam", key=_key("class_shot"), label_visibility="collapsed")
    if shot is None:
        return None
    data = shot.getvalue()
    return lambda: ([(into, data)], ())
