"""What the screens on the image GAN share: the networks, the directions, and the face that is looked at."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.gan.directions import PRINCIPAL_COUNT, load_named, principal, raw
from components.gan.latents import Direction, seeded, walked
from components.gan.model import Discriminator, GANConfig, Generator
from components.gan.networks import load_discriminator, load_generator
from components.gan.real import load_real
from components.gan.seeds import BALANCED, COUNT, FIRST, KINDS, RESTLESS, number_of
from components.gan.sprites import Pictures, draw, middle_square, sheet
from components.intake.kept import KeptPhoto
from components.intake.photos import Photo
from components.render.data_url import data_url
from components.ui import url_state

LATENT_SIZE = GANConfig().latent_size
LAST_SEED = COUNT - 1
NAMED_COUNT = 7
KEYS = (
    *(f"n{number}" for number in range(NAMED_COUNT)),
    *(f"p{number}" for number in range(PRINCIPAL_COUNT)),
    *(f"r{number}" for number in range(LATENT_SIZE)),
)
FARTHEST = 256  # steps along one direction: from a seed's coordinate to another's, at most truncation
FOUND = "found"  # what a face begins from, if not from one of the ten latents of its seed
NAMES = {BALANCED: "", FIRST: ", as drawn", RESTLESS: ", between two kinds"}
_LATENT_FOUND = "latent found"
REAL_COLOUR, GENERATED_COLOUR = "#d55e00", "#0072b2"


@dataclass(frozen=True)
class FaceSettings:
    """A face: what it begins from, its seed, its truncation in hundredths, and its steps along directions."""

    base: str = url_state.choice(BALANCED, (*KINDS, FOUND))
    seed: int = url_state.integer(4, 0, LAST_SEED)  # of the same range on all pages
    truncation: int = url_state.integer(80, 0, 150)
    moved: tuple[tuple[str, int], ...] = url_state.int_map(KEYS, FARTHEST)


def generator() -> Generator:
    """The trained generator, shared by all visitors: read only."""
    return runtime.shared(load_generator, str(runtime.device()))


def discriminator() -> Discriminator:
    """The trained discriminator, shared by all visitors: read only."""
    return runtime.shared(load_discriminator, str(runtime.device()))


def photo_square(photo: Photo | KeptPhoto) -> Pictures:
    """A photo as the networks see pictures, (1, 64, 64, 3), made once for all visitors."""
    return runtime.cached(_photo_square, (photo.digest,), photo)


def _photo_square(photo: Photo | KeptPhoto) -> Pictures:
    return middle_square(photo.image)


def real() -> Pictures:
    """The real avatars (48, 64, 64, 3), loaded once for all visitors."""
    return runtime.shared(load_real)


def _all_directions(_device: str) -> dict[str, Direction]:
    named = [direction for direction, _ in load_named()]
    return {one.key: one for one in (*named, *principal(generator()), *raw(LATENT_SIZE))}


def directions() -> dict[str, Direction]:
    """Every direction, by its key."""
    return runtime.shared(_all_directions, str(runtime.device()))


def face_settings() -> FaceSettings:
    """The settings of the face. One found in another visit is said to be lost, and its seed's face shown."""
    settings = url_state.settings(FaceSettings)
    if settings.base != FOUND or found() is not None:
        return settings
    st.warning(
        "The link asks for a face found for a picture. Such a face lives only in its finder’s own session, "
        f"so the face of seed {settings.seed} is shown instead.",
        icon=":material/person_search:",
    )
    leave_found()
    return url_state.settings(FaceSettings)


def found() -> Tensor | None:
    """The latent (z,) that this visitor has found for a picture, if there is one."""
    kept: Tensor | None = st.session_state.get(_LATENT_FOUND)
    return kept


def keep_found(latent: Tensor) -> None:
    """Make a latent (z,) the face that all screens look at."""
    st.session_state[_LATENT_FOUND] = latent
    st.session_state.update(base=FOUND, truncation=100, moved=())


def leave_found() -> None:
    """Begin from a seed again, if a face found for a picture was looked at."""
    if st.session_state["base"] == FOUND:
        st.session_state["base"] = BALANCED


def kind(settings: FaceSettings) -> str:
    """Which of the ten latents of each seed is looked at."""
    return settings.base if settings.base in KINDS else BALANCED


def of_seed(seed: int, truncation: int = 100, which: str = BALANCED) -> Tensor:
    """One of the ten latents (z,) of a seed, drawn towards the mean by a truncation in hundredths."""
    return seeded(number_of(seed, which), LATENT_SIZE, truncation / 100)


def beginning(settings: FaceSettings) -> Tensor:
    """The latent (z,) before any step: the one found or its seed's, drawn towards the mean."""
    own = found() if settings.base == FOUND else None
    if own is not None:
        return own * (settings.truncation / 100)
    return of_seed(settings.seed, settings.truncation, kind(settings))


def identity(settings: FaceSettings) -> tuple[str, ...]:
    """What tells a face's latent from all others: the key for results about it."""
    own = found() if settings.base == FOUND else None
    digest = "" if own is None else hashlib.sha256(own.numpy().tobytes()).hexdigest()
    return (str(settings), digest)


def title(settings: FaceSettings) -> str:
    """The face in words."""
    return "found face" if settings.base == FOUND else f"seed {settings.seed}{NAMES[settings.base]}"


def latent(settings: FaceSettings) -> Tensor:
    """The latent (z,) of the face."""
    chosen = [directions()[key] for key, _ in settings.moved]
    return walked(beginning(settings), chosen, [[steps for _, steps in settings.moved]])[0]


def latents_along(settings: FaceSettings, key: str, steps: Sequence[int]) -> Tensor:
    """The face's latents (n, z) with other steps along one direction, the rest as it is."""
    taken = dict(settings.moved)
    keys = sorted({*taken, key})
    rows = [[step if one == key else taken[one] for one in keys] for step in steps]
    return walked(beginning(settings), [directions()[one] for one in keys], rows)


def drawn(latents: Tensor) -> Pictures:
    """The pictures (n, 64, 64, 3) of latents (n, z), drawn in the short pool."""
    return runtime.run_short(draw, generator(), latents)


def face(settings: FaceSettings) -> str:
    """The face as an address that a browser draws, lossless."""
    return data_url(runtime.cached(_encoded, identity(settings), generator(), latent(settings)[None]), "webp")


def _encoded(network: Generator, latents: Tensor) -> bytes:
    return sheet(draw(network, latents))


def strip(latents: Tensor, about: tuple[str, ...]) -> str:
    """The pictures of latents (n, z) under each other, as an address; remembered by what they are about."""
    return data_url(runtime.cached_assembled(_drawn_sheet, about, generator(), latents), "webp")


def _drawn_sheet(network: Generator, latents: Tensor) -> bytes:
    """All cores draw: a visitor with a hand on a slider waits for it."""
    parts = runtime.map_short(lambda part: draw(network, part), latents.chunk(runtime.CORES))
    return sheet(np.concatenate(parts))


def move(key: str, steps: int) -> None:
    """Take so many steps along a direction, instead of those taken so far."""
    taken = dict(st.session_state["moved"]) | {key: steps}
    st.session_state["moved"] = tuple(sorted((one, number) for one, number in taken.items() if number))


def show_idea(text: str) -> None:
    """The idea behind a screen, with its formulas, on demand."""
    with st.popover("The idea", icon=":material/lightbulb:"):
        st.markdown(text)
