"""A photo of which a network sees another square than the one in the middle."""

from dataclasses import dataclass

from PIL import Image

from components.intake.photos import PhotoLike
from components.vision.preprocessing import Preprocessing
from components.vision.window import MIDDLE, Place, around_square


@dataclass(frozen=True)
class MovedPhoto:
    """A photo whose square was moved; used like a photo, of which a network sees the middle."""

    whole: PhotoLike
    how: Preprocessing
    place: Place

    @property
    def image(self) -> Image.Image:
        """The square with the margin that the preprocessing cuts off, in the photo's resolution."""
        return around_square(self.whole.image, self.how, self.place)

    @property
    def digest(self) -> str:
        """The photo's, with the place."""
        return f"{self.whole.digest} at {self.place.across}, {self.place.down}"

    @property
    def notes(self) -> tuple[str, ...]:
        """The photo's."""
        return self.whole.notes


def at_place(photo: PhotoLike, how: Preprocessing, place: Place) -> PhotoLike:
    """The photo of which a network sees the square at this place; in the middle, it is the photo itself."""
    return photo if place == MIDDLE else MovedPhoto(photo, how, place)
