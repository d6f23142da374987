"""Quiz on *Discriminator*: which of a row of pictures are real? Then the discriminator classifies them."""

import random
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch

from components import runtime
from components.gan.discriminator_scores import ScoreSample, score_images
from components.gan.faces import LAST_SEED, latent_of_seed
from components.gan.images import JPEG_QUALITY, Images, image_grid, upscale_nearest
from components.gan.reference_images import REFERENCE_COUNT
from components.gan.screens.state import (
    generate_images,
    shared_discriminator,
    shared_references,
)
from components.render.encode import full_colour_jpeg
from components.session import visitor
from components.ui.controls.quiz import Question, guess_first
from components.ui.text import in_words
from components.ui.widgets.shelf import Row, shelf

REAL, GENERATED = "real", "generated"
LENGTH = 6
ENLARGED = 5
LAST_ROW = 999
_ASKED = "picture asked about"


@dataclass(frozen=True)
class QuizRow:
    """A row of pictures (6, 64, 64, 3), and the kind of each, REAL or GENERATED."""

    pictures: Images
    kinds: tuple[str, ...]
    about: tuple[str, ...]

    def question(self, place: int) -> Question:
        """Return the question about the picture at a place."""
        text = f"is picture {place + 1} real or generated?"
        return Question(text, (REAL, GENERATED), self.kinds[place], (*self.about, place))


def quiz_row(row: int, truncation: int) -> QuizRow:
    """Sample the pictures of a row, always the same: each real or generated with probability ½."""
    rng = random.Random(row)
    kinds = tuple(rng.choice((REAL, GENERATED)) for _ in range(LENGTH))
    avatars = rng.sample(range(REFERENCE_COUNT), LENGTH)
    latents = torch.stack([latent_of_seed(rng.randrange(LAST_SEED + 1), truncation) for _ in kinds])
    made = generate_images(latents)
    pictures = [
        shared_references()[avatars[at]] if kind == REAL else made[at] for at, kind in enumerate(kinds)
    ]
    return QuizRow(np.stack(pictures), kinds, ("real or generated", str(row), str(truncation)))


def show_quiz(row: int, truncation: int, sample: ScoreSample) -> None:
    """Draw the row and ask; once all six are guessed, compare with the discriminator."""
    quiz, guesses = quiz_row(row, truncation), visitor().guesses
    left = [place for place in range(LENGTH) if quiz.question(place).about not in guesses]
    asked = st.session_state.get(_ASKED, 0)
    now = asked if asked in left else (left[0] if left else None)
    shelf(
        Row(
            full_colour_jpeg(image_grid(upscale_nearest(quiz.pictures, ENLARGED), LENGTH), JPEG_QUALITY),
            _names(quiz, left),
            LENGTH,
        ),
        now,
        lambda place: st.session_state.update({_ASKED: place}),
        key="row to guess",
    )
    if now is not None:
        guess_first([quiz.question(now)])
    else:
        _compare(quiz, sample)


def another_row(row: int) -> None:
    """Draw the control for a row of other pictures."""
    st.button("Another row", icon=":material/casino:", on_click=_next_row, args=(row,))


def _names(quiz: QuizRow, left: list[int]) -> list[str]:
    """Name the pictures by number, those already guessed also by kind, at the end also by score."""
    scores = [] if left else runtime.run_short(score_images, shared_discriminator(), quiz.pictures).tolist()
    names = []
    for place, kind in enumerate(quiz.kinds):
        if place in left:
            names.append(f"{place + 1}")
            continue
        choice, right = visitor().guesses[quiz.question(place).about]
        mark = "✓ " if right else "✗ " if choice else ""
        score = f", {in_words(scores[place])}" if scores else ""
        names.append(f"{place + 1} {mark}{kind}{score}")
    return names


def _compare(quiz: QuizRow, sample: ScoreSample) -> None:
    answers = [visitor().guesses[quiz.question(place).about] for place in range(LENGTH)]
    yours, guessed = sum(one.right for one in answers), sum(bool(one.choice) for one in answers)
    scores = runtime.run_short(score_images, shared_discriminator(), quiz.pictures).tolist()
    its = [REAL if score > sample.threshold else GENERATED for score in scores]
    right = sum(guess == kind for guess, kind in zip(its, quiz.kinds, strict=True))
    st.markdown(
        f"**You: {yours} of {guessed}. The discriminator: {right} of {LENGTH}**, if a score above "
        f"{in_words(sample.threshold)}, halfway between the means of many real and many generated, means "
        "real. It has the advantage: the threshold comes from the scores of these very avatars."
    )


def _next_row(row: int) -> None:
    st.session_state["row"] = (row + 1) % (LAST_ROW + 1)
