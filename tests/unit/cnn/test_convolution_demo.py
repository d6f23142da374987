"""The convolution demo, against torch's layers, a network's convolution and the formulas on the page."""

import io
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

from components.cnn.convolution_demo import (
    PHOTO_RANGE,
    POOLING,
    PRESETS,
    ColourRange,
    ConvolutionConfig,
    Weights,
    Window,
    colour_ranges,
    enlarged_png,
    grey_square,
    kernel_options,
    kernel_size,
    learned_filters,
    run_layers,
    size_options,
)
from components.render.colours import DIVERGING, SEQUENTIAL
from components.vision.backbones import DEFAULT, Network, load_network

WINDOWS = [Window(3, *numbers) for numbers in product((1, 2, 3), (0, 1, 2), (1, 2, 3))]
NOTHING: Weights = (0.0,) * 9


def picture(side: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(side, side, generator=torch.Generator().manual_seed(seed))


def kernel(seed: int) -> Weights:
    return tuple(torch.randn(9, generator=torch.Generator().manual_seed(seed)).tolist())


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(DEFAULT, "cpu")


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_convolution_relu_and_pooling_are_torchs_layers(window: Window) -> None:
    photo, weights = picture(23 + window.stride), kernel(window.padding)
    convolution = nn.Conv2d(1, 1, 3, window.stride, window.padding, window.dilation, bias=False)
    with torch.no_grad():
        convolution.weight.copy_(torch.tensor(weights).reshape(1, 1, 3, 3))
        convolved = convolution(photo[None, None])
        expected = {
            "none": convolved,
            "max": nn.MaxPool2d(2)(convolved.relu()),
            "average": nn.AvgPool2d(2)(convolved.relu()),
        }
    torch.testing.assert_close(
        run_layers(photo, ConvolutionConfig(weights, window))[-1].values, expected["none"][0, 0]
    )
    for made in (
        run_layers(photo, ConvolutionConfig(weights, window, relu=True, pool="max")),
        run_layers(photo, ConvolutionConfig(weights, window, relu=True, pool="average")),
    ):
        *_, rectified, pooled = made
        torch.testing.assert_close(rectified.values, convolved[0, 0].relu())
        torch.testing.assert_close(pooled.values, expected[pooled.kind.removesuffix(" pool")][0, 0])


def test_the_sum_is_the_one_under_the_idea() -> None:
    photo, weights = picture(12), kernel(3)
    made = run_layers(photo, ConvolutionConfig(weights, Window(3, 2, 1, 2)))[-1].values
    padded = functional.pad(photo, (1, 1, 1, 1))
    for row, column in product(range(made.shape[0]), range(made.shape[1])):
        terms = [
            weights[3 * u + v] * padded[2 * row + 2 * u, 2 * column + 2 * v]
            for u, v in product(range(3), repeat=2)
        ]
        assert float(made[row, column]) == pytest.approx(float(sum(terms)), abs=1e-5)


@pytest.mark.parametrize("side", [28, 112, 29])
@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_the_formula_gives_the_size_with_its_numbers_put_in(window: Window, side: int) -> None:
    size = window.output_size(side)
    assert run_layers(torch.zeros(side, side), ConvolutionConfig(NOTHING, window))[-1].values.shape == (
        size,
        size,
    )
    words = {r"\lfloor": "", r" \rfloor": "", r"\cdot": "*", "/": "//", "=": "=="}
    formula = window.formula(side)
    for latex, python in words.items():
        formula = formula.replace(latex, python)
    assert eval(formula)
    assert formula.endswith(f"== {size}")


@pytest.mark.parametrize("side", range(4, 12))
def test_pooling_leaves_out_an_odd_last_row(side: int) -> None:
    made = run_layers(
        picture(side), ConvolutionConfig(PRESETS["identity"].weights, Window(3, 1, 1), pool="max")
    )
    assert len(made[-1].values) == POOLING.output_size(side) == side // 2


# --- The kernels ----------------------------------------------------------------------------------------


def result(name: str, photo: torch.Tensor) -> torch.Tensor:
    return run_layers(photo, ConvolutionConfig(PRESETS[name].weights))[-1].values


def test_what_is_said_of_the_presets() -> None:
    photo = picture(16)
    middle = photo[1:-1, 1:-1]
    torch.testing.assert_close(result("identity", photo), middle)
    torch.testing.assert_close(result("blur", photo), functional.avg_pool2d(photo[None], 3, 1)[0])
    torch.testing.assert_close(result("sharpen", photo), middle - result("Laplacian", photo))
    to_the_right = torch.linspace(0, 1, 16).expand(16, 16)
    downwards = to_the_right.T
    assert (result("Sobel x", to_the_right) > 0.1).all()
    assert (result("Sobel y", downwards) > 0.1).all()
    for name, blind_for in (("Sobel x", downwards), ("Sobel y", to_the_right), ("Laplacian", to_the_right)):
        torch.testing.assert_close(result(name, blind_for), torch.zeros(14, 14), atol=1e-6, rtol=0)


def test_a_learned_filter_does_to_grey_what_the_network_does_to_it(network: Network) -> None:
    first = network.body[0][0]  # type: ignore[index]
    before = first.weight.clone()
    photo = picture(20)
    theirs = functional.conv2d(photo.expand(1, 3, 20, 20), first.weight, None, 2, 1)[0]
    filters = learned_filters(network)
    for number in range(32):
        ours = run_layers(
            photo, ConvolutionConfig(tuple(filters[number].flatten().tolist()), Window(3, 2, 1))
        )[-1].values
        torch.testing.assert_close(ours, theirs[number].detach(), atol=1e-5, rtol=1e-5)
    assert torch.equal(first.weight, before)
    assert first.weight.grad is None


# --- Pictures -------------------------------------------------------------------------------------------


def test_a_photo_becomes_its_middle_square_in_grey() -> None:
    photo = Image.new("RGB", (300, 100), "black")
    photo.paste("white", (100, 0, 200, 100))
    square = grey_square(photo, 28)
    assert square.shape == (28, 28)
    assert (square[:, 1:-1] == 1).all()
    assert float(grey_square(Image.new("RGB", (50, 90), (255, 0, 0)), 28).mean()) == pytest.approx(
        0.299, abs=0.01
    )


def test_signed_results_are_diverging_and_those_after_relu_sequential() -> None:
    config = ConvolutionConfig(PRESETS["Sobel x"].weights, relu=True, pool="max")
    made = run_layers(picture(16), config)
    photo, signed, *cut = colour_ranges(made, config.weights, DIVERGING)
    top = float(made[1].values.abs().max())
    assert photo == PHOTO_RANGE
    assert (signed.table is DIVERGING, signed.low, signed.high) == (True, -top, top)
    assert [(one.table is SEQUENTIAL, one.low, one.high) for one in cut] == [(True, 0.0, top)] * 2
    *_, pooled = colour_ranges(
        run_layers(picture(16), replace(config, relu=False)), config.weights, DIVERGING
    )
    assert pooled.table is DIVERGING


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_the_edge_of_the_padding_does_not_pale_the_rest(window: Window) -> None:
    weights, bright = PRESETS["Sobel x"].weights, 0.9 + 0.1 * picture(28)
    made = run_layers(bright, ConvolutionConfig(weights, window))
    strengths = [
        abs(float(made[1].values[row, column]))
        for row, column in product(range(window.output_size(28)), repeat=2)
        if all(
            0 <= place * window.stride - window.padding <= 27 - 2 * window.dilation for place in (row, column)
        )
    ]
    assert colour_ranges(made, weights, DIVERGING)[1].high == pytest.approx(max(strengths))


@pytest.mark.parametrize("name", ["identity", "blur", "sharpen", "emboss"])
def test_what_keeps_its_brightness_is_drawn_like_the_photo(name: str) -> None:
    config = ConvolutionConfig(PRESETS[name].weights)
    assert set(map(id, colour_ranges(run_layers(picture(16), config), config.weights, DIVERGING))) == {
        id(PHOTO_RANGE)
    }


def test_a_kernel_of_zeros_can_be_drawn() -> None:
    made = run_layers(picture(16), ConvolutionConfig(NOTHING))
    drawn = Image.open(io.BytesIO(enlarged_png(made[1].values, colour_ranges(made, NOTHING, DIVERGING)[1])))
    assert drawn.getpixel((0, 0)) == tuple(DIVERGING[128])


def test_a_picture_has_a_square_for_each_place_in_its_colour() -> None:
    values = torch.tensor([[-1.0, 1.0], [0.5, 9.0]])
    drawn = np.asarray(Image.open(io.BytesIO(enlarged_png(values, ColourRange(SEQUENTIAL, 0.0, 1.0)))))
    assert drawn.shape == (320, 320, 3)
    for row, column, index in ((0, 0, 0), (0, 1, 255), (1, 0, 128), (1, 1, 255)):
        square = drawn[160 * row : 160 * (row + 1), 160 * column : 160 * (column + 1)]
        assert (square == SEQUENTIAL[index]).all()


# --- Options of the quiz --------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [*(preset.weights for preset in PRESETS.values()), NOTHING, kernel(5)])
def test_the_kernels_to_guess_from_are_four_and_look_different(weights: Weights) -> None:
    config = ConvolutionConfig(weights, Window(3, 2, 1))
    others = kernel_options(config, "seed")
    assert weights in others
    assert others == kernel_options(config, "seed")
    results = [run_layers(picture(28), replace(config, weights=other)) for other in others]
    drawn = [
        enlarged_png(made[-1].values, colour_ranges(made, other, DIVERGING)[-1])
        for made, other in zip(results, others, strict=True)
    ]
    assert len(set(drawn)) == 4


def test_the_right_one_is_not_always_in_the_same_place() -> None:
    places = {
        kernel_options(ConvolutionConfig(weights), str(weights)).index(weights)
        for weights in map(kernel, range(60))
    }
    assert len(places) == 4


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_the_sizes_to_guess_from_are_four_with_the_right_one(window: Window) -> None:
    sizes = size_options(window, 28)
    assert len(set(sizes)) == 4
    assert window.output_size(28) in sizes
    assert sizes == tuple(sorted(sizes))
    assert min(sizes) > 0


@pytest.mark.parametrize("size", [7, 11])
def test_the_options_for_a_larger_kernel_have_its_size_and_differ(size: int) -> None:
    weights = tuple(torch.randn(size**2, generator=torch.Generator().manual_seed(size)).tolist())
    others = kernel_options(ConvolutionConfig(weights, Window(size)), "seed")
    assert weights in others
    assert len(set(others)) == 4
    assert {kernel_size(other) for other in others} == {size}
