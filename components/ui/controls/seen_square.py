"""A photo as it is shown, whole or the square that a network sees; encoded once for everybody."""

from components import runtime
from components.intake.photos import PhotoLike
from components.render.heatmaps import square_jpeg, whole_jpeg
from components.vision.preprocessing import Preprocessing


def seen_square(photo: PhotoLike, how: Preprocessing) -> bytes:
    """`square_jpeg` of a photo."""
    return runtime.cached(_encoded_square, (photo.digest, str(how)), photo, how)


def _encoded_square(photo: PhotoLike, how: Preprocessing) -> bytes:
    return square_jpeg(photo.image, how)


def whole_photo(photo: PhotoLike, how: Preprocessing) -> bytes:
    """`whole_jpeg` of a photo."""
    return runtime.cached(_encoded_whole, (photo.digest, str(how), "whole"), photo, how)


def _encoded_whole(photo: PhotoLike, how: Preprocessing) -> bytes:
    return whole_jpeg(photo.image, how)
