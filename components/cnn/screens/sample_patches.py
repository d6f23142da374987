"""Maximally activating patches of the sample photos."""

import io
from dataclasses import dataclass

import streamlit as st
import torch
from PIL import Image

from components import runtime
from components.cnn.figures import photo_patch
from components.cnn.gallery import side_by_side_jpeg
from components.cnn.graph import NetworkGraph
from components.cnn.max_activations import MaxActivations, max_activations
from components.ui.controls.photo import sample_photo
from components.ui.text import in_words
from components.ui.widgets.photo_rows import Captioned
from components.ui.widgets.shelf import Row
from components.ui.widgets.tiles import tiles
from components.vision.preprocessing import seen_pixels, visible_square
from components.vision.samples import SAMPLES

PATCHES = 3
SIDE = 224  # pixels of what the network sees; of a larger square the whole photo is drawn


@dataclass(frozen=True)
class StrongestPatches:
    """Patches of the sample photos with the activations there, and whether some lie partly beyond a photo."""

    pictures: list[Captioned]
    beyond: bool

    def row(self) -> Row:
        """Return them side by side, with their activations as names."""
        opened = [Image.open(io.BytesIO(one.picture)) for one in self.pictures]
        return Row(side_by_side_jpeg(opened), [one.caption for one in self.pictures])


def strongest_patches(graph: NetworkGraph, unit: tuple[int, int, int]) -> StrongestPatches:
    """Return the patches that activate a unit, given as block, operation and channel, most."""
    block, operation, channel = unit
    about = (graph.network.backbone.name, f"{block}.{operation}")
    found: MaxActivations = runtime.cached(_max_activations, about, graph, block, operation)
    field, how = graph.receptive_field(block, operation), graph.network.backbone.preprocessing
    names, best = list(SAMPLES), found.top(channel, PATCHES)
    squares = [field.square(row, column) for _, _, row, column in best]
    pictures = [
        Captioned(
            photo_patch(visible_square(sample_photo(names[number]).image, how), square), in_words(value)
        )
        for (number, value, _, _), square in zip(best, squares, strict=True)
    ]
    beyond = field.size <= SIDE and any(min(square) < 0 or max(square) > SIDE for square in squares)
    return StrongestPatches(pictures, beyond)


def sample_patches(graph: NetworkGraph, unit: tuple[int, int, int], key: str) -> None:
    """Draw the patches that activate a unit, given as block, operation and channel, most."""
    found = strongest_patches(graph, unit)
    tiles(found.pictures, "", [False] * len(found.pictures), key=key)
    if found.beyond:
        st.caption("Black lies beyond the photo.")


def _max_activations(graph: NetworkGraph, block: int, operation: int) -> MaxActivations:
    how = graph.network.backbone.preprocessing
    photos = [torch.from_numpy(seen_pixels(sample_photo(name).image, how)) for name in SAMPLES]
    return max_activations(graph, photos, block, operation)
