"""*Understand*, the map: the photos as the network's features, and as raw pixels."""

import io

import streamlit as st
from PIL import Image
from torch import Tensor

from components import runtime
from components.render.colours import CLASSES
from components.transfer.dataset import thumbnail
from components.transfer.figures import NEWCOMER_COLOUR, Spot, map_picture
from components.transfer.pca import Purity, plane, purity, raw, raw_pixels
from components.transfer.screens.query_photo import (
    Newcomer,
    NewcomerSettings,
    newcomer,
    pick_newcomer,
)
from components.transfer.train import Lesson
from components.ui import url_state
from components.ui.widgets.legend import legend
from components.vision.backbones import BACKBONES


def map_view(lesson: Lesson) -> None:
    """Draw the view."""
    settings = url_state.settings(NewcomerSettings)
    shown = newcomer(lesson, settings)
    legend(dict(zip(lesson.album.names, CLASSES, strict=False)), key="map legend")
    features, pixels, controls = st.columns([11, 11, 6], gap="medium")
    picture = Image.open(io.BytesIO(_thumbnail(lesson, shown)))
    raw_points = runtime.cached(raw_pixels, _about(lesson), lesson.album.pictures)
    with features:
        st.markdown("**As the network’s features**")
        _map(lesson, lesson.features, shown.reply.features, picture)
    with pixels:
        st.markdown("**As raw pixels**")
        _map(lesson, raw_points, raw(picture), picture)
    with controls:
        pick_newcomer(lesson, settings)
        st.caption("The new photo is the large one with the pink frame.")


def _about(lesson: Lesson) -> tuple[str, ...]:
    return tuple(picture.digest for picture in lesson.album.pictures)


def _thumbnail(lesson: Lesson, shown: Newcomer) -> bytes:
    return thumbnail(shown.subject.photo.image, BACKBONES[lesson.classifier.backbone].preprocessing)


def _map(lesson: Lesson, points: Tensor, new_point: Tensor, new_picture: Image.Image) -> None:
    """One map, and how well it keeps the classes apart."""
    found = plane(points)
    spots = [
        Spot((x, y), Image.open(io.BytesIO(picture.thumbnail)), CLASSES[target])
        for (x, y), picture, target in zip(
            found.place(points).tolist(), lesson.album.pictures, lesson.targets.tolist(), strict=True
        )
    ]
    x, y = found.place(new_point[None])[0].tolist()
    st.image(map_picture(spots, Spot((x, y), new_picture, NEWCOMER_COLOUR)), width="stretch")
    st.markdown(_neighbourhood(purity(points, lesson.targets)) + _shown(found.share))


def _neighbourhood(found: Purity | None) -> str:
    if found is None:
        return "No class has two photos: there are no neighbours to ask. "
    count = f"{found.neighbours} nearest photos" if found.neighbours > 1 else "nearest photo"
    return (
        f"**{100 * found.share:.0f} %** of the {count} are of the same class (chance: "
        f"{100 * found.chance:.0f} %). "
    )


def _shown(share: float) -> str:
    return f"The map shows {100 * share:.0f} % of the spread."
