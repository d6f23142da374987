"""*Draw a digit*: what all networks make of the same digit, which the visitor draws."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from statistics import fmean

import streamlit as st

from components import runtime
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import cardinal
from components.ui.widgets.class_bars import percent
from components.zoo.answers import Probabilities, Reconstruction, all_answers
from components.zoo.chart.poster import BY_SHORT
from components.zoo.digits import HELD_OUT, digit_address
from components.zoo.drawn_digit import EMPTY, DrawnDigit, is_drawing
from components.zoo.library import CLASSIFIERS, measured_of
from components.zoo.screens import state
from components.zoo.screens.state import DigitSettings
from components.zoo.widgets.digit_wall import ClassifierCard, DigitWall, PictureCard, digit_wall

CLAIM = "Every network of the lecture answers to what you draw, all at once."

DEFAULTS = asdict(DigitSettings())
LETTER = "Q2gI~gIw2~Xmpm"  # an A
TWELVE = "OMO0~hUmMuL0Sxeh030"  # a one beside a two
EXPERIMENTS = (
    Experiment(
        "A letter",
        {"pen": LETTER},
        "This is an A, but no network can say “none of these”: each divides all of its probability among "
        "the ten digits.",
    ),
    Experiment(
        "Two digits",
        {"pen": TWELVE},
        "The networks have learned single digits, so they see one in two, and AE and VAE draw something in "
        "between.",
    ),
)


def _accuracies() -> str:
    """What the classifiers reach on held-out digits, in words."""
    shares = {about.short: fmean(measured_of(about)["accuracy"]) for about in CLASSIFIERS}
    return ", ".join(f"{short} {100 * share:.1f} %" for short, share in shares.items())


IDEA = (
    r"""
**The same picture for all.** What you draw is made into such a picture as the networks have learned from
([MNIST](https://doi.org/10.1109/5.726791), LeCun and others, 1998): shrunk to 20 × 20 pixels and moved until
its centre of mass lies in the middle of 28 × 28.

**Classifiers** end in ten numbers, the *logits* $z_0, \dots, z_9$. The *softmax* makes probabilities of them:

$$
p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} .
$$

They look at the picture in different ways. *FF* and *DFF* take all pixels at once, without knowing which are
neighbours. *RBF* compares the picture with 1,000 typical ones. *RNN*, *LSTM* and *GRU* read it row by row, as
one reads a text, and answer after the last row. *CNN* slides small kernels over it.

**Autoencoders** give a picture back. *AE* and *VAE* have to squeeze it into two numbers; *DAE* has learned to
take noise away; *SAE* puts it together from a dictionary of parts, of which only few may be used at once. The
error is the mean square difference of the pixels, which go from 0 to 1. What an autoencoder hasn’t learned,
it can’t draw.

"""
    f"**Held-out accuracy** on MNIST’s 10,000 test digits: {_accuracies()}."
)


def draw_a_digit_screen() -> None:
    """Draw the screen."""
    url_state.settings(DigitSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        _draw_wall()
    with place.dock:
        st.number_input("Sample digit", 0, HELD_OUT - 1, key="digit", on_change=state.forget_drawing)


@st.fragment
def _draw_wall() -> None:
    """The pad and the answers, drawn anew after each stroke."""
    settings = url_state.settings(DigitSettings)
    digit = state.present_digit(settings)
    answers = runtime.run_short(all_answers, state.digit_takers(), digit.pixels)
    digit_wall(_wall(settings.pen, digit, answers), _drawn, key="wall")
    url_state.write()


def _wall(
    strokes: str, digit: DrawnDigit, answers: Mapping[str, Probabilities | Reconstruction]
) -> DigitWall:
    classifiers = [
        ClassifierCard(
            short, _name(short), answer.classes.round(4).tolist(), percent(float(answer.classes.max()))
        )
        for short, answer in answers.items()
        if isinstance(answer, Probabilities)
    ]
    pictures = [
        PictureCard(short, _name(short), digit_address(answer.picture), f"error {answer.error:.3f}")
        for short, answer in answers.items()
        if isinstance(answer, Reconstruction)
    ]
    said = "" if digit.note == EMPTY else verdict(answers)
    return DigitWall(strokes, digit_address(digit.pixels), digit.note, said, classifiers, pictures)


def verdict(answers: Mapping[str, Probabilities | Reconstruction]) -> str:
    """What the classifiers say together, in one sentence."""
    said = {short: answer.best for short, answer in answers.items() if isinstance(answer, Probabilities)}
    (most, count), *_ = Counter(said.values()).most_common()
    if count == len(said):
        return f"All {cardinal(count)} say {most}."
    others = ", ".join(f"{short} says {digit}" for short, digit in said.items() if digit != most)
    return f"{cardinal(count).capitalize()} of {cardinal(len(said))} say {most}; {others}."


def _name(short: str) -> str:
    """Its name in words."""
    return BY_SHORT[short].name.removesuffix(" (DCN)")


def _drawn(strokes: str) -> None:
    if strokes == "" or is_drawing(strokes):
        st.session_state["pen"] = strokes


SCREEN = Screen(draw_a_digit_screen, (DigitSettings,), EXPERIMENTS, DEFAULTS)
