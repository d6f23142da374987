"""Generated pictures as bytes: alone, or many under each other in one lossless sheet."""

import io

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from components.gan.model import Generator

Pictures = NDArray[np.uint8]  # (n, h, w, 3)
SIDE = 64  # pixels along each side of a picture
PIECE = 16  # latents in one forward pass: on a CPU this is as quick a picture as larger batches
FRAME_MILLISECONDS = 60  # of an animation


@torch.inference_mode()
def draw(generator: Generator, latents: Tensor) -> Pictures:
    """The pictures (n, 64, 64, 3) of latents (n, z); each the same as if drawn alone."""
    place = next(generator.parameters()).device
    parts = [as_bytes(generator(part.to(place))) for part in torch.split(latents, PIECE)]
    return np.concatenate(parts)


def as_bytes(pictures: Tensor) -> Pictures:
    """Pictures (n, 3, h, w) in [-1, 1] as bytes (n, h, w, 3)."""
    return pictures.add(1).mul(127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy()


def as_pixels(pictures: Pictures) -> Tensor:
    """The way back: bytes (n, h, w, 3) as pictures (n, 3, h, w) in [-1, 1]."""
    return torch.from_numpy(pictures.copy()).permute(0, 3, 1, 2).float() / 127.5 - 1


def middle_square(photo: Image.Image) -> Pictures:
    """A photo as the networks see pictures: its middle square, reduced or enlarged to (1, 64, 64, 3)."""
    side = min(photo.size)
    left, top = (photo.width - side) // 2, (photo.height - side) // 2
    square = photo.resize((SIDE, SIDE), Image.Resampling.BOX, (left, top, left + side, top + side))
    return np.asarray(square)[None]


def sheet(pictures: Pictures) -> bytes:
    """All pictures under each other, as lossless WebP."""
    return encoded(in_rows(pictures, 1))


def enlarged(pictures: Pictures, times: int) -> Pictures:
    """Pictures (n, h, w, 3) with every pixel a square of so many pixels."""
    return pictures.repeat(times, 1).repeat(times, 2)


def in_rows(pictures: Pictures, columns: int) -> Image.Image:
    """Pictures (n, h, w, 3) row by row in one; n is a multiple of the columns."""
    count, high, wide, _ = pictures.shape
    rows = pictures.reshape(count // columns, columns, high, wide, 3).swapaxes(1, 2)
    return Image.fromarray(rows.reshape(count // columns * high, columns * wide, 3))


def encoded(picture: Image.Image) -> bytes:
    """A picture as lossless WebP."""
    stream = io.BytesIO()
    picture.save(stream, "WEBP", lossless=True, method=0, quality=0)
    return stream.getvalue()


def jpeg(picture: Image.Image) -> bytes:
    """A picture as JPEG with hardly any loss."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=94, subsampling=0)
    return stream.getvalue()


def animation(pictures: Pictures, kind: str) -> bytes:
    """Pictures (n, h, w, 3) there and back for ever, as an animated "WEBP" or "GIF"."""
    frames = [Image.fromarray(one) for one in np.concatenate([pictures, pictures[-2:0:-1]])]
    stream = io.BytesIO()
    frames[0].save(
        stream, kind, save_all=True, append_images=frames[1:], duration=FRAME_MILLISECONDS, loop=0, quality=90
    )
    return stream.getvalue()
