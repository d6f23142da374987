"""Which of four pictures is the channel's? Guessed before it is shown."""

import random

import streamlit as st

from components.cnn.feature_visualization.optimize import raised
from components.cnn.figures import jpeg
from components.cnn.gallery import LayerSheet, gallery
from components.cnn.screens.feature_visualisation_state import Asked
from components.cnn.screens.sample_patches import sample_patches
from components.session import visitor
from components.ui.controls.quiz import Question, guess_first

LETTERS = "ABCD"


def guessed(asked: Asked) -> bool:
    """Whether the question has been answered; where the gallery has no picture it can't be asked."""
    shown = asked.shipped
    if shown is None or asked.wish.channel not in shown.channels:
        return True
    options = _options(asked, shown)
    right = LETTERS[options.index(asked.wish.channel)]
    question = Question("which of the four is its picture?", LETTERS, right, ("wish", asked.wish))
    if question.about in visitor().guesses:
        return True
    with st.container(horizontal=True, vertical_alignment="center"):
        shown_by = "" if asked.of_class else ": the sample photos excite it most here, away from the rim."
        st.markdown(f"**{asked.name}**{shown_by}", width="content")
        st.toggle("Guess first", key="guess")
    if not asked.of_class:
        block = asked.wish.block
        place = (block, raised(asked.graph.blocks[block]), asked.wish.channel)
        sample_patches(asked.graph, place, key="guess patches")
    for column, letter, option in zip(st.columns(len(LETTERS)), LETTERS, options, strict=True):
        with column:
            st.markdown(f"**{letter}**")
            st.image(jpeg(shown.picture(option)), width=300)
    return guess_first([question])


def ask_another() -> None:
    """A channel of the gallery that is asked about next."""
    chance = random.Random(len(visitor().guesses))
    shown = chance.choice(gallery()[:-1])
    st.session_state.update(wish_block=shown.block, wish_channel=chance.choice(shown.channels))


def _options(asked: Asked, shown: LayerSheet) -> list[int]:
    """The channel and three others of its shelf, in an order that is always the same for it."""
    chance = random.Random(f"{asked.wish}")
    others = [number for number in shown.channels if number != asked.wish.channel]
    options = [asked.wish.channel, *chance.sample(others, len(LETTERS) - 1)]
    chance.shuffle(options)
    return options
