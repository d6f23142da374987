"""*Teach*: classes of one's own, and a new last layer that is trained on them."""

from dataclasses import asdict
from typing import Any

import streamlit as st

from components import jobs, runtime
from components.intake.class_names import key
from components.render.colours import CLASSES
from components.transfer.charts import training_chart
from components.transfer.dataset import MAX_CLASSES, DatasetError, PhotoDataset, to_zip
from components.transfer.evaluation import interval_caveat, wilson_interval
from components.transfer.fashion_mnist import CREDIT
from components.transfer.garment_test_set import can_test, load_garment_test_set, steps_on
from components.transfer.linear_probe import ProbeStep
from components.transfer.removal import removed_by_edit, restore
from components.transfer.screens.evaluate_none_of_these import PROPOSED
from components.transfer.screens.state import (
    FASHION_MNIST,
    OWN,
    TRAINING_JOBS,
    TeachSettings,
    change_dataset,
    classifier_or_training,
    current_dataset,
    dataset_key,
    finish_classifier_training,
    show_failure,
    train_button,
    transfer_state,
    warn_if_outdated,
)
from components.transfer.screens.teach_uploads import (
    READING,
    draw_reading,
    finish_reading,
    note_removed,
    offer_orphaned,
    pick_uploads,
)
from components.transfer.screens.trained_classifier import note_own
from components.transfer.train import TrainedClassifier
from components.transfer.widgets.class_editor import ClassRow, class_editor
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.network import pick_network, tell_own
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import plain
from components.ui.widgets import charts

SAME_GARMENTS = "They are always the same ones, and never learned from."
CLAIM = "Keep the network’s features, train only a new last layer."

DEFAULTS = asdict(TeachSettings()) | {"threshold": PROPOSED}
EXPERIMENTS = (
    Experiment(
        "Two photos a class",
        {"per_class": "2"},
        "With one photo of each class to learn from, the loss falls close to 0, yet many of the test "
        "garments are wrong.",
    ),
    Experiment(
        "Forty a class",
        {"per_class": "40"},
        "With 30 photos of each class to learn from, far more of the test garments are right than with one.",
    ),
    Experiment(
        "Your own classes",
        {"album": OWN},
        "Add photos to each class and press **Train**: seconds are enough, since the features stay and "
        "only the new last layer is trained.",
    ),
)

IDEA = r"""
**The recipe.** Take a network that has learned to see, cut off its last layer, and put a new one in its
place, with one output for each of your classes. Everything before it stays *frozen*. So each photo has to go
through the network only once: what comes out, a vector $x$ of *features* (1,280 numbers of MobileNetV2), is
kept.

**The new layer** is multinomial logistic regression on these features: logits $y = Wx + b$, and

$$
\mathrm{loss} = -\frac{1}{N}\sum_n \log p_{c_n}(x_n) + \frac{\lambda}{2}\lVert W\rVert^2
$$

$$
p_c = \frac{e^{y_c}}{\sum_j e^{y_j}}
$$

with $c_n$ the class of photo $n$. All $x$ are brought to one length first, and small classes weigh as much as
large ones. There is one best $W$, which 100 steps of Adam come near; the chart shows the loss without its
penalty. The seed only decides which photos are *held out*: about a quarter of each class, at least one, is
never learned from, and the accuracy is measured on it. A few photos measure it badly, as its interval says;
so the built-in garments have a *test set* of their own, always the same 500 others.

**Augmented copies** are the same photos cut, mirrored, and made brighter or darker at random. They are
learned from too, and teach the layer what doesn’t matter.
"""


def teach_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(TeachSettings)
    finish_reading(settings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.dock:
        tell_own(settings.model)
        _pick_dataset(settings)
        note_own(settings)
        _notes()
        _offer_undo(settings)
        jobs.watch(READING, draw_reading)
        train_button(settings)
        finish_classifier_training()
        show_failure(settings)
        _change_classes(settings)
        with st.popover("Settings", icon=":material/tune:"):
            st.slider("Augmented copies of each photo", 0, 4, key="copies")
            st.number_input("Seed of the held-out choice", 0, 999, key="seed")
            pick_network(settings.model)
    with place.picture:
        if not _has_result(settings):
            _edit_classes(settings)
            return
        st.html(STYLE)
        photos, result = st.columns([9, 5], gap="medium")
    with photos:
        _edit_classes(settings)
    with result:
        trained = classifier_or_training(settings)
        if trained and not jobs.get(TRAINING_JOBS[settings.album]):
            _draw_accuracy(trained, settings)


def _has_result(settings: TeachSettings) -> bool:
    """Whether there is a classifier, or will be: training on the built-in photos starts by itself."""
    album = settings.album
    return (
        album == FASHION_MNIST
        or album in transfer_state().classifiers
        or bool(jobs.get(TRAINING_JOBS[album]))
    )


def _edit_classes(settings: TeachSettings) -> None:
    class_editor(
        _rows(current_dataset(settings)),
        lambda edit: _edit(settings, edit),
        key=f"groups {settings.album}",
    )


def _pick_dataset(settings: TeachSettings) -> None:
    st.segmented_control(
        "Photos",
        (FASHION_MNIST, OWN),
        default=FASHION_MNIST,
        required=True,
        key="album",
        on_change=_forget_threshold,
    )
    if settings.album == FASHION_MNIST:
        st.segmented_control(
            "Photos of each class",
            ("2", "5", "10", "20", "40", "80"),
            default="20",
            required=True,
            key="per_class",
        )
    else:
        pick_uploads(settings)


def _forget_threshold() -> None:
    """Reset the threshold: one that was chosen for other photos says nothing about these."""
    st.session_state["threshold"] = PROPOSED


def _notes() -> None:
    notes = transfer_state().notes
    if notes:
        st.warning("  \n".join(plain(note) for note in notes), icon=":material/info:")
    offer_orphaned()


def _rows(shown: PhotoDataset) -> list[ClassRow]:
    return [
        ClassRow(
            photo_class.id,
            photo_class.name,
            colour,
            {photo.digest: photo.thumbnail for photo in photo_class.photos},
        )
        for photo_class, colour in zip(shown.classes, CLASSES, strict=False)
    ]


def _change_classes(settings: TeachSettings) -> None:
    """Draw what changes the classes as a whole, and how single photos are changed."""
    if settings.album == FASHION_MNIST:
        st.caption(f"Click photos to move them. {CREDIT}.")
        return
    present = current_dataset(settings)
    with st.container(horizontal=True, gap="xsmall"):
        full = len(present.classes) >= MAX_CLASSES
        st.button("Add a class", icon=":material/add:", on_click=_add_class, args=(settings,), disabled=full)
        if present.photos:
            st.download_button(
                "Save photos",
                lambda: to_zip(current_dataset(settings)),
                "photos.zip",
                "application/zip",
                icon=":material/save:",
                on_click="ignore",
            )
    st.caption(
        "Click photos to move or remove them; click a name to change it. The photos are kept only "
        "as long as this page is open."
        if present.photos
        else "Name two or more classes and add photos to each."
    )


def _draw_accuracy(trained: TrainedClassifier, settings: TeachSettings) -> None:
    steps, count = _tested(trained)
    share, which = steps[-1].accuracy, "test garments" if can_test(trained) else "held-out photos"
    st.subheader(f"{100 * share:.0f} % of {count} {which} right", anchor=False)
    low, high = wilson_interval(round(share * count), count)
    said = SAME_GARMENTS if can_test(trained) else interval_caveat(count, high - low)
    st.markdown(f"95 % interval: **{100 * low:.0f} to {100 * high:.0f} %**. {said}")
    embedding, others = trained.embedding_seconds, len(trained.split.held_out)
    before = f", after {embedding:.1f} s for their features" if embedding > 0.1 else ""
    st.markdown(
        f"Trained on {trained.trained_on} photos in **{trained.training_seconds:.2f} s**{before}; "
        f"{others} others are held out."
    )
    warn_if_outdated(trained, settings)
    st.button("See it learn, weight by weight", icon=":material/play_circle:", on_click=_see_it_learn)
    charts.draw(training_chart(steps, which), "training")


def _see_it_learn() -> None:
    """Show the same training in the drawn network."""
    st.session_state.update(screen="Procedure", learned_step=0)


def _tested(trained: TrainedClassifier) -> tuple[tuple[ProbeStep, ...], int]:
    """The steps of the training, and how many photos their accuracy was measured on."""
    if not can_test(trained):
        return trained.steps, len(trained.split.held_out)
    test = runtime.shared(load_garment_test_set)
    return runtime.run_short(steps_on, trained, test), len(test.targets)


# --- Edits --------------------------------------------------------------------------------------------


def _edit(settings: TeachSettings, edit: dict[str, Any]) -> None:
    transfer_state().notes = ()
    try:
        present, edited = change_dataset(settings, lambda shown: _edited(shown, edit))
    except DatasetError as error:
        transfer_state().notes = (str(error),)
        return
    _keep_removed(settings, present, edited)
    for photo_class in present.classes:
        if edited.name_of(photo_class.id) is None:
            note_removed(photo_class)


def _keep_removed(settings: TeachSettings, before: PhotoDataset, after: PhotoDataset) -> None:
    removed = removed_by_edit(before, after)
    if removed:
        transfer_state().removals[dataset_key(settings)] = removed
        st.toast(f"{plain(str(removed))} “Undo” above the classes puts back what was removed.")


def _offer_undo(settings: TeachSettings) -> None:
    """Offer to undo the last removal: a cross is soon hit by a scrolling thumb."""
    removed = transfer_state().removals.get(dataset_key(settings))
    if removed is None:
        return
    st.info(plain(str(removed)), icon=":material/delete:")
    with st.container(horizontal=True):
        st.button("Undo", icon=":material/undo:", on_click=_undo, args=(settings,))
        st.button("OK", key="dismiss removal", on_click=_dismiss_removal, args=(settings,))


def _undo(settings: TeachSettings) -> None:
    removals, name, transfer_state().notes = transfer_state().removals, dataset_key(settings), ()
    try:
        change_dataset(settings, lambda present: restore(present, removals[name]))
    except DatasetError as error:
        transfer_state().notes = (str(error),)
        return
    del removals[name]


def _dismiss_removal(settings: TeachSettings) -> None:
    del transfer_state().removals[dataset_key(settings)]


def _edited(present: PhotoDataset, edit: dict[str, Any]) -> PhotoDataset:
    match edit["do"]:
        case "rename":
            return present.rename(_name(present, edit["class"]), str(edit["to"]))
        case "drop":
            return present.remove_class(_name(present, edit["class"]))
        case "remove":
            for digest in edit["photos"]:
                present = present.remove(str(digest))
        case "move":
            for digest in edit["photos"]:
                present = present.move(str(digest), _name(present, edit["to"]))
    return present


def _name(present: PhotoDataset, class_id: int) -> str:
    """Return the present name of a class. Raises DatasetError if it has been removed."""
    name = present.name_of(class_id)
    if name is None:
        raise DatasetError("This class has been removed meanwhile.")
    return name


def _add_class(settings: TeachSettings) -> None:
    transfer_state().notes = ()
    change_dataset(settings, _with_another_class)


def _with_another_class(present: PhotoDataset) -> PhotoDataset:
    taken = {key(name) for name in present.names}
    count = len(present.classes)
    names = (f"Class {n}" for n in range(count + 1, 2 * count + 2))
    return present.add_class(next(name for name in names if key(name) not in taken))


STYLE = style(__file__)
SCREEN = Screen(teach_screen, (TeachSettings,), EXPERIMENTS, DEFAULTS)
