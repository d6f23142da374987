"""*Architecture*: generator and discriminator, layer by layer, with the maps of one face."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st
from torch import Tensor

from components import runtime
from components.gan.choices import load_choices
from components.gan.discriminator_scores import discriminator_feature_maps
from components.gan.faces import LATENT_SIZE, face_title
from components.gan.images import Images, image_grid
from components.gan.layers import GANLayer, layers_of_discriminator
from components.gan.reference_images import CREDIT, REFERENCE_COUNT
from components.gan.screens.checkpoint_state import ITERATIONS, MomentSettings, pick_moment
from components.gan.screens.drawn_generator import (
    GeneratedFace,
    drawn_generator,
    generated_face,
    layer_slab,
    strongest_tile,
)
from components.gan.screens.generator import MAPS, STRONGEST
from components.gan.screens.state import (
    FaceSettings,
    face_settings,
    look_at_avatar,
    look_at_seed,
    photo_square,
    shared_discriminator,
    shared_generator,
    shared_references,
    shared_score_sample,
)
from components.gan.widgets.gan_drawing import gan_drawing
from components.render.colours import Table
from components.render.map_tiles import picture_tile, tiles_jpeg
from components.ui import url_state
from components.ui.controls.photo import pick_own, pick_sample, subject
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words
from components.ui.theme import diverging_scale
from components.ui.widgets.slabs import Given, Slab, SlabNetwork
from components.vision.samples import SAMPLES

GENERATED, REAL, PHOTO = "generated", "real", "photo"
JUDGED = {GENERATED: "The generated face", REAL: "A real avatar", PHOTO: "A photo"}


@dataclass(frozen=True)
class JudgedSettings:
    """What the discriminator is given: the generated face, a real avatar or a photo, and which."""

    judged: str = url_state.choice(GENERATED, tuple(JUDGED))
    sample: str = url_state.choice("astronaut", tuple(SAMPLES))
    avatar: int = url_state.integer(load_choices().common_avatar, 0, REFERENCE_COUNT - 1)


SCORE_WORDS = "It means something only beside other scores, as the bars show."
CLAIM = "One network turns noise into a face, the other judges it."

DEFAULTS = asdict(FaceSettings()) | asdict(JudgedSettings()) | asdict(MomentSettings())
EXPERIMENTS = (
    Experiment(
        "Another face",
        {"seed": load_choices().first_seed + 1},
        f"The weights are the same, only the {LATENT_SIZE} random numbers have changed: with them all maps "
        "change, and the face.",
    ),
    Experiment(
        "Before learning",
        {"moment": 0},
        "The same layers with their first, random weights: the maps and the picture are noise, and "
        "every real avatar has a higher score.",
    ),
    Experiment(
        "Judge a real one",
        {"judged": REAL},
        "The same discriminator, with the same weights, now judges a real avatar: its score is higher than "
        "that of the generated face.",
    ),
)

IDEA = rf"""
**The generator** $G$ takes a *latent* $z$: {LATENT_SIZE} random numbers, each drawn from a standard normal
distribution (*noise*). Its first layer turns them into maps of $4\times4$ places. Each layer is a
*transposed convolution*, and each after the first doubles the side of the maps, until a picture of
$64\times64$ pixels with three colours is there, $G(z)$. Behind each but the last stand a batch normalisation
and a ReLU.

**The discriminator** $D$ is its mirror image, and a plain CNN: each convolution halves the side of the maps,
the last one makes a single number, the *score* $D(x)$, which may be any number. It is given a generated
picture or a real one and is not told which.

**What is learned** are the kernels of all these layers. There is no memory: the same numbers always give the
same face. $D$ learns to give real pictures higher scores than generated ones. $G$ never sees a real picture:
it learns from the gradient of the score alone, which passes back through $D$ into the picture, and from there
into $G$. How both learn at once is seen on *Live training*.

**A score by itself says nothing**, since only differences between scores were trained (see *Discriminator*).
Its bars say how many of 100 generated and of the real avatars have a lower one.

**Over its training** the generator was kept {len(ITERATIONS)} times: move the slider, and its layers are
those of that moment. The discriminator is always the one at the end.

The architecture is DCGAN ([Radford et al., 2015](https://arxiv.org/abs/1511.06434)). Click a layer of the
generator to see its strongest maps. On each slab lies the strongest, the one with the largest mean
activation.
"""


def gan_architecture_screen() -> None:
    """Draw the screen."""
    face, judged = face_settings(), url_state.settings(JudgedSettings)
    moment = url_state.settings(MomentSettings).moment
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        made = generated_face(face, moment)
        given = _given(judged, made)
        score, discriminator = _discriminator(face, given)
        words = f"{in_words(score)}. {SCORE_WORDS} {given.words}"
        gan_drawing((drawn_generator(made), discriminator), words, _open, key="gan architecture")
    with place.dock:
        _controls(face, judged)


def _controls(face: FaceSettings, judged: JudgedSettings) -> None:
    st.segmented_control(
        "The discriminator is given",
        list(JUDGED),
        format_func=JUDGED.__getitem__,
        key="judged",
        required=True,
        wrap=True,
    )
    pick_moment()
    icon = ":material/casino:"
    if judged.judged == REAL:
        st.button("Another avatar", icon=icon, on_click=look_at_avatar, args=(judged.avatar + 1,))
        st.caption(CREDIT)
    elif judged.judged == PHOTO:
        with st.popover("Photo", icon=":material/add_a_photo:"):
            pick_sample(JudgedSettings.sample)
            pick_own()
        st.caption(subject(judged.sample).credit)
    else:
        st.button("Next seed", icon=icon, on_click=look_at_seed, args=(face.seed + 1,))
        st.caption(f"The noise of {face_title(face)}.")


def _open(layer: int) -> None:
    """Show all maps of a layer of the generator."""
    st.session_state.update(screen="Generator", inside=MAPS, gan_stage=layer, gan_channel=STRONGEST)


# --- The networks -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JudgedPicture:
    """What the discriminator is given (64, 64, 3): its name, what is to be said of it, a key for caches."""

    pixels: Images
    name: str
    words: str
    key: tuple[str, ...]


def _given(judged: JudgedSettings, made: GeneratedFace) -> JudgedPicture:
    if judged.judged == REAL:
        key = (REAL, str(judged.avatar))
        return JudgedPicture(shared_references()[judged.avatar], "x: a real avatar", "", key)
    if judged.judged == PHOTO:
        photo = subject(judged.sample).photo
        words = "The discriminator was never trained on photos."
        return JudgedPicture(photo_square(photo)[0], "x: a photo", words, (PHOTO, photo.digest))
    trained = made.generator is shared_generator()
    words = "" if trained else "The discriminator is that of the training’s end."
    return JudgedPicture(made.picture, "x: the face above", words, made.key)


def _discriminator(face: FaceSettings, given: JudgedPicture) -> tuple[float, SlabNetwork]:
    """The score of what it is given, and the network."""
    key, pixels = ("judged", *given.key), given.pixels
    maps = runtime.cached(discriminator_feature_maps, key, shared_discriminator(), pixels)
    signed = diverging_scale()
    pictures = runtime.cached(_discriminator_tiles, (*key, signed.ground), pixels, maps, signed.table)
    score = float(maps[-1])
    layers = layers_of_discriminator(shared_discriminator())[:-1]
    slabs = [layer_slab(layer, _sees(layer)) for layer in layers]
    slabs.append(Slab("Score", 1, 1, f"the last convolution makes one number, {in_words(score)}."))
    above = zip(("generated", "real"), shared_score_sample(face.truncation).above(score), strict=True)
    bars = [(f"above {name} ones", f"{100 * share:.0f} %", share) for name, share in above]
    parts = (given.name, "discriminator D: convolutions", "score D(x)")
    side = pixels.shape[0]
    return score, SlabNetwork(Given(3, side), slabs, parts, pictures, bars, side)


def _sees(layer: GANLayer) -> str:
    return (
        f"convolution (kernel {layer.kernel} × {layer.kernel}, stride {layer.stride}), leaky ReLU. "
        f"A place depends on {layer.sees} × {layer.sees} pixels. {layer.parameters:,} parameters."
    )


# --- Their pictures -----------------------------------------------------------------------------------------


def _discriminator_tiles(given: Images, maps: Sequence[Tensor], diverging: Table) -> bytes:
    return tiles_jpeg(
        [picture_tile(image_grid(given[None], 1)), *(strongest_tile(one, diverging) for one in maps)]
    )


SCREEN = Screen(
    gan_architecture_screen, (FaceSettings, JudgedSettings, MomentSettings), EXPERIMENTS, DEFAULTS
)
