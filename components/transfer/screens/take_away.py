"""*Take away*: the taught classifier as a program that runs anywhere, checked against the page."""

import threading
from collections.abc import Iterator

import streamlit as st

from components import jobs, runtime
from components.transfer.exporting import TOLERANCE, ExportError, Stage, export, trunk_onnx
from components.transfer.screens.desk import Export, TeachSettings, desk, lesson_or_training
from components.transfer.screens.ideas import TAKE_AWAY, show_idea
from components.transfer.teaching import Lesson
from components.ui import link
from components.ui.network_source import network
from components.ui.words import plain

EXPORTING = "export"
CLAIM = "Take the classifier along: a program that predicts what this page predicts, without it."

CONTENTS = """
| in the zip | what it is |
| --- | --- |
| **predict.py** | the program |
| **model.onnx** | the network with your last layer |
| **model.safetensors** | the same weights for PyTorch |
| **labels.json**, **preprocessing.json** | your classes; sizes, mean, deviation |
| **photos.py**, **preprocessing.py** | this page’s own code for reading photos |
| **requirements.txt**, **README.md** | four packages to install; how to run it |
| two **LICENSE** files | terms of the code, of the weights |
"""

RUN = """
Unpack it, then in its folder:

```
python -m venv .venv
.venv/bin/pip install -r requirements.txt
.venv/bin/python predict.py photo.jpg
```
"""


def take_away_screen() -> None:
    """Draw the screen."""
    taught = link.settings(TeachSettings)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(CLAIM, width="content")
        show_idea(TAKE_AWAY)
    lesson = lesson_or_training(taught)
    if lesson is None:
        return
    left, right = st.columns([6, 7], gap="large")
    with left:
        _offer(lesson)
    with right:
        st.markdown(CONTENTS)
        st.caption("None of your photos is in it.")


def _offer(lesson: Lesson) -> None:
    _finish(lesson)
    if jobs.get(EXPORTING):
        jobs.watch(EXPORTING, _draw)
        return
    taken = desk().export
    if taken and taken.lesson is lesson:
        _draw_result(taken.stage)
        return
    count = len(lesson.album.names)
    st.markdown(
        f"The classifier of **{count} classes** is written as one file; then **predict.py** is run in its "
        "own process on photos that were held out, from their original bytes. Its probabilities must be the "
        "page’s, to five decimals."
    )
    st.button("Make the zip", icon=":material/archive:", on_click=_start, args=(lesson,))


def _start(lesson: Lesson) -> None:
    name = lesson.classifier.backbone
    chosen = network(name)

    def work(cancel: threading.Event) -> Iterator[Stage]:
        try:
            yield from export(lesson, chosen, lambda: runtime.shared(_trunk, name), cancel)
        except ExportError as error:
            raise jobs.JobError(str(error)) from error

    jobs.start(EXPORTING, work)


def _trunk(name: str) -> bytes:
    return trunk_onnx(network(name))


def _finish(lesson: Lesson) -> None:
    """Keep the zip of an export that has ended."""
    job = jobs.get(EXPORTING)
    if job is None or job.active:
        return
    jobs.forget(EXPORTING)
    if job.trouble:
        st.error(plain(job.trouble), icon=":material/error:")
    if job.state == "done" and job.snapshot:
        desk().export = Export(lesson, job.snapshot)


def _draw(job: jobs.Job[Stage]) -> None:
    with st.spinner(job.snapshot.words if job.snapshot else "Waiting", show_time=True):
        st.empty()


def _draw_result(stage: Stage) -> None:
    agreement = stage.agreement
    assert agreement is not None
    largest = f"largest difference of a probability **{agreement.largest_difference:.7f}**"
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
        f"Save the zip ({len(stage.package) / 1e6:.0f} MB)",
        stage.package,
        "classifier.zip",
        "application/zip",
        icon=":material/save:",
        on_click="ignore",
    )
    st.markdown(RUN)
