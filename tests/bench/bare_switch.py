"""The reference page for `screen_switch`: two screens with the same photo’s forward pass, each with what all
of ours have: a picture as large, a sentence, three experiments, the notes, the samples.
"""

from pathlib import Path

import streamlit as st
import torch
from PIL import Image

from components.vision.samples import BEGINS_WITH, FOLDER, SAMPLES
from tests.bench.bare_network import WEIGHTS, load

TILES = Path(__file__).with_name("map_sheet.jpg")
SCREENS = ("Photo", "Maps")


torch.set_num_threads(1)  # as the app's pool has it
st.set_page_config(layout="wide")
screen = st.segmented_control("Screen", SCREENS, default=SCREENS[0], required=True)
left, right = st.columns([4, 1])
with right:
    st.markdown(f"**{screen}: one sentence that says what is to be seen in the picture.**")
    for number in range(3):
        st.button(f"{screen}, experiment {number}")
    st.toggle("Notes", key=f"notes of {screen}")
    sample = st.pills("Sample photos", tuple(SAMPLES), default=BEGINS_WITH, required=True, key=f"of {screen}")
file = FOLDER / SAMPLES[sample].file
with torch.inference_mode():
    probabilities = load()(WEIGHTS.transforms()(Image.open(file).convert("RGB"))[None])[0].softmax(0)
best = int(probabilities.argmax())
with left:
    st.subheader(f"{screen}: {WEIGHTS.meta['categories'][best]}, {100 * probabilities[best]:.0f} %")
    st.image(file.read_bytes() if screen == SCREENS[0] else TILES.read_bytes(), width="stretch")
