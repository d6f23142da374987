"""State that the screens on GANs share: the networks, the directions, and the face that is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.gan import faces
from components.gan.checkpoints import load_discriminator, load_generator
from components.gan.choices import load_choices
from components.gan.discriminator_scores import ScoreSample, score_samples
from components.gan.faces import DIRECTION_KEYS, INVERTED, LAST_SEED, Face
from components.gan.images import Images, center_crop, generate, sprite_sheet
from components.gan.latents import Direction
from components.gan.model import Discriminator, Generator
from components.gan.reference_images import REFERENCE_COUNT, load_reference_images
from components.gan.seeds import BALANCED, SELECTIONS
from components.intake.photos import PhotoLike
from components.render.data_url import data_url
from components.ui import url_state

SAMPLE_SEEDS = 100  # seeds whose faces are scored, to compare others with
MAX_STEPS = 256  # along one direction: from a seed's coordinate to another's, at most truncation
_INVERTED_LATENT = "inverted latent"


@dataclass(frozen=True)
class FaceSettings(Face):
    """The face that is looked at."""

    base: str = url_state.choice(BALANCED, (*SELECTIONS, INVERTED))
    seed: int = url_state.integer(load_choices().first_seed, 0, LAST_SEED)  # of the same range on all pages
    truncation: int = url_state.integer(80, 0, 150)
    moved: tuple[tuple[str, int], ...] = url_state.int_map(DIRECTION_KEYS, MAX_STEPS)


def shared_generator() -> Generator:
    """Return the trained generator, shared by all visitors: read only."""
    return runtime.shared(load_generator, str(runtime.device()))


def shared_discriminator() -> Discriminator:
    """Return the trained discriminator, shared by all visitors: read only."""
    return runtime.shared(load_discriminator, str(runtime.device()))


def shared_references() -> Images:
    """Return the real avatars (48, 64, 64, 3), loaded once for all visitors."""
    return runtime.shared(load_reference_images)


def _load_directions(_device: str) -> dict[str, Direction]:
    return faces.all_directions(shared_generator())


def shared_directions() -> dict[str, Direction]:
    """Return every direction by its key, computed once for all visitors."""
    return runtime.shared(_load_directions, str(runtime.device()))


def shared_score_sample(truncation: int) -> ScoreSample:
    """Return the scores of all real avatars, and of the faces of seeds 0 to 99, cached by truncation."""
    latents = torch.stack([faces.latent_of_seed(seed, truncation) for seed in range(SAMPLE_SEEDS)])
    return runtime.cached(
        score_samples,
        (str(truncation),),
        (shared_generator(), shared_discriminator()),
        shared_references(),
        latents,
    )


def photo_square(photo: PhotoLike) -> Images:
    """Return a photo's middle square as the networks see it, (1, 64, 64, 3), made once for all visitors."""
    return runtime.cached(_photo_square, (photo.digest,), photo)


def _photo_square(photo: PhotoLike) -> Images:
    return center_crop(photo.image)


# --- The face -----------------------------------------------------------------------------------------------


def face_settings() -> FaceSettings:
    """Return the settings of the face; instead of a face inverted in another visit, that of its seed."""
    settings = url_state.settings(FaceSettings)
    if settings.base != INVERTED or inverted_latent() is not None:
        return settings
    st.warning(
        "The link asks for a face found for a picture. Such a face lives only in its finder’s own session, "
        f"so the face of seed {settings.seed} is shown instead.",
        icon=":material/person_search:",
    )
    leave_inverted()
    return url_state.settings(FaceSettings)


def inverted_latent() -> Tensor | None:
    """Return the latent (z,) that inversion has found for this visitor, if there is one."""
    kept: Tensor | None = st.session_state.get(_INVERTED_LATENT)
    return kept


def keep_inverted(latent: Tensor) -> None:
    """Make a latent (z,) the face that all screens look at."""
    st.session_state[_INVERTED_LATENT] = latent
    st.session_state.update(base=INVERTED, truncation=100, moved=())


def leave_inverted() -> None:
    """Begin from a seed again, if an inverted face was looked at."""
    if st.session_state["base"] == INVERTED:
        st.session_state["base"] = BALANCED


def look_at_seed(seed: int) -> None:
    """Look at the face of a seed as it is; after the last comes the first."""
    st.session_state.update(base=BALANCED, seed=seed % (LAST_SEED + 1), moved=())


def look_at_avatar(number: int) -> None:
    """Look at a real avatar; after the last comes the first."""
    st.session_state["avatar"] = number % REFERENCE_COUNT


def set_steps(key: str, steps: int) -> None:
    """Take so many steps along a direction, instead of those taken so far."""
    st.session_state["moved"] = faces.with_steps(st.session_state["moved"], key, steps)


def base_latent(face: Face) -> Tensor:
    """Return the face's latent (z,) before any step."""
    return faces.base_latent(face, inverted_latent())


def face_latent(face: Face) -> Tensor:
    """Return the face's latent (z,)."""
    return faces.face_latent(face, shared_directions(), inverted_latent())


def face_latents_along(face: Face, key: str, steps: Sequence[int]) -> Tensor:
    """Return the face's latents (n, z) with other steps along one direction."""
    return faces.face_latents_along(face, key, steps, shared_directions(), inverted_latent())


def face_key(face: Face) -> tuple[str, ...]:
    """Return the cache key of results about the face."""
    return faces.face_key(face, inverted_latent())


# --- Images -------------------------------------------------------------------------------------------------


def generate_images(latents: Tensor) -> Images:
    """Generate the images (n, 64, 64, 3) of latents (n, z), in the short pool."""
    return runtime.run_short(generate, shared_generator(), latents)


def face_data_url(face: Face) -> str:
    """Return the face's image as a data URL, lossless."""
    latents = face_latent(face)[None]
    return data_url(runtime.cached(_generate_sheet, face_key(face), shared_generator(), latents), "webp")


def _generate_sheet(network: Generator, latents: Tensor) -> bytes:
    return sprite_sheet(generate(network, latents))


def sheet_data_url(latents: Tensor, key: tuple[str, ...]) -> str:
    """Return the images of latents (n, z) under each other as a data URL, cached under a key."""
    return data_url(
        runtime.cached_assembled(_generate_sheet_together, key, shared_generator(), latents), "webp"
    )


def _generate_sheet_together(network: Generator, latents: Tensor) -> bytes:
    """All cores generate: a visitor with a hand on a slider waits for it."""
    parts = runtime.map_short(lambda part: generate(network, part), latents.chunk(runtime.CORES))
    return sprite_sheet(np.concatenate(parts))
