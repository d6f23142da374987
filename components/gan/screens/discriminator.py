"""*Discriminator*: its score of a picture, and the saliency map of the pixels on which the score depends."""

import html
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.gan.choices import load_choices
from components.gan.discriminator_scores import ScoredImage, ScoreSample, score_with_saliency
from components.gan.faces import face_title
from components.gan.images import Images, image_grid
from components.gan.reference_images import CREDIT, REFERENCE_COUNT
from components.gan.screens.discriminator_quiz import another_row, show_quiz
from components.gan.screens.state import (
    SAMPLE_SEEDS,
    FaceSettings,
    face_latent,
    face_settings,
    generate_images,
    look_at_avatar,
    look_at_seed,
    photo_square,
    shared_discriminator,
    shared_references,
    shared_score_sample,
)
from components.gan.widgets.beeswarm import Beeswarm, MarkedValue, SwarmSide, beeswarm
from components.render.colours import PREDICTED, TRUTH
from components.render.data_url import data_url
from components.render.encode import lossless_webp
from components.render.heatmaps import heat_png
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.photo import pick_own, pick_sample, subject
from components.ui.controls.quiz import show_tally
from components.ui.fill import fill
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words
from components.vision.samples import SAMPLES


@dataclass(frozen=True)
class DiscriminatorSettings:
    """The real avatar and the photo that are scored, whether with heat maps, and the row of the quiz."""

    avatar: int = url_state.integer(load_choices().common_avatar, 0, REFERENCE_COUNT - 1)
    sample: str = url_state.choice("astronaut", tuple(SAMPLES))
    heat: bool = url_state.boolean(default=True)
    guess: bool = url_state.boolean()
    row: int = url_state.integer(0, 0, 999)


CLAIM = "The discriminator gives each picture one score: higher means more real."

DEFAULTS = asdict(FaceSettings()) | asdict(DiscriminatorSettings())
EXPERIMENTS = (
    Experiment(
        "A lost mode",
        {"avatar": load_choices().highest_scored_avatar},
        f"No avatar scores higher: the generator hardly ever draws {load_choices().rare_kinds}, so for D "
        "they are the surest sign of a real one.",
    ),
    Experiment(
        "A retina",
        {"sample": "retina"},
        "The discriminator scores a retina too, though it was trained on avatars alone: such a score "
        "means little.",
    ),
)

IDEA = (
    r"""
**The discriminator** $D$ is a plain CNN: five convolutions make one number $D(x)$ of a picture $x$, its
*score*.

**Only differences count.** For most of the training the loss was relativistic
([Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734)): it compares a real picture $x$ with a
generated one,

$$ L_D = \operatorname{softplus}\big(D(G(z)) - D(x)\big). $$

Add 10 to every score, and it stays the same. So no score says “real” by itself; it says something only beside
the scores of other pictures.
"""
    f"""
**The dots** are the scores of {REFERENCE_COUNT} real avatars, below the line, and of the faces of seeds 0 to
{SAMPLE_SEEDS - 1}, above it: click one to look at it.

**Lost modes show here.** The highest scores belong to {load_choices().rare_kinds}: real avatars have
them as often as anything else, """
    r"""the generator hardly ever draws one. To $D$ they are the surest sign of a real one.

**The heat map** is the gradient of the score by the pixels, $\lVert \partial D / \partial x_{ij} \rVert$ over
the three colours ([Simonyan et al., 2013](https://arxiv.org/abs/1312.6034)). Where it is bright, a small
change of the picture would change the score most. Along this very gradient the generator learned. Its
exact colours came after the training: $D$ has never judged such pictures, and takes them for real a little
more often.

**A photo of anything else** is a picture unlike any that $D$ was trained on. It gives a number all the same.
"""
)


@dataclass(frozen=True)
class ScoredPanel:
    """One of the three pictures that are scored."""

    name: str
    picture: Images  # (1, 64, 64, 3)
    credit: str = ""


def discriminator_screen() -> None:
    """Draw the screen."""
    face, view = face_settings(), url_state.settings(DiscriminatorSettings)
    sample = shared_score_sample(face.truncation)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        if view.guess:
            show_quiz(view.row, face.truncation, sample)
        else:
            _draw_scores(face, view, sample)
    with place.dock:
        if view.guess:
            another_row(view.row)
        else:
            _controls(face, view)
        st.toggle("Guess first", key="guess")
        show_tally()


def _controls(face: FaceSettings, view: DiscriminatorSettings) -> None:
    st.button(
        "Another face",
        key="another face",
        icon=":material/casino:",
        on_click=look_at_seed,
        args=(face.seed + 1,),
    )
    st.button(
        "Another avatar",
        key="another avatar",
        icon=":material/casino:",
        on_click=look_at_avatar,
        args=(view.avatar + 1,),
    )
    with st.popover("Photo", icon=":material/add_a_photo:"):
        pick_sample(DiscriminatorSettings.sample)
        pick_own()
    st.toggle("Heat maps", key="heat")


def _draw_scores(face: FaceSettings, view: DiscriminatorSettings, sample: ScoreSample) -> None:
    photo = subject(view.sample)
    panels = (
        ScoredPanel(f"Generated, {face_title(face)}", generate_images(face_latent(face)[None])),
        ScoredPanel(f"Real, {_name(view.avatar)}", shared_references()[view.avatar][None], CREDIT),
        ScoredPanel("A photo", photo_square(photo.photo), photo.credit),
    )
    scored = runtime.run_short(
        score_with_saliency, shared_discriminator(), np.concatenate([one.picture for one in panels])
    )
    words = (_rank(scored[0], sample), _rank(scored[1], sample), NOT_TRAINED_ON)
    figures = [_figure(*one, heat=view.heat) for one in zip(panels, scored, words, strict=True)]
    with st.container(key="stretch-scores", gap="xsmall"):
        with fill("scored"):
            st.html(f"{STYLE}<div class='scored'>{''.join(figures)}</div>")
        _draw_score_sample(sample, face, view, scored)


def _name(avatar: int) -> str:
    return f"avatar {avatar + 1}"


# --- The three pictures -------------------------------------------------------------------------------------


def _figure(panel: ScoredPanel, scored: ScoredImage, words: str, *, heat: bool) -> str:
    picture = data_url(lossless_webp(image_grid(panel.picture, 1)), "webp")
    over = HEAT.format(address=data_url(heat_png(scored.saliency), "png")) if heat else ""
    credit = CREDITED.format(credit=html.escape(panel.credit)) if panel.credit else ""
    return FIGURE.format(
        name=panel.name,
        score=in_words(scored.score),
        address=picture,
        over=over,
        words=words + credit,
    )


STYLE = style(__file__)
FIGURE = """<figure><figcaption>{name}: <b>{score}</b></figcaption>
<div><div><img src="{address}" alt="{name}">{over}</div></div><p>{words}</p></figure>"""
HEAT = """<img class="heat" src="{address}" alt="Heat map">"""
CREDITED = "<br><small>{credit}</small>"
NOT_TRAINED_ON = "The discriminator was never trained on photos."


# --- The sample ---------------------------------------------------------------------------------------------


def _rank(scored: ScoredImage, sample: ScoreSample) -> str:
    above_generated, above_real = (f"{100 * fraction:.0f}\u00a0%" for fraction in sample.above(scored.score))
    return f"Above {above_generated} of generated, {above_real} of real."


def _draw_score_sample(
    sample: ScoreSample, face: FaceSettings, view: DiscriminatorSettings, scored: Sequence[ScoredImage]
) -> None:
    plain = face == FaceSettings(seed=face.seed, truncation=face.truncation) and face.seed < SAMPLE_SEEDS
    marks = [] if plain else [MarkedValue("this face", scored[0].score)]
    shown = Beeswarm(
        _swarm_side("generated", PREDICTED, sample.generated, face.seed if plain else None),
        _swarm_side("real", TRUTH, sample.real, view.avatar),
        [MarkedValue("the photo", scored[2].score), *marks],
    )
    beeswarm(shown, _pick, key="scores")
    st.markdown(
        f"Higher means more real. In **{100 * sample.auc:.0f} %** of all pairs the real one scores higher."
    )


def _swarm_side(name: str, colour: str, scores: Tensor, chosen: int | None) -> SwarmSide:
    names = [f"seed {place}" if name == "generated" else _name(place) for place in range(len(scores))]
    captions = [f"{one}: {in_words(score)}" for one, score in zip(names, scores.tolist(), strict=True)]
    return SwarmSide(name, colour, scores.tolist(), captions, chosen)


def _pick(half: str, place: int) -> None:
    if half == "above":
        look_at_seed(place)
    else:
        look_at_avatar(place)


SCREEN = Screen(discriminator_screen, (FaceSettings, DiscriminatorSettings), EXPERIMENTS, DEFAULTS)
