"""Guess first: the class commits itself before the answer is revealed, and the tally is kept."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import streamlit as st

from components.session import Guess, visitor
from components.ui.text import plain


@dataclass(frozen=True)
class Question:
    """What to guess. `about` tells it from all others of the visit, so that it is asked only once.

    The text is markdown, so a visitor's own words in it must be escaped (`words.plain`). The options are
    shown as they are, whatever marks they hold. `answered_by` stands before the answer: what a network says
    need not be the truth.
    """

    text: str
    options: Sequence[str]
    right: str
    about: Hashable
    answered_by: str = "it is"


def guess_first(questions: Sequence[Question]) -> bool:
    """Ask one question after the other; True once all are answered, and the answer may be drawn."""
    guesses = visitor().guesses
    asked = [question for question in questions if question.about in guesses]
    if len(asked) == len(questions):
        return True
    if asked:
        st.markdown("  \n".join(_outcome(question) for question in asked))
    _ask(next(question for question in questions if question.about not in guesses))
    return False


def show_unanswered(photo: bytes, credit: str) -> None:
    """The photo that is asked about, as long as the answer isn't drawn."""
    with st.container(width=400):  # at most: an image of fixed width would stand out of a phone
        st.image(photo, caption=credit, width="stretch")


def show_tally() -> None:
    """How many guesses of this visit were right, if there were any."""
    guesses = visitor().guesses.values()
    if guesses:
        st.markdown(
            f"**{sum(right for _, right in guesses)} of {len(guesses)}** guesses right", width="content"
        )


def _outcome(question: Question) -> str:
    choice, right = visitor().guesses[question.about]
    answer = f"{question.answered_by} **{plain(question.right)}**"
    if right:
        return f":material/check: You guessed right: {answer}."
    return f":material/close: You guessed {plain(choice)}; {answer}."


def _ask(question: Question) -> None:
    st.markdown(f"**Guess first: {question.text}**")
    with st.container(horizontal=True):
        for option in question.options:
            key = f"guess {question.about} {option}"
            st.button(plain(option), key=key, on_click=_answer, args=(question, option))


def _answer(question: Question, choice: str) -> None:
    visitor().guesses[question.about] = Guess(choice, choice == question.right)
    st.toast(_outcome(question))
