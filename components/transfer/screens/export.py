"""*Export*: the trained classifier as a program that runs anywhere, checked against the page."""

import threading
from collections.abc import Hashable, Iterator

import streamlit as st

from components import jobs, runtime
from components.transfer.export import (
    TOLERANCE,
    ExportError,
    ExportProgress,
    export_classifier,
    feature_extractor_onnx,
)
from components.transfer.screens.evaluate_none_of_these import NoneOfTheseSettings, chosen_threshold
from components.transfer.screens.ideas import EXPORT
from components.transfer.screens.state import TeachSettings
from components.transfer.screens.trained_classifier import classifier_to_show
from components.transfer.train import TrainedClassifier
from components.ui import url_state
from components.ui.controls.idea import show_idea
from components.ui.controls.network import network
from components.ui.frame.screen import Screen
from components.ui.text import plain

EXPORTING = "export"
CLAIM = "Export the classifier: a program that predicts what this page predicts, without it."

CONTENTS = """
| in the zip | what it is |
| --- | --- |
| **predict.py** | the program |
| **model.onnx** | the network with your last layer |
| **model.safetensors** | the same weights for PyTorch |
| **labels.json**, **preprocessing.json** | your classes; sizes, mean, deviation |
| **none_of_these.json** | the threshold of “None of these” |
| **components** | this page’s own code for reading photos |
| **requirements.txt**, **README.md** | four packages to install; how to run it |
| two **LICENSE** files | terms of the code, of the weights |
"""
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
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(CLAIM, width="content")
        show_idea(EXPORT)
    trained = classifier_to_show(taught)
    if trained is None:
        return
    left, right = st.columns([6, 7], gap="large")
    with left:
        _offer(trained, chosen_threshold(trained, limits))
    with right:
        st.markdown(CONTENTS)
        st.caption(PRIVACY)


def _offer(trained: TrainedClassifier, limit: float) -> None:
    about = export_about(trained, limit)
    ended: jobs.Ended[ExportProgress] | None = jobs.result(EXPORTING, about)
    if jobs.is_about(EXPORTING, about):
        jobs.watch(EXPORTING, _draw)
        return
    if ended and ended.trouble:
        st.error(plain(ended.trouble), icon=":material/error:")
    if ended and ended.state == "done" and ended.snapshot:
        _draw_result(ended.snapshot)
        return
    count = len(trained.dataset.names)
    st.markdown(
        f"The classifier of **{count} classes** is written as one file; then **predict.py** is run in its "
        "own process on photos that were held out, from their original bytes. Its probabilities and "
        "distances must be the page’s, to five decimals."
    )
    st.markdown(
        "As on *Predict*, a photo is “None of these” if its distance to what was taught is above "
        f"**{limit:.2f}**. This threshold is changed on *Evaluate*."
    )
    st.button("Make the zip", icon=":material/archive:", on_click=_start, args=(trained, limit))


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
    st.markdown(NEEDS)
    for tab, lines in zip(st.tabs(list(COMMANDS)), COMMANDS.values(), strict=True):
        tab.code(lines, language=None, wrap_lines=True)


SCREEN = Screen(export_screen, (TeachSettings, NoneOfTheseSettings))
