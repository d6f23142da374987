"""*Evaluate*, none of these: a threshold on the distance to the training photos."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.transfer.charts import rejection_chart
from components.transfer.dataset import LabelledPhoto
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.novelty import knn_distances, proposed_threshold, rejection_curve
from components.transfer.screens.state import FASHION_MNIST, TeachSettings, chosen_embedder
from components.transfer.train import TrainedClassifier
from components.ui import url_state
from components.ui.frame.stage import Stage
from components.ui.widgets import charts
from components.ui.widgets.photo_rows import Captioned
from components.ui.widgets.tiles import tiles
from components.vision.samples import SAMPLES

PROPOSED = "proposed"
THRESHOLDS = (PROPOSED, *(f"{hundredths / 100:.2f}" for hundredths in range(101)))


@dataclass(frozen=True)
class NoneOfTheseSettings:
    """Settings in the link: the threshold, a cosine distance, or the one that is proposed."""

    threshold: str = url_state.choice(PROPOSED, THRESHOLDS)


def chosen_threshold(trained: TrainedClassifier, settings: NoneOfTheseSettings) -> float:
    """Return the distance above which the answer is "none of these"."""
    if settings.threshold == PROPOSED:
        return proposed_threshold(trained.features[list(trained.split.train)])
    return float(settings.threshold)


def _options(trained: TrainedClassifier) -> tuple[tuple[str, ...], Callable[[str], str]]:
    """Return the thresholds ascending, with the proposed one at its place, and how each is written."""
    proposed = chosen_threshold(trained, NoneOfTheseSettings())
    numbers = THRESHOLDS[1:]
    place = sum(float(number) < proposed for number in numbers)

    def written(option: str) -> str:
        return f"{proposed:.2f} ({PROPOSED})" if option == PROPOSED else option

    return (*numbers[:place], PROPOSED, *numbers[place:]), written


def none_of_these_view(trained: TrainedClassifier, taught: TeachSettings, place: Stage) -> None:
    """Draw the view."""
    settings = url_state.settings(NoneOfTheseSettings)
    limit = chosen_threshold(trained, settings)
    train_features = trained.features[list(trained.split.train)]
    held_out = list(trained.split.held_out)
    near = knn_distances(trained.features[held_out], train_features)
    right = trained.probabilities.argmax(1) == trained.targets[held_out]
    novel = _novel_photos(taught)
    far = knn_distances(_features(novel, taught), train_features)
    answered, rejected = near <= limit, far > limit
    correct = int((answered & right).sum())
    with place.dock:
        options, written = _options(trained)
        st.select_slider("Threshold", options, format_func=written, key="threshold")
        if taught.album != FASHION_MNIST:
            st.caption("A photo of other things that does belong to a class of yours is rightly near.")
    with place.picture:
        curves, photos = st.columns([8, 6], gap="medium")
    with curves:
        st.subheader(f"Threshold {limit:.2f}", anchor=False)
        st.markdown(
            f"**{int(answered.sum())} of {len(answered)}** held-out photos get an answer; {correct} of these "
            f"are right."
        )
        charts.draw(rejection_chart(rejection_curve(near, right, far), limit), "rejection")
    with photos:
        st.markdown(
            f"**{int(rejected.sum())} of {len(far)}** photos of other things (*out of distribution*) are "
            "rejected; their distances, the nearest first:"
        )
        order = far.argsort().tolist()
        shown = [Captioned(novel[i].thumbnail, f"{far[i]:.2f}") for i in order]
        tiles(shown, "rejected", [bool(rejected[i]) for i in order], key="novel photos", fills=True)


def _novel_photos(taught: TeachSettings) -> tuple[LabelledPhoto, ...]:
    """Return photos of none of the classes: the samples; for one's own classes, built-in photos too."""
    samples = runtime.shared(_sample_photos, taught.model)
    if taught.album == FASHION_MNIST:
        return samples
    return (*samples, *first_per_class(runtime.shared(load_fashion_mnist), 1).photos)


def _sample_photos(model: str) -> tuple[LabelledPhoto, ...]:
    embedder = chosen_embedder(TeachSettings(model=model))
    return tuple(embedder.read_and_embed(sample.read()) for sample in SAMPLES.values())


def _features(photos: tuple[LabelledPhoto, ...], taught: TeachSettings) -> Tensor:
    embedder = chosen_embedder(taught)
    return runtime.run_short(lambda: torch.stack([embedder.features(photo) for photo in photos]))
