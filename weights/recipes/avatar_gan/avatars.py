"""Avatars drawn from a seed, each with its exact labels: what the avatar generator learns from.

The parts are those of the library python-avatars (MIT; after Pablo Stanley's "Avataaars"), turned from
SVG into pixels by resvg. Both are needed only here: `pip install -r weights/requirements.txt`.

Left out are parts that cannot be told apart at 64 × 64 pixels (the three noses, most of the eyebrows),
that hide the face, and that few would like to be drawn with. All traits are drawn independently,
so that no trait can be read from another.
"""

import io
import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

SIZE = 64
RUNS = Path(__file__).parents[2] / "runs" / "avatars"
# The part of the drawing (264 × 280 units) that becomes the picture: head, hair and collar.
CROP = "28 4 208 208"
CANVAS = 'width="264px" height="280px" viewBox="0 0 264 280"'


@dataclass(frozen=True)
class Option:
    """One value of a trait: what the library calls it (or a colour), and how often it is drawn."""

    part: str
    weight: float


Trait = dict[str, Option]

TRAITS: dict[str, Trait] = {
    "background": {
        "sky": Option("#74C0F0", 1),
        "mint": Option("#7FD1A8", 1),
        "lilac": Option("#B9A5EC", 1),
        "slate": Option("#56708A", 1),
    },
    "skin": {
        "pale": Option("#FFDBB4", 1),
        "light": Option("#EDB98A", 1),
        "tan": Option("#CE8A5A", 1),
        "brown": Option("#A5653C", 1),
        "deep": Option("#7B4A35", 1),
    },
    "top": {
        "bald": Option("HairType.NONE", 2),
        "short": Option("HairType.SHORT_FLAT", 3),
        "quiff": Option("HairType.SHORT_WAVED", 3),
        "pixie": Option("HairType.PIXIE", 3),
        "bun": Option("HairType.BUN", 3),
        "bob": Option("HairType.BOB", 3),
        "curly": Option("HairType.CURLY", 3),
        "straight": Option("HairType.STRAIGHT_STRAND", 3),
        "side swept": Option("HairType.STRAIGHT_1", 3),
        "beanie": Option("HatType.WINTER_HAT_3", 3),
        "brimmed hat": Option("HatType.HAT", 3),
    },
    "hair colour": {
        "black": Option("#2C1B18", 1),
        "brown": Option("#724133", 1),
        "red": Option("#C93305", 1),
        "blonde": Option("#E0BD5E", 1),
        "silver": Option("#E8E1E1", 1),
        "violet": Option("#7A5CC0", 1),
    },
    "hat colour": {
        "navy": Option("#25557C", 1),
        "crimson": Option("#B8324A", 1),
        "green": Option("#3C7A57", 1),
    },
    "eyes": {
        "open": Option("EyeType.DEFAULT", 2),
        "happy": Option("EyeType.HAPPY", 1),
        "surprised": Option("EyeType.SURPRISED", 1),
        "winking": Option("EyeType.WINK", 1),
    },
    "brows": {
        "calm": Option("EyebrowType.DEFAULT_NATURAL", 1),
        "angry": Option("EyebrowType.ANGRY_NATURAL", 1),
        "worried": Option("EyebrowType.SAD_CONCERNED_NATURAL", 1),
    },
    "mouth": {
        "smile": Option("MouthType.SMILE", 3),
        "tongue": Option("MouthType.TONGUE", 1),
        "serious": Option("MouthType.SERIOUS", 2),
        "sad": Option("MouthType.SAD", 2),
    },
    "facial hair": {
        "none": Option("FacialHairType.NONE", 6),
        "moustache": Option("FacialHairType.MOUSTACHE_FANCY", 1),
        "short beard": Option("FacialHairType.BEARD_MEDIUM", 1.5),
        "full beard": Option("FacialHairType.BEARD_MAGESTIC", 1.5),
    },
    "glasses": {
        "none": Option("AccessoryType.NONE", 6),
        "round": Option("AccessoryType.ROUND", 1.5),
        "square": Option("AccessoryType.PRESCRIPTION_2", 1.5),
        "sunglasses": Option("AccessoryType.WAYFARERS", 1.5),
    },
    "shirt": {
        "white": Option("#FFFFFF", 1),
        "navy": Option("#25557C", 1),
        "red": Option("#FF5C5C", 1),
        "yellow": Option("#FFD25E", 1),
    },
}
HATS = ("beanie", "brimmed hat")
HIDDEN = "hidden"  # the label of a trait that another one covers


@dataclass(frozen=True)
class AvatarSet:
    """Pictures with their labels: uint8 (count, 64, 64, 3), and one categorical column a trait."""

    pictures: NDArray[np.uint8]
    labels: pd.DataFrame


def choose_traits(count: int, seed: int) -> pd.DataFrame:
    """Draw the traits of `count` avatars, independently of one another: one column a trait."""
    rng = np.random.default_rng(seed)
    columns = {}
    for name, trait in TRAITS.items():
        weights = np.array([option.weight for option in trait.values()])
        columns[name] = rng.choice(list(trait), size=count, p=weights / weights.sum())
    return pd.DataFrame(columns)


def visible_labels(traits: pd.DataFrame) -> pd.DataFrame:
    """The traits as categories, with `hidden` where the picture does not show them."""
    labels = traits.copy()
    hatted = labels["top"].isin(HATS)
    hairless = hatted | (labels["top"] == "bald")
    labels.loc[~hatted, "hat colour"] = HIDDEN
    labels.loc[hairless & (labels["facial hair"] == "none"), "hair colour"] = HIDDEN
    labels.loc[labels["glasses"] == "sunglasses", "eyes"] = HIDDEN
    return pd.DataFrame(
        {name: pd.Categorical(labels[name], [*trait, HIDDEN]) for name, trait in TRAITS.items()}
    )


def draw_avatar(traits: dict[str, str]) -> NDArray[np.uint8]:
    """Draw one avatar: uint8 (64, 64, 3)."""
    library, resvg = import_module("python_avatars"), import_module("resvg_py")

    def part(trait: str) -> object:
        name = TRAITS[trait][traits[trait]].part
        if name.startswith("#"):
            return name
        kind, member = name.split(".")
        return vars(library)[kind][member]

    avatar = library.Avatar(
        style=library.AvatarStyle.TRANSPARENT,
        top=part("top"),
        hat_color=part("hat colour"),
        eyebrows=part("brows"),
        eyes=part("eyes"),
        mouth=part("mouth"),
        facial_hair=part("facial hair"),
        skin_color=part("skin"),
        hair_color=part("hair colour"),
        facial_hair_color=part("hair colour"),
        accessory=part("glasses"),
        clothing=library.ClothingType.SHIRT_CREW_NECK,
        clothing_color=part("shirt"),
    )
    drawing = avatar.render().replace(CANVAS, f'width="{SIZE}" height="{SIZE}" viewBox="{CROP}"', 1)
    png = resvg.svg_to_bytes(svg_string=drawing, background=part("background"), skip_system_fonts=True)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def draw_avatars(count: int, seed: int) -> AvatarSet:
    """Draw `count` avatars; the same seed gives the same pictures. About 5 ms each."""
    traits = choose_traits(count, seed)
    pictures = np.empty((count, SIZE, SIZE, 3), np.uint8)
    for index, row in enumerate(traits.to_dict("records")):
        pictures[index] = draw_avatar({str(trait): str(value) for trait, value in row.items()})
    return AvatarSet(pictures, visible_labels(traits))


def load_avatars(count: int, seed: int, folder: Path = RUNS) -> AvatarSet:
    """The same, drawn once and then read from a file in `folder`. The labels follow from the seed."""
    file = folder / f"avatars_{count}_{seed}.npz"
    if not file.is_file():
        pictures = draw_avatars(count, seed).pictures
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f"unfinished-{file.name}")
        np.savez_compressed(unfinished, pictures=pictures)
        os.replace(unfinished, file)
    with np.load(file) as stored:
        return AvatarSet(stored["pictures"], visible_labels(choose_traits(count, seed)))
