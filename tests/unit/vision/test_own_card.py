from pathlib import Path

import pytest

from components.vision.own_card import MOST_CARD_BYTES, OwnNetworkError, read_card
from tests.own_models import CARD, CLASSES, write_card


def test_a_card_is_read(tmp_path: Path) -> None:
    write_card(tmp_path, "flowers")
    card = read_card(tmp_path / "flowers.json")
    assert card.classes == tuple(CLASSES)
    assert (card.preprocessing.resize, card.preprocessing.mean) == (240, (0.5, 0.5, 0.5))
    assert (card.architecture, card.source, card.licence) == ("mobilenet_v3_small", "A seed", "CC0")


def test_source_and_licence_may_be_missing(tmp_path: Path) -> None:
    write_card(tmp_path, "flowers", source=None, licence=None)
    assert read_card(tmp_path / "flowers.json").source == ""


GOOD: dict[str, object] = CARD["preprocessing"]  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"architecture": "resnet19"}, "“resnet19” is none of torchvision’s"),
        ({"architecture": "fasterrcnn_resnet50_fpn"}, "none of torchvision’s classification networks"),
        ({"architecture": 7}, "none of torchvision’s"),
        ({"architecture": None}, "doesn’t say “architecture”"),
        ({"title": ""}, "Each title must be a line"),
        ({"title": "two\nlines"}, "Each title must be a line"),
        ({"title": "x" * 61}, "Each title must be a line"),
        ({"classes": ["one"]}, "2 to 1,000 names"),
        ({"classes": [str(n) for n in range(1001)]}, "2 to 1,000 names"),
        ({"classes": {"a": 1}}, "2 to 1,000 names"),
        ({"classes": ["a", "b", "a "]}, "Two of its classes are called “a”"),
        ({"classes": ["a", 2]}, "Each class must be a line"),
        ({"preprocessing": None}, "doesn’t say “preprocessing”"),
        ({"preprocessing": [224]}, "must be an object"),
        ({"preprocessing": {"resize": 256, "crop": 224, "mean": [0, 0, 0]}}, "doesn’t say “std”"),
        ({"preprocessing": GOOD | {"crop": 299}}, "crop must be 224"),
        ({"preprocessing": GOOD | {"crop": True}}, "crop must be 224"),
        ({"preprocessing": GOOD | {"resize": 200}}, "resize must be a whole number"),
        ({"preprocessing": GOOD | {"resize": 224.5}}, "resize must be a whole number"),
        ({"preprocessing": GOOD | {"mean": [123.7, 116.3, 103.5]}}, "mean must be three numbers"),
        ({"preprocessing": GOOD | {"std": [0, 1, 1]}}, "std must be three numbers"),
        ({"preprocessing": GOOD | {"std": [float("nan"), 1, 1]}}, "std must be three numbers"),
        ({"licence": 3}, "Each licence must be a line"),
    ],
)
def test_each_fault_has_a_sentence(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    write_card(tmp_path, "flowers", **changes)
    with pytest.raises(OwnNetworkError, match=words) as caught:
        read_card(tmp_path / "flowers.json")
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{\n"title": "a",\n}', "see line [23]"),
        (b"\xff\xfe\x00", "isn’t valid JSON"),
        (b"[" * 100_000, "isn’t valid JSON"),
        (b'{"title": ' + b"9" * 10_000 + b"}", "isn’t valid JSON"),
        (b"[]", "must be a JSON object"),
        (b" " * (MOST_CARD_BYTES + 1), "larger than 256 kB"),
    ],
    ids=["comma", "no UTF-8", "deep", "a number without end", "a list", "large"],
)
def test_what_is_no_card_is_said_to_be_none(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "flowers.json").write_bytes(data)
    with pytest.raises(OwnNetworkError, match=words):
        read_card(tmp_path / "flowers.json")


def test_a_missing_card_is_named(tmp_path: Path) -> None:
    with pytest.raises(OwnNetworkError, match=r"flowers\.json isn’t there"):
        read_card(tmp_path / "flowers.json")
