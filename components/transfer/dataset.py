"""A visitor's own data set, photos in named classes, as an immutable value: every edit returns a new one."""

import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from PIL import Image

from components.intake.class_names import FORBIDDEN, MAX_NAME, key, one_form
from components.intake.photos import read_photo
from components.render.encode import jpeg
from components.vision.preprocessing import Preprocessing, visible_square

MIN_CLASSES, MAX_CLASSES = 2, 10
MAX_PHOTOS = 1000
MAX_BYTES = 100 * 2**20  # of all photos: the data sets of a room full of visitors stay in memory at once
THUMBNAIL_PIXELS = 88
_ids = itertools.count(1)


class DatasetError(ValueError):
    """An edit that is impossible. The message is one plain sentence for the visitor."""


class DuplicatePhotoError(DatasetError):
    """A photo is already in another class."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"A photo was left out: it is already in the class “{holder}”. If that is the wrong class, "
            "move it on its own strip."
        )
        self.holder = holder


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo of one of the classes: its file, and a thumbnail."""

    data: bytes  # the file as it came
    digest: str  # SHA-256 of `data`, in hexadecimal
    thumbnail: bytes  # JPEG of the square that the network sees
    notes: tuple[str, ...] = ()  # sentences on what its file left open


@dataclass(frozen=True)
class PhotoClass:
    """A class and its photos. The name may change; whatever refers to the class from outside uses its id."""

    name: str
    photos: tuple[LabelledPhoto, ...] = ()
    id: int = field(default_factory=_ids.__next__, compare=False)  # of this class alone, and never used again


@dataclass(frozen=True)
class PhotoDataset:
    """Photos in classes, in their order. No photo is in it twice."""

    classes: tuple[PhotoClass, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The classes' names."""
        return tuple(photo_class.name for photo_class in self.classes)

    @property
    def photos(self) -> tuple[LabelledPhoto, ...]:
        """All photos, class by class."""
        return tuple(photo for photo_class in self.classes for photo in photo_class.photos)

    @property
    def targets(self) -> tuple[int, ...]:
        """Class index of each of `photos`."""
        return tuple(index for index, photo_class in enumerate(self.classes) for _ in photo_class.photos)

    def name_of(self, class_id: int) -> str | None:
        """Return the present name of a class; None if it has been removed."""
        return next((photo_class.name for photo_class in self.classes if photo_class.id == class_id), None)

    def unused_name(self, wanted: str) -> str:
        """Return `wanted`, with the first number behind it that makes it unique where it is taken."""
        taken = {key(name) for name in self.names}
        numbered = (f"{wanted[: MAX_NAME - 3]} {number}" for number in itertools.count(2))
        names = itertools.chain([wanted], numbered)
        return next(name for name in names if key(name) not in taken)

    def class_of(self, digest: str) -> str | None:
        """Return the name of the class that holds a photo (by its SHA-256), None if there is none."""
        return next((g.name for g in self.classes if any(p.digest == digest for p in g.photos)), None)

    def add_class(self, name: str) -> "PhotoDataset":
        """Return the data set with one more, empty class. Raises DatasetError."""
        if len(self.classes) >= MAX_CLASSES:
            raise DatasetError(
                f"More than {MAX_CLASSES} classes are not possible here; please remove one first."
            )
        return PhotoDataset((*self.classes, PhotoClass(self._available(name))))

    def rename(self, old: str, new: str) -> "PhotoDataset":
        """Return the data set with another name for a class. Raises DatasetError."""
        others = PhotoDataset(tuple(photo_class for photo_class in self.classes if photo_class.name != old))
        name = others._available(new)
        return PhotoDataset(tuple(replace(g, name=name) if g.name == old else g for g in self.classes))

    def remove_class(self, name: str) -> "PhotoDataset":
        """Return the data set without a class and its photos."""
        return PhotoDataset(tuple(photo_class for photo_class in self.classes if photo_class.name != name))

    def add(self, name: str, photo: LabelledPhoto) -> "PhotoDataset":
        """Return the data set with one more photo in a class; the same one if the photo is already there.

        Raises DatasetError if there is no such class, if another holds the photo, or if the data set is full.
        """
        if name not in self.names:
            raise DatasetError(f"There is no class “{name}” any more.")
        holder = self.class_of(photo.digest)
        if holder == name:
            return self
        if holder is not None:
            raise DuplicatePhotoError(holder)
        if len(self.photos) >= MAX_PHOTOS:
            raise DatasetError(
                f"More than {MAX_PHOTOS} photos are not possible here; please remove some first."
            )
        if sum(len(p.data) for p in self.photos) + len(photo.data) > MAX_BYTES:
            limit = MAX_BYTES // 2**20
            raise DatasetError(f"All photos together may have {limit} MB; please use smaller ones.")
        return PhotoDataset(
            tuple(replace(g, photos=(*g.photos, photo)) if g.name == name else g for g in self.classes)
        )

    def remove(self, digest: str) -> "PhotoDataset":
        """Return the data set without a photo."""
        return PhotoDataset(
            tuple(replace(g, photos=tuple(p for p in g.photos if p.digest != digest)) for g in self.classes)
        )

    def move(self, digest: str, name: str) -> "PhotoDataset":
        """Return the data set with a photo moved to another class. Raises DatasetError."""
        moved = [photo for photo in self.photos if photo.digest == digest]
        dataset = self.remove(digest)
        for photo in moved:
            dataset = dataset.add(name, photo)
        return dataset

    def _available(self, name: str) -> str:
        """Return `name`, cleaned, if a new class may have it. Raises DatasetError."""
        name = clean_class_name(name)
        if key(name) in {key(other) for other in self.names}:
            raise DatasetError(f"There is already a class “{name}”; two classes need two names.")
        return name


def clean_class_name(name: str) -> str:
    """Return a class name without stray blanks. Raises DatasetError if no class can have it."""
    name = one_form(name)
    if not name:
        raise DatasetError("A class needs a name.")
    if len(name) > MAX_NAME:
        raise DatasetError(f"A class name may have {MAX_NAME} characters, and this one has {len(name)}.")
    if any(letter in FORBIDDEN or not letter.isprintable() for letter in name) or name.startswith("."):
        raise DatasetError(
            f"A class name can’t contain any of {' '.join(FORBIDDEN)} or begin with a full stop, "
            "since it names a folder when the photos are saved."
        )
    return name


def require_trainable(dataset: PhotoDataset) -> None:
    """Raise DatasetError, which says what is missing, unless a classifier can be trained on a data set."""
    if len(dataset.classes) < MIN_CLASSES:
        raise DatasetError(
            "There is only one class; add a second one, so that there is something to tell apart."
        )
    counts = {photo_class.name: len(photo_class.photos) for photo_class in dataset.classes}
    for name, count in counts.items():
        if count < 2:
            have = "no photo" if count == 0 else "one photo"
            raise DatasetError(
                f"The class “{name}” has {have}; it needs two or more: some to learn from, one to test with."
            )


def read_labelled_photo(data: bytes, how: Preprocessing) -> tuple[LabelledPhoto, Image.Image]:
    """Return a file's photo for a data set, and its pixels in full resolution. Raises IntakeError."""
    decoded = read_photo(data)
    return LabelledPhoto(data, decoded.digest, thumbnail(decoded.image, how), decoded.notes), decoded.image


def thumbnail(image: Image.Image, how: Preprocessing) -> bytes:
    """Return a small JPEG of the square that the network sees."""
    square = visible_square(image, how)
    square.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), Image.Resampling.BILINEAR)
    return jpeg(square, 85)


def add_all(
    dataset: PhotoDataset, photos: Iterable[tuple[str, LabelledPhoto]]
) -> tuple[PhotoDataset, tuple[str, ...]]:
    """Return the data set with all (class name, photo) that fit, and a sentence for each that doesn't."""
    refused: list[str] = []
    elsewhere: Counter[str] = Counter()
    for name, photo in photos:
        try:
            dataset = dataset.add(name, photo)
        except DuplicatePhotoError as error:
            elsewhere[error.holder] += 1
        except DatasetError as error:
            refused.append(str(error))
    return dataset, (
        *(_left_out(holder, count) for holder, count in elsewhere.items()),
        *count_repeats(refused),
    )


def _left_out(holder: str, count: int) -> str:
    if count == 1:
        return str(DuplicatePhotoError(holder))
    return f"{count} photos were left out: they are already in the class “{holder}”."


def count_repeats(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return each sentence once, with the number of its repeats."""
    return tuple(f"{text} ({n} times)" if n > 1 else text for text, n in Counter(sentences).items())


def to_zip(dataset: PhotoDataset) -> bytes:
    """Return a zip with one folder per class, and in it the photos' files as they came."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, data in _files(dataset):
            archive.writestr(zipfile.ZipInfo(path), data)  # without today's date: same data set, same bytes
    return stream.getvalue()


def _files(dataset: PhotoDataset) -> Iterator[tuple[str, bytes]]:
    for photo_class in dataset.classes:
        for number, photo in enumerate(photo_class.photos, start=1):
            kind = Image.open(io.BytesIO(photo.data)).format or "photo"
            yield f"{photo_class.name}/{number:04}.{kind.lower()}", photo.data
