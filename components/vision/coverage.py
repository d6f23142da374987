"""How much of a photo a network sees, in words."""

from components.vision.preprocessing import Preprocessing

LITTLE = 0.4  # of the photo's area: a format of 16:9, which is ordinary, has 0.43


def share_seen(size: tuple[int, int], how: Preprocessing) -> float:
    """The share of the area of a photo, (width, height) in pixels, that the square in its middle covers."""
    return (min(size) * how.crop / how.resize) ** 2 / (size[0] * size[1])


def notes_on_square(size: tuple[int, int], how: Preprocessing) -> tuple[str, ...]:
    """Sentences on what is unusual about the square that a network sees of a photo of this size."""
    width, height = size
    notes = []
    if share_seen(size, how) < LITTLE:
        shape = "wide" if width > height else "tall"
        notes.append(f"The network sees only the square in the middle of this {shape} photo.")
    if min(size) < how.resize:
        notes.append(f"This picture is only {width} × {height} pixels, so it is enlarged.")
    return tuple(notes)
