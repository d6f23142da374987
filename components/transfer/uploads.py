"""Queue of uploaded photos: filled by the page, read by a job, and added to the data set by the page.

A photo goes to the class that was chosen when it was uploaded, by the class's id, since its name may change.
Nothing is lost: uploads that come while others are read wait, and the photos of a class that has been
removed wait for the visitor's decision.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from components.intake.class_names import key
from components.transfer.balanced_selection import kept_classes
from components.transfer.dataset import DatasetError, LabelledPhoto, PhotoDataset, add_all, clean_class_name

Destination = int | str  # id of a class, or name of a folder, which may become a new class
ClassFile = tuple[Destination, bytes]
# The files, and a sentence for each one that was left out before.
UploadSource = tuple[Sequence[ClassFile], tuple[str, ...]]


@dataclass(frozen=True)
class UploadProgress:
    """Progress of reading a batch."""

    total: int = 0
    processed: int = 0
    photos: tuple[tuple[Destination, LabelledPhoto], ...] = ()
    rejected: tuple[str, ...] = ()  # a sentence for each photo that couldn't be read


@dataclass(frozen=True)
class UploadBatch:
    """Files of one upload. `open` returns them; it is called in the job, and may raise IntakeError."""

    open: Callable[[], UploadSource]
    photos: int | None  # None: not known before it is opened
    classes: frozenset[int] = frozenset()  # ids of the classes that its photos go to


@dataclass(frozen=True)
class OrphanedPhotos:
    """Photos whose class was removed before they were read, and its last name."""

    name: str
    photos: tuple[LabelledPhoto, ...]


@dataclass
class UploadQueue:
    """One visitor's uploads.

    The page appends to the right end of `waiting`, and the job takes from the left; for `read` it is the
    other way round. The two ends of a deque may be used by two threads at once.
    """

    waiting: deque[UploadBatch] = field(default_factory=deque)  # the first is the one being read, if any is
    read: deque[UploadProgress] = field(default_factory=deque)
    orphaned: tuple[OrphanedPhotos, ...] = ()

    def pending_classes(self) -> frozenset[int]:
        """Return the ids of the classes that photos are still to be added to."""
        read = {
            destination
            for one in tuple(self.read)
            for destination, _ in one.photos
            if isinstance(destination, int)
        }
        return frozenset(read).union(*(batch.classes for batch in tuple(self.waiting)))

    def photos_waiting(self) -> int:
        """Return the number of photos that wait or are being read, as far as it is known."""
        return sum(batch.photos or 0 for batch in tuple(self.waiting))

    def photos_behind(self) -> int:
        """Return the number of photos behind the batch that is being read, as far as it is known."""
        return sum(batch.photos or 0 for batch in tuple(self.waiting)[1:])


@dataclass(frozen=True)
class AddedUploads:
    """A data set with uploads added, sentences on those that were left out, and photos without a class."""

    dataset: PhotoDataset
    notes: tuple[str, ...]
    orphaned: tuple[tuple[int, LabelledPhoto], ...] = ()


def add_uploads(
    present: PhotoDataset,
    uploaded: Sequence[tuple[Destination, LabelledPhoto]],
    pending: Collection[int] = (),
) -> AddedUploads:
    """Add each photo to the class with its id, or to the one with its folder's name, made if there is none.

    In a data set without photos, empty classes that still have their default name are removed when folders
    come, except for the `pending` ones.
    """
    folders = list(dict.fromkeys(destination for destination, _ in uploaded if isinstance(destination, str)))
    if folders and not present.photos:
        meant = {*pending, *(destination for destination, _ in uploaded)}
        named = kept_classes(present)
        present = PhotoDataset(
            tuple(
                photo_class
                for photo_class in present.classes
                if photo_class.id in meant or photo_class in named
            )
        )
    grown, names, notes = _with_folders(present, folders)
    names |= {photo_class.id: photo_class.name for photo_class in grown.classes}
    dataset, unfit = add_all(
        grown, [(names[destination], photo) for destination, photo in uploaded if destination in names]
    )
    orphaned = tuple(
        (destination, pic)
        for destination, pic in uploaded
        if isinstance(destination, int) and destination not in names
    )
    return AddedUploads(dataset, (*notes, *unfit), orphaned)


def _with_folders(
    present: PhotoDataset, folders: Iterable[str]
) -> tuple[PhotoDataset, dict[Destination, str], list[str]]:
    """Return the data set with a class for each folder, the class names by folder, and notes."""
    names: dict[Destination, str] = {}
    notes = []
    for folder in folders:
        try:
            name = clean_class_name(folder)
            alike = [other for other in present.names if key(other) == key(name)]
            present = present if alike else present.add_class(name)
            names[folder] = alike[0] if alike else name
            if alike and alike[0] != name:
                notes.append(f"The folder “{name}” was put into the class “{alike[0]}”.")
        except DatasetError as error:
            notes.append(f"The folder “{folder}” was left out. {error}")
    return present, names, notes


def in_new_class(dataset: PhotoDataset, orphaned: OrphanedPhotos) -> tuple[PhotoDataset, tuple[str, ...]]:
    """Return the data set with a new class for orphaned photos, and notes. Raises DatasetError."""
    name = dataset.unused_name(orphaned.name)
    return add_all(dataset.add_class(name), [(name, photo) for photo in orphaned.photos])
