"""*Evaluate*, the map: the photos as the network's features, and as raw pixels."""

import io

import streamlit as st
from PIL import Image
from torch import Tensor

from components import runtime
from components.render.colours import CLASSES, QUERY
from components.transfer.dataset import thumbnail
from components.transfer.figures import MapPhoto, draw_photo_map
from components.transfer.pca import ClassPurity, all_raw_pixels, fit_pca, knn_purity, raw_pixels
from components.transfer.screens.query_photo import (
    QueryPhoto,
    QueryPhotoSettings,
    pick_query_photo,
    query_photo,
)
from components.transfer.train import TrainedClassifier
from components.ui import url_state
from components.ui.widgets.legend import legend
from components.vision.backbones import BACKBONES


def map_view(trained: TrainedClassifier) -> None:
    """Draw the view."""
    settings = url_state.settings(QueryPhotoSettings)
    shown = query_photo(trained, settings)
    legend(dict(zip(trained.dataset.names, CLASSES, strict=False)), key="map legend")
    features, pixels, controls = st.columns([11, 11, 6], gap="medium")
    image = Image.open(io.BytesIO(_thumbnail(trained, shown)))
    raw_points = runtime.cached(all_raw_pixels, _about(trained), trained.dataset.photos)
    with features:
        st.markdown("**As the network’s features**")
        _map(trained, trained.features, shown.prediction.features, image)
    with pixels:
        st.markdown("**As raw pixels**")
        _map(trained, raw_points, raw_pixels(image), image)
    with controls:
        pick_query_photo(trained, settings)
        st.caption("The new photo is the large one with the pink frame.")


def _about(trained: TrainedClassifier) -> tuple[str, ...]:
    return tuple(photo.digest for photo in trained.dataset.photos)


def _thumbnail(trained: TrainedClassifier, shown: QueryPhoto) -> bytes:
    return thumbnail(shown.subject.photo.image, BACKBONES[trained.classifier.backbone].preprocessing)


def _map(trained: TrainedClassifier, points: Tensor, query_point: Tensor, query_image: Image.Image) -> None:
    """Draw a map, and how well the classes cluster in it."""
    plane = fit_pca(points)
    photos = [
        MapPhoto((x, y), Image.open(io.BytesIO(photo.thumbnail)), CLASSES[target])
        for (x, y), photo, target in zip(
            plane.transform(points).tolist(), trained.dataset.photos, trained.targets.tolist(), strict=True
        )
    ]
    x, y = plane.transform(query_point[None])[0].tolist()
    st.image(draw_photo_map(photos, MapPhoto((x, y), query_image, QUERY)), width="stretch")
    st.markdown(_neighbourhood(knn_purity(points, trained.targets)) + _explained(plane.explained_variance))


def _neighbourhood(found: ClassPurity | None) -> str:
    if found is None:
        return "No class has two photos: there are no neighbours to ask. "
    count = f"{found.neighbours} nearest photos" if found.neighbours > 1 else "nearest photo"
    return (
        f"**{100 * found.fraction:.0f} %** of the {count} are of the same class (chance: "
        f"{100 * found.expected:.0f} %). "
    )


def _explained(fraction: float) -> str:
    return f"Variance shown: {100 * fraction:.0f} %."
