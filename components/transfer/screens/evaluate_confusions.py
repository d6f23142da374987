"""*Evaluate*, confusions: the matrix, and the photos in a cell with their nearest neighbours."""

import streamlit as st

from components.transfer.dataset import DatasetError
from components.transfer.evaluation import (
    HeldOutPrediction,
    confusion_counts,
    explain_collapse,
    features_of,
    held_out_predictions,
    nearest_neighbours,
)
from components.transfer.screens.state import TeachSettings, change_dataset, start_classifier_training
from components.transfer.train import TrainedClassifier
from components.transfer.widgets.confusion_matrix import confusion_matrix
from components.ui.frame.stage import Stage
from components.ui.text import isolated, plain
from components.ui.widgets.class_bars import percent
from components.ui.widgets.photo_rows import Captioned, PhotoLine, photo_rows

SHOWN = 4
_OPENED, _TROUBLE = "opened cell", "relabelling trouble"
Cell = tuple[int, int]  # true class, predicted class


def confusions_view(trained: TrainedClassifier, settings: TeachSettings, place: Stage) -> None:
    """Draw the view."""
    counts = confusion_counts(trained).tolist()
    names = trained.dataset.names
    truth, predicted = opened = _opened(counts)
    with place.dock:
        for trouble in (st.session_state.pop(_TROUBLE, None), explain_collapse(trained)):
            if trouble:
                st.warning(plain(trouble), icon=":material/warning:")
        st.caption("Held-out photos are the test: fix a label only if the photo is in the wrong class.")
    with place.picture:
        matrix, photos = st.columns([8, 6], gap="medium")
    with matrix:
        right_ones = sum(counts[i][i] for i in range(len(names)))
        total = sum(map(sum, counts))
        st.markdown(f"**{right_ones} of {total}** held-out photos are right. Click a number.")
        confusion_matrix(names, counts, opened, _open, key="confusion matrix")
    with photos:
        inside = [
            v
            for v in held_out_predictions(trained)
            if (v.label, v.predicted) == (names[truth], names[predicted])
        ]
        st.markdown(_title(names[truth], names[predicted], len(inside)))
        lines = [_line(trained, prediction) for prediction in inside[:SHOWN]]
        photo_rows(
            lines, names, lambda digest, label: _relabel(trained, settings, digest, label), key="cell photos"
        )


def _opened(counts: list[list[int]]) -> Cell:
    """Return the cell that was clicked, or else the largest confusion."""
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
    first = f", the first {SHOWN} of them" if count > SHOWN else ""
    return f"{what}: {count}{first}. Beside each: the taught photos most like it."


def _line(trained: TrainedClassifier, prediction: HeldOutPrediction) -> PhotoLine:
    near = nearest_neighbours(trained, features_of(trained, prediction.photo), 3)
    return PhotoLine(
        prediction.photo.digest,
        Captioned(
            prediction.photo.thumbnail,
            f"{isolated(prediction.predicted)}? {percent(prediction.probability)}",
        ),
        tuple(Captioned(n.photo.thumbnail, f"{isolated(n.label)} {n.similarity:.2f}") for n in near),
        prediction.label,
    )


def _relabel(trained: TrainedClassifier, settings: TeachSettings, digest: str, label: str) -> None:
    """Move a photo to the class that had this name when the classifier was trained, and train again."""
    meant = next(photo_class.id for photo_class in trained.dataset.classes if photo_class.name == label)
    try:
        change_dataset(settings, lambda present: present.move(digest, present.name_of(meant) or label))
    except DatasetError as error:
        st.session_state[_TROUBLE] = str(error)
        return
    start_classifier_training(settings)
