"""The square of a photo that a network sees, as it is shown; encoded once for everybody."""

from components import runtime
from components.intake.kept import KeptPhoto
from components.intake.photos import Photo
from components.render.heatmaps import square_jpeg
from components.vision.preprocessing import Preprocessing


def seen_square(photo: Photo | KeptPhoto, how: Preprocessing) -> bytes:
    """`square_jpeg` of a photo."""
    return runtime.cached(_encoded_square, (photo.digest, str(how)), photo, how)


def _encoded_square(photo: Photo | KeptPhoto, how: Preprocessing) -> bytes:
    return square_jpeg(photo.image, how)
