"""From a photo's bytes to what the network is given: on the page, in Teach and in predict.py, bit for bit."""

import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageCms
from torch import Tensor
from torchvision.models import MobileNet_V2_Weights

from components.cnn.graph import split_into_operations
from components.cnn.tracing import trace
from components.intake.kept import KeptPhoto, keep_photo
from components.transfer import classify, embeddings, race
from components.transfer.classify import classify_photo
from components.transfer.embeddings import Embedder, FeatureCache
from components.transfer.export import page_outputs
from components.transfer.predict import predict
from components.transfer.train import TrainedClassifier
from components.vision import attribution
from components.vision.backbones import Network
from components.vision.classifier import with_last_layer
from components.vision.samples import SAMPLES
from tests.cases import case, names
from tests.unit.transfer.test_export import zipped
from tests.unit.transfer.test_export_template import unpacked, zip_of


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def turned(orientation: int) -> Image.Exif:
    note = Image.Exif()
    note[0x0112] = orientation
    return note


def made() -> dict[str, bytes]:
    """Photos of kinds that ever had two paths: large, long, turned, seen through, wide in colour."""
    cat = Image.open(io.BytesIO(SAMPLES["cat"].read())).convert("RGB")
    wide = Image.open(io.BytesIO(case("photos", "display_p3_flower.jpg")))
    profile = wide.info["icc_profile"]
    veil = cat.copy()
    veil.putalpha(Image.linear_gradient("L").resize(cat.size))
    depth = np.asarray(cat.convert("L"), np.uint16) * 200
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return {
        "12 megapixels": saved(cat.resize((4000, 3000)), "JPEG", quality=80),
        "12 megapixels, upright by EXIF": saved(cat.resize((4000, 3000)), "JPEG", exif=turned(6)),
        "panorama 1:30 in PNG": saved(cat.resize((7500, 250)), "PNG"),
        "panorama 1:9": saved(cat.resize((4500, 500)), "WEBP"),
        "scrolled screenshot": saved(cat.resize((540, 12_000)), "PNG"),
        "RGBA": saved(veil, "PNG"),
        "16 bits": saved(Image.fromarray(depth), "PNG"),
        "Display P3 in HEIC, turned": saved(wide, "HEIF", icc_profile=profile, exif=turned(8).tobytes()),
        "Display P3 in AVIF": saved(wide, "AVIF", icc_profile=profile),
        "Display P3, seen through": saved(veil, "PNG", icc_profile=profile),
        "grey with an RGB profile": saved(cat.convert("L"), "JPEG", icc_profile=grey),
        "CMYK": saved(cat.convert("CMYK"), "TIFF"),
        "one pixel": saved(cat.resize((1, 1)), "PNG"),
    }


PHOTOS = made() | {name: case("photos", name) for name in names("photos")}

DIGESTS = """
import hashlib, io, sys, zipfile
from predict import HOW, read_photo, seen_pixels
with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as archive:
    for name in archive.namelist():
        print(hashlib.sha256(seen_pixels(read_photo(archive.read(name)).image, HOW).tobytes()).hexdigest())
"""


def digest(pixels: Tensor) -> str:
    assert pixels.dtype == torch.float32
    return hashlib.sha256(pixels.numpy().tobytes()).hexdigest()


@pytest.fixture(scope="module")
def in_the_program(
    trained: TrainedClassifier, network: Network, tmp_path_factory: pytest.TempPathFactory
) -> list[str]:
    """Of each photo, what predict.py gives the network, in a process of its own."""
    program = unpacked(zip_of(trained, network), tmp_path_factory.mktemp("zip"))
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-c", DIGESTS],
        input=zipped(PHOTOS),
        cwd=program.parent,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().split()


Given = list[Tensor]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """What networks are given from now on, as it comes."""
    seen: Given = []

    def recorded(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(network: Network, pixels: Tensor) -> Any:  # noqa: ANN401 -- whatever the original gives
            seen.append(pixels)
            return original(network, pixels)

        return call

    monkeypatch.setattr(classify, "forward", recorded(attribution.forward))
    monkeypatch.setattr(embeddings, "embed", recorded(embeddings.embed))
    return seen


@pytest.mark.parametrize("name", PHOTOS)
def test_the_page_teach_and_the_program_give_the_network_the_same_pixels(
    name: str, network: Network, in_the_program: list[str], given: Given
) -> None:
    data = PHOTOS[name]
    classify_photo(network, keep_photo(data))  # Classify, Predict and their heat maps
    photo = Embedder(network, FeatureCache()).read_and_embed(data)  # an upload in Teach
    Embedder(network, FeatureCache()).features(photo)  # one that was kept
    page, arrived, kept = map(digest, given)
    inside = digest(
        trace(split_into_operations(network), keep_photo(data).image).pixels[0].cpu()
    )  # the CNN page
    raced = digest(race._pixels(data, network.backbone.preprocessing))
    program = in_the_program[list(PHOTOS).index(name)]
    assert {page, arrived, kept, inside, raced} == {program}


@pytest.mark.parametrize("name", ["12 megapixels", "panorama 1:9", "cat.webp", "icon_16x16.png"])
def test_the_network_is_given_what_torchvision_would_give_it(
    name: str, network: Network, given: Given
) -> None:
    """Nothing is reduced, and nothing enlarged, before the network's own resizing."""
    classify_photo(network, keep_photo(PHOTOS[name]))
    whole = Image.open(io.BytesIO(PHOTOS[name])).convert("RGB")
    assert torch.equal(given[0], MobileNet_V2_Weights.IMAGENET1K_V1.transforms()(whole))


def test_a_very_long_photo_is_cut_and_not_enlarged(network: Network, given: Given) -> None:
    data = PHOTOS["panorama_15000x500.jpg"]
    classify_photo(network, keep_photo(data))
    middle = Image.open(io.BytesIO(data)).crop((7500 - 4000, 0, 7500 + 4000, 500))
    assert torch.equal(given[0], MobileNet_V2_Weights.IMAGENET1K_V1.transforms()(middle))


def test_a_photo_has_one_answer_wherever_it_is_asked(trained: TrainedClassifier, network: Network) -> None:
    """The first one to be computed is kept for all, so there may be only one."""
    for name in ("panorama_15000x500.jpg", "12 megapixels", "Display P3 in HEIC, turned"):
        data = PHOTOS[name]
        photo = Embedder(network, FeatureCache()).read_and_embed(data)
        uploaded = classify_photo(network, keep_photo(data))
        held_out = classify_photo(network, KeptPhoto(photo.data, photo.digest, photo.notes))
        assert torch.equal(uploaded.seen.logits, held_out.seen.logits)
        prediction = predict(trained, with_last_layer(network, trained.classifier), uploaded)
        shares = [*prediction.classification.seen.probabilities.tolist(), prediction.distance]
        assert shares == page_outputs(data, trained, network).tolist()
