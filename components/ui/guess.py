"""Guess first: the class commits itself before the answer is revealed, and the tally is kept."""

from collections.abc import Hashable, Sequence

import streamlit as st

from components.session import visitor


def guess(question: str, options: Sequence[str], right: str, about: Hashable) -> bool:
    """Ask `question` until it is answered; then show how the guess went. True once it is answered.

    `about` tells this question from all others of the visit (the photo, the model …), so that
    coming back to it doesn't ask again. Draw the answer only where this returned True.
    """
    guesses = visitor().guesses
    if about not in guesses:
        _ask(question, options, right, about)
        return False
    choice, hit = guesses[about]
    won = sum(good for _, good in guesses.values())
    tally = f"Tally of this visit: {won} of {len(guesses)} right."
    if hit:
        st.success(f"**{choice}** is right. {tally}", icon=":material/check:")
    else:
        st.info(f"You guessed **{choice}**; the answer is **{right}**. {tally}", icon=":material/close:")
    return True


def _ask(question: str, options: Sequence[str], right: str, about: Hashable) -> None:
    st.markdown(f"##### Guess first: {question}")
    with st.container(horizontal=True):
        for option in options:
            st.button(
                option,
                key=f"guess {about} {option}",
                on_click=_answer,
                args=(about, option, option == right),
            )


def _answer(about: Hashable, choice: str, hit: bool) -> None:
    visitor().guesses[about] = (choice, hit)
