"""Generated pictures as bytes: alone, or many under each other in one lossless sheet."""

import io

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from components.gan.model import Generator

Pictures = NDArray[np.uint8]  # (n, h, w, 3)
PIECE = 16  # latents in one forward pass: on a CPU this is as quick a picture as larger batches
TALLEST = 16_383 // 64  # frames of 64 pixels that a WebP may be high


@torch.inference_mode()
def draw(generator: Generator, latents: Tensor) -> Pictures:
    """The pictures (n, 64, 64, 3) of latents (n, z); each the same as if drawn alone."""
    place = next(generator.parameters()).device
    parts = [as_bytes(generator(part.to(place))) for part in torch.split(latents, PIECE)]
    return np.concatenate(parts)


def as_bytes(pictures: Tensor) -> Pictures:
    """Pictures (n, 3, h, w) in [-1, 1] as bytes (n, h, w, 3)."""
    return pictures.add(1).mul(127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy()


def sheet(pictures: Pictures) -> bytes:
    """All pictures under each other, as lossless WebP."""
    stream = io.BytesIO()
    high = pictures.reshape(-1, *pictures.shape[2:])
    Image.fromarray(high).save(stream, "WEBP", lossless=True, method=0, quality=0)
    return stream.getvalue()
