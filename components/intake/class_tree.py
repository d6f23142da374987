"""Which folders are the classes: the levels of a tree of photos, and the likeliest one.

Collections come as class/photo, as wrapper/class/photo, as train/class/photo beside val/class/photo, as
class/images/photo or as class/session/photo. The classes are at the first level, from the top, at which
folders differ and aren't the parts of a split data set.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from components.intake.class_names import key, one_form, possible_names
from components.intake.zip_entries import ZipEntry

_SPLIT = re.compile(
    r"(train|training|val|valid|validation|dev|test|testing|eval|evaluation|hold-?out)"
    r"([ _-]?(set|data|images|imgs|photos))?[ _-]?\d*"
)
_CONTENTS = re.compile(r"(image|img|photo|picture|pic|jpe?g|png|frame|original|foto)s?|bild(er)?|data|raw")
INNERMOST = -1


@dataclass(frozen=True, slots=True)
class Leaf:
    """One photo in the tree."""

    folders: tuple[str, ...]  # from the top; at least one
    path: str
    entry: ZipEntry


@dataclass(frozen=True)
class FoundClass:
    """The photos of one class."""

    name: str  # one that a class may have
    spellings: tuple[str, ...]  # the names of its folders as they stand in the zip
    folders: tuple[str, ...]  # the folders that hold its photos, as paths
    photos: tuple[Leaf, ...]


@dataclass(frozen=True)
class Level:
    """The classes, if the folders at one depth are taken for them."""

    depth: int  # 0 is the top; INNERMOST the folder that a photo lies in
    classes: tuple[FoundClass, ...]
    outside: tuple[Leaf, ...]  # photos that lie in no folder so deep
    joined: tuple[str, ...]  # parts of a split data set above the classes: their photos are taken together


@dataclass(frozen=True)
class Reading:
    """What was understood of a tree."""

    levels: tuple[Level, ...]  # no two of them part the photos alike
    likely: int  # the number of the likeliest
    certain: bool  # nothing but folders around the classes, and photos in them


def understand(photos: Sequence[Leaf]) -> Reading:
    """The levels of a tree, and which one holds the classes. `photos` isn't empty."""
    deepest = max(len(leaf.folders) for leaf in photos)
    depth = _likely_depth(photos, deepest)
    partitions: dict[tuple[str, ...], int] = {}
    for candidate in (depth, *range(deepest), INNERMOST):
        partitions.setdefault(_partition(photos, candidate), candidate)
    depths = sorted(partitions.values(), key=lambda d: deepest if d == INNERMOST else d)
    depths = [d for d in depths if d == depth or _places_most(photos, d)]
    levels = tuple(_level(photos, candidate) for candidate in depths)
    above = [_names_at(photos, d) for d in range(depth)]
    certain = all(len(names) == 1 for names in above) and _partition(photos, depth) == _partition(
        photos, INNERMOST
    )
    return Reading(levels, depths.index(depth), certain)


def _likely_depth(photos: Sequence[Leaf], deepest: int) -> int:
    depth = 0
    while depth < deepest - 1 and _leads_on(photos, depth):
        depth += 1
    while depth > 0 and _holds_contents_only(_names_at(photos, depth)):
        depth -= 1
    return depth


def _leads_on(photos: Sequence[Leaf], depth: int) -> bool:
    """Whether the classes lie deeper than `depth`: one folder for all, or the parts of a split."""
    names = _names_at(photos, depth)
    ending = sum(len(leaf.folders) == depth + 1 for leaf in photos)
    deeper = sum(len(leaf.folders) > depth + 1 for leaf in photos)
    return (len(names) == 1 and ending < deeper) or (_is_split(names) and deeper > 0)


def _places_most(photos: Sequence[Leaf], depth: int) -> bool:
    return 2 * sum(_folder(leaf, depth) is not None for leaf in photos) > len(photos)


def _is_split(names: Iterable[str]) -> bool:
    return all(map(_SPLIT.fullmatch, names))


def _holds_contents_only(names: Collection[str]) -> bool:
    """Whether a level's only folder says but what it holds, as “images”, or all are parts of a split."""
    return (len(names) == 1 and all(map(_CONTENTS.fullmatch, names))) or _is_split(names)


def _names_at(photos: Sequence[Leaf], depth: int) -> dict[str, str]:
    """The folders' names at a depth as they were first written, by their keys."""
    found: dict[str, str] = {}
    for leaf in photos:
        if len(leaf.folders) > depth:
            found.setdefault(key(leaf.folders[depth]), one_form(leaf.folders[depth]))
    return found


def _folder(leaf: Leaf, depth: int) -> str | None:
    if depth == INNERMOST:
        return leaf.folders[-1]
    return leaf.folders[depth] if len(leaf.folders) > depth else None


def _partition(photos: Sequence[Leaf], depth: int) -> tuple[str, ...]:
    folders = (_folder(leaf, depth) for leaf in photos)
    return tuple("" if folder is None else key(folder) for folder in folders)


def _level(photos: Sequence[Leaf], depth: int) -> Level:
    members: dict[str, list[Leaf]] = {}
    outside = []
    for leaf in photos:
        folder = _folder(leaf, depth)
        if folder is None:
            outside.append(leaf)
        else:
            members.setdefault(key(folder), []).append(leaf)
    spellings = {
        k: _distinct(leaves, lambda leaf: _folder(leaf, depth) or "") for k, leaves in members.items()
    }
    names = possible_names(written[0] for written in spellings.values())
    classes = tuple(
        FoundClass(
            names[spellings[k][0]],
            spellings[k],
            _distinct(leaves, lambda leaf: "/".join(leaf.folders)),
            tuple(leaves),
        )
        for k, leaves in members.items()
    )
    return Level(depth, classes, tuple(outside), _joined(photos, depth))


def _joined(photos: Sequence[Leaf], depth: int) -> tuple[str, ...]:
    """The parts of a split above a level."""
    for above in range(depth):
        names = _names_at(photos, above)
        if len(names) > 1 and _is_split(names):
            return tuple(names.values())
    return ()


def _distinct(leaves: Iterable[Leaf], of: Callable[[Leaf], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(of, leaves)))
