"""Networks as graphs of cells: where each cell stands, and which feed which.

A column of cells is written as their letters (`cells.py`): "III" is three input cells. Places lie in the unit
square, x to the right, y down.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

import numpy as np

LOOPED = "RMD"  # letters of cells that feed themselves
REACH = 0.34  # how far above or below itself a cell of a convolution looks
SPARSE = 0.3  # share of the possible links in a random reservoir


@dataclass(frozen=True)
class Cell:
    """One cell: the letter of its kind, and its place."""

    letter: str
    x: float
    y: float


@dataclass(frozen=True)
class Graph:
    """Cells, and links between them as pairs of places in `cells`; a cell linked to itself has a loop."""

    cells: tuple[Cell, ...]
    links: tuple[tuple[int, int], ...]

    @property
    def columns(self) -> tuple[tuple[int, ...], ...]:
        """The cells' places in `cells` by where they stand, from left to right."""
        across = sorted({cell.x for cell in self.cells})
        return tuple(tuple(at for at, cell in enumerate(self.cells) if cell.x == x) for x in across)


def layered(*columns: str) -> Graph:
    """Each cell is fed by all of the column before."""
    return _joined(_placed(columns), lambda _left, _right: True)


def local(*columns: str) -> Graph:
    """Each cell is fed by those of the column before that stand near it; outputs and hidden cells by all."""
    return _joined(
        _placed(columns), lambda left, right: right.letter in "HOPE" or abs(left.y - right.y) <= REACH
    )


def skipping(*columns: str) -> Graph:
    """Layers, and a link from each cell to the one two columns on at the same height."""
    graph = layered(*columns)
    ahead = [
        (first, last)
        for left, right in zip(graph.columns, graph.columns[2:], strict=False)
        for first, last in zip(left, right, strict=False)
        if graph.cells[first].y == graph.cells[last].y
    ]
    return replace(graph, links=(*graph.links, *ahead))


def ring(letters: str) -> Graph:
    """Cells on a circle, each linked with each."""
    count = len(letters)
    angles = [2 * math.pi * at / count - math.pi / 2 for at in range(count)]
    cells = tuple(
        Cell(letter, 0.5 + math.cos(angle) / 2, 0.5 + math.sin(angle) / 2)
        for letter, angle in zip(letters, angles, strict=True)
    )
    return Graph(cells, tuple(combinations(range(count), 2)))


def reservoir(inputs: str, middle: str, outputs: str, *, seed: int) -> Graph:
    """A square of cells that are linked at random, fed by the inputs and read by the outputs."""
    side = math.isqrt(len(middle))
    random = np.random.default_rng(seed)
    rows = [middle[at : at + side] for at in range(0, len(middle), side)]
    graph = _placed((inputs, *("".join(column) for column in zip(*rows, strict=True)), outputs))
    columns = graph.columns
    within = [at for column in columns[1:-1] for at in column]
    possible = [
        (a, b) for a, b in product(within, within) if a != b and _near(graph.cells[a], graph.cells[b])
    ]
    chosen = [pair for pair in possible if random.random() < SPARSE]
    outer = [*product(columns[0], columns[1]), *product(columns[-2], columns[-1])]
    loops = [(at, at) for at in within if graph.cells[at].letter in LOOPED]
    return replace(graph, links=(*outer, *chosen, *loops))


def apart(*graphs: Graph) -> Graph:
    """Several graphs from left to right, not linked; between two lies as much as between two columns."""
    widths = [max(1, len(graph.columns) - 1) for graph in graphs]
    total = sum(widths) + len(graphs) - 1
    cells: list[Cell] = []
    links: list[tuple[int, int]] = []
    start = 0
    for graph, width in zip(graphs, widths, strict=True):
        links += [(a + len(cells), b + len(cells)) for a, b in graph.links]
        cells += [replace(cell, x=(start + cell.x * width) / total) for cell in graph.cells]
        start += width + 1
    return Graph(tuple(cells), tuple(links))


def linked(graph: Graph, *more: tuple[int, int]) -> Graph:
    """The same with more links."""
    return replace(graph, links=(*graph.links, *more))


def _near(one: Cell, other: Cell) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) < 0.6


def _placed(columns: Sequence[str]) -> Graph:
    """Columns of cells without links, each in the middle of the height."""
    across = [at / max(1, len(columns) - 1) for at in range(len(columns))]
    tallest = max(map(len, columns))
    cells = tuple(
        Cell(letter, x, 0.5 + (row - (len(letters) - 1) / 2) / max(1, tallest - 1))
        for x, letters in zip(across, columns, strict=True)
        for row, letter in enumerate(letters)
    )
    return Graph(cells, ())


def _joined(graph: Graph, feeds: Callable[[Cell, Cell], bool]) -> Graph:
    forward = [
        (a, b)
        for left, right in pairwise(graph.columns)
        for a, b in product(left, right)
        if feeds(graph.cells[a], graph.cells[b])
    ]
    loops = [(at, at) for at, cell in enumerate(graph.cells) if cell.letter in LOOPED]
    return replace(graph, links=(*forward, *loops))
