"""Maximally activating patches of the sample photos."""

import streamlit as st
import torch

from components import runtime
from components.cnn.figures import photo_patch
from components.cnn.graph import NetworkGraph
from components.cnn.max_activations import MaxActivations, max_activations
from components.ui.controls.photo import sample_photo
from components.ui.text import in_words
from components.ui.widgets.photo_rows import Captioned
from components.ui.widgets.tiles import tiles
from components.vision.preprocessing import seen_pixels, visible_square
from components.vision.samples import SAMPLES

PATCHES = 3
SIDE = 224  # pixels of what the network sees; of a larger square the whole photo is drawn


def sample_patches(graph: NetworkGraph, unit: tuple[int, int, int], key: str) -> None:
    """Draw the patches that activate a unit, given as block, operation and channel, most."""
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
    tiles(pictures, "", [False] * len(pictures), key=key)
    if field.size <= SIDE and any(min(square) < 0 or max(square) > SIDE for square in squares):
        st.caption("Black lies beyond the photo.")


def _max_activations(graph: NetworkGraph, block: int, operation: int) -> MaxActivations:
    how = graph.network.backbone.preprocessing
    photos = [torch.from_numpy(seen_pixels(sample_photo(name).image, how)) for name in SAMPLES]
    return max_activations(graph, photos, block, operation)
