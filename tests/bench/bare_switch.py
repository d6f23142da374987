"""The reference page for `screen_switch`: two screens of one photo, its forward pass, a picture each."""

from pathlib import Path

import streamlit as st
import torch
from PIL import Image
from torchvision import models

from components.vision.backbones import CHECKPOINTS
from components.vision.samples import BEGINS_WITH, FOLDER, SAMPLES

WEIGHTS = models.MobileNet_V2_Weights.IMAGENET1K_V1
TILES = Path(__file__).with_name("map_sheet.jpg")
PHOTO = FOLDER / SAMPLES[BEGINS_WITH].file
SCREENS = {"Photo": PHOTO, "Maps": TILES}


@st.cache_resource
def load() -> torch.nn.Module:
    """The model, once for all sessions."""
    model: torch.nn.Module = models.mobilenet_v2()
    model.load_state_dict(WEIGHTS.get_state_dict(model_dir=str(CHECKPOINTS), weights_only=True))
    model.eval()
    return model


torch.set_num_threads(1)  # as the app's pool has it
st.set_page_config(layout="wide")
screen = st.segmented_control("Screen", tuple(SCREENS), default="Photo", required=True)
photo = Image.open(PHOTO).convert("RGB")
with torch.inference_mode():
    probabilities = load()(WEIGHTS.transforms()(photo)[None])[0].softmax(0)
best = int(probabilities.argmax())
st.subheader(f"{screen}: {WEIGHTS.meta['categories'][best]}, {100 * probabilities[best]:.0f} %")
st.image(SCREENS[screen].read_bytes())
