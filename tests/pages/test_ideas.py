"""Each screen of a topic says what stands behind it, and some sentences are held against what is computed."""

import pytest
from streamlit.testing.v1 import AppTest

from components.transfer.novelty import proposed_threshold
from components.transfer.screens import ideas
from components.transfer.screens.evaluate_none_of_these import PROPOSED
from tests.pages.conftest import OpenPage
from tests.pages.driving import wait, with_notes
from tests.pages.own_photos import PAGE, transfer_state


def said(app: AppTest) -> list[str]:
    assert not app.exception
    return [str(line.value) for line in app.markdown]


@pytest.mark.parametrize(
    ("view", "idea"),
    [
        ("Confusions", ideas.CONFUSIONS),
        ("Map", ideas.MAP),
        ("Race", ideas.RACE),
        ("Curve", ideas.CURVE),
        ("None of these", ideas.NONE),
    ],
)
def test_each_view_of_evaluate_has_its_idea(open_page: OpenPage, view: str, idea: str) -> None:
    app = with_notes(open_page(PAGE, screen="Evaluate", view=view))
    assert idea.strip() in [line.strip() for line in said(app)]


@pytest.mark.parametrize(("screen", "idea"), [("Predict", ideas.PREDICT), ("Export", ideas.EXPORT)])
def test_predict_and_export_have_theirs(open_page: OpenPage, screen: str, idea: str) -> None:
    assert idea.strip() in [line.strip() for line in said(with_notes(open_page(PAGE, screen=screen)))]


def test_the_patients_disease_is_named(open_page: OpenPage) -> None:
    words = " ".join(said(with_notes(open_page("rnn", screen="Patients"))))
    for part in (
        "primary biliary cirrhosis",
        "D-penicillamine",
        "Mayo",
        "placebo",
        "**AST.**",
        "**Albumin.**",
    ):
        assert part in words
    assert "disease of the liver" in words


def test_the_proposed_threshold_stands_at_its_place_on_the_scale(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Evaluate", view="None of these", per_class="5"))
    (trained,) = transfer_state(app).classifiers.values()
    proposed = proposed_threshold(trained.features[list(trained.split.train)])
    options = list(app.select_slider(key="threshold").options)
    place = next(at for at, option in enumerate(options) if PROPOSED in option)
    assert f"{proposed:.2f}" in options[place]
    numbers = [float(option) for option in options if PROPOSED not in option]
    assert numbers == sorted(numbers)
    assert numbers[place - 1] < proposed <= numbers[place]
