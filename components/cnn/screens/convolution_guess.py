"""Quiz of the screen *Convolution*: how large the result is, and which of four it is."""

import io

import streamlit as st
import torch
from PIL import Image
from torch import Tensor

from components.cnn.convolution_demo import (
    PHOTO_RANGE,
    ColourRange,
    Weights,
    colour_ranges,
    enlarged_png,
    kernel_options,
    kernel_size,
    size_options,
)
from components.cnn.gallery import side_by_side_jpeg
from components.cnn.screens.convolution_state import ConvolutionDemo, outputs_of_kernel
from components.ui.controls.quiz import Question, answered, guess_first
from components.ui.theme import diverging_scale
from components.ui.widgets.shelf import Row, shelf

LETTERS = "ABCD"
PICTURE_PIXELS = 448
WITH_NUMBERS = 3  # places a side


def convolution_guessed(demo: ConvolutionDemo) -> bool:
    """Ask for the size, then for the result; return whether both are answered.

    One comes after the other, since the pictures tell the size.
    """
    window, side = demo.config.window, demo.side
    others = kernel_options(demo.config, str(demo.config.weights))
    sizes = Question(
        f"how many places wide is the convolution of the {side} × {side} photo?",
        [str(size) for size in size_options(window, side)],
        str(window.output_size(side)),
        (*demo.about, "size"),
    )
    pictures = Question(
        "which of the four results has this kernel made?",
        LETTERS[: len(others)],
        LETTERS[others.index(demo.config.weights)],
        (*demo.about, "result"),
    )
    if guess_first((sizes, pictures)):
        return True
    _draw_pictures(demo, others if answered((sizes,)) else ())
    return False


def _draw_pictures(demo: ConvolutionDemo, others: tuple[Weights, ...]) -> None:
    """Draw the photo, the kernel, in numbers if they are few, and the results of some kernels."""
    weights = torch.tensor(demo.config.weights).reshape((kernel_size(demo.config.weights),) * 2)
    diverging = diverging_scale().table
    shown = {"Photo": enlarged_png(demo.outputs[0].values, PHOTO_RANGE)}
    if len(weights) == WITH_NUMBERS:
        st.markdown(rf"Kernel $\begin{{bmatrix}} {_as_latex(weights)} \end{{bmatrix}}$")
    else:
        top = float(weights.abs().max())
        shown["Kernel"] = enlarged_png(weights, ColourRange(diverging, -top, top))
    for letter, other in zip(LETTERS, others, strict=False):
        outputs = outputs_of_kernel(demo, other)
        shown[letter] = enlarged_png(outputs[-1].values, colour_ranges(outputs, other, diverging)[-1])
    opened = [Image.open(io.BytesIO(png)).convert("RGB") for png in shown.values()]
    equal = [one.resize((PICTURE_PIXELS, PICTURE_PIXELS), Image.Resampling.NEAREST) for one in opened]
    shelf(Row(side_by_side_jpeg(equal), tuple(shown)), None, None, key="convolution guess")


def _as_latex(weights: Tensor) -> str:
    rows = [[f"{weight:.2f}".removesuffix(".00") for weight in row] for row in weights.tolist()]
    return r" \\ ".join(" & ".join(row) for row in rows)
