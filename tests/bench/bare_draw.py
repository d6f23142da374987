"""The reference page for `zoo_draw`: a pad, the same forward passes, the answers in words and a picture."""

import numpy as np
import streamlit as st
import torch
from torch import nn

from components.zoo.answers import Probabilities, Reconstruction, all_answers
from components.zoo.drawn_digit import drawn_digit
from components.zoo.library import AUTOENCODERS, CLASSIFIERS, load_digit_network
from tests.bench.bare_pad import bare_pad


@st.cache_resource
def load() -> dict[str, nn.Module]:
    """All networks that take a digit, once for all sessions."""
    return {about.short: load_digit_network(about.short, "cpu") for about in (*CLASSIFIERS, *AUTOENCODERS)}


def words(answer: Probabilities | Reconstruction) -> str:
    """An answer in one line."""
    if isinstance(answer, Reconstruction):
        return f"error {answer.error:.3f}"
    return f"{answer.best}: {' '.join(f'{probability:.2f}' for probability in answer.classes)}"


torch.set_num_threads(1)  # as the app's pool has it
st.set_page_config(layout="wide")
places = bare_pad(key="pad", default={"stroke": []}, on_stroke_change=lambda: None).stroke
strokes = (tuple((x, y) for x, y in places),) if places else ()
answers = all_answers(load(), drawn_digit(strokes).pixels)
st.text("\n".join(f"{short} {words(answer)}" for short, answer in answers.items()))
pictures = [answer.picture for answer in answers.values() if isinstance(answer, Reconstruction)]
st.image(np.hstack(pictures), width=896, clamp=True)
