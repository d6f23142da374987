"""A visitor's classes and the photos in them, as a value: every edit makes a new album."""

import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from PIL import Image

from components.intake.class_names import FORBIDDEN, MAX_NAME, key, one_form
from components.intake.photos import read_photo
from components.vision.preprocessing import Preprocessing, visible_square

MIN_CLASSES, MAX_CLASSES = 2, 10
MAX_PHOTOS = 1000
MAX_BYTES = 100 * 2**20  # of all photos of an album: a whole class's albums stay in memory at once
THUMBNAIL_PIXELS = 88
_ids = itertools.count(1)


class DatasetError(ValueError):
    """An edit that makes no sense. The message is one plain sentence for the visitor."""


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
    """One photo of a class."""

    data: bytes  # the file as it came
    digest: str  # SHA-256 of `data`, in hexadecimal
    thumbnail: bytes  # JPEG of the square that the network sees
    notes: tuple[str, ...] = ()  # sentences on what its file left open


@dataclass(frozen=True)
class PhotoClass:
    """One class. Its name is a label that can change; what is kept apart from the album goes by its id."""

    name: str
    photos: tuple[LabelledPhoto, ...] = ()
    id: int = field(default_factory=_ids.__next__, compare=False)  # of this class alone, and never used again


@dataclass(frozen=True)
class PhotoDataset:
    """The classes in their order. No photo is in it twice."""

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
        """For each of `pictures` the number of its class."""
        return tuple(index for index, photo_class in enumerate(self.classes) for _ in photo_class.photos)

    def name_of(self, class_id: int) -> str | None:
        """The present name of a class, unless it has been removed."""
        return next((photo_class.name for photo_class in self.classes if photo_class.id == class_id), None)

    def unused_name(self, wanted: str) -> str:
        """`wanted`, or it with the first number that makes it a name of no class here."""
        taken = {key(name) for name in self.names}
        numbered = (f"{wanted[: MAX_NAME - 3]} {number}" for number in itertools.count(2))
        names = itertools.chain([wanted], numbered)
        return next(name for name in names if key(name) not in taken)

    def class_of(self, digest: str) -> str | None:
        """The name of the class that holds a photo, if one does."""
        return next((g.name for g in self.classes if any(p.digest == digest for p in g.photos)), None)

    def add_class(self, name: str) -> "PhotoDataset":
        """With one more, empty class. Raises AlbumError."""
        if len(self.classes) >= MAX_CLASSES:
            raise DatasetError(
                f"More than {MAX_CLASSES} classes are not possible here; please remove one first."
            )
        return PhotoDataset((*self.classes, PhotoClass(self._free(name))))

    def rename(self, old: str, new: str) -> "PhotoDataset":
        """With another name for a class. Raises AlbumError."""
        others = PhotoDataset(tuple(photo_class for photo_class in self.classes if photo_class.name != old))
        name = others._free(new)
        return PhotoDataset(tuple(replace(g, name=name) if g.name == old else g for g in self.classes))

    def remove_class(self, name: str) -> "PhotoDataset":
        """Without a class and its photos."""
        return PhotoDataset(tuple(photo_class for photo_class in self.classes if photo_class.name != name))

    def add(self, name: str, photo: LabelledPhoto) -> "PhotoDataset":
        """With one more photo in a class; one that is already there changes nothing.

        Raises AlbumError if there is no such class, if another holds the photo, or if the album is full.
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
        """Without a photo."""
        return PhotoDataset(
            tuple(replace(g, photos=tuple(p for p in g.photos if p.digest != digest)) for g in self.classes)
        )

    def move(self, digest: str, name: str) -> "PhotoDataset":
        """With a photo in another class."""
        moved = [photo for photo in self.photos if photo.digest == digest]
        dataset = self.remove(digest)
        for photo in moved:
            dataset = dataset.add(name, photo)
        return dataset

    def _free(self, name: str) -> str:
        """`name`, tidied, if a new class may have it. Raises AlbumError."""
        name = clean_class_name(name)
        if key(name) in {key(other) for other in self.names}:
            raise DatasetError(f"There is already a class “{name}”; two classes need two names.")
        return name


def clean_class_name(name: str) -> str:
    """A class name without stray blanks. Raises AlbumError if no class can have it."""
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
    """Raise AlbumError if nothing can be taught with an album, and say what is missing."""
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
    """A file's photo for an album, and its pixels in full resolution. Raises IntakeError."""
    decoded = read_photo(data)
    return LabelledPhoto(data, decoded.digest, thumbnail(decoded.image, how), decoded.notes), decoded.image


def thumbnail(image: Image.Image, how: Preprocessing) -> bytes:
    """A small JPEG of the square that the network sees."""
    square = visible_square(image, how)
    square.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), Image.Resampling.BILINEAR)
    stream = io.BytesIO()
    square.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def add_all(
    dataset: PhotoDataset, arrivals: Iterable[tuple[str, LabelledPhoto]]
) -> tuple[PhotoDataset, tuple[str, ...]]:
    """The album with all of (class, photo) that fit into it, and a sentence for each that doesn't."""
    refused: list[str] = []
    elsewhere: Counter[str] = Counter()
    for name, photo in arrivals:
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
    """Each sentence once, with how often it was said."""
    return tuple(f"{text} ({n} times)" if n > 1 else text for text, n in Counter(sentences).items())


def to_zip(dataset: PhotoDataset) -> bytes:
    """A zip with one folder per class, and in it the photos as they came."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for place, data in _files(dataset):
            archive.writestr(zipfile.ZipInfo(place), data)  # without today's date: same album, same bytes
    return stream.getvalue()


def _files(dataset: PhotoDataset) -> Iterator[tuple[str, bytes]]:
    for photo_class in dataset.classes:
        for number, photo in enumerate(photo_class.photos, start=1):
            kind = Image.open(io.BytesIO(photo.data)).format or "photo"
            yield f"{photo_class.name}/{number:04}.{kind.lower()}", photo.data
