"""The reference page: the least that shows a sample photo and its class, with the same forward pass."""

import streamlit as st
import torch
from PIL import Image

from components.vision.samples import BEGINS_WITH, FOLDER, SAMPLES
from tests.bench.bare_network import WEIGHTS, load

torch.set_num_threads(1)  # as the app's pool has it
name = st.pills("Sample photos", tuple(SAMPLES), default=BEGINS_WITH, required=True)
photo = Image.open(FOLDER / SAMPLES[name].file).convert("RGB")
with torch.inference_mode():
    probabilities = load()(WEIGHTS.transforms()(photo)[None])[0].softmax(0)
best = int(probabilities.argmax())
st.subheader(f"{WEIGHTS.meta['categories'][best]}, {100 * probabilities[best]:.0f} %")
st.image(photo, output_format="JPEG")
