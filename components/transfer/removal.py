"""What one edit took out of an album, and how it is put back."""

from dataclasses import dataclass, replace

from components.transfer.dataset import MAX_CLASSES, Album, AlbumError, Group, Picture


@dataclass(frozen=True)
class Removal:
    """The photos that an edit took out, each group with its place among the classes as they were."""

    taken: tuple[tuple[int, Group], ...]  # classes as they were before, of which photos are missing since
    missing: frozenset[str]  # the photos' digests
    dropped: str | None  # the name of the class that went with them, if one did

    def __str__(self) -> str:
        """One sentence for the visitor, with the class's name as it is."""
        count = len(self.missing)
        photos = "1 photo" if count == 1 else f"{count} photos"
        if self.dropped is not None:
            return f"The class “{self.dropped}” with {photos} was removed."
        return f"{photos} {'was' if count == 1 else 'were'} removed."


def removal(before: Album, after: Album) -> Removal | None:
    """What is missing after an edit; None if no photo is."""
    left = {picture.digest for picture in after.pictures}
    missing = frozenset(picture.digest for picture in before.pictures) - left
    taken = tuple(
        (place, group) for place, group in enumerate(before.groups) if missing & _digests(group.pictures)
    )
    dropped = next((group.name for _, group in taken if after.name_of(group.id) is None), None)
    return Removal(taken, missing, dropped) if missing else None


def put_back(present: Album, removed: Removal) -> Album:
    """The present album with what was removed, where it was; what has been done since stays.

    Raises AlbumError if there is no room any more.
    """
    for place, group in removed.taken:
        present = _with_class(present, place, group)
        name = present.name_of(group.id)
        assert name is not None
        for picture in group.pictures:
            if picture.digest in removed.missing and present.class_of(picture.digest) is None:
                present = present.add(name, picture)
        present = _in_order(present, group)
    return present


def _with_class(present: Album, place: int, group: Group) -> Album:
    """With a class of the group's id, at its place and still without photos if it has to be made anew."""
    if present.name_of(group.id) is not None:
        return present
    if len(present.groups) >= MAX_CLASSES:
        raise AlbumError(
            f"More than {MAX_CLASSES} classes are not possible here; please remove one, then this one can "
            "come back."
        )
    empty = replace(group, name=present.spare_name(group.name), pictures=())
    return Album((*present.groups[:place], empty, *present.groups[place:]))


def _in_order(present: Album, former: Group) -> Album:
    """With the photos of a class in their former order, and behind them those that came since."""
    order = {picture.digest: number for number, picture in enumerate(former.pictures)}
    return Album(
        tuple(
            replace(
                group, pictures=tuple(sorted(group.pictures, key=lambda p: order.get(p.digest, len(order))))
            )
            if group.id == former.id
            else group
            for group in present.groups
        )
    )


def _digests(pictures: tuple[Picture, ...]) -> set[str]:
    return {picture.digest for picture in pictures}
