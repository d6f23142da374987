import io

import pytest
import torch
from PIL import Image

from components.render.heatmaps import heat_png, square_jpeg
from components.transfer.classify import (
    ClassHeatmap,
    Classification,
    classify,
    contrastive_grad_cam,
    grad_cam,
    hottest_zone,
)
from components.vision.backbones import DEFAULT, Network, load_network
from components.vision.samples import SAMPLES


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(DEFAULT, "cpu")


def sample(name: str) -> Image.Image:
    return Image.open(io.BytesIO(SAMPLES[name].read())).convert("RGB")


@pytest.fixture(scope="module")
def cat(network: Network) -> Classification:
    return classify(network, sample("cat"))


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("cat", {"tabby", "tiger cat", "Egyptian cat"}),
        ("coffee", {"espresso", "cup", "coffee mug"}),
        ("temple", {"palace", "monastery"}),
        ("photographer", {"tripod"}),
    ],
)
def test_the_network_knows_what_it_has_learned(network: Network, name: str, classes: set[str]) -> None:
    assert classify(network, sample(name)).best(1)[0][0] in classes


def test_the_best_classes_come_in_order_with_their_probabilities(cat: Classification) -> None:
    best = cat.best(5)
    values = [p for _, p in best]
    assert values == sorted(values, reverse=True)
    assert len({label for label, _ in best}) == 5
    assert cat.probability(best[2][0]) == pytest.approx(best[2][1])
    assert float(cat.seen.probabilities.sum()) == pytest.approx(1, abs=1e-5)


def test_the_pictures_fit_each_other(network: Network, cat: Classification) -> None:
    photo = Image.open(io.BytesIO(square_jpeg(sample("retina"), network.backbone.preprocessing)))
    assert photo.format == "JPEG"
    assert photo.size == (720, 720)
    for found in (grad_cam(network, cat, "tabby"), contrastive_grad_cam(network, cat, "tabby", "lynx")):
        picture = Image.open(io.BytesIO(found.png))
        assert (picture.format, picture.mode) == ("PNG", "RGBA")
        assert picture.width == picture.height


def test_a_heat_map_is_densest_where_the_evidence_is_highest(network: Network, cat: Classification) -> None:
    found = grad_cam(network, cat, cat.best(1)[0][0])
    alpha = Image.open(io.BytesIO(found.png)).getchannel("A")
    assert alpha.getextrema()[1] == 255
    row, column = divmod(int(found.grid.argmax()), 7)
    assert alpha.resize((7, 7), Image.Resampling.BOX).getpixel((column, row)) > 200  # type: ignore[operator]


def test_a_difference_turns_its_colours_round_with_its_classes(network: Network, cat: Classification) -> None:
    one = Image.open(io.BytesIO(contrastive_grad_cam(network, cat, "tabby", "lynx").png)).convert("RGBA")
    other = Image.open(io.BytesIO(contrastive_grad_cam(network, cat, "lynx", "tabby").png)).convert("RGBA")
    assert list(one.getchannel("A").tobytes()) == pytest.approx(list(other.getchannel("A").tobytes()), abs=1)
    hot = max(range(56 * 56), key=lambda i: one.getchannel("A").tobytes()[i])
    map_photo = (hot % 56, hot // 56)
    red_minus_blue = [p[0] - p[2] for p in (one.getpixel(map_photo), other.getpixel(map_photo))]  # type: ignore[index]
    assert red_minus_blue[0] * red_minus_blue[1] < 0  # orange on the one, purple on the other


def test_a_map_without_evidence_is_silent_and_clear() -> None:
    for grid in (torch.zeros(7, 7), -torch.rand(7, 7)):
        found = ClassHeatmap(grid, heat_png(grid))
        assert found.silent
        assert Image.open(io.BytesIO(found.png)).getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize("colour", ["black", "white", "gray"])
def test_a_plain_picture_has_an_answer_too(network: Network, colour: str) -> None:
    classification = classify(network, Image.new("RGB", (1, 1), colour))
    label, probability = classification.best(1)[0]
    assert 0 < probability <= 1
    assert torch.isfinite(grad_cam(network, classification, label).grid).all()


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (3, 3, "centre"),
        (2, 4, "centre"),
        (3, 0, "left"),
        (3, 6, "right"),
        (0, 3, "top"),
        (6, 2, "bottom"),
        (6, 0, "left"),
        (2, 6, "right"),
    ],
)
def test_zones(row: int, column: int, expected: str) -> None:
    grid = torch.zeros(7, 7)
    grid[row, column] = 1
    assert hottest_zone(grid) == expected
