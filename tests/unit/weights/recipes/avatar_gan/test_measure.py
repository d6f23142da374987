from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from weights.recipes.avatar_gan import measure
from weights.recipes.avatar_gan.attributes import OPTIONS, Reading
from weights.recipes.avatar_gan.measure import kept_features, shares
from weights.recipes.avatar_gan.picture_quality import Pictures


def test_shares_count_what_is_read() -> None:
    read = {name: torch.zeros(4, dtype=torch.long) for name in OPTIONS}
    read["glasses"] = torch.tensor(
        [OPTIONS["glasses"].index(one) for one in ("none", "round", "round", "none")]
    )
    found = shares(Reading({name: F.one_hot(one, len(OPTIONS[name])).float() for name, one in read.items()}))
    assert found["glasses"]["round"] == found["glasses"]["none"] == 0.5
    assert found["glasses"]["sunglasses"] == 0
    assert all(sum(one.values()) == pytest.approx(1) for one in found.values())


def test_features_are_computed_once_and_a_broken_off_write_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[int] = []

    def features(pictures: Pictures) -> torch.Tensor:
        computed.append(len(pictures))
        return torch.from_numpy(pictures.mean((1, 2)))

    def half(found: torch.Tensor, path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(measure, "FEATURES", tmp_path)
    monkeypatch.setattr(measure, "features", features)
    pictures = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3), np.uint8)
    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", half)
        with pytest.raises(KeyboardInterrupt):
            kept_features(pictures)
    first, again = kept_features(pictures), kept_features(pictures)
    assert computed == [3, 3]
    assert torch.equal(first, again)
    kept_features(255 - pictures)
    assert computed == [3, 3, 3]
