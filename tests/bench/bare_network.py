"""The network of the reference pages, as Streamlit's own documentation would load it."""

import streamlit as st
import torch
from torchvision import models

from components.vision.backbones import CHECKPOINTS

WEIGHTS = models.MobileNet_V2_Weights.IMAGENET1K_V1


@st.cache_resource
def load() -> torch.nn.Module:
    """The model, once for all sessions."""
    model: torch.nn.Module = models.mobilenet_v2()
    model.load_state_dict(WEIGHTS.get_state_dict(model_dir=str(CHECKPOINTS), weights_only=True))
    model.eval()
    return model
