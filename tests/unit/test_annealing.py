import pytest
import torch

from components.annealing import half_cosine


def test_it_goes_from_end_to_end_and_is_half_way_in_the_middle() -> None:
    assert half_cosine((3.0, 1.0), 0) == 3
    assert half_cosine((3.0, 1.0), 0.5) == pytest.approx(2)
    assert half_cosine((3.0, 1.0), 1) == 1


def test_it_is_pytorchs_cosine_annealing() -> None:
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=20, eta_min=0.01)
    for step in range(20):
        assert half_cosine((0.3, 0.01), step / 20) == pytest.approx(optimiser.param_groups[0]["lr"], rel=1e-9)
        optimiser.step()
        scheduler.step()
