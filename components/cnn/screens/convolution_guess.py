"""Quiz of the screen *Convolution*: how large the result is, and which of four it is."""

import streamlit as st
import torch
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
from components.cnn.screens.convolution_state import ConvolutionDemo, outputs_of_kernel
from components.render.colours import DIVERGING
from components.ui.controls.quiz import Question, guess_first

LETTERS = "ABCD"
PICTURE_WIDTH = 200  # pixels


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
    if not guess_first((sizes,)):
        _draw_given(demo)
        return False
    if not guess_first((sizes, pictures)):
        _draw_given(demo)
        _draw_candidates(demo, others)
        return False
    return True


def _draw_given(demo: ConvolutionDemo) -> None:
    """Draw the photo and the kernel: as numbers while they can be read at a glance, else in colour."""
    weights = torch.tensor(demo.config.weights).reshape((kernel_size(demo.config.weights),) * 2)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(enlarged_png(demo.outputs[0].values, PHOTO_RANGE), width=PICTURE_WIDTH)
        if len(weights) == 3:
            st.markdown(rf"Kernel $\begin{{bmatrix}} {_as_latex(weights)} \end{{bmatrix}}$", width="content")
        else:
            top = float(weights.abs().max())
            st.image(
                enlarged_png(weights, ColourRange(DIVERGING, -top, top)),
                caption="Kernel",
                width=PICTURE_WIDTH,
            )


def _as_latex(weights: Tensor) -> str:
    rows = [[f"{weight:.2f}".removesuffix(".00") for weight in row] for row in weights.tolist()]
    return r" \\ ".join(" & ".join(row) for row in rows)


def _draw_candidates(demo: ConvolutionDemo, others: tuple[Weights, ...]) -> None:
    for column, letter, other in zip(st.columns(len(others)), LETTERS, others, strict=False):
        outputs = outputs_of_kernel(demo, other)
        with column:
            st.markdown(f"**{letter}**")
            st.image(enlarged_png(outputs[-1].values, colour_ranges(outputs, other)[-1]), width="stretch")
