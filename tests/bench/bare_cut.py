"""The reference page for `what_if`: a click on the tiles, one full forward pass, the top five."""

from pathlib import Path

import streamlit as st
import torch
from PIL import Image

from components.ui.widgets.picture_grid import Grid, picture_grid
from components.vision.samples import BEGINS_WITH, FOLDER, SAMPLES
from tests.bench.bare_network import WEIGHTS, load

TILES = Path(__file__).with_name("map_sheet.jpg")
COLUMNS = 20


@st.cache_resource
def pixels() -> torch.Tensor:
    """The photo, ready for the network."""
    photo = Image.open(FOLDER / SAMPLES[BEGINS_WITH].file).convert("RGB")
    prepared: torch.Tensor = WEIGHTS.transforms()(photo)[None]
    return prepared


torch.set_num_threads(1)  # as the app's pool has it
muted = st.session_state.setdefault("muted", set())
picture_grid(
    Grid(TILES.read_bytes(), COLUMNS, tuple(range(384))), None, muted.add, key="sheet", crossed=muted
)
with torch.inference_mode():
    probabilities = load()(pixels())[0].softmax(0)
top = probabilities.topk(5)
names = [WEIGHTS.meta["categories"][index] for index in top.indices]
st.text("\n".join(f"{name} {p:.3f}" for name, p in zip(names, top.values, strict=True)))
st.subheader(f"{len(muted)} muted", anchor=False)
