"""Shift equivariance: an object at many places on a plain background, and which maps move along with it.

A convolution is equivariant: a shift of the picture shifts its maps. With stride that holds only for shifts
by whole strides; in between, the maps sample the picture at other places (aliasing; Zhang, 2019,
https://arxiv.org/abs/1904.11486).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from PIL import Image, ImageDraw, ImageFilter
from torch import Tensor

from components.cnn.graph import NetworkGraph
from components.vision.preprocessing import normalised

SIDE = 224  # pixels of what the network sees
SHIFTS = (1, 2, 4, 8, 16, 32)  # pixels
STRIDE, BATCH = 4, 8  # of the sweep: pixels from place to place, and places at once
GREY = (124, 116, 104)  # ImageNet's mean
BACKGROUNDS = {"grey": GREY, "black": (0, 0, 0), "white": (255, 255, 255)}


@dataclass(frozen=True)
class MovingObject:
    """A round object with a soft edge, and the colour of its background."""

    picture: Image.Image  # RGBA, square
    background: tuple[int, int, int]

    @property
    def size(self) -> int:
        """Width and height, in pixels of the scene."""
        return self.picture.width

    @property
    def middle(self) -> int:
        """Left or top of the object when it lies in the middle of the scene."""
        return (SIDE - self.size) // 2


def cut_out(square: Image.Image, size: int, background: str) -> MovingObject:
    """Cut out the round middle of a square photo, `size` pixels wide."""
    picture = square.resize((size, size), Image.Resampling.LANCZOS).convert("RGBA")
    mask = Image.new("L", (size, size))
    ImageDraw.Draw(mask).ellipse((2, 2, size - 3, size - 3), fill=255)
    picture.putalpha(mask.filter(ImageFilter.GaussianBlur(1)))
    return MovingObject(picture, BACKGROUNDS[background])


def scene(moving: MovingObject, left: int, top: int) -> Image.Image:
    """Paste the object on its background at a place, which may lie partly outside."""
    picture = Image.new("RGB", (SIDE, SIDE), moving.background)
    picture.paste(moving.picture, (left, top), moving.picture)
    return picture


def scene_pixels(graph: NetworkGraph, scenes: Sequence[Image.Image]) -> Tensor:
    """Normalised pixels (B, 3, 224, 224) of some scenes."""
    how = graph.network.backbone.preprocessing
    batch = torch.stack([torch.from_numpy(normalised(one, how)) for one in scenes])
    return batch.to(graph.network.device)


@torch.inference_mode()
def block_maps(graph: NetworkGraph, pixels: Tensor, block: int) -> Tensor:
    """Maps (B, C, h, w) of a block for normalised pixels (B, 3, 224, 224)."""
    value = pixels
    for part in graph.blocks[: block + 1]:
        value = part.values(value)[-1]
    return value


@dataclass(frozen=True)
class ShiftError:
    """Equivariance error of a block's maps for one shift: 0 where they move along exactly."""

    shift: int  # pixels to the right
    error: float  # norm of the difference from the moved maps, in units of the object's own response
    inner: bool  # whether it was measured away from the padding alone


def shift_errors(graph: NetworkGraph, moving: MovingObject, block: int) -> tuple[ShiftError, ...]:
    """Compare the maps after each of `SHIFTS` with the maps before, moved along."""
    left, top = moving.middle - SHIFTS[-1] // 2, moving.middle
    scenes = [scene(moving, left + shift, top) for shift in (0, *SHIFTS)]
    empty = Image.new("RGB", (SIDE, SIDE), moving.background)
    still, *moved, plain = block_maps(graph, scene_pixels(graph, [*scenes, empty]), block)
    rows, columns = _away_from_the_padding(graph, block, still.shape[1])
    inner = rows.stop - rows.start > 2
    if not inner:
        rows = columns = slice(0, still.shape[1])
    stride = graph.receptive_field(block, len(graph.blocks[block].operations)).stride
    response = float((still - plain)[:, rows, columns].norm())
    found = []
    for shift, after in zip(SHIFTS, moved, strict=True):
        places = round(shift / stride)
        kept = slice(columns.start + places, columns.stop)  # these have a counterpart before the shift
        before = slice(columns.start, columns.stop - places)
        difference = float((after[:, rows, kept] - still[:, rows, before]).norm())
        found.append(ShiftError(shift, difference / max(response, 1e-12), inner))
    return tuple(found)


def _away_from_the_padding(graph: NetworkGraph, block: int, side: int) -> tuple[slice, slice]:
    """Rows and columns whose receptive fields lie inside the picture."""
    field = graph.receptive_field(block, len(graph.blocks[block].operations))
    inside = []
    for place in range(side):
        near, _, far, _ = field.square(place, place)
        if near >= 0 and far <= SIDE:
            inside.append(place)
    found = slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)
    return found, found


@dataclass(frozen=True)
class PositionSweep:
    """Probabilities of one class while the object moves from the left edge to the right."""

    lefts: tuple[int, ...]  # pixels
    probabilities: tuple[float, ...]

    def span(self, size: int) -> float:
        """Difference of highest and lowest probability while the object of `size` pixels is wholly inside."""
        inside = [
            one for left, one in zip(self.lefts, self.probabilities, strict=True) if 0 <= left <= SIDE - size
        ]
        return max(inside) - min(inside)


def sweep_positions(moving: MovingObject) -> range:
    """Left edges of the object during a sweep, in pixels; half of it is outside at both ends."""
    return range(-moving.size // 2, SIDE - moving.size // 2 + 1, STRIDE)


def sweep(graph: NetworkGraph, moving: MovingObject, top: int, wanted: int) -> Iterator[PositionSweep]:
    """Move the object across; yield the probabilities of class `wanted` so far, after each batch."""
    lefts = sweep_positions(moving)
    found: list[float] = []
    for start in range(0, len(lefts), BATCH):
        some = [scene(moving, left, top) for left in lefts[start : start + BATCH]]
        with torch.inference_mode():
            logits = graph.logits_after(-1, scene_pixels(graph, some))
        found += logits.softmax(1)[:, wanted].tolist()
        yield PositionSweep(tuple(lefts[: len(found)]), tuple(found))
