from pathlib import Path

import pytest
import torch
from torch import Tensor
from torchvision import models

from components.vision import own_networks
from components.vision.backbones import DamagedWeights
from components.vision.own_networks import MOST_NETWORKS, OwnNetworks, is_own, load_own, read_folder
from tests.own_models import CLASSES, weights, write_card, write_own


def reasons(folder: Path) -> dict[str, str]:
    """What is left out of a folder from which nothing can be chosen, and why."""
    found = read_folder(str(folder))
    assert found.networks == ()
    assert all(one.reason.endswith(".") for one in found.left_out)
    return {one.file: one.reason for one in found.left_out}


@pytest.fixture(scope="module")
def state() -> dict[str, Tensor]:
    return weights()


def test_without_a_folder_there_is_nothing() -> None:
    assert read_folder("") == OwnNetworks()


def test_a_folder_that_isn_t_there_is_said(tmp_path: Path) -> None:
    assert "can’t be opened" in reasons(tmp_path / "nowhere")[str(tmp_path / "nowhere")]


@pytest.mark.parametrize("ending", [".safetensors", ".pth", ".pt"])
def test_a_network_is_read_and_gives_what_torchvision_s_gives(
    tmp_path: Path, state: dict[str, Tensor], ending: str
) -> None:
    file = write_own(tmp_path, "flowers", state)
    if ending != ".safetensors":
        file.unlink()
        torch.save(state, tmp_path / f"flowers{ending}")
    found = read_folder(str(tmp_path))
    assert found.left_out == ()
    network = load_own(found.networks[0], "cpu")
    assert is_own(network)
    assert network.labels == tuple(CLASSES)
    assert network.backbone.preprocessing.resize == 240
    for part in (network.body, network.neck, network.last):
        assert not any(module.training for module in part.modules())
        assert not any(one.requires_grad for one in part.parameters())
    whole = models.mobilenet_v3_small(weights=None, num_classes=len(CLASSES)).eval()
    whole.load_state_dict(state)
    pixels = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        torch.testing.assert_close(network.head(network.body(pixels)), whole(pixels), rtol=0, atol=0)


def test_weights_of_half_the_precision_are_taken(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_own(tmp_path, "flowers", {name: one.half() for name, one in state.items()})
    (found,) = read_folder(str(tmp_path)).networks
    assert load_own(found, "cpu").last.weight.dtype == torch.float32


def test_a_wrong_number_of_classes_is_said(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_own(tmp_path, "flowers", state, classes=["a", "b"])
    sentence = "Its card names 2 classes, but its last layer has 3."
    assert reasons(tmp_path) == {"flowers.safetensors": sentence}


def test_weights_of_another_architecture_are_said_to_be(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_own(tmp_path, "flowers", state, architecture="resnet18")
    assert "aren’t those of resnet18: “conv1.weight” is missing" in reasons(tmp_path)["flowers.safetensors"]


def test_a_weight_of_another_shape_is_named(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_own(tmp_path, "flowers", state | {"features.0.0.weight": torch.zeros(16, 1, 3, 3)})
    assert "“features.0.0.weight” has another shape" in reasons(tmp_path)["flowers.safetensors"]


def test_what_isn_t_a_number_is_said(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_own(tmp_path, "flowers", state | {"classifier.3.bias": torch.full((3,), torch.nan)})
    assert "aren’t finite" in reasons(tmp_path)["flowers.safetensors"]


@pytest.mark.parametrize("architecture", ["vit_b_16", "squeezenet1_1"])
def test_an_architecture_that_can_t_be_taken_apart_is_said(
    tmp_path: Path, state: dict[str, Tensor], architecture: str
) -> None:
    write_own(tmp_path, "flowers", state, architecture=architecture)
    assert "can’t be" in reasons(tmp_path)["flowers.safetensors"]


class Bomb:
    """What leaves a file behind when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.file,)


def test_a_pickled_object_is_refused_and_never_run(tmp_path: Path) -> None:
    torch.save(Bomb(tmp_path / "exploded"), tmp_path / "flowers.pth")
    write_card(tmp_path, "flowers")
    assert "save the network’s state_dict" in reasons(tmp_path)["flowers.pth"]
    assert not (tmp_path / "exploded").exists()


def test_a_whole_pickled_network_is_refused(tmp_path: Path) -> None:
    torch.save(models.mobilenet_v3_small(weights=None, num_classes=3), tmp_path / "flowers.pth")
    write_card(tmp_path, "flowers")
    assert "save the network’s state_dict" in reasons(tmp_path)["flowers.pth"]


@pytest.mark.parametrize("held", [{"epoch": 3, "state_dict": {}}, [torch.zeros(1)], {1: torch.zeros(1)}])
def test_what_is_no_state_dict_is_refused(tmp_path: Path, held: object) -> None:
    torch.save(held, tmp_path / "flowers.pth")
    write_card(tmp_path, "flowers")
    assert reasons(tmp_path)["flowers.pth"]


@pytest.mark.parametrize("name", ["flowers.safetensors", "flowers.pth"])
@pytest.mark.parametrize("data", [b"", b"nonsense", b"\xff" * 64])
def test_a_file_of_nonsense_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    write_card(tmp_path, "flowers")
    assert "can’t be read as a file of weights" in reasons(tmp_path)[name]


def test_a_file_that_is_too_large_isn_t_read(
    tmp_path: Path, state: dict[str, Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_own(tmp_path, "flowers", state)
    monkeypatch.setattr(own_networks, "MOST_BYTES", 2**20)
    assert reasons(tmp_path)["flowers.safetensors"] == "It is larger than 1 MB."


def test_weights_without_a_card_and_a_card_without_weights_are_named(
    tmp_path: Path, state: dict[str, Tensor]
) -> None:
    write_own(tmp_path, "flowers", state).rename(tmp_path / "birds.safetensors")
    found = reasons(tmp_path)
    assert "birds.json isn’t there" in found["birds.safetensors"]
    assert "no weights of this name" in found["flowers.json"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two words", "letters and digits"),
        ("_mine_", "letters and digits"),
        ("x" * 61, "letters and digits"),
        ("resnet-18", "comes with the app"),
    ],
)
def test_a_name_that_would_be_taken_for_something_else_is_refused(
    tmp_path: Path, state: dict[str, Tensor], name: str, words: str
) -> None:
    write_own(tmp_path, name, state)
    assert words in reasons(tmp_path)[f"{name}.safetensors"]


def test_of_two_files_of_one_name_neither_is_taken(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_own(tmp_path, "flowers", state)
    torch.save(state, tmp_path / "flowers.pth")
    assert set(reasons(tmp_path)) == {"flowers.pth", "flowers.safetensors"}


def test_no_more_than_some_networks_are_read(tmp_path: Path) -> None:
    for number in range(MOST_NETWORKS + 1):
        (tmp_path / f"n{number:02}.pth").touch()
    assert "12 networks are read at most" in reasons(tmp_path)[f"n{MOST_NETWORKS}.pth"]


def test_a_broken_one_leaves_the_good_one_alone(tmp_path: Path, state: dict[str, Tensor]) -> None:
    write_own(tmp_path, "flowers", state)
    (tmp_path / "birds.pth").touch()
    (tmp_path / "._flowers.pth").touch()  # as macOS leaves beside it
    found = read_folder(str(tmp_path))
    assert [one.name for one in found.networks] == ["flowers"]
    assert [one.file for one in found.left_out] == ["birds.pth"]


def test_a_file_that_has_changed_since_is_damaged(tmp_path: Path, state: dict[str, Tensor]) -> None:
    file = write_own(tmp_path, "flowers", state)
    (found,) = read_folder(str(tmp_path)).networks
    file.write_bytes(b"")
    with pytest.raises(DamagedWeights, match="has changed"):
        load_own(found, "cpu")
