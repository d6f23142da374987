from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from weights.recipes.avatar_gan import attributes
from weights.recipes.avatar_gan.attributes import BATCH, load_or_teach, read
from weights.recipes.avatar_gan.avatars import SIZE, AvatarSet, choose_traits, visible_labels


@pytest.fixture(scope="module")
def avatars() -> AvatarSet:
    """Noise in place of drawings: what is learned doesn't matter here."""
    pictures = np.random.default_rng(0).integers(0, 256, (BATCH, SIZE, SIZE, 3), np.uint8)
    return AvatarSet(pictures, visible_labels(choose_traits(BATCH, 0)))


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seeds with which a network was taught, not kept from before."""
    seeds: list[int] = []
    teach = attributes.teach

    def counted(avatars: AvatarSet, seed: int) -> attributes.Reader:
        seeds.append(seed)
        return teach(avatars, seed, epochs=1)

    monkeypatch.setattr(attributes, "teach", counted)
    return seeds


def test_a_network_that_was_taught_is_not_taught_again(
    avatars: AvatarSet, taught: list[int], tmp_path: Path
) -> None:
    first, again = (load_or_teach(avatars, 1, tmp_path) for _ in range(2))
    assert taught == [1]
    some = [read(reader, avatars.pictures[:8]).probabilities["glasses"] for reader in (first, again)]
    assert torch.equal(*some)


def test_another_seed_other_avatars_and_another_recipe_teach_anew(
    avatars: AvatarSet, taught: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_or_teach(avatars, 1, tmp_path)
    load_or_teach(avatars, 2, tmp_path)
    assert taught == [1, 2]
    load_or_teach(replace(avatars, pictures=255 - avatars.pictures), 1, tmp_path)
    load_or_teach(replace(avatars, labels=avatars.labels[::-1]), 1, tmp_path)
    monkeypatch.setattr(attributes, "RATE", 1e-3)
    load_or_teach(avatars, 1, tmp_path)
    assert taught == [1, 2, 1, 1, 1]


def test_a_broken_off_write_leaves_no_network(
    avatars: AvatarSet, taught: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(weights: dict[str, torch.Tensor], path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(attributes, "save_file", half)
        with pytest.raises(KeyboardInterrupt):
            load_or_teach(avatars, 1, tmp_path)
    load_or_teach(avatars, 1, tmp_path)
    assert taught == [1, 1]
