"""How photos get into one's own album: from files, the webcam or a zip, as a job that can be cancelled.

What was begun is ended: photos go to the class that was chosen when they were, whatever is chosen or renamed
meanwhile, several readings follow one another, and a reading goes on while its visitor is elsewhere.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import streamlit as st

from components import jobs, runtime
from components.intake.photos import ACCEPTED, MAX_BYTES, IntakeError
from components.transfer.dataset import Album, AlbumError, Group, Picture, in_short
from components.transfer.embeddings import Embedder
from components.transfer.screens.state import (
    OWN,
    Desk,
    Entrance,
    TeachSettings,
    album,
    desk,
    embedder,
    forget_notes,
)
from components.transfer.screens.teach_zip import pick_classes
from components.transfer.uploads import (
    Arrivals,
    Batch,
    Homeless,
    Inbox,
    Into,
    Piece,
    Source,
    housed,
    place,
)
from components.transfer.widgets.hidden_containers import aside
from components.ui.controls.photo import advise_on_cameras, camera_allowed
from components.ui.events import on_value
from components.ui.text import plain

READING = "read photos"
NEW_CLASSES = "Folders of a zip"
_CHOSEN, _ZIP = "arrivals class", "class_zip"
STOPPING_SECONDS = 30.0  # a zip that is being opened doesn't look at the event
REMOVED_KEPT = 3  # classes that were removed last, whose uploaders may still be sending


# --- Reading ------------------------------------------------------------------------------------------


def read_all(pieces: Sequence[Piece], left_out: tuple[str, ...], machine: Embedder) -> Iterator[Arrivals]:
    """Decode photos and turn them into features, several at once."""

    def read(piece: Piece) -> tuple[Into, Picture | str]:
        try:
            return piece[0], machine.take_in(piece[1])
        except IntakeError as error:
            return piece[0], str(error)

    now = Arrivals(len(pieces), refused=left_out)
    yield now
    for into, result in runtime.map_long(read, pieces):
        if isinstance(result, str):
            now = replace(now, looked_at=now.looked_at + 1, refused=(*now.refused, result))
        else:
            now = replace(now, looked_at=now.looked_at + 1, pictures=(*now.pictures, (into, result)))
        yield now


def read_inbox(inbox: Inbox, machine: Embedder) -> Iterator[tuple[int, int]]:
    """Read what waits, batch after batch; how many photos have been looked at, of how many (0: not known).

    What has been read is left in the inbox, also when the reading is broken off.
    """
    before = 0
    while inbox.waiting:
        batch, now = inbox.waiting[0], Arrivals()
        try:
            yield before, before + batch.photos + inbox.photos_behind() if batch.photos else 0
            for now in read_all(*batch.open(), machine):
                yield before + now.looked_at, before + now.total + inbox.photos_behind()
        except IntakeError as error:
            now = replace(now, refused=(*now.refused, str(error)))
        finally:
            inbox.read.append(now)
            inbox.waiting.popleft()
        before += now.looked_at


def start_reading(batch: Batch, settings: TeachSettings, uploader: str) -> None:
    """Hand in what an uploader holds, and empty it; it is read after what was handed in before."""
    _let_stop(settings)
    own, machine = desk(), embedder(settings)
    rounds = own.entrance.rounds
    forget_notes()
    own.inbox.waiting.append(batch)
    rounds[uploader] = rounds.get(uploader, 0) + 1  # at once: a run can be broken off
    _keep_reading(own.inbox, machine)


def _let_stop(settings: TeachSettings) -> None:
    """Wait for a reading that is being stopped: what comes now is none of what was cancelled."""
    job, end = jobs.get(READING), time.monotonic() + STOPPING_SECONDS
    if job is None or not job.cancel_event.is_set():
        return
    while job.active and time.monotonic() < end:
        time.sleep(0.02)
    finish_reading(settings)


def _keep_reading(inbox: Inbox, machine: Embedder) -> None:
    job = jobs.get(READING)
    if job is None or not job.active:
        jobs.start(READING, lambda _cancel: read_inbox(inbox, machine), "go on")


def finish_reading(settings: TeachSettings) -> None:
    """Put what has been read, also by a reading that was cancelled, into the album."""
    own, _, job = desk(), album(TeachSettings(album=OWN)), jobs.get(READING)
    ended = job is not None and not job.active
    if ended:
        jobs.forget(READING)
    # Between here and the last word nothing asks Streamlit for anything, so that no run is broken off there.
    with own.changing:
        while own.inbox.read:
            _take_in(own, own.inbox.read.popleft())
    if job is not None and ended:
        own.notes = (*_last_words(job, own.inbox), *own.notes)
    if own.inbox.waiting and (job is None or ended):
        _keep_reading(own.inbox, embedder(settings))


def _take_in(own: Desk, read: Arrivals) -> None:
    """Put one batch into one's own album, of which it holds the lock."""
    placed = place(own.albums[OWN], read.pictures, own.inbox.awaited())
    own.albums[OWN] = placed.album
    made = in_short(note for _, picture in read.pictures for note in picture.notes)
    own.notes = (*own.notes, *in_short(read.refused), *placed.notes, *made)
    for class_id in dict.fromkeys(class_id for class_id, _ in placed.homeless):
        name = own.entrance.removed.get(class_id, "New class")
        pictures = tuple(picture for of, picture in placed.homeless if of == class_id)
        own.inbox.homeless = (*own.inbox.homeless, Homeless(name, pictures))


def _last_words(job: jobs.Job[tuple[int, int]], inbox: Inbox) -> tuple[str, ...]:
    """What is to be said of a reading that has ended; one that was cancelled reads nothing more."""
    if job.state != "cancelled":
        return (job.trouble,) if job.trouble else ()
    looked_at, total = job.snapshot or (0, inbox.photos_waiting())
    inbox.waiting.clear()
    return (
        f"Stopped after {looked_at} of {total} photos." if total else "Stopped before the zip was opened.",
    )


def draw_reading(job: jobs.Job[tuple[int, int]]) -> None:
    """How many photos have been read; a batch that is finished is put into the album at once."""
    inbox = desk().inbox
    if inbox.read and job.active:
        st.rerun()
    if job.snapshot is None:
        count = inbox.photos_waiting()
        st.progress(0.0, f"{count} photos to be read" if count else "A zip to be read")
        return
    looked_at, total = job.snapshot
    words = f"{looked_at} of {total} photos read" if total else "Opening what was sent"
    st.progress(looked_at / total if total else 0.0, words)


# --- Photos whose class was removed ---------------------------------------------------------------------


def offer_homes() -> None:
    """What to do with photos whose class was removed while they were on their way."""
    for number, homeless in enumerate(desk().inbox.homeless):
        count = len(homeless.pictures)
        photos = "1 photo" if count == 1 else f"{count} photos"
        name = plain(homeless.name)
        st.warning(
            f"The class “{name}” was removed while {photos} for it were still on the way.",
            icon=":material/info:",
        )
        with st.container(horizontal=True):
            st.button(
                f"Put {photos} into a new class",
                key=f"house {number}",
                icon=":material/add:",
                on_click=_house,
                args=(homeless,),
            )
            st.button("Leave them out", key=f"let go {number}", on_click=_let_go, args=(homeless,))


def _house(homeless: Homeless) -> None:
    own = desk()
    try:
        with own.changing:
            own.albums[OWN], own.notes = housed(own.albums[OWN], homeless)
    except AlbumError as error:
        own.notes = (str(error),)
        return
    _let_go(homeless)


def _let_go(homeless: Homeless) -> None:
    inbox = desk().inbox
    inbox.homeless = tuple(other for other in inbox.homeless if other is not homeless)


# --- Controls -----------------------------------------------------------------------------------------


def pick_arrivals(settings: TeachSettings) -> None:
    """The controls that add photos to one's own album."""
    present, entrance = album(settings), desk().entrance
    left, right = st.columns([1, 2], vertical_alignment="top")
    with left:
        chosen = _pick_class(present, entrance)
        webcam = st.toggle("Webcam", key="class webcam", disabled=chosen == NEW_CLASSES)
    with right, st.container(gap=None):
        for into in entrance.opened:
            with st.container(key=_place(into)):
                _upload(into, present, settings)
        if webcam and isinstance(chosen, int):
            _from_webcam(chosen, settings)
    aside([_place(into) for into in entrance.opened if into != chosen], key="arrivals aside")


def _pick_class(present: Album, entrance: Entrance) -> int | str:
    """The control for the class that photos are added to; it is kept by the class's id, whatever its name."""
    labels: dict[int | str, str] = {group.id: group.name for group in present.groups}
    labels[NEW_CLASSES] = present.spare_name(NEW_CLASSES)
    first = next(iter(labels))
    chosen = first if entrance.chosen is None or entrance.chosen not in labels else entrance.chosen
    entrance.chosen = chosen
    st.session_state[_CHOSEN] = chosen  # the browser knows it by its label, which may be new
    st.selectbox(
        "Add photos to",
        tuple(labels),
        format_func=labels.__getitem__,
        key=_CHOSEN,
        on_change=on_value(_CHOSEN, _choose),
    )
    kept = {*labels, *entrance.removed}
    entrance.opened = [into for into in entrance.opened if into in kept]
    if chosen not in entrance.opened:
        entrance.opened.append(chosen)
    return chosen


def _choose(into: Into) -> None:
    desk().entrance.chosen = into


def note_removed(group: Group) -> None:
    """Remember a class that is removed, for photos that are still on their way to it."""
    removed = desk().entrance.removed
    removed[group.id] = group.name
    for class_id in list(removed)[:-REMOVED_KEPT]:
        del removed[class_id]


def _place(into: Into) -> str:
    return f"arrivals {into}"


def _key(uploader: str) -> str:
    """An uploader's key, which is new, and so the uploader empty, once its files have been taken."""
    return f"{uploader} {desk().entrance.rounds.get(uploader, 0)}"


def _upload(into: Into, present: Album, settings: TeachSettings) -> None:
    """An uploader, and the handing in of what it holds."""
    if isinstance(into, int):
        name = present.name_of(into) or desk().entrance.removed[into]
        uploader, batch = _uploader(into), _from_files(into, name)
    else:
        source = _from_zip()
        uploader, batch = _ZIP, Batch(source, None) if source else None
    if batch:
        start_reading(batch, settings, uploader)
        st.rerun()


def _uploader(class_id: int) -> str:
    return f"class_photos {class_id}"


def _from_files(class_id: int, name: str) -> Batch | None:
    files = st.file_uploader(
        f"Photos of “{plain(name)}”",
        accept_multiple_files=True,
        key=_key(_uploader(class_id)),
        max_upload_size=MAX_BYTES // 2**20,
        help=(
            f"{ACCEPTED}, many at once. They are kept in memory only while you are here. "
            "Stay on this screen until they have been sent."
        ),
    )
    return _batch(class_id, [file.getvalue() for file in files]) if files else None


def _batch(class_id: int, files: Sequence[bytes]) -> Batch:
    pieces: list[Piece] = [(class_id, data) for data in files]
    return Batch(lambda: (pieces, ()), len(pieces), frozenset({class_id}))


def _from_webcam(class_id: int, settings: TeachSettings) -> None:
    if not camera_allowed(st.context.url or ""):
        advise_on_cameras()
        return
    uploader = f"class_shot {class_id}"
    shot = st.camera_input("Webcam", key=_key(uploader), label_visibility="collapsed")
    if shot is not None:
        start_reading(_batch(class_id, [shot.getvalue()]), settings, uploader)
        st.rerun()


def _from_zip() -> Callable[[], Source] | None:
    file = st.file_uploader(
        "A zip with one folder per class",
        key=_key("class_zip"),
        help="The folders become the classes. A zip made by “Save photos” can be read again.",
    )
    return pick_classes(file, desk().albums[OWN]) if file else None
