"""What one edit took out of an album, and how it is put back."""

from dataclasses import dataclass, replace

from components.transfer.dataset import MAX_CLASSES, DatasetError, LabelledPhoto, PhotoClass, PhotoDataset


@dataclass(frozen=True)
class Removal:
    """The photos that an edit took out, each group with its place among the classes as they were."""

    taken: tuple[
        tuple[int, PhotoClass], ...
    ]  # classes as they were before, of which photos are missing since
    missing: frozenset[str]  # the photos' digests
    dropped: str | None  # the name of the class that went with them, if one did

    def __str__(self) -> str:
        """One sentence for the visitor, with the class's name as it is."""
        count = len(self.missing)
        photos = "1 photo" if count == 1 else f"{count} photos"
        if self.dropped is not None:
            return f"The class “{self.dropped}” with {photos} was removed."
        return f"{photos} {'was' if count == 1 else 'were'} removed."


def removed_by_edit(before: PhotoDataset, after: PhotoDataset) -> Removal | None:
    """What is missing after an edit; None if no photo is."""
    left = {photo.digest for photo in after.photos}
    missing = frozenset(photo.digest for photo in before.photos) - left
    taken = tuple(
        (place, photo_class)
        for place, photo_class in enumerate(before.classes)
        if missing & _digests(photo_class.photos)
    )
    dropped = next(
        (photo_class.name for _, photo_class in taken if after.name_of(photo_class.id) is None), None
    )
    return Removal(taken, missing, dropped) if missing else None


def restore(present: PhotoDataset, removed: Removal) -> PhotoDataset:
    """The present album with what was removed, where it was; what has been done since stays.

    Raises AlbumError if there is no room any more.
    """
    for place, photo_class in removed.taken:
        present = _with_class(present, place, photo_class)
        name = present.name_of(photo_class.id)
        assert name is not None
        for photo in photo_class.photos:
            if photo.digest in removed.missing and present.class_of(photo.digest) is None:
                present = present.add(name, photo)
        present = _in_order(present, photo_class)
    return present


def _with_class(present: PhotoDataset, place: int, photo_class: PhotoClass) -> PhotoDataset:
    """With a class of the group's id, at its place and still without photos if it has to be made anew."""
    if present.name_of(photo_class.id) is not None:
        return present
    if len(present.classes) >= MAX_CLASSES:
        raise DatasetError(
            f"More than {MAX_CLASSES} classes are not possible here; please remove one, then this one can "
            "come back."
        )
    empty = replace(photo_class, name=present.unused_name(photo_class.name), photos=())
    return PhotoDataset((*present.classes[:place], empty, *present.classes[place:]))


def _in_order(present: PhotoDataset, former: PhotoClass) -> PhotoDataset:
    """With the photos of a class in their former order, and behind them those that came since."""
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
