"""Quiz of the screen *Feature visualisation*: which of four pictures is the channel's?"""

import random

import streamlit as st

from components.cnn.gallery import LayerSheet, gallery, side_by_side_jpeg
from components.cnn.screens.feature_visualisation_state import VisualisationRequest
from components.cnn.screens.sample_patches import StrongestPatches, strongest_patches
from components.session import visitor
from components.ui.controls.quiz import Question, answered, guess_first
from components.ui.widgets.shelf import Row, shelf

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
    if answered([question]):
        return guess_first([question])
    patches = None if request.of_class else strongest_patches(request.graph, request.unit)
    st.markdown(f"**{request.name}**{_hint(patches)}")
    guessed = guess_first([question])
    pictures = Row(side_by_side_jpeg([sheet.picture(option) for option in options]), LETTERS)
    if patches is None:
        shelf(pictures, None, None, key="pictures to guess")
        return guessed
    hints, choices = st.columns([1, 3], gap="medium")
    with hints:
        shelf(patches.row(), None, None, key="guess patches")
    with choices:
        shelf(pictures, None, None, key="pictures to guess")
    return guessed


def _hint(patches: StrongestPatches | None) -> str:
    if patches is None:
        return ""
    beyond = " Black lies beyond the photo." if patches.beyond else ""
    return f": the patches at the left, of the sample photos, activate it most.{beyond}"


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
