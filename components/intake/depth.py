"""Grey of more than 8 bits, as cameras, microscopes and scanners store it, as 8 bits.

Pillow's own conversion would clip it to white.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

FEWER_BITS = (
    "The file has room for {room} bits a pixel, but its values use only {used}: they were stretched to the "
    "full range from black to white."
)
STRETCHED = (
    "The file's values are no shades from black to white by themselves: the smallest is shown black, the "
    "largest white."
)


def eight_bits(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Grey of modes I;16, I;16B, I or F as L, and a sentence if its values had to be stretched.

    Values of 16 bits are divided by 257; a camera's 10, 12 or 14 bits by what they can reach at most.
    Floats and wider integers are stretched from minimum to maximum.
    """
    values = np.asarray(image)
    if image.mode != "F" and values.min() >= 0 and values.max() <= 65535:
        return _whole(image, values.astype(np.uint16))
    return Image.fromarray(_stretched(values.astype(np.float64))), (STRETCHED,)


def _whole(image: Image.Image, values: npt.NDArray[np.uint16]) -> tuple[Image.Image, tuple[str, ...]]:
    room, is_negative = _declared(image)
    most = int(values.max())
    used = room if most == 0 else min(room, max(8, most.bit_length()))
    top = 2**used - 1
    levels = (np.arange(65536) * 255 + top // 2) // top  # rounded to the nearest
    table = np.minimum(levels, 255).astype(np.uint8)
    grey = table[values]
    notes = (FEWER_BITS.format(room=room, used=used),) if used < room else ()
    return Image.fromarray(255 - grey if is_negative else grey), notes


def _declared(image: Image.Image) -> tuple[int, bool]:
    """The bits of a value as the file says, and whether its 0 is white (Pillow inverts 8 bits only)."""
    tags = getattr(image, "tag_v2", {})
    bits = tags.get(TiffImagePlugin.BITSPERSAMPLE, (16,))
    declared = int(bits[0])
    return (
        declared if 8 < declared < 16 else 16,
        tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0,
    )


def _stretched(values: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """float64 [H, W] to 0 … 255 between the finite minimum and maximum; NaN becomes black."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.zeros(values.shape, np.uint8)
    low, high = float(finite.min()), float(finite.max())
    clean = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    scaled: npt.NDArray[np.uint8] = np.rint((clean - low) * (255 / ((high - low) or 1.0))).astype(np.uint8)
    return scaled
