"""*Discriminator*: the one number that it gives to a picture, and the pixels on which that number depends."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.gan.judging import Crowd, Verdict, crowd, judge
from components.gan.real import COUNT, CREDIT, LEARNED
from components.gan.screens.desk import (
    GENERATED_COLOUR,
    LAST_SEED,
    REAL_COLOUR,
    FaceSettings,
    discriminator,
    drawn,
    face_settings,
    generator,
    latent,
    of_seed,
    photo_square,
    real,
    show_idea,
    title,
)
from components.gan.screens.eye_guess import guess_row
from components.gan.seeds import BALANCED
from components.gan.sprites import Pictures, encoded, in_rows
from components.gan.widgets.beeswarm import Dots, Heap, Mark, dots
from components.render.data_url import data_url
from components.render.heatmaps import heat_png
from components.ui import url_state
from components.ui.controls.photo import pick_own, pick_sample, subject
from components.ui.controls.quiz import show_tally
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import in_words
from components.vision.samples import SAMPLES

BRIMMED_HAT = 34  # the real avatar that scores highest
MANY = 100  # seeds whose faces make up the generated crowd


@dataclass(frozen=True)
class EyeSettings:
    """Which real avatar and which photo are looked at, whether with heat maps, and the row to guess."""

    avatar: int = url_state.integer(LEARNED, 0, COUNT - 1)
    sample: str = url_state.choice("astronaut", tuple(SAMPLES))
    heat: bool = url_state.boolean(default=True)
    guess: bool = url_state.boolean()
    row: int = url_state.integer(0, 0, 999)


CLAIM = "The higher its score, the more real."

DEFAULTS = asdict(FaceSettings()) | asdict(EyeSettings())
EXPERIMENTS = (
    Experiment("A lost mode", {"avatar": BRIMMED_HAT}),
    Experiment("A retina", {"sample": "retina"}),
)

IDEA = r"""
**The discriminator** $D$ is a plain CNN: five convolutions make one number $D(x)$ of a picture $x$, its
*score*.

**Only differences count.** For most of the training the loss was relativistic
([Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734)): it compares a real picture $x$ with a
generated one,

$$ L_D = \operatorname{softplus}\big(D(G(z)) - D(x)\big). $$

Add 10 to every score, and it stays the same. So no score says “real” by itself; it says something only beside
the scores of other pictures.

**Lost modes show here.** The highest scores belong to brimmed hats, curls and bobs: real avatars have them as
often as anything else, the generator hardly ever draws one. To $D$ they are the surest sign of a real one.

**The heat map** is the gradient of the score by the pixels, $\lVert \partial D / \partial x_{ij} \rVert$ over
the three colours ([Simonyan et al., 2013](https://arxiv.org/abs/1312.6034)). Where it is bright, a small
change of the picture would change the score most. Along this very gradient the generator learned. Its
exact colours came after the training: $D$ has never judged such pictures, and takes them for real a little
more often.

**A photo of anything else** is a picture unlike any that $D$ was trained on. It gives a number all the same.
"""


@dataclass(frozen=True)
class Exhibit:
    """One of the three pictures that are looked at, and the control that changes it."""

    name: str
    picture: Pictures  # (1, 64, 64, 3)
    credit: str
    control: Callable[[], None]


def eye_screen() -> None:
    """Draw the screen."""
    face, view = face_settings(), url_state.settings(EyeSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
        st.toggle("Guess first", key="guess")
        if not view.guess:
            st.toggle("Heat maps", key="heat")
        show_tally()
    many = _crowd(face.truncation)
    if view.guess:
        guess_row(view.row, face.truncation, many)
        return
    exhibits = (_generated(face), _real(view), _photo(view))
    verdicts = runtime.run_short(judge, discriminator(), np.concatenate([one.picture for one in exhibits]))
    words = (_rank(verdicts[0], many), _rank(verdicts[1], many), STRANGER)
    for place, column in enumerate(st.columns(3, gap="medium")):
        with column:
            _draw(exhibits[place], verdicts[place], heat=view.heat)
            st.markdown(words[place])
    _draw_crowd(many, face, view, verdicts)


# --- The three pictures -------------------------------------------------------------------------------------


def _generated(face: FaceSettings) -> Exhibit:
    def control() -> None:
        st.button(
            "Another",
            key="another face",
            icon=":material/casino:",
            on_click=_look_at_seed,
            args=(face.seed + 1,),
        )

    return Exhibit(f"Generated, {title(face)}", drawn(latent(face)[None]), "", control)


def _real(view: EyeSettings) -> Exhibit:
    def control() -> None:
        after = (view.avatar + 1) % COUNT
        st.button(
            "Another", key="another avatar", icon=":material/casino:", on_click=_look_at_avatar, args=(after,)
        )

    return Exhibit(f"Real, {_name(view.avatar)}", real()[view.avatar][None], CREDIT, control)


def _name(avatar: int) -> str:
    return f"avatar {avatar + 1}"


def _photo(view: EyeSettings) -> Exhibit:
    shown = subject(view.sample)

    def control() -> None:
        with st.popover("Photo", icon=":material/add_a_photo:"):
            pick_sample(EyeSettings.sample, _nothing)
            pick_own(_nothing)

    return Exhibit("A photo", photo_square(shown.photo), shown.credit, control)


def _look_at_seed(seed: int) -> None:
    st.session_state.update(base=BALANCED, seed=seed % (LAST_SEED + 1), moved=())


def _look_at_avatar(number: int) -> None:
    st.session_state["avatar"] = number


def _nothing() -> None:
    """What another photo changes of the other settings."""


def _draw(exhibit: Exhibit, verdict: Verdict, *, heat: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{exhibit.name}: **{in_words(verdict.score)}**", width="content")
        exhibit.control()
    picture = data_url(encoded(in_rows(exhibit.picture, 1)), "webp")
    over = HEAT.format(address=data_url(heat_png(verdict.heat), "png")) if heat else ""
    credit = CREDITED.format(credit=exhibit.credit) if exhibit.credit else ""
    st.html(PICTURE.format(address=picture, name=exhibit.name, over=over + credit))


PICTURE = """<div style="position:relative;width:min(100%,max(11rem,100vh - 31rem))">
<img src="{address}" alt="{name}"
style="display:block;width:100%;image-rendering:pixelated;border-radius:.4rem">{over}</div>"""
HEAT = """<img src="{address}" alt="Heat map" style="position:absolute;inset:0;width:100%;height:100%">"""
CREDITED = """<small style="position:absolute;right:0;bottom:0;padding:.1rem .5rem;
font-size:.875rem;line-height:1.3;color:#ffffff;background:rgb(0 0 0/65%);
border-radius:.4rem 0">{credit}</small>"""
STRANGER = "The discriminator was never trained on photos."


# --- Among many ---------------------------------------------------------------------------------------------


def _crowd(truncation: int) -> Crowd:
    latents = torch.stack([of_seed(seed, truncation) for seed in range(MANY)])
    return runtime.cached(crowd, (str(truncation),), (generator(), discriminator()), real(), latents)


def _rank(verdict: Verdict, many: Crowd) -> str:
    shares = [float((verdict.score > scores).double().mean()) for scores in (many.generated, many.real)]
    above_generated, above_real = (f"{100 * share:.0f}\u00a0%" for share in shares)
    return f"Above {above_generated} of generated, {above_real} of real."


def _draw_crowd(many: Crowd, face: FaceSettings, view: EyeSettings, verdicts: Sequence[Verdict]) -> None:
    plain = face == FaceSettings(seed=face.seed, truncation=face.truncation) and face.seed < MANY
    marks = [] if plain else [Mark("this face", verdicts[0].score)]
    shown = Dots(
        _heap("generated", GENERATED_COLOUR, many.generated, face.seed if plain else None),
        _heap("real", REAL_COLOUR, many.real, view.avatar),
        [Mark("the photo", verdicts[2].score), *marks],
    )
    dots(shown, _pick, key="crowd")
    st.markdown(
        f"{COUNT} real avatars, and the faces of seeds 0 to {MANY - 1}: in **{100 * many.right:.0f} %** "
        "of all pairs the real one scores higher. Only such differences count."
    )


def _heap(name: str, colour: str, scores: Tensor, chosen: int | None) -> Heap:
    names = [f"seed {place}" if name == "generated" else _name(place) for place in range(len(scores))]
    captions = [f"{one}: {in_words(score)}" for one, score in zip(names, scores.tolist(), strict=True)]
    return Heap(name, colour, scores.tolist(), captions, chosen)


def _pick(half: str, place: int) -> None:
    if half == "above":
        _look_at_seed(place)
    else:
        _look_at_avatar(place)


SCREEN = Screen(eye_screen, (FaceSettings, EyeSettings), EXPERIMENTS, DEFAULTS)
