"""*Export*: the trained classifier as a program that runs anywhere, checked against the page."""

import threading
from collections.abc import Hashable, Iterator

import streamlit as st

from components import jobs, runtime
from components.render.data_url import data_url
from components.transfer.export import (
    TOLERANCE,
    ExportError,
    ExportProgress,
    export_classifier,
    feature_extractor_onnx,
)
from components.transfer.figures import feature_sheet
from components.transfer.screens.evaluate_none_of_these import NoneOfTheseSettings, chosen_threshold
from components.transfer.screens.ideas import EXPORT
from components.transfer.screens.query_photo import QueryPhotoSettings, query_photo
from components.transfer.screens.state import TeachSettings
from components.transfer.screens.trained_classifier import classifier_to_show
from components.transfer.train import TrainedClassifier
from components.transfer.widgets.program_flow import Amount, PackageFile, Step, program_flow
from components.ui import url_state
from components.ui.controls.network import network
from components.ui.controls.seen_square import seen_square
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import plain
from components.ui.widgets.class_bars import percent
from components.vision.backbones import BACKBONES

EXPORTING = "export"
SHOWN = 5  # classes
CLAIM = "A program that predicts what this page predicts, without it."

OTHERS = (
    PackageFile("predict.py", "the program that does these steps"),
    PackageFile("model.safetensors", "the same weights for PyTorch"),
    PackageFile("components", "this page’s own code for reading photos"),
    PackageFile("requirements.txt", "four packages to install"),
    PackageFile("README.md", "how to run it"),
    PackageFile("two LICENSE files", "terms of the code, of the weights"),
)
PRIVACY = (
    "None of your photos is in it; for “None of these”, the features of those taught are: numbers that the "
    "network made of them."
)

NEEDS = (
    "It runs on a computer with **Python 3.11** or newer and an internet connection for the installation, "
    "not on a phone. Unpack the zip, open a terminal in its folder **classifier**, and enter these lines:"
)
COMMANDS = {
    "Windows": r"""py -m venv .venv
.venv\Scripts\python -m pip install -r requirements.txt
.venv\Scripts\python predict.py photo.jpg""",
    "macOS, Linux": """python3 -m venv .venv
.venv/bin/python -m pip install -r requirements.txt
.venv/bin/python predict.py photo.jpg""",
}


def export_screen() -> None:
    """Draw the screen."""
    taught, limits = url_state.settings(TeachSettings), url_state.settings(NoneOfTheseSettings)
    place = stage(CLAIM, (), {}, EXPORT)
    trained = classifier_to_show(taught, place)
    if trained is None:
        return
    limit = chosen_threshold(trained, limits)
    about = export_about(trained, limit)
    ended: jobs.Ended[ExportProgress] | None = jobs.result(EXPORTING, about)
    made = ended.snapshot if ended and ended.state == "done" else None
    working = jobs.is_about(EXPORTING, about)
    with place.picture:
        program_flow(_steps(trained, limit), () if made else OTHERS, key="program")
        if working:
            jobs.watch(EXPORTING, _draw)
        elif made:
            _draw_commands()
    with place.dock:
        if ended and ended.trouble:
            st.error(plain(ended.trouble), icon=":material/error:")
        if made:
            _draw_result(made)
        elif not working:
            st.button("Make the zip", icon=":material/archive:", on_click=_start, args=(trained, limit))
        st.caption(PRIVACY)


def _steps(trained: TrainedClassifier, limit: float) -> tuple[Step, ...]:
    """What the program does, with what comes of a held-out photo."""
    how = BACKBONES[trained.classifier.backbone].preprocessing
    shown = query_photo(trained, QueryPhotoSettings())
    found = shown.prediction
    ranked = found.classification.best(min(SHOWN, len(trained.dataset.names)))
    end = max(1.2 * max(found.distance, limit), 1e-6)
    return (
        Step(
            "A photo",
            f"is resized and cut to {how.crop} × {how.crop} pixels.",
            "preprocessing.json",
            data_url(seen_square(shown.subject.photo, how)),
        ),
        Step(
            "Frozen network",
            f"{trained.classifier.backbone} makes {len(found.features):,} features.",
            "model.onnx",
            data_url(feature_sheet(found.features), "png"),
        ),
        Step(
            "Your last layer",
            f"gives each of {len(trained.dataset.names)} classes a probability.",
            "model.onnx, labels.json",
            amounts=tuple(Amount(name, percent(p), p) for name, p in ranked),
        ),
        Step(
            "None of these?",
            "Only if the distance to what was taught is above the threshold.",
            "none_of_these.json",
            amounts=(
                Amount("distance", f"{found.distance:.2f}", found.distance / end),
                Amount("threshold", f"{limit:.2f}", limit / end),
            ),
        ),
    )


def export_about(trained: TrainedClassifier, limit: float) -> Hashable:
    """Return the key of a zip: its classifier, and the threshold of "None of these" in it."""
    return trained.about, limit


def _start(trained: TrainedClassifier, limit: float) -> None:
    name = trained.classifier.backbone
    chosen = network(name)

    def work(cancel: threading.Event) -> Iterator[ExportProgress]:
        try:
            yield from export_classifier(
                trained, limit, chosen, lambda: runtime.shared(_feature_extractor, name), cancel
            )
        except ExportError as error:
            raise jobs.JobError(str(error)) from error

    jobs.start(EXPORTING, work, "go on", export_about(trained, limit))


def _feature_extractor(name: str) -> bytes:
    return feature_extractor_onnx(network(name))


def _draw(job: jobs.Job[ExportProgress]) -> None:
    progress = job.snapshot
    st.progress(
        progress.fraction if progress else 0.0,
        progress.words if progress else "The zip is made in three steps.",
    )


def _draw_result(progress: ExportProgress) -> None:
    agreement = progress.agreement
    assert agreement is not None
    largest = f"largest difference of a probability or distance **{agreement.largest_difference:.7f}**"
    if agreement.holds:
        st.success(
            f"**predict.py** agrees with this page on {agreement.photos} held-out photos: {largest}.",
            icon=":material/verified:",
        )
    else:
        st.error(
            f"**predict.py** does not agree with this page: {largest}, more than {TOLERANCE:.5f}. "
            "Please don’t rely on this zip; another network may agree.",
            icon=":material/error:",
        )
    st.download_button(
        f"Save the zip ({len(progress.package) / 1e6:.0f} MB)",
        progress.package,
        "classifier.zip",
        "application/zip",
        icon=":material/save:",
        on_click="ignore",
    )


def _draw_commands() -> None:
    st.markdown(NEEDS)
    for tab, lines in zip(st.tabs(list(COMMANDS)), COMMANDS.values(), strict=True):
        tab.code(lines, language=None, wrap_lines=True)


SCREEN = Screen(export_screen, (TeachSettings, NoneOfTheseSettings))
