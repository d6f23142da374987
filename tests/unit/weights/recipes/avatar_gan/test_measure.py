import pytest
import torch
from torch.nn import functional as F

from weights.recipes.avatar_gan.attributes import OPTIONS, Reading
from weights.recipes.avatar_gan.measure import shares


def test_shares_count_what_is_read() -> None:
    read = {name: torch.zeros(4, dtype=torch.long) for name in OPTIONS}
    read["glasses"] = torch.tensor(
        [OPTIONS["glasses"].index(one) for one in ("none", "round", "round", "none")]
    )
    found = shares(Reading({name: F.one_hot(one, len(OPTIONS[name])).float() for name, one in read.items()}))
    assert found["glasses"]["round"] == found["glasses"]["none"] == 0.5
    assert found["glasses"]["sunglasses"] == 0
    assert all(sum(one.values()) == pytest.approx(1) for one in found.values())
