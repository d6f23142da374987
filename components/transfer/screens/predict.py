"""*Predict*: the trained classifier's prediction for a new photo."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components import runtime
from components.render.colours import SEQUENTIAL
from components.session import visitor
from components.transfer.classify import grad_cam
from components.transfer.screens.evaluate_none_of_these import NoneOfTheseSettings, chosen_threshold
from components.transfer.screens.ideas import PREDICT
from components.transfer.screens.query_photo import (
    HELD_OUT,
    SAMPLE,
    QueryPhoto,
    QueryPhotoSettings,
    pick_query_photo,
    query_photo,
)
from components.transfer.screens.state import FASHION_MNIST, TeachSettings
from components.transfer.screens.trained_classifier import classifier_to_show
from components.transfer.train import TrainedClassifier
from components.ui import url_state
from components.ui.controls.compare import NOW, freeze_button, side_by_side
from components.ui.controls.network import network
from components.ui.controls.quiz import Question, answered, ask_beside, show_outcomes, show_tally
from components.ui.controls.seen_square import seen_square
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import isolated, plain
from components.ui.widgets.class_bars import Bar, class_bars, percent
from components.ui.widgets.heatmap_overlay import Layers, overlay
from components.ui.widgets.photo_rows import Captioned
from components.ui.widgets.tiles import tiles
from components.vision.classifier import with_last_layer

CLAIM = "A new photo: which of your classes is it, if any?"
NONE = "None of these"
NAME = "predict"  # of what is frozen
SHOWN, COMPARED = 4, 2  # classes, of one result and of each of two
_EXPLAINED = "explained class"


@dataclass(frozen=True)
class PredictSettings:
    """Settings of this screen in the link besides the choice of the photo."""

    guess: bool = url_state.boolean()


GARMENTS = {"album": FASHION_MNIST}  # what the experiments are about, whatever was taught last
DEFAULTS = asdict(QueryPhotoSettings()) | asdict(PredictSettings()) | asdict(NoneOfTheseSettings()) | GARMENTS
EXPERIMENTS = (
    Experiment(
        "A cat among garments",
        {"newcomer": SAMPLE},
        "Softmax must name a garment even for a cat; its distance from the training photos is above the "
        "threshold, so the answer is “None of these”.",
    ),
    Experiment("Guess: a garment", {"newcomer": HELD_OUT, "number": 33, "guess": True}),
)


@dataclass(frozen=True)
class PredictResult:
    """A query photo with its prediction: all that is needed to draw it, now or frozen."""

    trained: TrainedClassifier
    shown: QueryPhoto
    limit: float

    @property
    def rejected(self) -> bool:
        """Whether the photo is too far from the training photos."""
        return self.shown.prediction.distance > self.limit

    @property
    def about(self) -> tuple[str, ...]:
        """Key that tells it from all other results."""
        return (self.shown.subject.photo.digest, *self.trained.dataset.names)


def predict_screen() -> None:
    """Draw the screen."""
    taught, limits = url_state.settings(TeachSettings), url_state.settings(NoneOfTheseSettings)
    chosen, settings = url_state.settings(QueryPhotoSettings), url_state.settings(PredictSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, PREDICT)
    trained = classifier_to_show(taught, place)
    if trained is None:
        return
    found = PredictResult(trained, query_photo(trained, chosen), chosen_threshold(trained, limits))
    questions = _questions(found) if settings.guess else ()
    with place.picture:
        if answered(questions):
            side_by_side(NAME, found, lambda drawn, key: _draw(drawn, questions, key))
        else:
            ask_beside(_photo(found), found.shown.subject.credit, questions)
    with place.dock:
        pick_query_photo(trained, chosen)
        st.toggle("Guess first", key="guess")
        show_tally()
        if answered(questions):
            freeze_button(NAME, found)


def _questions(found: PredictResult) -> tuple[Question, ...]:
    best = found.shown.prediction.classification.best(1)[0][0]
    in_distribution = "no" if found.rejected else "yes"
    return (
        Question(
            "which class wins?",
            found.trained.dataset.names,
            best,
            (*found.about, "predict class"),
            "the network says",
        ),
        Question(
            "is it like what was taught, so that it gets an answer?",
            ("yes", "no"),
            in_distribution,
            (*found.about, "predict distance"),
            "the distance says",
        ),
    )


# --- What is drawn ----------------------------------------------------------------------------------


def _photo(found: PredictResult) -> bytes:
    how = network(found.trained.classifier.backbone).backbone.preprocessing
    return seen_square(found.shown.subject.photo, how)


def _draw(found: PredictResult, questions: Sequence[Question], key: str) -> None:
    """Draw the photo beside the answer; of two results that are compared, the photo above it."""
    if NAME in visitor().frozen:
        picture, answer = st.container(key=f"stretch-{key}"), st.container()
    else:
        picture, answer = st.columns([5, 3], gap="medium")
    ranked = found.shown.prediction.classification.best(min(SHOWN, len(found.trained.dataset.names)))
    names = [label for label, _ in ranked]
    explained = st.session_state.get(_EXPLAINED)
    wanted = explained if explained in names else names[0]
    with answer:
        if key == NOW:
            show_outcomes(questions)
        _draw_answer(found, ranked, wanted, key)
    with picture:
        with_layer = with_last_layer(network(found.trained.classifier.backbone), found.trained.classifier)
        heatmap = runtime.run_short(grad_cam, with_layer, found.shown.prediction.classification, wanted)
        ends = ("little", f"speaks for “{isolated(wanted)}”")
        layers = Layers(_photo(found), heatmap.png, SEQUENTIAL, ends, found.shown.subject.credit)
        overlay(layers, 60, lambda _: None, key=f"predict overlay {key}")


def _draw_answer(found: PredictResult, ranked: list[tuple[str, float]], wanted: str, key: str) -> None:
    prediction = found.shown.prediction
    best, probability = ranked[0]
    st.subheader(NONE if found.rejected else plain(best), anchor=False)
    compared = "above" if found.rejected else "within"
    st.markdown(
        (f"Softmax alone: {plain(best)}, {percent(probability)}. " if found.rejected else "")
        + f"Distance to what was taught: **{prediction.distance:.2f}**, "
        + f"{compared} the threshold {found.limit:.2f}."
        + (f" Truth: **{plain(found.shown.label)}**." if found.shown.label else "")
    )
    comparing = NAME in visitor().frozen
    class_bars(
        [
            Bar(name, p, "+" if name == wanted else "")
            for name, p in ranked[: COMPARED if comparing else SHOWN]
        ],
        _explain,
        key=f"predict bars {key}",
        fills=not comparing,
    )
    if comparing:
        return
    st.markdown("Most similar photos you taught (cosine similarity):")
    near = [
        Captioned(n.photo.thumbnail, f"{isolated(n.label)} {n.similarity:.2f}") for n in prediction.neighbours
    ]
    differ = [n.label != best for n in prediction.neighbours]
    tiles(near, "", differ, key=f"predict near {key}", fills=True)


def _explain(label: str) -> None:
    st.session_state[_EXPLAINED] = label


SCREEN = Screen(
    predict_screen, (QueryPhotoSettings, PredictSettings, NoneOfTheseSettings), EXPERIMENTS, DEFAULTS
)
