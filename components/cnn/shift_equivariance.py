"""An object that roams over a plain ground: which responses move along with it, and which change.

A convolution is equivariant: a shift of the picture shifts its maps. With stride that holds only for shifts
by whole steps; in between, the maps sample the picture at other places (aliasing; Zhang, 2019,
https://arxiv.org/abs/1904.11486).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from PIL import Image, ImageDraw, ImageFilter
from torch import Tensor

from components.cnn.graph import Anatomy
from components.vision.preprocessing import normalised

FIELD = 224  # pixels, what the network sees
SHIFTS = (1, 2, 4, 8, 16, 32)
STRIDE, BATCH = 4, 8  # of the sweep: pixels from place to place, and places at once
GROUNDS = {"grey": (124, 116, 104), "black": (0, 0, 0), "white": (255, 255, 255)}  # grey is ImageNet's mean


@dataclass(frozen=True)
class Thing:
    """A round object with a soft edge, and the colour of the ground."""

    picture: Image.Image  # RGBA, square
    ground: tuple[int, int, int]

    @property
    def size(self) -> int:
        """Its width and height in pixels of the field."""
        return self.picture.width

    @property
    def middle(self) -> int:
        """Left or top when it lies in the middle of the field."""
        return (FIELD - self.size) // 2


def cut_out(square: Image.Image, size: int, ground: str) -> Thing:
    """The round middle of a square photo, `size` pixels wide."""
    picture = square.resize((size, size), Image.Resampling.LANCZOS).convert("RGBA")
    mask = Image.new("L", (size, size))
    ImageDraw.Draw(mask).ellipse((2, 2, size - 3, size - 3), fill=255)
    picture.putalpha(mask.filter(ImageFilter.GaussianBlur(1)))
    return Thing(picture, GROUNDS[ground])


def scene(thing: Thing, left: int, top: int) -> Image.Image:
    """The field with the object at a place, which may lie partly outside."""
    field = Image.new("RGB", (FIELD, FIELD), thing.ground)
    field.paste(thing.picture, (left, top), thing.picture)
    return field


def pixels(anatomy: Anatomy, scenes: Sequence[Image.Image]) -> Tensor:
    """Scenes as the network takes them, (B, 3, 224, 224)."""
    how = anatomy.network.backbone.preprocessing
    batch = torch.stack([torch.from_numpy(normalised(one, how)) for one in scenes])
    return batch.to(anatomy.network.device)


@torch.inference_mode()
def response(anatomy: Anatomy, seen: Tensor, block: int) -> Tensor:
    """The maps (B, C, h, w) of a block."""
    value = seen
    for part in anatomy.blocks[: block + 1]:
        value = part.values(value)[-1]
    return value


@dataclass(frozen=True)
class Drift:
    """How far a block's maps are from moving along, for one shift."""

    shift: int  # pixels to the right
    error: float  # norm of the difference from the moved maps, in units of the object's own response
    inner: bool  # whether it was measured away from the rim alone


def drifts(anatomy: Anatomy, thing: Thing, block: int) -> tuple[Drift, ...]:
    """For each of `SHIFTS`, how far the maps after the shift are from the maps before, moved along."""
    left, top = thing.middle - SHIFTS[-1] // 2, thing.middle
    scenes = [scene(thing, left + shift, top) for shift in (0, *SHIFTS)]
    empty = Image.new("RGB", (FIELD, FIELD), thing.ground)
    still, *moved, plain = response(anatomy, pixels(anatomy, [*scenes, empty]), block)
    rows, columns = _away_from_the_rim(anatomy, block, still.shape[1])
    inner = rows.stop - rows.start > 2
    if not inner:
        rows = columns = slice(0, still.shape[1])
    step = anatomy.reach(block, len(anatomy.blocks[block].operations)).step
    own = float((still - plain)[:, rows, columns].norm())
    found = []
    for shift, after in zip(SHIFTS, moved, strict=True):
        places = round(shift / step)
        kept = slice(columns.start + places, columns.stop)  # these have a counterpart before the shift
        before = slice(columns.start, columns.stop - places)
        difference = float((after[:, rows, kept] - still[:, rows, before]).norm())
        found.append(Drift(shift, difference / max(own, 1e-12), inner))
    return tuple(found)


def _away_from_the_rim(anatomy: Anatomy, block: int, side: int) -> tuple[slice, slice]:
    """The rows and columns whose receptive fields lie inside the picture."""
    reach = anatomy.reach(block, len(anatomy.blocks[block].operations))
    inside = []
    for place in range(side):
        near, _, far, _ = reach.square(place, place)
        if near >= 0 and far <= FIELD:
            inside.append(place)
    found = slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)
    return found, found


@dataclass(frozen=True)
class Sweep:
    """The probability of one class while the object moves from the left rim to the right."""

    lefts: tuple[int, ...]
    probabilities: tuple[float, ...]

    def span(self, size: int) -> float:
        """How far the probabilities reach while an object of `size` pixels lies wholly inside."""
        inside = [
            one for left, one in zip(self.lefts, self.probabilities, strict=True) if 0 <= left <= FIELD - size
        ]
        return max(inside) - min(inside)


def stations(thing: Thing) -> range:
    """Where the left of the object lies during a sweep: half of it is outside at both ends."""
    return range(-thing.size // 2, FIELD - thing.size // 2 + 1, STRIDE)


def sweep(anatomy: Anatomy, thing: Thing, top: int, wanted: int) -> Iterator[Sweep]:
    """Move the object across; what has been found so far."""
    lefts = stations(thing)
    found: list[float] = []
    for start in range(0, len(lefts), BATCH):
        some = [scene(thing, left, top) for left in lefts[start : start + BATCH]]
        with torch.inference_mode():
            logits = anatomy.onward(-1, pixels(anatomy, some))
        found += logits.softmax(1)[:, wanted].tolist()
        yield Sweep(tuple(lefts[: len(found)]), tuple(found))
