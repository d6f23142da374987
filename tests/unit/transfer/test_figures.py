"""Encoded pictures."""

import io

import torch
from PIL import Image

from components.render.colours import SEQUENTIAL
from components.transfer.figures import feature_sheet


def test_each_feature_is_a_pixel_and_the_strongest_is_the_lightest() -> None:
    features = torch.zeros(1280)
    features[5] = 2.0
    sheet = Image.open(io.BytesIO(feature_sheet(features))).convert("RGB")
    assert sheet.width * sheet.height >= 1280
    assert sheet.getpixel((5, 0)) == tuple(SEQUENTIAL[255])
    assert sheet.getpixel((6, 0)) == tuple(SEQUENTIAL[0])
