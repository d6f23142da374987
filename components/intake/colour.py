"""Colours as sRGB: what networks learned from and what screens show, whatever profile a file brings along.

The conversion is LittleCMS's. A profile that is damaged, not meant for pictures or made to cost time is
passed over, and the numbers are then taken for sRGB, as they are without a profile.
"""

import io
import itertools
import struct

from PIL import Image, ImageCms

MAX_PROFILE_BYTES = 8 * 1024 * 1024  # those of printing presses have up to four
MAX_TAGS = 100  # real ones have about twenty
_CLASSES = (b"mntr", b"scnr", b"prtr", b"spac")  # monitors, cameras, presses, colour spaces
_SPACES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}
_ALIKE = 1  # of 255: nobody sees it, and rounding makes as much


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """A picture (L, RGB or CMYK) as RGB, converted from the profile if it has a usable one (else b"")."""
    try:
        converted = _converted(image, profile)
    except Exception:  # LittleCMS documents no list of what a damaged profile raises
        converted = None
    return image.convert("RGB") if converted is None else converted


def _converted(image: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB; None if the profile can't be used or changes nothing."""
    mode = _mode_of(profile)
    if mode == "RGB" and image.mode == "L":  # grey, described as equal parts of three primaries
        image = image.convert("RGB")
    if mode != image.mode:
        return None
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode == "RGB" and _changes_nothing(transform):
        return None
    return transform.apply(image)


def _mode_of(profile: bytes) -> str | None:
    """The mode of the pictures that an ICC profile describes; None if it shouldn't reach LittleCMS.

    Profiles with float pipelines (D2B…) are rare, and a small one can hold a million steps a pixel.
    """
    if not 132 <= len(profile) <= MAX_PROFILE_BYTES or profile[36:40] != b"acsp":
        return None
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > MAX_TAGS or profile[12:16] not in _CLASSES:
        return None
    names = [profile[start : start + 4] for start in range(132, 132 + 12 * count, 12)]
    if any(name.startswith((b"D2B", b"B2D")) for name in names):
        return None
    return _SPACES.get(profile[16:20])


_GRID = bytes(value for colour in itertools.product((*range(0, 256, 32), 255), repeat=3) for value in colour)


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether the colours of a coarse grid stay as they are: then the profile is sRGB under some name."""
    before = Image.frombytes("RGB", (len(_GRID) // 3, 1), _GRID)
    after = transform.apply(before).tobytes()
    return max(abs(a - b) for a, b in zip(_GRID, after, strict=True)) <= _ALIKE
