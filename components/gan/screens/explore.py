"""*Explore*: a wall of faces to pick from, and the way from one face to another."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import NamedTuple

import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.gan.latents import Direction, between, held, steps_to
from components.gan.model import Generator
from components.gan.screens.desk import (
    LAST_SEED,
    NAMED_COUNT,
    FaceSettings,
    beginning,
    directions,
    drawn,
    face,
    face_settings,
    generator,
    identity,
    kind,
    latent,
    show_idea,
    title,
)
from components.gan.seeds import BALANCED, FIRST, REAL, RESTLESS, shares
from components.gan.sprites import animation, draw, encoded, enlarged, in_rows, jpeg
from components.render.data_url import data_url
from components.ui import url_state
from components.ui.controls.compare import freeze_button, side_by_side
from components.ui.events import on_value
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.widgets.picture_grid import Sheet, picture_grid

COLUMNS, ROWS = 9, 4
WALL = COLUMNS * ROWS
_KIND = "kind of face"
STRIP, MOVING = 11, 33  # faces of the strip, and of the picture to save
SAVED_PIXELS = 4  # the saved picture has squares of so many pixels


@dataclass(frozen=True)
class ExploreSettings:
    """The first seed of the wall, the seed of face B, and the numbers of the named directions kept."""

    wall: int = url_state.integer(0, 0, LAST_SEED)
    other: int = url_state.integer(30, 0, LAST_SEED)
    locked: tuple[int, ...] = url_state.int_set(NAMED_COUNT, NAMED_COUNT - 1)


CLAIM = "Every latent vector gives a face, and a path joins any two."

DEFAULTS = asdict(FaceSettings()) | asdict(ExploreSettings())
EXPERIMENTS = (
    Experiment("No variety", {"truncation": 30}),
    Experiment("Keep the glasses", {"seed": 20, "locked": (1,)}),
    Experiment("Between two kinds", {"base": RESTLESS, "truncation": 100}),
)

IDEA = r"""
**Truncation.** Latents are drawn from $\mathcal N(0, I)$ and shrunk, $\psi z$. Small $\psi$ gives typical
faces, all alike; large $\psi$ leaves what the generator was trained with. The trade is
[Brock et al.](https://arxiv.org/abs/1809.11096)’s (2019), who redraw numbers that are too large; shrinking is
[Karras et al.](https://arxiv.org/abs/1812.04948)’s (2019), in another latent space.

**From A to B.** In 128 dimensions nearly all of $\mathcal N(0, I)$ lies near a sphere of radius
$\sqrt{128} \approx 11.3$. A straight line would cut through its empty inside, so the way goes along the arc
([White, 2016](https://arxiv.org/abs/1609.04468)). With the angle $\theta$ between $a$ and $b$, their unit
vectors $\hat a$ and $\hat b$, and a length that changes evenly,

$$
z(t) = \big((1-t)\lVert a\rVert + t\lVert b\rVert\big)\,
\frac{\sin((1-t)\,\theta)\,\hat a + \sin(t\,\theta)\,\hat b}{\sin\theta} .
$$

**Kept attributes.** Along a kept direction $v$, every face gets the coordinate of face A:
$z \leftarrow z + ((a - z)^\top v)\,v$.

**Exact colours.** Drawings are filled with few colours. Once trained, $G$ draws each pixel that comes near
one of the avatars’ colours in exactly that colour.

**Seeds.** $G$ draws some kinds of faces far too seldom. And it is continuous, while faces come
in kinds, with a hat or without: on the way from one kind to another it has to draw what is neither
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


def explore_screen() -> None:
    """Draw the screen."""
    settings, view = face_settings(), url_state.settings(ExploreSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA + _measured())
    _controls(settings, view)
    left, right = st.columns([4, 8], gap="large")
    shown = _Shown(face(settings), f"Face A, {title(settings)}")
    with left:
        side_by_side("face", shown, _draw_face)
        freeze_button("face", shown)
    with right:
        _wall(settings, view)
    _strip(settings, view)


def _measured() -> str:
    first, balanced, real = (shares()[kind] for kind in (FIRST, BALANCED, REAL))
    return (
        f"\nAt a truncation of 100%, {first.precise:.0%} of the faces as drawn and {balanced.precise:.0%} of "
        f"the balanced mix lie among real avatars; of other real ones, {real.precise:.0%} (*precision*, "
        "[Kynkäänniemi et al., 2019](https://arxiv.org/abs/1904.06991)). "
        f"{first.long_hair:.0%}, {balanced.long_hair:.0%} and {real.long_hair:.0%} have long hair."
    )


def _controls(settings: FaceSettings, view: ExploreSettings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.slider("Truncation, %", 0, 150, step=5, key="truncation", width=180)
        _kinds(settings)
        _locks(view)
        st.number_input("Face B, seed", 0, LAST_SEED, key="other", width=150)
        with st.popover("Save A to B", icon=":material/save:"):
            for kind in ("WebP", "GIF"):
                st.download_button(
                    f"A to B, {kind}",
                    partial(_moving, kind, *_ends(settings, view), _kept(view)),
                    f"faces_{settings.seed}_{view.other}.{kind.lower()}",
                    f"image/{kind.lower()}",
                    on_click="ignore",
                )


def _kinds(settings: FaceSettings) -> None:
    st.session_state[_KIND] = settings.base if settings.base in KIND_NAMES else None
    st.segmented_control(
        "Seeds",
        list(KIND_NAMES),
        format_func=KIND_NAMES.__getitem__,
        key=_KIND,
        on_change=on_value(_KIND, _choose_kind),
        width="content",
    )


KIND_NAMES = {BALANCED: "balanced mix", FIRST: "as drawn", RESTLESS: "between two kinds"}


def _choose_kind(kind: str | None) -> None:
    st.session_state["base"] = kind or BALANCED


def _locks(view: ExploreSettings) -> None:
    names = [directions()[f"n{number}"].name for number in range(NAMED_COUNT)]
    key = f"locks {view.locked}"
    with st.popover(f"Keep of A: {len(view.locked) or 'nothing'}"):
        st.pills(
            "What all faces take over from face A",
            range(NAMED_COUNT),
            selection_mode="multi",
            default=list(view.locked),
            format_func=lambda number: names[number],
            key=key,
            on_change=on_value(key, _lock),
        )


def _lock(names: Sequence[int]) -> None:
    st.session_state["locked"] = tuple(sorted(names))


def _turn_wall() -> None:
    st.session_state["wall"] = (int(st.session_state["wall"]) + WALL) % (LAST_SEED + 1)


class _Shown(NamedTuple):
    """A face as drawn: frozen, it stays what it was, also when another one is found for a picture."""

    address: str
    words: str


def _draw_face(shown: _Shown, key: str) -> None:  # noqa: ARG001 -- one picture needs no key
    st.html(PICTURE.format(address=shown.address, words=shown.words))
    st.markdown(shown.words)


PICTURE = """<img src="{address}" alt="{words}"
style="width:100%;max-width:max(12rem,calc(100vh - 34rem));image-rendering:pixelated;border-radius:.4rem">"""


# --- The wall -----------------------------------------------------------------------------------------------


def _kept(view: ExploreSettings) -> list[Direction]:
    return [directions()[f"n{number}"] for number in view.locked]


def _neighbour(settings: FaceSettings, seed: int, kept: Sequence[Direction]) -> FaceSettings:
    """The face of another seed, with the coordinates of this one along the kept directions."""
    plain = replace(settings, base=kind(settings), seed=seed, moved=())
    begin, like = beginning(plain), latent(settings)
    steps = [(direction.key, steps_to(begin, like, direction)) for direction in kept]
    return replace(plain, moved=tuple(sorted((key, number) for key, number in steps if number)))


def _wall(settings: FaceSettings, view: ExploreSettings) -> None:
    seeds = [(view.wall + number) % (LAST_SEED + 1) for number in range(WALL)]
    faces = [_neighbour(settings, seed, _kept(view)) for seed in seeds]
    about = (*identity(settings), str(view.wall), str(view.locked))
    latents = torch.stack([latent(one) for one in faces])
    picture = runtime.cached(_wall_picture, about, generator(), latents)
    chosen = settings.seed if settings in faces else None

    def pick(seed: int) -> None:
        picked = faces[seeds.index(seed)]
        st.session_state.update(base=picked.base, seed=picked.seed, moved=picked.moved)

    captions = tuple(f"seed {seed}" for seed in seeds)
    picture_grid(Sheet(picture, COLUMNS, tuple(seeds), captions), chosen, pick, key="wall of faces")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            f"Seeds {seeds[0]} to {seeds[-1]}: click one to make it face A. Below: from A to B.",
            width="content",
        )
        st.button("Other faces", icon=":material/casino:", on_click=_turn_wall)


def _wall_picture(network: Generator, latents: Tensor) -> bytes:
    return jpeg(in_rows(enlarged(draw(network, latents), 2), COLUMNS))


# --- From A to B --------------------------------------------------------------------------------------------


def _ends(settings: FaceSettings, view: ExploreSettings) -> tuple[Tensor, Tensor]:
    return latent(settings), latent(_neighbour(settings, view.other, _kept(view)))


def _strip(settings: FaceSettings, view: ExploreSettings) -> None:
    kept = _kept(view)
    a, b = _ends(settings, view)
    about = (*identity(settings), str(view.other), str(view.locked))
    strip = runtime.cached(_strip_picture, about, generator(), held(between(a, b, STRIP), a, kept))
    st.html(STRIP_PICTURE.format(address=data_url(strip, "webp"), seed=view.other))


def _strip_picture(network: Generator, latents: Tensor) -> bytes:
    return encoded(in_rows(draw(network, latents), len(latents)))


def _moving(kind: str, a: Tensor, b: Tensor, kept: Sequence[Direction]) -> bytes:
    pictures = drawn(held(between(a, b, MOVING), a, kept))
    return animation(enlarged(pictures, SAVED_PIXELS), kind)


STRIP_PICTURE = """<img src="{address}" alt="Eleven faces from face A to face B, seed {seed}"
style="width:100%;image-rendering:pixelated;border-radius:.4rem">"""


SCREEN = Screen(explore_screen, (FaceSettings, ExploreSettings), EXPERIMENTS, DEFAULTS)
