"""*GAN samples*: digits that the GAN makes of random numbers, and how they looked while it learned."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.render.data_url import data_url
from components.render.encode import encoded
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.zoo.digits import SIDE, digit_address, grey_picture
from components.zoo.gan_history import MOMENTS, GanHistory, gan_history
from components.zoo.library import GENERATORS, measured_of
from components.zoo.networks.adversarial import Adversarial, AdversarialConfig
from components.zoo.sampling import COUNT, REACH, STEPS, GeneratedDigits, generated_digits, slid_digits
from components.zoo.screens import state
from components.zoo.screens.state import MOST_SEEDS, SampleSettings
from components.zoo.widgets.sample_wall import SampleWall, SlidSheet, sample_wall

SAMPLES, HISTORY = "Samples", "Training history"
MIDDLE = (STEPS - 1) // 2  # the step at which nothing is slid
LATENTS = AdversarialConfig().latent_size


@dataclass(frozen=True)
class GanSettings:
    """What the wall shows, the moment of the training, and which two latent numbers are slid how far.

    Those that are slid at first change digits most.
    """

    gan_shown: str = url_state.choice(SAMPLES, (SAMPLES, HISTORY))
    gan_moment: int = url_state.integer(MOMENTS - 1, 0, MOMENTS - 1)
    latent_a: int = url_state.integer(15, 1, LATENTS)
    latent_b: int = url_state.integer(25, 1, LATENTS)
    slid_a: int = url_state.integer(MIDDLE, 0, STEPS - 1)
    slid_b: int = url_state.integer(MIDDLE, 0, STEPS - 1)


CLAIM = "A generator makes digits from random numbers. Slide two of these numbers."

DEFAULTS = asdict(GanSettings()) | asdict(SampleSettings())
EXPERIMENTS = (
    Experiment(
        "From noise to digits",
        {"gan_shown": HISTORY, "gan_moment": 0},
        "Slide the moment: noise becomes spots, then digits; the discriminator soon knows nearly every fake, "
        "in the end it is unsure of both.",
    ),
    Experiment(
        "A 3 becomes a 7",
        {"sampled": 7, "slid_a": 0},
        "One number of 32 is slid to its end, and the 3 has become a 7; slid back, it turns into the 3 again "
        "little by little.",
    ),
    Experiment(
        "No digit",
        {"sampled": 13},
        "The generator makes something of every latent: this picture can’t be read as one digit, and still "
        "the discriminator is unsure whether it is real.",
    ),
)


def _measured() -> str:
    """What was measured of generated digits, in words."""
    found = {kind: fmean(numbers) for kind, numbers in measured_of(GENERATORS[0]).items()}
    learned = {kind: found[f"{kind}_of_digits_learned_from"] for kind in ("recognised", "frechet")}
    return (
        f"The page’s CNN is more than 90 % sure of {100 * found['recognised']:.0f} % of them; of real digits "
        f"that is {100 * learned['recognised']:.0f} %. The entropy of the classes that it sees is "
        f"{found['class_entropy']:.2f} bits, where 3.32 would mean that all ten come equally often. The "
        f"*Fréchet distance* to held-out digits, in the CNN’s last features, is {found['frechet']:.2g}; that "
        f"of digits learned from is {learned['frechet']:.2g}."
    )


IDEA = r"""
**Two networks against each other** (Goodfellow and others, [2014](https://arxiv.org/abs/1406.2661)). The
*generator* $G$ makes a picture of a *latent* $z$, here 32 random numbers from a standard normal distribution.
The *discriminator* $D$ gets real digits and generated ones, and says how probably a picture is real:

$$
\min_D\; -\mathbb E \log D(x) - \mathbb E \log\big(1 - D(G(z))\big), \qquad
\min_G\; -\mathbb E \log D(G(z)) .
$$

$G$ never sees a real digit. It learns only from how $D$ would have liked its picture better. Both are made of
convolutions (Radford and others, [2016](https://arxiv.org/abs/1511.06434)); those of $D$ are normalised, so
that it can’t get too far ahead (Miyato and others, [2018](https://arxiv.org/abs/1802.05957)).

**The score.** $D$ ends in one number, the logit; the sigmoid makes a probability of it. Where generated and
real digits get nearly the same, the discriminator can’t tell them apart any more.

**Sliding.** A slider adds up to 3 to one number of the latent or takes it away. Neighbouring latents give
similar pictures, since the generator is a smooth function. What one number changes, nobody has chosen.

**How good they are.** 10,000 digits were generated. """ + _measured()


def samples_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(GanSettings)
    url_state.settings(SampleSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        _draw_wall()
    with place.dock:
        st.segmented_control("Show", (SAMPLES, HISTORY), key="gan_shown", required=True)
        if settings.gan_shown == SAMPLES:
            st.button("New samples", key="step-new-samples", icon=":material/casino:", on_click=_sample_anew)
            st.number_input(
                "Seed of the samples", 0, MOST_SEEDS - 1, key="sample_seed", on_change=_slide_back
            )
            left, right = st.columns(2, gap="small")
            left.number_input("First latent", 1, LATENTS, key="latent_a", on_change=_slide_back)
            right.number_input("Second latent", 1, LATENTS, key="latent_b", on_change=_slide_back)


@st.fragment
def _draw_wall() -> None:
    """The wall, drawn anew when a digit is chosen or a slider rests."""
    settings, sample = url_state.settings(GanSettings), url_state.settings(SampleSettings)
    if settings.gan_shown == HISTORY:
        wall = _history_wall(gan_history(), settings.gan_moment, sample.sampled)
    else:
        wall = _samples_wall(settings, sample)
    sample_wall(wall, moved, key="samples")
    url_state.write()


def _history_wall(history: GanHistory, moment: int, sampled: int) -> SampleWall:
    """The same latents at all moments."""
    return SampleWall(
        data_url(history.sheet, "webp"),
        history.logits.tolist(),
        history.generated,
        history.real,
        [f"after {count:,} batches" if count else "before the training" for count in history.iterations],
        moment,
        sampled,
        None,
    )


def _samples_wall(settings: GanSettings, sample: SampleSettings) -> SampleWall:
    """Digits that are sampled now; the means are those at the training's end."""
    network, latents = state.adversarial_network(), state.sampled_latents(sample)
    digits = runtime.cached(generated_digits, (str(sample.sample_seed),), network, latents)
    history = gan_history()
    return SampleWall(
        digit_address(np.concatenate(digits.pictures, 1)),
        [digits.logits.round(2).tolist()],
        history.generated[-1:],
        history.real[-1:],
        [""],
        0,
        sample.sampled,
        _slid(network, latents[sample.sampled], settings),
    )


def _slid(network: Adversarial, latent: Tensor, settings: GanSettings) -> SlidSheet:
    numbers = (settings.latent_a, settings.latent_b)
    key = tuple(map(str, (*numbers, *latent.tolist())))
    sheet, logits = runtime.cached(_slid_sheet, key, network, latent, numbers)
    values = (float(latent[numbers[0] - 1]), float(latent[numbers[1] - 1]))
    return SlidSheet(sheet, logits, STEPS, REACH, numbers, values, (settings.slid_a, settings.slid_b))


def _slid_sheet(network: Adversarial, latent: Tensor, numbers: tuple[int, int]) -> tuple[str, list[float]]:
    """All digits of a latent (z,) of which two numbers, from 1, are slid, in one picture; their logits."""
    found: GeneratedDigits = slid_digits(network, latent, (numbers[0] - 1, numbers[1] - 1))
    rows = found.pictures.transpose(0, 2, 1, 3).reshape(STEPS * SIDE, STEPS * SIDE)
    picture = encoded(grey_picture(rows), "WEBP", quality=80)
    return data_url(picture, "webp"), found.logits.round(2).flatten().tolist()


# --- What the visitor does ----------------------------------------------------------------------------------

MOVES = {  # by their kind: which settings take their values, and up to where
    "sample": (("sampled", COUNT - 1),),
    "moment": (("gan_moment", MOMENTS - 1),),
    "slid": (("slid_a", STEPS - 1), ("slid_b", STEPS - 1)),
}


def moved(kind: str, values: Sequence[int]) -> None:
    """Take over what the wall tells, kept within its bounds."""
    for (name, most), value in zip(MOVES[kind], values, strict=True):
        st.session_state[name] = min(max(value, 0), most)
    if kind == "sample":
        _slide_back()


def _sample_anew() -> None:
    st.session_state["sample_seed"] = (st.session_state["sample_seed"] + 1) % MOST_SEEDS
    _slide_back()


def _slide_back() -> None:
    st.session_state.update(slid_a=MIDDLE, slid_b=MIDDLE)


SCREEN = Screen(samples_screen, (GanSettings, SampleSettings), EXPERIMENTS, DEFAULTS)
