from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torchvision.models import EfficientNet_B0_Weights, MobileNet_V2_Weights

from components.vision import backbones
from components.vision.backbones import (
    BACKBONES,
    DEFAULT,
    DamagedWeights,
    Network,
    labels_of,
    load_network,
)
from components.vision.splitting import split

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
    for part in (network.body, network.neck, network.last):
        assert not any(module.training for module in part.modules())
        assert not any(parameter.requires_grad for parameter in part.parameters())


@pytest.mark.parametrize("name", list(BACKBONES))
def test_body_and_head_make_up_the_whole_model(name: str) -> None:
    torch.manual_seed(0)
    model = BACKBONES[name].build().eval()
    body, neck, last = split(model)
    pixels = torch.randn(2, 3, 224, 224)
    with torch.inference_mode():
        features = body(pixels)
        assert features.dim() == 4
        torch.testing.assert_close(last(neck(features)), model(pixels), rtol=0, atol=0)


def test_the_thousand_labels_are_unique() -> None:
    assert len(set(labels_of(WEIGHTS))) == 1000
    assert labels_of(WEIGHTS)[281] == "tabby"


def test_a_network_whose_photos_were_resized_in_another_way_is_refused() -> None:
    bicubic = replace(BACKBONES[DEFAULT], weights=EfficientNet_B0_Weights.IMAGENET1K_V1)
    with pytest.raises(ValueError, match="resized by"):
        _ = bicubic.preprocessing
