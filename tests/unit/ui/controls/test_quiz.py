"""Questions that are guessed, and answers that are shown without a guess."""

from streamlit.testing.v1 import AppTest

from tests.pages.driving import press


def asking() -> None:
    import streamlit as st

    from components.ui.controls.quiz import Question, guess_first, show_tally

    first = Question("one?", ("a", "b"), "a", "first")
    second = Question("two?", ("c", "d"), "d", "second", "the network says")
    if guess_first((first, second)):
        st.markdown("revealed")
    show_tally()


def said(app: AppTest) -> list[str]:
    assert not app.exception
    return [line.value for line in app.markdown]


def test_what_was_guessed_stays_and_is_counted() -> None:
    app = AppTest.from_function(asking).run()
    assert said(app) == ["**Guess first: one?**"]
    assert "**Guess first: two?**" in said(press(app, "b"))
    words = said(press(app, "d"))
    assert "You guessed b; it is **a**." in words[0]
    assert "You guessed right: the network says **d**." in words[0]
    assert words[1:] == ["revealed", "**1 of 2** guesses right"]


def test_answers_are_shown_without_a_guess_and_not_counted() -> None:
    app = AppTest.from_function(asking).run()
    assert said(press(app, "Show without guessing")) == [
        "It is **a**.  \nThe network says **d**.",
        "revealed",
    ]


def test_what_was_guessed_before_is_still_counted() -> None:
    app = AppTest.from_function(asking).run()
    press(app, "a")
    assert said(press(app, "Show without guessing"))[-2:] == ["revealed", "**1 of 1** guesses right"]
