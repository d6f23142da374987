"""What a person has picked by looking at the trained generator's faces, kept beside its weights."""

import json
from dataclasses import dataclass
from functools import cache

from components.gan.checkpoints import WEIGHTS

FILE = WEIGHTS / "choices.json"


@dataclass(frozen=True)
class Choices:
    """Seeds, real avatars and kinds of faces that show something; other weights show it elsewhere."""

    first_seed: int  # of the face that is shown first, on the home page too
    other_seed: int  # of the face that it is led to
    glasses_seed: int  # of a face with glasses
    far_seed: int  # of a face that falls apart far from the mean
    common_avatar: int  # a real avatar of a kind that the generator draws often
    highest_scored_avatar: int  # the real avatar that the discriminator scores highest
    unlearned_avatar: int  # a real avatar of a kind that the generator never draws
    first_faces: int  # iterations after which a kept generator draws something like faces
    glasses_channels: tuple[
        int, ...
    ]  # of the generator's 8 × 8 maps, which the first face's glasses depend on
    rare_kinds: str  # what the real avatars that score highest have in common


@cache
def load_choices() -> Choices:
    """Load what was picked. Raises FileNotFoundError."""
    picked = json.loads(FILE.read_text(encoding="utf-8"))
    return Choices(**picked | {"glasses_channels": tuple(picked["glasses_channels"])})
