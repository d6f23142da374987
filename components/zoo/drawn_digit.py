"""A digit that a visitor draws: its strokes as a text that fits into a link, and the picture that they make.

The picture is made as MNIST's are: fitted into 20 × 20 pixels, its centre of mass in the middle of 28 × 28
(LeCun et al. 1998, section III A).
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from components.zoo.link_symbols import STEPS, SYMBOLS

Pixels = NDArray[np.float32]  # (28, 28), 0 to 1

CLEARED = "~"  # a drawing without strokes
LONGEST = 1500  # characters of a drawing
PATTERN = re.compile(r"(?:[\w-]{2})+(?:~(?:[\w-]{2})+)*", re.ASCII)
SIDE, FITTED = 28, 20
SCALE = 8  # pixels of the canvas for each step of a place
PEN = 4.5  # steps that the pen is wide
TALL = 16  # steps from top to bottom of a stroke that may be a digit of its own
CROWDED = 0.6  # share of the canvas above which a drawing has no shape

Stroke = tuple[tuple[int, int], ...]  # places (x, y) from 0 to STEPS - 1


def is_drawing(text: str) -> bool:
    """Whether a text is strokes: two symbols a point, "~" between two strokes; "~" alone is a cleared pad."""
    return text == CLEARED or (len(text) <= LONGEST and PATTERN.fullmatch(text) is not None)


def strokes_of(text: str) -> tuple[Stroke, ...]:
    """The strokes that a text means; "" and a cleared pad are none."""
    return tuple(
        tuple((SYMBOLS.index(part[at]), SYMBOLS.index(part[at + 1])) for at in range(0, len(part), 2))
        for part in text.split("~")
        if part
    )


@dataclass(frozen=True, eq=False)
class DrawnDigit:
    """The picture of a drawing, and what is to be said of it, "" if nothing."""

    pixels: Pixels
    note: str = ""


EMPTY = "Nothing has been drawn yet."
FULL = "Almost everything is painted: a digit needs some room around it."
SEVERAL = "There seem to be two digits. The networks know only one at a time."


def drawn_digit(strokes: tuple[Stroke, ...]) -> DrawnDigit:
    """The picture that strokes make, as MNIST's pictures are made."""
    canvas = painted_strokes(strokes, PEN)
    if not canvas.any():
        return DrawnDigit(np.zeros((SIDE, SIDE), np.float32), EMPTY)
    return DrawnDigit(_centred(_fitted(canvas)), _note(strokes, canvas))


def painted_strokes(strokes: tuple[Stroke, ...], width: float) -> NDArray[np.uint8]:
    """White strokes of a round pen, `width` steps wide, on a black canvas (SCALE pixels to each step)."""
    picture = Image.new("L", (STEPS * SCALE, STEPS * SCALE))
    pen, radius = ImageDraw.Draw(picture), width * SCALE / 2
    for stroke in strokes:
        places = [(SCALE * (x + 0.5), SCALE * (y + 0.5)) for x, y in stroke]
        pen.line(places, 255, round(2 * radius))
        for place in places:
            pen.circle(place, radius, 255)
    return np.asarray(picture)


def _fitted(canvas: NDArray[np.uint8]) -> Pixels:
    """The painted part alone, with its longer side FITTED pixels long."""
    rows, columns = np.flatnonzero(canvas.any(1)), np.flatnonzero(canvas.any(0))
    part = canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    longer = max(part.shape)
    height, width = (max(1, round(FITTED * length / longer)) for length in part.shape)
    small = Image.fromarray(part).resize((width, height), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32) / np.float32(255)


def _centred(part: Pixels) -> Pixels:
    """On a black picture, with its centre of mass in the middle as far as it then stays inside."""
    picture = np.zeros((SIDE, SIDE), np.float32)
    middle = [np.average(np.arange(len(mass)), weights=mass) for mass in (part.sum(1), part.sum(0))]
    top, left = (
        min(max(0, round((SIDE - 1) / 2 - at)), SIDE - length)
        for at, length in zip(middle, part.shape, strict=True)
    )
    picture[top : top + part.shape[0], left : left + part.shape[1]] = part
    return picture


def _note(strokes: tuple[Stroke, ...], canvas: NDArray[np.uint8]) -> str:
    """What is odd about a drawing."""
    if (canvas > 0).mean() > CROWDED:
        return FULL
    return SEVERAL if len(_groups(strokes)) > 1 else ""


def _groups(strokes: tuple[Stroke, ...]) -> list[tuple[int, int]]:
    """The spans from left to right that tall strokes take, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for stroke in sorted(strokes, key=min):
        across, down = ([place[axis] for place in stroke] for axis in (0, 1))
        if max(down) - min(down) < TALL:
            continue
        if spans and min(across) <= spans[-1][1] + PEN:
            spans[-1] = (spans[-1][0], max(spans[-1][1], max(across)))
        else:
            spans.append((min(across), max(across)))
    return spans
