import pytest
import torch

from components.gan.faces import (
    DIRECTION_KEYS,
    INVERTED,
    LATENT_SIZE,
    Face,
    all_directions,
    base_latent,
    face_key,
    face_latent,
    face_latents_along,
    face_title,
    latent_of_seed,
    selection,
    with_steps,
)
from components.gan.latents import STEP_SIZE, Direction
from components.gan.model import Generator
from components.gan.seeds import BALANCED, UNSTABLE

FACE = Face(BALANCED, 4, 80, (("n1", 24), ("p0", -8)))


@pytest.fixture(scope="module")
def directions(shipped: Generator) -> dict[str, Direction]:
    return all_directions(shipped)


def test_every_key_of_a_link_has_its_direction(directions: dict[str, Direction]) -> None:
    assert tuple(directions) == DIRECTION_KEYS


def test_a_face_is_its_seed_truncated_and_moved(directions: dict[str, Direction]) -> None:
    expected = 0.8 * latent_of_seed(4)
    expected = expected + STEP_SIZE * (24 * directions["n1"].vector - 8 * directions["p0"].vector)
    assert torch.allclose(face_latent(FACE, directions, None), expected, atol=1e-5)


def test_a_face_is_bit_for_bit_its_frame_along_any_direction(directions: dict[str, Direction]) -> None:
    latent = face_latent(FACE, directions, None)
    for key, taken in (("n1", 24), ("p0", -8), ("n3", 0)):
        frames = face_latents_along(FACE, key, range(taken - 1, taken + 2), directions, None)
        assert frames.shape == (3, LATENT_SIZE)
        assert torch.equal(frames[1], latent)


def test_an_inverted_latent_is_the_base_if_there_is_one() -> None:
    face, inverted = Face(INVERTED, 4, 50, ()), torch.ones(LATENT_SIZE)
    assert torch.equal(base_latent(face, inverted), inverted / 2)
    assert torch.equal(base_latent(face, None), latent_of_seed(4, 50))
    assert face_key(face, inverted) != face_key(face, 2 * inverted)
    assert face_key(FACE, inverted) == face_key(FACE, None)


def test_faces_are_named_by_their_base() -> None:
    assert face_title(FACE) == "seed 4"
    assert face_title(Face(UNSTABLE, 7, 80, ())) == "seed 7, between two kinds"
    assert face_title(Face(INVERTED, 7, 80, ())) == "found face"
    assert selection(Face(INVERTED, 7, 80, ())) == BALANCED


def test_steps_replace_those_taken_before() -> None:
    assert with_steps(FACE.moved, "n1", 3) == (("n1", 3), ("p0", -8))
    assert with_steps(FACE.moved, "n1", 0) == (("p0", -8),)
    assert with_steps((), "r5", 2) == (("r5", 2),)
