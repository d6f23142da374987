"""*Explore*: a grid of sampled faces to pick from, and the interpolation from one face to another."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import NamedTuple

import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.gan.choices import load_choices
from components.gan.directions import load_named_directions
from components.gan.faces import (
    LAST_SEED,
    LATENT_SIZE,
    NAMED_KEYS,
    NAMES,
    face_title,
    latent_of_seed,
    selection,
)
from components.gan.images import (
    JPEG_QUALITY,
    encode_animation,
    generate,
    image_grid,
    upscale_nearest,
)
from components.gan.latents import Direction, slerp, step_range, steps_to, with_fixed
from components.gan.model import Generator
from components.gan.screens.state import (
    FaceSettings,
    base_latent,
    face_data_url,
    face_key,
    face_latent,
    face_settings,
    generate_images,
    shared_directions,
    shared_generator,
)
from components.gan.seeds import BALANCED, FIRST, REAL, UNSTABLE, sample_quality
from components.gan.widgets.strip import strip
from components.render.encode import full_colour_jpeg, lossless_webp
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.compare import freeze_button, side_by_side
from components.ui.events import on_value
from components.ui.fill import fill
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.widgets.picture_grid import Grid, picture_grid

COLUMNS, ROWS = 6, 6
GRID_SIZE = COLUMNS * ROWS
_SELECTION = "selection of seeds"
STRIP_FRAMES, SAVED_FRAMES = 11, 33  # faces of the strip, and of the picture to save
SAVED_PIXELS = 4  # the saved picture has squares of so many pixels


@dataclass(frozen=True)
class ExploreSettings:
    """The first seed of the grid, the seed of face B, and the numbers of the fixed named directions."""

    wall: int = url_state.integer(0, 0, LAST_SEED)
    other: int = url_state.integer(load_choices().other_seed, 0, LAST_SEED)
    locked: tuple[int, ...] = url_state.int_set(len(NAMES), len(NAMES) - 1)


GLASSES = tuple(number for number, name in enumerate(NAMES) if name == "Glasses")


def _to_glasses() -> tuple[tuple[str, int], ...]:
    """The steps that take face A to the end of the slider *Glasses*, where faces surely wear some."""
    start = latent_of_seed(load_choices().glasses_seed, FaceSettings.truncation)
    named = [load_named_directions()[number][0] for number in GLASSES]
    return tuple((one.key, step_range(start, 0, one).highest) for one in named)


CLAIM = "Every latent vector gives a face, and a path joins any two."

DEFAULTS = asdict(FaceSettings()) | asdict(ExploreSettings())
EXPERIMENTS = (
    Experiment(
        "Less variety",
        {"truncation": 50},
        "Nearer to the mean the faces are more alike, and some are smeared: hardly any latent of the "
        "training lies there.",
    ),
    Experiment(
        "Keep the glasses",
        {"seed": load_choices().glasses_seed, "locked": GLASSES, "moved": _to_glasses()},
        "All faces take over from face A how far they lie along *Glasses*, so nearly all wear some, on the "
        "way from A to B too.",
    ),
    Experiment(
        "Between two kinds",
        {"base": UNSTABLE, "truncation": 100},
        "Some faces are neither one kind nor another, with half a hairdo or two grounds: a continuous "
        "generator can’t leap.",
    ),
)

IDEA = (
    r"""
**Truncation.** Latents are drawn from $\mathcal N(0, I)$ and shrunk, $\psi z$. A smaller $\psi$ gives faces
that are more alike, until they fall apart in the middle, where hardly any latent of the training lies;
$\psi = 1$ leaves what the generator was trained with. The trade is
[Brock et al.](https://arxiv.org/abs/1809.11096)’s (2019), who redraw numbers that are too large; shrinking is
[Karras et al.](https://arxiv.org/abs/1812.04948)’s (2019), in another latent space.
"""
    rf"""
**From A to B** (*spherical linear interpolation*). In {LATENT_SIZE} dimensions nearly all of
$\mathcal N(0, I)$ lies near a sphere of radius $\sqrt{{{LATENT_SIZE}}} \approx {LATENT_SIZE**0.5:.1f}$. """
    r"""A straight line would cut through its empty inside, so the
way goes along the arc ([White, 2016](https://arxiv.org/abs/1609.04468)). With the angle $\theta$ between $a$
and $b$, their unit vectors $\hat a$ and $\hat b$, and a length that changes evenly,

$$
z(t) = \big((1-t)\lVert a\rVert + t\lVert b\rVert\big)\,
\frac{\sin((1-t)\,\theta)\,\hat a + \sin(t\,\theta)\,\hat b}{\sin\theta} .
$$

**Kept attributes.** Along a kept direction $v$, every face gets the coordinate of face A:
$z \leftarrow z + ((a - z)^\top v)\,v$.

**Exact colours.** Drawings are filled with few colours. Once trained, $G$ draws each pixel that comes near
one of the avatars’ colours in exactly that colour.

**Seeds.** $G$ draws some kinds of faces (*modes* of the data) far too seldom. And it is continuous, while
faces come in kinds, with a hat or without: on the way from one kind to another it has to draw what is neither
([Tanielian et al., 2020](https://arxiv.org/abs/2006.04596)). So each seed stands for ten
latents. *As drawn* shows the first of them; *between two kinds* the one whose picture changes most with the
latent; *balanced mix* one of the ten, drawn with the weight

$$
\frac{p_{\text{real}}(k)}{p_G(k)} \; \Big(\frac{\delta}{\delta_{\text{usual}}}\Big)^{-1/2}.
$$

Its first factor *balances* the kinds $k$ of hair, beard and glasses
([Rubin, 1987](https://doi.org/10.2307/2289460)); the second prefers a picture that changes little with the
latent, $\delta = \lVert G(z+\varepsilon) - G(z-\varepsilon)\rVert^2$, for its traits. What none of the ten
shows, no weight brings back: a kind that $G$ never draws is lost.
"""
)


def explore_screen() -> None:
    """Draw the screen."""
    settings, view = face_settings(), url_state.settings(ExploreSettings)
    shown = _ShownFace(face_data_url(settings), f"Face A, {face_title(settings)}")
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA + _measured())
    with place.picture:
        with st.container(key="stretch-faces"):
            left, right = st.columns(2, gap="small")
        with left:
            _face_grid(settings, view)
        with right:
            side_by_side("face", shown, _draw_face)
        _strip(settings, view)
    with place.dock:
        _controls(settings, view, shown)


def _measured() -> str:
    first, balanced, real = (sample_quality()[kind] for kind in (FIRST, BALANCED, REAL))
    return (
        f"\nAt a truncation of 100%, {first.precision:.0%} of the faces as drawn and "
        f"{balanced.precision:.0%} of the balanced mix lie among real avatars; of other real ones, "
        f"{real.precision:.0%} (*precision*, "
        "[Kynkäänniemi et al., 2019](https://arxiv.org/abs/1904.06991)). "
        f"{first.long_hair:.0%}, {balanced.long_hair:.0%} and {real.long_hair:.0%} have long hair."
    )


def _controls(settings: FaceSettings, view: ExploreSettings, shown: "_ShownFace") -> None:
    st.button("Other faces", icon=":material/casino:", on_click=_next_seeds)
    freeze_button("face", shown)
    st.slider("Truncation, %", 0, 150, step=5, key="truncation")
    _selections(settings)
    _fix_control(view)
    st.number_input("Face B, seed", 0, LAST_SEED, key="other")
    with st.popover("Save A to B", icon=":material/save:"):
        for kind in ("WebP", "GIF"):
            st.download_button(
                f"A to B, {kind}",
                partial(_animation, kind, *_ends(settings, view), _fixed_directions(view)),
                f"faces_{settings.seed}_{view.other}.{kind.lower()}",
                f"image/{kind.lower()}",
                on_click="ignore",
            )


def _selections(settings: FaceSettings) -> None:
    st.session_state[_SELECTION] = settings.base if settings.base in SELECTION_NAMES else None
    st.segmented_control(
        "Seeds",
        list(SELECTION_NAMES),
        format_func=SELECTION_NAMES.__getitem__,
        key=_SELECTION,
        on_change=on_value(_SELECTION, _choose_selection),
        wrap=True,
    )


SELECTION_NAMES = {BALANCED: "balanced mix", FIRST: "as drawn", UNSTABLE: "between two kinds"}


def _choose_selection(selection: str | None) -> None:
    st.session_state["base"] = selection or BALANCED


def _fix_control(view: ExploreSettings) -> None:
    key = f"fixed {view.locked}"
    with st.popover(f"Keep of A: {len(view.locked) or 'nothing'}"):
        st.pills(
            "What all faces take over from face A",
            range(len(NAMES)),
            selection_mode="multi",
            default=list(view.locked),
            format_func=NAMES.__getitem__,
            key=key,
            on_change=on_value(key, _fix),
        )


def _fix(names: Sequence[int]) -> None:
    st.session_state["locked"] = tuple(sorted(names))


def _next_seeds() -> None:
    st.session_state["wall"] = (int(st.session_state["wall"]) + GRID_SIZE) % (LAST_SEED + 1)


class _ShownFace(NamedTuple):
    """A face's image: frozen, it stays as it was, also when inversion finds another face."""

    address: str
    words: str


def _draw_face(shown: _ShownFace, key: str) -> None:
    with fill(f"face {key}"):
        st.html(STYLE + PICTURE.format(address=shown.address, words=shown.words))
    st.markdown(shown.words)


STYLE = style(__file__)
PICTURE = """<img class="face" src="{address}" alt="{words}">"""


# --- The grid -----------------------------------------------------------------------------------------------


def _fixed_directions(view: ExploreSettings) -> list[Direction]:
    return [shared_directions()[NAMED_KEYS[number]] for number in view.locked]


def _face_of_seed(settings: FaceSettings, seed: int, fixed: Sequence[Direction]) -> FaceSettings:
    """Return the face of another seed, with the coordinates of this one along the fixed directions."""
    plain = replace(settings, base=selection(settings), seed=seed, moved=())
    start, target = base_latent(plain), face_latent(settings)
    steps = [(direction.key, steps_to(start, target, direction)) for direction in fixed]
    return replace(plain, moved=tuple(sorted((key, number) for key, number in steps if number)))


def _face_grid(settings: FaceSettings, view: ExploreSettings) -> None:
    seeds = [(view.wall + number) % (LAST_SEED + 1) for number in range(GRID_SIZE)]
    faces = [_face_of_seed(settings, seed, _fixed_directions(view)) for seed in seeds]
    about = (*face_key(settings), str(view.wall), str(view.locked))
    latents = torch.stack([face_latent(one) for one in faces])
    picture = runtime.cached(_grid_picture, about, shared_generator(), latents)
    chosen = settings.seed if settings in faces else None

    def pick(seed: int) -> None:
        picked = faces[seeds.index(seed)]
        st.session_state.update(base=picked.base, seed=picked.seed, moved=picked.moved)

    captions = tuple(f"seed {seed}" for seed in seeds)
    picture_grid(Grid(picture, COLUMNS, tuple(seeds), captions), chosen, pick, key="grid of faces")
    st.markdown(f"Seeds {seeds[0]} to {seeds[-1]}: click one to make it face A")


def _grid_picture(network: Generator, latents: Tensor) -> bytes:
    return full_colour_jpeg(image_grid(upscale_nearest(generate(network, latents), 2), COLUMNS), JPEG_QUALITY)


# --- From A to B --------------------------------------------------------------------------------------------


def _ends(settings: FaceSettings, view: ExploreSettings) -> tuple[Tensor, Tensor]:
    return face_latent(settings), face_latent(_face_of_seed(settings, view.other, _fixed_directions(view)))


def _strip(settings: FaceSettings, view: ExploreSettings) -> None:
    fixed = _fixed_directions(view)
    a, b = _ends(settings, view)
    about = (*face_key(settings), str(view.other), str(view.locked))
    latents = with_fixed(slerp(a, b, STRIP_FRAMES), a, fixed)
    faces = runtime.cached(_strip_picture, about, shared_generator(), latents)
    st.markdown(f"From face A to face B, seed {view.other}")
    strip(faces, f"Eleven faces from face A to face B, seed {view.other}")


def _strip_picture(network: Generator, latents: Tensor) -> bytes:
    return lossless_webp(image_grid(generate(network, latents), len(latents)))


def _animation(kind: str, a: Tensor, b: Tensor, fixed: Sequence[Direction]) -> bytes:
    pictures = generate_images(with_fixed(slerp(a, b, SAVED_FRAMES), a, fixed))
    return encode_animation(upscale_nearest(pictures, SAVED_PIXELS), kind)


SCREEN = Screen(explore_screen, (FaceSettings, ExploreSettings), EXPERIMENTS, DEFAULTS)
