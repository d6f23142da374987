"""Generated images as bytes: alone, in grids, in sprite sheets, in animations, encoded."""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from components.gan.model import Generator
from components.render.encode import encoded, lossless_webp

Images = NDArray[np.uint8]  # (n, h, w, 3)
IMAGE_SIDE = 64  # pixels along each side of an image
CHUNK_SIZE = 16  # latents in one forward pass: on a CPU this is as quick an image as larger batches
FRAME_MILLISECONDS = 60  # of an animation
JPEG_QUALITY = 94  # hardly any loss


@torch.inference_mode()
def generate(generator: Generator, latents: Tensor) -> Images:
    """Generate the images (n, 64, 64, 3) of latents (n, z); each the same as if generated alone."""
    device = next(generator.parameters()).device
    chunks = [to_uint8(generator(chunk.to(device))) for chunk in torch.split(latents, CHUNK_SIZE)]
    return np.concatenate(chunks)


def to_uint8(images: Tensor) -> Images:
    """Convert images (n, 3, h, w) in [-1, 1] to bytes (n, h, w, 3)."""
    return images.add(1).mul(127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy()


def to_float(images: Images) -> Tensor:
    """Convert bytes (n, h, w, 3) to images (n, 3, h, w) in [-1, 1]."""
    return torch.from_numpy(images.copy()).permute(0, 3, 1, 2).float() / 127.5 - 1


def center_crop(photo: Image.Image) -> Images:
    """Crop a photo's middle square and resize it to the networks' size, (1, 64, 64, 3)."""
    side = min(photo.size)
    left, top = (photo.width - side) // 2, (photo.height - side) // 2
    box = (left, top, left + side, top + side)
    return np.asarray(photo.resize((IMAGE_SIDE, IMAGE_SIDE), Image.Resampling.BOX, box))[None]


def sprite_sheet(images: Images) -> bytes:
    """Encode images (n, h, w, 3) under each other as one lossless WebP."""
    return lossless_webp(image_grid(images, 1))


def upscale_nearest(images: Images, times: int) -> Images:
    """Enlarge images (n, h, w, 3) by a whole factor: every pixel becomes a square."""
    return images.repeat(times, 1).repeat(times, 2)


def image_grid(images: Images, columns: int) -> Image.Image:
    """Put images (n, h, w, 3) row by row into one; n is a multiple of the columns."""
    count, height, width, _ = images.shape
    rows = images.reshape(count // columns, columns, height, width, 3).swapaxes(1, 2)
    return Image.fromarray(rows.reshape(count // columns * height, columns * width, 3))


def encode_animation(images: Images, kind: str) -> bytes:
    """Encode images (n, h, w, 3), played forth and back without end, as an animated "WEBP" or "GIF"."""
    frames = [Image.fromarray(one) for one in np.concatenate([images, images[-2:0:-1]])]
    shown = {"save_all": True, "append_images": frames[1:], "duration": FRAME_MILLISECONDS, "loop": 0}
    return encoded(frames[0], kind, **shown, quality=90)
