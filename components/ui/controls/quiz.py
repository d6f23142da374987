"""Guess first: the class commits itself before the answer is revealed, and the tally is kept."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import streamlit as st

from components.session import Guess, visitor
from components.ui.text import plain
from components.ui.widgets.credited_photo import credited_photo

MOST_BELOW = 6  # options that are set one below the other
SHOW = "Show without guessing"


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


def answered(questions: Sequence[Question]) -> bool:
    """Whether all have been answered, and the answer may be drawn."""
    return all(question.about in visitor().guesses for question in questions)


def guess_first(questions: Sequence[Question], *, below: bool = False) -> bool:
    """Ask one question after the other; True once all are answered, and the answer may be drawn.

    The options stand in a row, or one below the other. What was guessed stays where it was asked.
    """
    guesses = visitor().guesses
    show_outcomes([question for question in questions if question.about in guesses])
    if answered(questions):
        return True
    _ask([question for question in questions if question.about not in guesses], below)
    return False


def show_outcomes(questions: Sequence[Question]) -> None:
    """What was guessed, and what is right."""
    if questions:
        st.markdown("  \n".join(_outcome(question) for question in questions))


def ask_beside(photo: bytes, credit: str, questions: Sequence[Question]) -> None:
    """The photo that is asked about and, where its answer will stand, the next question."""
    picture, asked = st.columns([2, 1], gap="medium")
    with picture:
        credited_photo(photo, credit, key="unanswered")
    with asked:
        guess_first(questions, below=True)


def show_tally() -> None:
    """How many guesses of this visit were right, if there were any."""
    guesses = [guess for guess in visitor().guesses.values() if guess.choice]
    if guesses:
        st.markdown(
            f"**{sum(right for _, right in guesses)} of {len(guesses)}** guesses right", width="content"
        )


def _outcome(question: Question) -> str:
    choice, right = visitor().guesses[question.about]
    answer = f"{question.answered_by} **{plain(question.right)}**"
    if not choice:
        return f"{answer[0].upper()}{answer[1:]}."
    if right:
        return f":material/check: You guessed right: {answer}."
    return f":material/close: You guessed {plain(choice)}; {answer}."


def _ask(questions: Sequence[Question], below: bool) -> None:
    """Ask the first of the open questions; the answers of all of them can be shown without a guess."""
    question = questions[0]
    with st.container(key=f"question {question.about}"):  # in the picture it is the headline (stage.css)
        st.markdown(f"**Guess first: {question.text}**")
    below = below and len(question.options) <= MOST_BELOW
    with st.container(horizontal=not below):
        for option in question.options:
            key = f"guess {question.about} {option}"
            st.button(
                plain(option),
                key=key,
                on_click=_answer,
                args=(question, option),
                width="stretch" if below else "content",
            )
        st.button(SHOW, key=f"show {question.about}", type="tertiary", on_click=_show, args=(questions,))


def _show(questions: Sequence[Question]) -> None:
    visitor().guesses.update({question.about: Guess("", right=False) for question in questions})


def _answer(question: Question, choice: str) -> None:
    visitor().guesses[question.about] = Guess(choice, choice == question.right)
