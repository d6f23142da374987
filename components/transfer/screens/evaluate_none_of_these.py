"""*Understand*, none of these: a threshold on the distance to the photos that were taught."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.transfer.charts import rejection_chart
from components.transfer.dataset import Picture
from components.transfer.fashion_mnist import all_garments, first
from components.transfer.novelty import distances, proposed_threshold, rejection
from components.transfer.screens.state import GARMENTS, TeachSettings, embedder
from components.transfer.train import Lesson
from components.ui import url_state
from components.ui.widgets import charts
from components.ui.widgets.photo_rows import Captioned
from components.ui.widgets.tiles import tiles
from components.vision.samples import SAMPLES

PROPOSED = "proposed"
THRESHOLDS = (PROPOSED, *(f"{hundredths / 100:.2f}" for hundredths in range(101)))


@dataclass(frozen=True)
class NoneSettings:
    """The threshold, a cosine distance, or the one that is proposed."""

    threshold: str = url_state.choice(PROPOSED, THRESHOLDS)


def threshold(lesson: Lesson, settings: NoneSettings) -> float:
    """The distance above which the answer is "none of these"."""
    if settings.threshold == PROPOSED:
        return proposed_threshold(lesson.features[list(lesson.split.train)])
    return float(settings.threshold)


def _scale(lesson: Lesson) -> tuple[tuple[str, ...], Callable[[str], str]]:
    """The thresholds in order, the proposed one at its place among them, and how each is written."""
    proposed = threshold(lesson, NoneSettings())
    numbers = THRESHOLDS[1:]
    place = sum(float(number) < proposed for number in numbers)

    def written(option: str) -> str:
        return f"{proposed:.2f} ({PROPOSED})" if option == PROPOSED else option

    return (*numbers[:place], PROPOSED, *numbers[place:]), written


def none_view(lesson: Lesson, taught: TeachSettings) -> None:
    """Draw the view."""
    settings = url_state.settings(NoneSettings)
    limit = threshold(lesson, settings)
    learned = lesson.features[list(lesson.split.train)]
    held_out = list(lesson.split.held_out)
    known = distances(lesson.features[held_out], learned)
    right = lesson.probabilities.argmax(1) == lesson.targets[held_out]
    strangers = _strangers(taught)
    far = distances(_features(strangers, taught), learned)
    left, side = st.columns([8, 6], gap="large")
    with left:
        charts.draw(rejection_chart(rejection(known, right, far), limit), 480, "rejection")
        options, written = _scale(lesson)
        st.select_slider("Threshold", options, format_func=written, key="threshold")
    with side:
        kept, refused = known <= limit, far > limit
        correct = int((kept & right).sum())
        st.subheader(f"Threshold {limit:.2f}", anchor=False)
        st.markdown(
            f"**{int(kept.sum())} of {len(kept)}** held-out photos get an answer; {correct} of these are "
            f"right. **{int(refused.sum())} of {len(far)}** strangers are refused."
        )
        own = (
            "" if taught.album == GARMENTS else " (one that does belong to a class of yours is rightly near)"
        )
        st.markdown(f"Strangers, with their distances, the nearest first{own}:")
        order = far.argsort().tolist()
        shown = [Captioned(strangers[i].thumbnail, f"{far[i]:.2f}") for i in order]
        tiles(shown, "refused", [bool(refused[i]) for i in order], key="strangers")


def _strangers(taught: TeachSettings) -> tuple[Picture, ...]:
    """Photos that are of none of the classes: the samples; for one's own classes, garments too."""
    samples = runtime.shared(_sample_pictures, taught.model)
    if taught.album == GARMENTS:
        return samples
    return (*samples, *first(runtime.shared(all_garments), 1).pictures)


def _sample_pictures(model: str) -> tuple[Picture, ...]:
    machine = embedder(TeachSettings(model=model))
    return tuple(machine.take_in(sample.read()) for sample in SAMPLES.values())


def _features(pictures: tuple[Picture, ...], taught: TeachSettings) -> Tensor:
    machine = embedder(taught)
    return runtime.run_short(lambda: torch.stack([machine.features(picture) for picture in pictures]))
