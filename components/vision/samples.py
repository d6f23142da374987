"""Photos that come with the app, so that every page shows something at first paint."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("samples")


@dataclass(frozen=True)
class Sample:
    """A photo and whom to thank for it."""

    name: str
    file: str
    credit: str

    def read(self) -> bytes:
        """The encoded photo."""
        return (FOLDER / self.file).read_bytes()


SAMPLES = {
    sample.name: sample
    for sample in (
        Sample("coffee", "coffee.png", "Rachel Michetti, CC0"),
        Sample("cat", "chelsea.png", "Stefan van der Walt, CC0"),
        Sample("flower", "flower.jpg", "vultilion, CC BY 2.0"),
        Sample("temple", "china.jpg", "danielbuechele, CC BY 2.0"),
        Sample("photographer", "camera.png", "Lav Varshney, CC0"),
        Sample("rocket", "rocket.jpg", "SpaceX, public domain"),
        Sample("astronaut", "astronaut.png", "NASA, public domain"),
        Sample("coins", "coins.png", "Brooklyn Museum, no known copyright restrictions"),
        Sample("retina", "retina.jpg", "Mikael Häggström, CC0"),
        Sample("galaxies", "hubble_deep_field.jpg", "NASA, public domain"),
    )
}

# The pages begin with the first. Its heat map passes the test of hiding (components/vision/deletion.py); the
# cat's, for one, does not.
BEGINS_WITH = next(iter(SAMPLES))
