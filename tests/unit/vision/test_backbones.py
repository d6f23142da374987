import random
from pathlib import Path

import pytest
import torch
from PIL import Image
from torchvision.models import MobileNet_V2_Weights

from components.vision import backbones
from components.vision.backbones import (
    BACKBONES,
    DEFAULT,
    DamagedWeights,
    Network,
    labels_of,
    load_network,
    preprocess,
    visible_square,
)

WEIGHTS = MobileNet_V2_Weights.IMAGENET1K_V1


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(DEFAULT, "cpu")


def test_the_default_network_ships_and_is_what_its_name_says() -> None:
    assert BACKBONES[DEFAULT].on_disk
    backbones.verify(BACKBONES[DEFAULT].file)


def test_a_damaged_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = BACKBONES[DEFAULT].file
    bad = bytearray(good.read_bytes())
    bad[len(bad) // 2] ^= 1
    (tmp_path / good.name).write_bytes(bad)
    monkeypatch.setattr(backbones, "CHECKPOINTS", tmp_path)
    with pytest.raises(DamagedWeights, match="damaged"):
        load_network(DEFAULT, "cpu")


def test_a_missing_file_is_never_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backbones, "CHECKPOINTS", tmp_path)
    with pytest.raises(FileNotFoundError):
        load_network(DEFAULT, "cpu")
    assert list(tmp_path.iterdir()) == []


def test_the_network_is_ready_to_share(network: Network) -> None:
    for part in (network.body, network.head):
        assert not any(module.training for module in part.modules())
        assert not any(parameter.requires_grad for parameter in part.parameters())


@pytest.mark.parametrize("name", list(BACKBONES))
def test_body_and_head_make_up_the_whole_model(name: str) -> None:
    torch.manual_seed(0)
    model = BACKBONES[name].build().eval()
    body, head = BACKBONES[name].split(model)
    pixels = torch.randn(2, 3, 224, 224)
    with torch.inference_mode():
        features = body(pixels)
        assert features.dim() == 4
        torch.testing.assert_close(head(features), model(pixels), rtol=0, atol=0)


def test_the_thousand_labels_are_unique() -> None:
    assert len(set(labels_of(WEIGHTS))) == 1000
    assert labels_of(WEIGHTS)[281] == "tabby"


@pytest.mark.parametrize("size", [(451, 300), (300, 451), (224, 224), (1, 1), (2000, 31), (3000, 2000)])
def test_the_preprocessing_equals_torchvisions_bit_for_bit(size: tuple[int, int]) -> None:
    noise = random.Random(0).randbytes(3 * size[0] * size[1])
    picture = Image.frombytes("RGB", size, noise)
    if max(size) <= 16 * min(size):  # longer strips are cut first
        assert torch.equal(preprocess(picture, WEIGHTS), WEIGHTS.transforms()(picture))
    assert preprocess(picture, WEIGHTS).shape == (3, 224, 224)


def test_a_hair_thin_strip_does_not_fill_the_memory() -> None:
    strip = Image.new("RGB", (1, 500_000), "red")
    assert preprocess(strip, WEIGHTS).shape == (3, 224, 224)
    assert visible_square(strip, WEIGHTS).size == (1, 1)


def test_the_square_shown_is_the_part_that_the_network_sees() -> None:
    # A picture that is red inside the crop and blue outside it: 224/256 of the short side survives.
    picture = Image.new("RGB", (1024, 512), "blue")
    picture.paste("red", (1024 // 2 - 224, 512 // 2 - 224, 1024 // 2 + 224, 512 // 2 + 224))
    square = visible_square(picture, WEIGHTS)
    assert square.size == (448, 448)
    assert square.getcolors() == [(448 * 448, (255, 0, 0))]
    inner = preprocess(picture, WEIGHTS)[:, 4:-4, 4:-4]
    assert torch.allclose(inner.amax((1, 2)), inner.amin((1, 2)))
