"""Where the sample photos excite a channel most."""

import streamlit as st
import torch

from components import runtime
from components.cnn.graph import Anatomy
from components.cnn.max_activations import Peaks, peaks
from components.cnn.figures import patch
from components.ui.controls.photo import sample_photo
from components.ui.text import in_words
from components.ui.widgets.photo_rows import Captioned
from components.ui.widgets.tiles import tiles
from components.vision.preprocessing import seen_pixels, visible_square
from components.vision.samples import SAMPLES

PATCHES = 3
SIDE = 224  # pixels of what the network sees; of a larger square the whole photo is drawn


def sample_patches(anatomy: Anatomy, place: tuple[int, int, int], key: str) -> None:
    """Draw the squares of the sample photos that excite a place, its block, operation and channel, most."""
    block, operation, channel = place
    about = (anatomy.network.backbone.name, f"{block}.{operation}")
    found: Peaks = runtime.cached(_peaks, about, anatomy, block, operation)
    reach, how = anatomy.reach(block, operation), anatomy.network.backbone.preprocessing
    names, best = list(SAMPLES), found.best(channel, PATCHES)
    squares = [reach.square(row, column) for _, _, row, column in best]
    pictures = [
        Captioned(patch(visible_square(sample_photo(names[number]).image, how), square), in_words(value))
        for (number, value, _, _), square in zip(best, squares, strict=True)
    ]
    tiles(pictures, "", [False] * len(pictures), key=key)
    if reach.size <= SIDE and any(min(square) < 0 or max(square) > SIDE for square in squares):
        st.caption("Black lies beyond the photo.")


def _peaks(anatomy: Anatomy, block: int, operation: int) -> Peaks:
    how = anatomy.network.backbone.preprocessing
    photos = [torch.from_numpy(seen_pixels(sample_photo(name).image, how)) for name in SAMPLES]
    return peaks(anatomy, photos, block, operation)
