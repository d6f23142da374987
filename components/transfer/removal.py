"""Undo of a removal: the photos that an edit removed from a data set, and how they are restored."""

from dataclasses import dataclass, replace

from components.transfer.dataset import MAX_CLASSES, DatasetError, LabelledPhoto, PhotoClass, PhotoDataset


@dataclass(frozen=True)
class Removal:
    """Photos that an edit removed, with their classes as they were before it."""

    classes: tuple[tuple[int, PhotoClass], ...]  # index and class, of those that lost photos
    digests: frozenset[str]  # of the removed photos
    class_name: str | None  # of the class that was removed with them, if one was

    def __str__(self) -> str:
        """Return a sentence for the visitor, with the class's name as it is."""
        count = len(self.digests)
        photos = "1 photo" if count == 1 else f"{count} photos"
        if self.class_name is not None:
            return f"The class “{self.class_name}” with {photos} was removed."
        return f"{photos} {'was' if count == 1 else 'were'} removed."


def removed_by_edit(before: PhotoDataset, after: PhotoDataset) -> Removal | None:
    """Return what an edit removed; None if no photo."""
    left = {photo.digest for photo in after.photos}
    digests = frozenset(photo.digest for photo in before.photos) - left
    classes = tuple(
        (index, photo_class)
        for index, photo_class in enumerate(before.classes)
        if digests & _digests(photo_class.photos)
    )
    class_name = next(
        (photo_class.name for _, photo_class in classes if after.name_of(photo_class.id) is None), None
    )
    return Removal(classes, digests, class_name) if digests else None


def restore(present: PhotoDataset, removed: Removal) -> PhotoDataset:
    """Return the present data set with what was removed, where it was; what has been done since stays.

    Raises DatasetError if there is no room any more.
    """
    for index, photo_class in removed.classes:
        present = _with_class(present, index, photo_class)
        name = present.name_of(photo_class.id)
        assert name is not None
        for photo in photo_class.photos:
            if photo.digest in removed.digests and present.class_of(photo.digest) is None:
                present = present.add(name, photo)
        present = _in_order(present, photo_class)
    return present


def _with_class(present: PhotoDataset, index: int, photo_class: PhotoClass) -> PhotoDataset:
    """Return the data set with a class of this id; where it has to be made again, at `index` and empty."""
    if present.name_of(photo_class.id) is not None:
        return present
    if len(present.classes) >= MAX_CLASSES:
        raise DatasetError(
            f"More than {MAX_CLASSES} classes are not possible here; please remove one, then this one can "
            "come back."
        )
    empty = replace(photo_class, name=present.unused_name(photo_class.name), photos=())
    return PhotoDataset((*present.classes[:index], empty, *present.classes[index:]))


def _in_order(present: PhotoDataset, former: PhotoClass) -> PhotoDataset:
    """Return the data set with the photos of a class in their former order, later ones behind them."""
    order = {photo.digest: number for number, photo in enumerate(former.photos)}
    return PhotoDataset(
        tuple(
            replace(
                photo_class,
                photos=tuple(sorted(photo_class.photos, key=lambda p: order.get(p.digest, len(order)))),
            )
            if photo_class.id == former.id
            else photo_class
            for photo_class in present.classes
        )
    )


def _digests(photos: tuple[LabelledPhoto, ...]) -> set[str]:
    return {photo.digest for photo in photos}
