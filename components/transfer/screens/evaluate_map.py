"""*Evaluate*, the map: the photos as the network's features, and as raw pixels."""

import io
from dataclasses import dataclass

import streamlit as st
from PIL import Image
from torch import Tensor

from components import runtime
from components.render.colours import CLASSES
from components.transfer.dataset import thumbnail
from components.transfer.pca import ClassPurity, all_raw_pixels, fit_pca, knn_purity, raw_pixels
from components.transfer.screens.query_photo import (
    QueryPhoto,
    QueryPhotoSettings,
    pick_query_photo,
    query_photo,
)
from components.transfer.train import TrainedClassifier
from components.transfer.widgets.photo_map import MapPhoto, photo_map
from components.ui import url_state
from components.ui.frame.stage import Stage
from components.ui.widgets.legend import legend
from components.vision.backbones import BACKBONES

FEATURES, PIXELS = "features", "raw pixels"


@dataclass(frozen=True)
class MapSettings:
    """Settings in the link: as what the photos lie on the map."""

    photos_as: str = url_state.choice(FEATURES, (FEATURES, PIXELS))


@dataclass(frozen=True)
class PointCloud:
    """The photos of a data set as points (N, F), and the query photo (F,)."""

    photos: Tensor
    query: Tensor


def map_view(trained: TrainedClassifier, place: Stage) -> None:
    """Draw the view."""
    settings = url_state.settings(QueryPhotoSettings)
    photos_as = url_state.settings(MapSettings).photos_as
    shown = query_photo(trained, settings)
    picture = _thumbnail(trained, shown)
    if photos_as == FEATURES:
        cloud = PointCloud(trained.features, shown.prediction.features)
    else:
        raw = runtime.cached(all_raw_pixels, _about(trained), trained.dataset.photos)
        cloud = PointCloud(raw, raw_pixels(Image.open(io.BytesIO(picture))))
    with place.picture:
        st.subheader(_neighbourhood(knn_purity(cloud.photos, trained.targets)), anchor=False)
        legend(dict(zip(trained.dataset.names, CLASSES, strict=False)), key="map legend")
        explained = _draw(trained, cloud, picture)
    with place.dock:
        st.segmented_control(
            "The photos as", (FEATURES, PIXELS), default=FEATURES, required=True, key="photos_as"
        )
        pick_query_photo(trained, settings)
        st.caption(f"The map shows {100 * explained:.0f} % of the variance.")


def _about(trained: TrainedClassifier) -> tuple[str, ...]:
    return tuple(photo.digest for photo in trained.dataset.photos)


def _thumbnail(trained: TrainedClassifier, shown: QueryPhoto) -> bytes:
    return thumbnail(shown.subject.photo.image, BACKBONES[trained.classifier.backbone].preprocessing)


def _draw(trained: TrainedClassifier, cloud: PointCloud, query: bytes) -> float:
    """Draw the map, and return which part of the points' variance it shows."""
    plane = fit_pca(cloud.photos)
    names = trained.dataset.names
    photos = [
        MapPhoto((x, y), photo.thumbnail, CLASSES[target], names[target])
        for (x, y), photo, target in zip(
            plane.transform(cloud.photos).tolist(),
            trained.dataset.photos,
            trained.targets.tolist(),
            strict=True,
        )
    ]
    x, y = plane.transform(cloud.query[None])[0].tolist()
    photo_map(photos, MapPhoto((x, y), query, "", "the new photo"), key="map")
    return plane.explained_variance


def _neighbourhood(found: ClassPurity | None) -> str:
    if found is None:
        return "No class has two photos: there are no neighbours to ask."
    count = f"{found.neighbours} nearest photos" if found.neighbours > 1 else "nearest photo"
    return (
        f"{100 * found.fraction:.0f} % of the {count} are of the same class, "
        f"by chance {100 * found.expected:.0f} %"
    )
