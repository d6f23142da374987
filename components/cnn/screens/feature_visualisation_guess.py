"""Quiz of the screen *Feature visualisation*: which of four pictures is the channel's?"""

import random

import streamlit as st

from components.cnn.figures import photo_jpeg
from components.cnn.gallery import LayerSheet, gallery
from components.cnn.screens.feature_visualisation_state import VisualisationRequest
from components.cnn.screens.sample_patches import sample_patches
from components.session import visitor
from components.ui.controls.quiz import Question, guess_first

LETTERS = "ABCD"


def visualisation_guessed(request: VisualisationRequest) -> bool:
    """Ask which picture is the channel's; return whether that is answered, or can't be asked.

    It can't where the gallery has no picture of the channel.
    """
    sheet, objective = request.shipped, request.objective
    if sheet is None or objective.channel not in sheet.channels:
        return True
    options = _options(request, sheet)
    right = LETTERS[options.index(objective.channel)]
    question = Question("which of the four is its picture?", LETTERS, right, ("visualisation", objective))
    if question.about in visitor().guesses:
        return True
    with st.container(horizontal=True, vertical_alignment="center"):
        patches = "" if request.of_class else ": these patches of the sample photos activate it most."
        st.markdown(f"**{request.name}**{patches}", width="content")
        st.toggle("Guess first", key="guess")
    if not request.of_class:
        sample_patches(request.graph, request.unit, key="guess patches")
    for column, letter, option in zip(st.columns(len(LETTERS)), LETTERS, options, strict=True):
        with column:
            st.markdown(f"**{letter}**")
            st.image(photo_jpeg(sheet.picture(option)), width=300)
    return guess_first([question])


def ask_another() -> None:
    """Select another channel of the gallery, at random, to ask about next."""
    rng = random.Random(len(visitor().guesses))
    sheet = rng.choice(gallery()[:-1])
    st.session_state.update(wish_block=sheet.block, wish_channel=rng.choice(sheet.channels))


def _options(request: VisualisationRequest, sheet: LayerSheet) -> list[int]:
    """Return the channel and three others of its sheet, in an order that is always the same for it."""
    objective = request.objective
    rng = random.Random(f"{objective.block} {objective.channel}")
    others = [number for number in sheet.channels if number != objective.channel]
    options = [objective.channel, *rng.sample(others, len(LETTERS) - 1)]
    rng.shuffle(options)
    return options
