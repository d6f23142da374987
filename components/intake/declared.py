"""Colours that a file names in a few numbers instead of bringing a profile: made into a profile here.

Code points (ITU-T H.273) stand in HEIC, AVIF and PNG; chromaticities and a gamma in PNG; and a camera that is
set to Adobe RGB writes "R03" into EXIF (DCF 2.0). Brightness beyond white (PQ, HLG) is only spoken of.
"""

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

Chromaticities = tuple[float, float, float, float, float, float]  # x, y of red, green and blue

D65 = (0.3127, 0.3290)
SRGB: Chromaticities = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
ADOBE: Chromaticities = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
_CODED: dict[int, Chromaticities] = {  # of which the primaries have a number, all with white D65
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046),  # BT.2020
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060),  # Display P3
}
_BRIGHTER_THAN_WHITE = (16, 18)  # PQ and HLG
NOT_RIGHT = "It was made for HDR screens: its brightness and colours are not quite right here."
_USUAL_TRANSFERS = (1, 2, 6, 13, 14, 15)  # shown as sRGB's; others are linear or brighter than white
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)  # of ICC's parametric type 3
_ADOBE_GAMMA = 563 / 256
_USUAL_GAMMA = 1 / 0.45455  # what PNG files that mean sRGB say
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_D50 = np.array([0.9642, 1.0, 0.8249])


def declared_profile(image: Image.Image, data: bytes) -> bytes:
    """An ICC profile for a loaded RGB picture of a file's bytes; b"" if nothing but sRGB is named."""
    primaries, transfer = _code_points(image, data)
    if primaries in _CODED and transfer in _USUAL_TRANSFERS:
        return matrix_profile(_CODED[primaries], D65, SRGB_CURVE)
    if image.format == "PNG" and "srgb" not in image.info:
        return _profile_of_png(image)
    return matrix_profile(ADOBE, D65, (_ADOBE_GAMMA,)) if _names_adobe(image) else b""


def notes_on_light(image: Image.Image, data: bytes) -> tuple[str, ...]:
    """A sentence if a file's numbers stand for more light than an ordinary screen has."""
    _, transfer = _code_points(image, data)
    return (NOT_RIGHT,) if transfer in _BRIGHTER_THAN_WHITE else ()


def _code_points(image: Image.Image, data: bytes) -> tuple[int, int]:
    """The numbers of the primaries and of the transfer function; 2 is "unspecified"."""
    if image.format in ("HEIF", "AVIF"):
        place, form = data.find(b"colrnclx"), ">8xHH"
    else:
        place, form = (data.find(b"\0\0\0\4cICP", 0, 4096) if image.format == "PNG" else -1), ">8xBB"
    if place < 0 or place + struct.calcsize(form) > len(data):
        return 2, 2
    primaries, transfer = struct.unpack_from(form, data, place)
    return primaries, transfer


def _profile_of_png(image: Image.Image) -> bytes:
    gamma, stated = image.info.get("gamma"), image.info.get("chromaticity")
    exponent = 1 / gamma if gamma else _USUAL_GAMMA
    white, primaries = (D65, SRGB) if stated is None else (tuple(stated[:2]), tuple(stated[2:]))
    usual = abs(exponent - _USUAL_GAMMA) < 0.01
    if usual and max(abs(a - b) for a, b in zip((*white, *primaries), (*D65, *SRGB), strict=True)) < 0.002:
        return b""
    return matrix_profile(primaries, white, SRGB_CURVE if usual else (exponent,))


def _names_adobe(image: Image.Image) -> bool:
    notes = image.getexif()
    if notes.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace) == 1:  # sRGB
        return False
    return str(notes.get_ifd(ExifTags.IFD.Interop).get(1, "")).startswith("R03")


def matrix_profile(primaries: Sequence[float], white: Sequence[float], curve: tuple[float, ...]) -> bytes:
    """An ICC profile of three primaries; `curve` is a gamma, or g, a, b, c, d of ICC's parametric type 3.

    Raises ValueError if the chromaticities describe no colours.
    """
    columns = _in_d50(np.array(primaries, float).reshape(3, 2), np.array(white, float))
    if not np.isfinite(columns).all() or np.abs(columns).max() > 10:
        raise ValueError("These primaries describe no colours.")
    kind = 0 if len(curve) == 1 else 3
    transfer = b"para" + struct.pack(">IHH", 0, kind, 0) + _fixed(curve)
    tags = {b"wtpt": _xyz(_D50)}
    for letter, column in zip(b"rgb", columns.T, strict=True):
        tags |= {bytes([letter]) + b"XYZ": _xyz(column), bytes([letter]) + b"TRC": transfer}
    start, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    rest = struct.pack(">I", len(tags)) + table + body
    return _header(128 + len(rest)) + rest


def _in_d50(primaries: NDArray[np.float64], white: NDArray[np.float64]) -> NDArray[np.float64]:
    """The XYZ of each primary, a column each, so that together they make ICC's white (Bradford)."""
    from_xy = np.stack([primaries[:, 0], primaries[:, 1], 1 - primaries.sum(1)])
    if white[1] <= 0:
        raise ValueError("This white has no light.")
    light = np.array([white[0], white[1], 1 - white.sum()]) / white[1]
    scaled = from_xy * np.linalg.solve(from_xy, light)
    adapt = np.linalg.inv(_BRADFORD) @ np.diag((_BRADFORD @ _D50) / (_BRADFORD @ light)) @ _BRADFORD
    result: NDArray[np.float64] = adapt @ scaled
    return result


def _header(size: int) -> bytes:
    """128 bytes: version 4.2, a monitor, RGB to XYZ, no date."""
    head = struct.pack(">II", size, 0) + b"\4\x20\0\0mntrRGB XYZ " + bytes(12) + b"acsp"
    return (head + bytes(28) + _fixed(_D50)).ljust(128, b"\0")


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)


def _fixed(values: Sequence[float] | NDArray[np.float64]) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
