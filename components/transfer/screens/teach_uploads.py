"""Uploads of *Teach*: photos from files, the webcam or a zip are read by a job that can be cancelled.

Photos go to the class that was chosen when they were uploaded, whatever is chosen or renamed meanwhile;
several batches are read one after the other, and reading goes on while the visitor is on another page.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import streamlit as st

from components import jobs, runtime
from components.intake.photos import ACCEPTED, MAX_BYTES, IntakeError
from components.transfer.dataset import DatasetError, LabelledPhoto, PhotoClass, PhotoDataset, count_repeats
from components.transfer.embeddings import Embedder
from components.transfer.screens.state import (
    OWN,
    TeachSettings,
    TransferState,
    UploaderState,
    chosen_embedder,
    clear_notes,
    current_dataset,
    transfer_state,
)
from components.transfer.screens.teach_zip import pick_classes
from components.transfer.uploads import (
    ClassFile,
    Destination,
    OrphanedPhotos,
    UploadBatch,
    UploadProgress,
    UploadQueue,
    UploadSource,
    add_uploads,
    in_new_class,
)
from components.transfer.widgets.hidden_containers import hide_containers
from components.ui.controls.photo import advise_on_cameras, camera_allowed
from components.ui.events import on_value
from components.ui.text import plain

READING = "read photos"
NEW_CLASSES = "Folders of a zip"
_CHOSEN, _ZIP = "upload class", "class_zip"
STOPPING_SECONDS = 30.0  # a zip that is being opened doesn't look at the event
REMOVED_KEPT = 3  # classes that were removed last, whose uploaders may still be sending


# --- Reading ------------------------------------------------------------------------------------------


def read_uploads(
    files: Sequence[ClassFile], left_out: tuple[str, ...], embedder: Embedder
) -> Iterator[UploadProgress]:
    """Decode photos and embed them, several at once; yield the progress."""

    def read(file: ClassFile) -> tuple[Destination, LabelledPhoto | str]:
        try:
            return file[0], embedder.read_and_embed(file[1])
        except IntakeError as error:
            return file[0], str(error)

    now = UploadProgress(len(files), rejected=left_out)
    yield now
    for destination, result in runtime.map_long(read, files):
        if isinstance(result, str):
            now = replace(now, processed=now.processed + 1, rejected=(*now.rejected, result))
        else:
            now = replace(now, processed=now.processed + 1, photos=(*now.photos, (destination, result)))
        yield now


def read_queue(queue: UploadQueue, embedder: Embedder) -> Iterator[tuple[int, int]]:
    """Read the waiting batches one by one; yield the number of photos processed, and of all (0: not known).

    What has been read is left in the queue, also when the reading is broken off.
    """
    before = 0
    while queue.waiting:
        batch, now = queue.waiting[0], UploadProgress()
        try:
            yield before, before + batch.photos + queue.photos_behind() if batch.photos else 0
            for now in read_uploads(*batch.open(), embedder):
                yield before + now.processed, before + now.total + queue.photos_behind()
        except IntakeError as error:
            now = replace(now, rejected=(*now.rejected, str(error)))
        finally:
            queue.read.append(now)
            queue.waiting.popleft()
        before += now.processed


def start_reading(batch: UploadBatch, settings: TeachSettings, uploader: str) -> None:
    """Queue the files of an uploader, and empty it; they are read after the earlier batches."""
    _let_stop(settings)
    own, embedder = transfer_state(), chosen_embedder(settings)
    rounds = own.uploaders.rounds
    clear_notes()
    own.queue.waiting.append(batch)
    rounds[uploader] = rounds.get(uploader, 0) + 1  # at once: a run can be broken off
    _keep_reading(own.queue, embedder)


def _let_stop(settings: TeachSettings) -> None:
    """Wait for a reading that is being cancelled, so that a new batch isn't cancelled with it."""
    job, end = jobs.get(READING), time.monotonic() + STOPPING_SECONDS
    if job is None or not job.cancel_event.is_set():
        return
    while job.active and time.monotonic() < end:
        time.sleep(0.02)
    finish_reading(settings)


def _keep_reading(queue: UploadQueue, embedder: Embedder) -> None:
    job = jobs.get(READING)
    if job is None or not job.active:
        jobs.start(READING, lambda _cancel: read_queue(queue, embedder), "go on")


def finish_reading(settings: TeachSettings) -> None:
    """Add what has been read, also by a reading that was cancelled, to the data set."""
    own, _, job = transfer_state(), current_dataset(TeachSettings(album=OWN)), jobs.get(READING)
    ended = job is not None and not job.active
    if ended:
        jobs.forget(READING)
    # From here to the closing note nothing asks Streamlit for anything, so that no run is broken off there.
    with own.lock:
        while own.queue.read:
            _add_batch(own, own.queue.read.popleft())
    if job is not None and ended:
        own.notes = (*_closing_note(job, own.queue), *own.notes)
    if own.queue.waiting and (job is None or ended):
        _keep_reading(own.queue, chosen_embedder(settings))


def _add_batch(own: TransferState, read: UploadProgress) -> None:
    """Add one batch to the visitor's own data set; the caller holds its lock."""
    added = add_uploads(own.datasets[OWN], read.photos, own.queue.pending_classes())
    own.datasets[OWN] = added.dataset
    file_notes = count_repeats(note for _, photo in read.photos for note in photo.notes)
    own.notes = (*own.notes, *count_repeats(read.rejected), *added.notes, *file_notes)
    for class_id in dict.fromkeys(class_id for class_id, _ in added.orphaned):
        name = own.uploaders.removed.get(class_id, "New class")
        photos = tuple(photo for of, photo in added.orphaned if of == class_id)
        own.queue.orphaned = (*own.queue.orphaned, OrphanedPhotos(name, photos))


def _closing_note(job: jobs.Job[tuple[int, int]], queue: UploadQueue) -> tuple[str, ...]:
    """Return the notes on a reading that has ended; drop what waits if it was cancelled."""
    if job.state != "cancelled":
        return (job.trouble,) if job.trouble else ()
    processed, total = job.snapshot or (0, queue.photos_waiting())
    queue.waiting.clear()
    return (
        f"Stopped after {processed} of {total} photos." if total else "Stopped before the zip was opened.",
    )


def draw_reading(job: jobs.Job[tuple[int, int]]) -> None:
    """Draw how many photos have been read; a batch that is finished is added to the data set at once."""
    queue = transfer_state().queue
    if queue.read and job.active:
        st.rerun()
    if job.snapshot is None:
        count = queue.photos_waiting()
        st.progress(0.0, f"{count} photos to be read" if count else "A zip to be read")
        return
    processed, total = job.snapshot
    words = f"{processed} of {total} photos read" if total else "Opening what was sent"
    st.progress(processed / total if total else 0.0, words)


# --- Photos whose class was removed ---------------------------------------------------------------------


def offer_orphaned() -> None:
    """Ask what to do with photos whose class was removed before they were read."""
    for number, orphaned in enumerate(transfer_state().queue.orphaned):
        count = len(orphaned.photos)
        photos = "1 photo" if count == 1 else f"{count} photos"
        name = plain(orphaned.name)
        st.warning(
            f"The class “{name}” was removed while {photos} for it were still on the way.",
            icon=":material/info:",
        )
        with st.container(horizontal=True):
            st.button(
                f"Put {photos} into a new class",
                key=f"house {number}",
                icon=":material/add:",
                on_click=_add_in_new_class,
                args=(orphaned,),
            )
            st.button("Leave them out", key=f"let go {number}", on_click=_leave_out, args=(orphaned,))


def _add_in_new_class(orphaned: OrphanedPhotos) -> None:
    own = transfer_state()
    try:
        with own.lock:
            own.datasets[OWN], own.notes = in_new_class(own.datasets[OWN], orphaned)
    except DatasetError as error:
        own.notes = (str(error),)
        return
    _leave_out(orphaned)


def _leave_out(orphaned: OrphanedPhotos) -> None:
    queue = transfer_state().queue
    queue.orphaned = tuple(other for other in queue.orphaned if other is not orphaned)


# --- Controls -----------------------------------------------------------------------------------------


def pick_uploads(settings: TeachSettings) -> None:
    """Draw the controls that add photos to one's own data set."""
    present, uploaders = current_dataset(settings), transfer_state().uploaders
    chosen = _pick_class(present, uploaders)
    with st.container(gap=None):
        for destination in uploaders.opened:
            with st.container(key=_container_key(destination)):
                _upload(destination, present, settings)
    webcam = st.toggle("Webcam", key="class webcam", disabled=chosen == NEW_CLASSES)
    if webcam and isinstance(chosen, int):
        _from_webcam(chosen, settings)
    hide_containers(
        [_container_key(destination) for destination in uploaders.opened if destination != chosen],
        key="hidden uploads",
    )


def _pick_class(present: PhotoDataset, uploaders: UploaderState) -> int | str:
    """Draw the control for the class that photos are added to; it is kept by the class's id."""
    labels: dict[int | str, str] = {photo_class.id: photo_class.name for photo_class in present.classes}
    labels[NEW_CLASSES] = present.unused_name(NEW_CLASSES)
    first = next(iter(labels))
    chosen = first if uploaders.chosen is None or uploaders.chosen not in labels else uploaders.chosen
    uploaders.chosen = chosen
    st.session_state[_CHOSEN] = chosen  # the browser knows it by its label, which may be new
    st.selectbox(
        "Add photos to",
        tuple(labels),
        format_func=labels.__getitem__,
        key=_CHOSEN,
        on_change=on_value(_CHOSEN, _choose),
    )
    kept = {*labels, *uploaders.removed}
    uploaders.opened = [destination for destination in uploaders.opened if destination in kept]
    if chosen not in uploaders.opened:
        uploaders.opened.append(chosen)
    return chosen


def _choose(destination: Destination) -> None:
    transfer_state().uploaders.chosen = destination


def note_removed(photo_class: PhotoClass) -> None:
    """Remember a class that is removed, for photos that are still on their way to it."""
    removed = transfer_state().uploaders.removed
    removed[photo_class.id] = photo_class.name
    for class_id in list(removed)[:-REMOVED_KEPT]:
        del removed[class_id]


def _container_key(destination: Destination) -> str:
    return f"upload {destination}"


def _key(uploader: str) -> str:
    """Return an uploader's key: a new one, and so an empty uploader, once its files have been queued."""
    return f"{uploader} {transfer_state().uploaders.rounds.get(uploader, 0)}"


def _upload(destination: Destination, present: PhotoDataset, settings: TeachSettings) -> None:
    """Draw an uploader, and queue its files."""
    if isinstance(destination, int):
        name = present.name_of(destination) or transfer_state().uploaders.removed[destination]
        uploader, batch = _uploader(destination), _from_files(destination, name)
    else:
        source = _from_zip()
        uploader, batch = _ZIP, UploadBatch(source, None) if source else None
    if batch:
        start_reading(batch, settings, uploader)
        st.rerun()


def _uploader(class_id: int) -> str:
    return f"class_photos {class_id}"


def _from_files(class_id: int, name: str) -> UploadBatch | None:
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


def _batch(class_id: int, files: Sequence[bytes]) -> UploadBatch:
    labelled: list[ClassFile] = [(class_id, data) for data in files]
    return UploadBatch(lambda: (labelled, ()), len(labelled), frozenset({class_id}))


def _from_webcam(class_id: int, settings: TeachSettings) -> None:
    if not camera_allowed(st.context.url or ""):
        advise_on_cameras()
        return
    uploader = f"class_shot {class_id}"
    shot = st.camera_input("Webcam", key=_key(uploader), label_visibility="collapsed")
    if shot is not None:
        start_reading(_batch(class_id, [shot.getvalue()]), settings, uploader)
        st.rerun()


def _from_zip() -> Callable[[], UploadSource] | None:
    file = st.file_uploader(
        "A zip with one folder per class",
        key=_key("class_zip"),
        help="The folders become the classes. A zip made by “Save photos” can be read again.",
    )
    return pick_classes(file, transfer_state().datasets[OWN]) if file else None
