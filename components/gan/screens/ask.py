"""*Ask for it*: garments by class, and what lies between two classes."""

import json
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st
import torch
from torch import Tensor
from torch.nn import functional as F

from components import runtime
from components.gan.fashion import CLASSES, WEIGHTS, FashionConfig, FashionGenerator, load_fashion
from components.gan.latents import seeded
from components.gan.screens.desk import LAST_SEED, show_idea
from components.gan.sprites import as_bytes, encoded, in_rows
from components.render.data_url import data_url
from components.ui import url_state
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen

COLUMNS, ROWS = 8, 3
ASKED = COLUMNS * ROWS
MIXED, STEPS = 4, 11  # latents, and pictures from one class to the other


@dataclass(frozen=True)
class AskSettings:
    """The class that is asked for, the one to mix it with, and the first seed."""

    garment: str = url_state.choice("sneaker", CLASSES)
    mixed_with: str = url_state.choice("ankle boot", CLASSES)
    garment_seed: int = url_state.integer(0, 0, LAST_SEED)


CLAIM = "Ask for a garment by name: the class goes in beside the noise."

DEFAULTS = asdict(AskSettings())
EXPERIMENTS = (
    Experiment("Trousers to dress", {"garment": "trousers", "mixed_with": "dress"}),
    Experiment("Bag to shirt", {"garment": "bag", "mixed_with": "shirt"}),
    Experiment("A hard one: sandals", {"garment": "sandal", "mixed_with": "sneaker"}),
)

IDEA = r"""
**Conditional GAN** ([Mirza & Osindero, 2014](https://arxiv.org/abs/1411.1784)). The generator gets the class
$c$, a vector with a single 1, beside the latent: $G(z, c)$. The discriminator also has to tell the class
([Odena et al., 2017](https://arxiv.org/abs/1610.09585)), so a picture of the wrong class costs the generator.

**Mixtures.** Nothing stops us from asking for $0.5$ sneaker and $0.5$ ankle boot: with the same $z$, the
shares go from $(1, 0)$ to $(0, 1)$. The generator never saw such a mixture in training.

**Data**: Fashion-MNIST ([Xiao et al., 2017](https://arxiv.org/abs/1708.07747); MIT).
"""

QUESTION = Question(
    "A classifier that took no part in the training looks at the garments. Which does it recognise least?",
    ("sandal", "shirt", "trousers"),
    "sandal",
    "least recognised garment",
)


def ask_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(AskSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
        show_tally()
    st.pills("Garment", CLASSES, key="garment", required=True, wrap=True, label_visibility="collapsed")
    wall, mixture = st.columns([7, 8], gap="large")
    with wall:
        _draw(settings, *_wanted(settings), COLUMNS)
        st.button("Another two dozen", icon=":material/casino:", on_click=_turn)
        _judged()
    with mixture:
        st.pills("… and mixed, step by step, with", CLASSES, key="mixed_with", required=True, wrap=True)
        _draw(settings, *_mixtures(settings), STEPS)
        st.markdown(f"From **{settings.garment}** to **{settings.mixed_with}**; each row keeps its latent.")


def _turn() -> None:
    st.session_state["garment_seed"] = (int(st.session_state["garment_seed"]) + ASKED) % (LAST_SEED + 1)


def _network() -> FashionGenerator:
    return runtime.shared(load_fashion, str(runtime.device()))


def _latents(seed: int, count: int) -> Tensor:
    size = FashionConfig().latent_size
    return torch.stack([seeded((seed + number) % (LAST_SEED + 1), size) for number in range(count)])


def _share(garment: str) -> Tensor:
    return F.one_hot(torch.tensor(CLASSES.index(garment)), len(CLASSES)).float()


def _wanted(settings: AskSettings) -> tuple[Tensor, Tensor]:
    """Latents (24, z) and classes (24, 10) of the wall."""
    return _latents(settings.garment_seed, ASKED), _share(settings.garment).repeat(ASKED, 1)


def _mixtures(settings: AskSettings) -> tuple[Tensor, Tensor]:
    """Latents (44, z), each eleven times, and the shares of both classes (44, 10)."""
    part = torch.linspace(0, 1, STEPS)[:, None]
    shares = (1 - part) * _share(settings.garment) + part * _share(settings.mixed_with)
    return _latents(settings.garment_seed, MIXED).repeat_interleave(STEPS, 0), shares.repeat(MIXED, 1)


def _draw(settings: AskSettings, latents: Tensor, classes: Tensor, columns: int) -> None:
    about = (str(settings), str(columns))
    sheet = runtime.cached(_sheet, about, _network(), latents, classes, columns)
    st.html(PICTURE.format(address=data_url(sheet, "webp"), words=f"Generated garments: {settings.garment}"))


@torch.inference_mode()
def _sheet(network: FashionGenerator, latents: Tensor, classes: Tensor, columns: int) -> bytes:
    place = next(network.parameters()).device
    grey = as_bytes(network(latents.to(place), classes.to(place)))  # (n, 32, 32, 1)
    return encoded(in_rows(np.repeat(grey, 3, axis=3), columns))


PICTURE = """<img src="{address}" alt="{words}"
style="width:100%;image-rendering:pixelated;border-radius:.4rem">"""


# --- What a judge says --------------------------------------------------------------------------------------


def _figures() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(WEIGHTS.with_suffix(".json").read_text())
    return found


def _judged() -> None:
    if not guess_first((QUESTION,)):
        return
    shares = runtime.shared(_figures)["by_class"]
    listed = ", ".join(
        f"{name} {100 * share:.1f} %" for name, share in sorted(shares.items(), key=lambda one: one[1])
    )
    st.markdown(f"Recognised as what was asked for: {listed}.")


SCREEN = Screen(ask_screen, (AskSettings,), EXPERIMENTS, DEFAULTS)
