"""*Understand*, what is confused: the matrix, and the photos in a cell with those that they resemble."""

import streamlit as st

from components.transfer.dataset import AlbumError
from components.transfer.evaluation import (
    Verdict,
    collapse,
    confusion,
    features_of,
    nearest,
    verdicts,
)
from components.transfer.screens.state import TeachSettings, change_album, start_teaching
from components.transfer.train import Lesson
from components.transfer.widgets.confusion_matrix import matrix
from components.ui.text import isolated, plain
from components.ui.widgets.class_bars import percent
from components.ui.widgets.photo_rows import Captioned, PhotoLine, photo_rows

SHOWN = 5
_OPENED, _TROUBLE = "opened cell", "relabelling trouble"
Cell = tuple[int, int]  # true class, predicted class


def confusions_view(lesson: Lesson, settings: TeachSettings) -> None:
    """Draw the view."""
    counts = confusion(lesson).tolist()
    names = lesson.album.names
    truth, predicted = opened = _opened(counts)
    for trouble in (st.session_state.pop(_TROUBLE, None), collapse(lesson)):
        if trouble:
            st.warning(plain(trouble), icon=":material/warning:")
    left, right = st.columns([8, 6], gap="medium")
    with left:
        right_ones = sum(counts[i][i] for i in range(len(names)))
        total = sum(map(sum, counts))
        st.markdown(f"**{right_ones} of {total}** held-out photos are right. Click a number.")
        matrix(names, counts, opened, _open, key="confusion matrix")
    with right:
        inside = [v for v in verdicts(lesson) if (v.label, v.predicted) == (names[truth], names[predicted])]
        st.markdown(_title(names[truth], names[predicted], len(inside)))
        lines = [_line(lesson, verdict) for verdict in inside[:SHOWN]]
        photo_rows(
            lines, names, lambda digest, label: _relabel(lesson, settings, digest, label), key="cell photos"
        )
        if inside:
            st.caption("Held-out photos are the test: fix a label only if the photo is in the wrong class.")
        if len(inside) > SHOWN:
            st.caption(f"The first {SHOWN} of {len(inside)}.")


def _opened(counts: list[list[int]]) -> Cell:
    """The cell that was clicked, or else the largest confusion."""
    chosen: Cell | None = st.session_state.get(_OPENED)
    if chosen and max(chosen) < len(counts) and counts[chosen[0]][chosen[1]]:
        return chosen
    cells = [(i, j) for i in range(len(counts)) for j in range(len(counts)) if counts[i][j]]
    return max(cells, key=lambda cell: (cell[0] != cell[1], counts[cell[0]][cell[1]]))


def _open(truth: int, predicted: int) -> None:
    st.session_state[_OPENED] = (truth, predicted)


def _title(truth: str, predicted: str, count: int) -> str:
    what = f"**{plain(truth)}**"
    what += " recognised" if truth == predicted else f" taken for **{plain(predicted)}**"
    return f"{what}: {count}. Next to each: the taught photos most like it."


def _line(lesson: Lesson, verdict: Verdict) -> PhotoLine:
    near = nearest(lesson, features_of(lesson, verdict.picture), 3)
    return PhotoLine(
        verdict.picture.digest,
        Captioned(
            verdict.picture.thumbnail, f"{isolated(verdict.predicted)}? {percent(verdict.probability)}"
        ),
        tuple(Captioned(n.picture.thumbnail, f"{isolated(n.label)} {n.similarity:.2f}") for n in near),
        verdict.label,
    )


def _relabel(lesson: Lesson, settings: TeachSettings, digest: str, label: str) -> None:
    """Move a photo to the class that had this name when the lesson was taught, and teach again."""
    meant = next(group.id for group in lesson.album.groups if group.name == label)
    try:
        change_album(settings, lambda present: present.move(digest, present.name_of(meant) or label))
    except AlbumError as error:
        st.session_state[_TROUBLE] = str(error)
        return
    start_teaching(settings)
