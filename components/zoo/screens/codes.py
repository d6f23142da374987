"""*Codes*: the plane of an autoencoder's codes beside that of a variational one."""

from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st

from components import runtime
from components.render.colours import CLASSES
from components.render.data_url import data_url
from components.render.encode import encoded
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.zoo.code_plane import (
    STEPS,
    CodeNetwork,
    CodePlane,
    code_plane,
    decode_one,
    straight_way,
)
from components.zoo.digits import HELD_OUT, SIDE, digit_address, grey_picture
from components.zoo.screens import state
from components.zoo.screens.code_draws import code_draws, share_in_words
from components.zoo.widgets.code_planes import (
    CodePlanes,
    CodeWalk,
    PlanePicture,
    code_planes,
)
from components.zoo.widgets.data_store import kept_name, store_data

PLANES = ("AE", "VAE")
MARKS = 700  # real digits on a plane
FRAMES = 12  # of a walk
PER_MILLE = 1000
LAST_SEED = 999


@dataclass(frozen=True)
class CodesSettings:
    """The places of both crosses in per mille, what the planes show, and the walk between two digits."""

    ae_across: int = url_state.integer(500, 0, PER_MILLE)
    ae_up: int = url_state.integer(500, 0, PER_MILLE)
    vae_across: int = url_state.integer(500, 0, PER_MILLE)
    vae_up: int = url_state.integer(500, 0, PER_MILLE)
    decoded: bool = url_state.boolean()
    walk: bool = url_state.boolean()
    walk_from: int = url_state.integer(3, 0, HELD_OUT - 1)
    walk_to: int = url_state.integer(2, 0, HELD_OUT - 1)
    random_codes: bool = url_state.boolean()
    code_seed: int = url_state.integer(0, 0, LAST_SEED)


CLAIM = "Two numbers describe a digit. Drag the ring: what lies between the digits?"

DEFAULTS = asdict(CodesSettings())
EXPERIMENTS = (
    Experiment(
        "All that can be decoded",
        {"decoded": True},
        "Both decode something everywhere, but the coloured places of real digits leave much of the "
        "autoencoder’s plane empty, and spread over the variational one’s.",
    ),
    Experiment(
        "A walk",
        {"walk": True},
        "A straight way from a 0 to a 1 leads through other digits on both planes: those that lie in "
        "between.",
    ),
    Experiment(
        "Codes at random",
        {"random_codes": True},
        "Of both networks’ pictures from random codes the CNN is sure of fewer than half; of real digits it "
        "is sure of more than eight in ten.",
    ),
)

IDEA = r"""
**A code of two numbers.** Both networks squeeze a picture of 784 pixels into two numbers and draw the picture
again from them. Two numbers are a place in a plane: each numeral stands where a real, held-out digit of that
class lies. The ring is a code; beside it is what is decoded from it.

**The autoencoder (AE)** is trained only to give its input back (Hinton and Salakhutdinov,
[2006](https://doi.org/10.1126/science.1127647)). Its loss is only the first of the two parts below: what it
draws is to equal what it got. Where no digit of the training lies, nobody has asked it for anything. Its
codes crowd in the middle and reach out in long arms, and their plane has no natural size.

**The variational autoencoder (VAE)** gives a mean $\mu$ and a variance $\sigma^2$ for each picture and draws
the code there (Kingma and Welling, [2014](https://arxiv.org/abs/1312.6114)). Its loss has two parts, the
*negative evidence lower bound*:

$$
-\mathbb E_{z \sim q(z \mid x)} \log p(x \mid z) \; + \;
\mathrm{KL}\big(q(z \mid x) \,\Vert\, \mathcal N(0, I)\big) .
$$

The first asks for a good picture. The second, the *Kullback–Leibler divergence*, draws all codes towards a
normal distribution around 0. So neighbouring codes have to mean similar pictures, and the gaps fill.

**Sampling.** A code for the VAE can be drawn from $\mathcal N(0, I)$ without knowing any digit’s code: this
is what the second part is for. The AE has no such distribution. Its codes are drawn here from the normal
distribution that has the mean and the covariance of its codes of real digits. The diamonds are where the
drawn codes lie, those beyond the plane at its rim.

**Do they look like digits?** The share counts the pictures of which the CNN of this page says one digit with
a probability above 90 %. By this measure the AE is no worse: with a code of two numbers both networks blur
what lies between the classes. The measure has a limit too: the CNN knows nothing but digits, and is sure of
an even grey picture as well.
"""


def codes_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(CodesSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        _draw_planes()
    with place.dock:
        _controls(settings)
        store_data([value for short in PLANES for value in _kept(short)], key="planes kept")


def _controls(settings: CodesSettings) -> None:
    st.button("Draw codes at random", key="step-draw codes", icon=":material/casino:", on_click=_draw_codes)
    if settings.random_codes:
        st.number_input("Seed of the codes", 0, LAST_SEED, key="code_seed")
        st.button("Take them away", key="step-take codes", on_click=_take_codes)
    st.toggle("Show what is decoded everywhere", key="decoded")
    st.toggle("Walk from one digit to another", key="walk")
    if settings.walk:
        st.number_input("From digit no.", 0, HELD_OUT - 1, key="walk_from")
        st.number_input("To digit no.", 0, HELD_OUT - 1, key="walk_to")


@st.fragment
def _draw_planes() -> None:
    """Both planes, drawn anew when a cross rests."""
    settings = url_state.settings(CodesSettings)
    places = ((settings.ae_across, settings.ae_up), (settings.vae_across, settings.vae_up))
    pictures = [_plane_picture(short, place, settings) for short, place in zip(PLANES, places, strict=True)]
    code_planes(CodePlanes(pictures, CLASSES, settings.decoded), _placed, key="planes")
    url_state.write()


WORDS = {
    "AE": ("Autoencoder", "Trained only to reconstruct: nobody asks what lies in the gaps."),
    "VAE": ("Variational autoencoder", "Codes are drawn at random while it learns, so the gaps are filled."),
}


def _plane_picture(short: str, place: tuple[int, int], settings: CodesSettings) -> PlanePicture:
    network, plane = _network(short), _plane(short)
    shares = (place[0] / PER_MILLE, place[1] / PER_MILLE)
    decoded = runtime.run_short(decode_one, network, plane.at(shares))
    title, words = WORDS[short]
    sheet, marks = (kept_name(value) for value in _kept(short))
    walk = _walk(network, plane, settings) if settings.walk else None
    draws = None
    if settings.random_codes:
        draws = code_draws(network, plane, settings.code_seed)
        words = share_in_words(short, network, plane, settings.code_seed)
    return PlanePicture(title, words, sheet, STEPS, marks, shares, digit_address(decoded), walk, draws)


def _network(short: str) -> CodeNetwork:
    network = state.digit_network(short)
    assert isinstance(network, CodeNetwork)
    return network


def _plane(short: str) -> CodePlane:
    return runtime.cached(code_plane, (short,), _network(short), state.held_out())


def _kept(short: str) -> tuple[str, list[tuple[float, float, int]]]:
    """What is drawn of a plane at every run: its decoded digits, and where real ones lie."""
    return runtime.cached(_sheet_and_marks, (short,), _plane(short))


def _sheet_and_marks(plane: CodePlane) -> tuple[str, list[tuple[float, float, int]]]:
    """All decoded digits in one picture, the topmost row first; places and classes of real ones."""
    rows = plane.decoded[::-1].transpose(0, 2, 1, 3).reshape(STEPS * SIDE, STEPS * SIDE)
    sheet = data_url(encoded(grey_picture(rows), "WEBP", quality=80), "webp")
    places = [plane.shares(code) for code in plane.codes[:MARKS]]
    marks = [
        (round(across, 3), round(up, 3), int(digit))
        for (across, up), digit in zip(places, plane.classes, strict=False)
        if 0 <= across <= 1 and 0 <= up <= 1
    ]
    return sheet, marks


def _walk(network: CodeNetwork, plane: CodePlane, settings: CodesSettings) -> CodeWalk:
    """The straight way between the codes of two digits, and what is decoded along it."""
    ends = [plane.codes[number] for number in (settings.walk_from, settings.walk_to)]
    codes = straight_way(ends[0], ends[1], FRAMES)
    frames = np.concatenate([runtime.run_short(decode_one, network, code) for code in codes], 1)
    return CodeWalk([plane.shares(code) for code in codes], digit_address(frames))


def _draw_codes() -> None:
    """Show random codes; where some are shown, those of the next seed."""
    if st.session_state["random_codes"]:
        st.session_state["code_seed"] = (st.session_state["code_seed"] + 1) % (LAST_SEED + 1)
    st.session_state["random_codes"] = True


def _take_codes() -> None:
    st.session_state["random_codes"] = False


def _placed(number: int, across: int, up: int) -> None:
    names = (("ae_across", "ae_up"), ("vae_across", "vae_up"))[number]
    st.session_state.update(dict(zip(names, (across, up), strict=True)))


SCREEN = Screen(codes_screen, (CodesSettings,), EXPERIMENTS, DEFAULTS)
