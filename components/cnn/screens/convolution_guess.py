"""What is guessed in the kernel laboratory: how large the result is, and which of four it is."""

import streamlit as st
import torch
from torch import Tensor

from components.cnn.convolution_demo import (
    PHOTO_SCALE,
    Scale,
    Weights,
    kernel_size,
    png,
    rival_sizes,
    rivals,
    scales,
)
from components.cnn.screens.convolution_state import Bench, other_kernel
from components.render.colours import DIVERGING
from components.ui.controls.quiz import Question, guess_first

LETTERS = "ABCD"
PICTURE_WIDTH = 200  # pixels


def guessed(bench: Bench) -> bool:
    """Whether both questions are answered; one comes after the other, since the pictures tell the size."""
    window, side = bench.recipe.window, bench.side
    others = rivals(bench.recipe, str(bench.recipe.weights))
    sizes = Question(
        f"how many places wide is the convolution of the {side} × {side} photo?",
        [str(size) for size in rival_sizes(window, side)],
        str(window.places(side)),
        (*bench.about, "size"),
    )
    pictures = Question(
        "which of the four results has this kernel made?",
        LETTERS[: len(others)],
        LETTERS[others.index(bench.recipe.weights)],
        (*bench.about, "result"),
    )
    if not guess_first((sizes,)):
        _draw_given(bench)
        return False
    if not guess_first((sizes, pictures)):
        _draw_given(bench)
        _draw_candidates(bench, others)
        return False
    return True


def _draw_given(bench: Bench) -> None:
    """The photo and the kernel: as numbers while they can be read at a glance, else in colour."""
    weights = torch.tensor(bench.recipe.weights).reshape((kernel_size(bench.recipe.weights),) * 2)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(png(bench.made[0].values, PHOTO_SCALE), width=PICTURE_WIDTH)
        if len(weights) == 3:
            st.markdown(rf"Kernel $\begin{{bmatrix}} {_as_latex(weights)} \end{{bmatrix}}$", width="content")
        else:
            top = float(weights.abs().max())
            st.image(png(weights, Scale(DIVERGING, -top, top)), caption="Kernel", width=PICTURE_WIDTH)


def _as_latex(weights: Tensor) -> str:
    rows = [[f"{weight:.2f}".removesuffix(".00") for weight in row] for row in weights.tolist()]
    return r" \\ ".join(" & ".join(row) for row in rows)


def _draw_candidates(bench: Bench, others: tuple[Weights, ...]) -> None:
    for column, letter, other in zip(st.columns(len(others)), LETTERS, others, strict=False):
        made = other_kernel(bench, other)
        with column:
            st.markdown(f"**{letter}**")
            st.image(png(made[-1].values, scales(made, other)[-1]), width="stretch")
