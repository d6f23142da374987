"""The reference page: the least that shows a sample photo and its class, with the same forward pass."""

import streamlit as st
import torch
from PIL import Image
from torchvision import models

from components.vision.backbones import CHECKPOINTS
from components.vision.samples import BEGINS_WITH, FOLDER, SAMPLES

WEIGHTS = models.MobileNet_V2_Weights.IMAGENET1K_V1


@st.cache_resource
def load() -> torch.nn.Module:
    """The model, once for all sessions."""
    model: torch.nn.Module = models.mobilenet_v2()
    model.load_state_dict(WEIGHTS.get_state_dict(model_dir=str(CHECKPOINTS), weights_only=True))
    model.eval()
    return model


torch.set_num_threads(1)  # as the app's pool has it
name = st.pills("Sample photos", tuple(SAMPLES), default=BEGINS_WITH, required=True)
photo = Image.open(FOLDER / SAMPLES[name].file).convert("RGB")
with torch.inference_mode():
    probabilities = load()(WEIGHTS.transforms()(photo)[None])[0].softmax(0)
best = int(probabilities.argmax())
st.subheader(f"{WEIGHTS.meta['categories'][best]}, {100 * probabilities[best]:.0f} %")
st.image(photo, output_format="JPEG")
