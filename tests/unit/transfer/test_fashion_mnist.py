import io

from PIL import Image

from components.intake.photos import read_photo
from components.transfer.fashion_mnist import load_fashion_mnist
from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.samples import SAMPLES

HOW = BACKBONES[DEFAULT].preprocessing
CAT = SAMPLES["cat"].read()


def test_it_is_eight_hundred_different_files_that_decode_to_the_sheet() -> None:
    dataset = load_fashion_mnist()
    assert [len(photo_class.photos) for photo_class in dataset.classes] == [80] * 10
    assert len({photo.digest for photo in dataset.photos}) == 800
    boot = Image.open(io.BytesIO(dataset.classes[9].photos[0].data))
    assert boot.size == (28, 28)
    assert read_photo(dataset.classes[9].photos[0].data).digest == dataset.classes[9].photos[0].digest
