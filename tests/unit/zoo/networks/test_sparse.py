import torch

from components.zoo.networks.sparse import Sparse, SparseConfig


def test_no_more_units_are_active_than_allowed_and_they_are_the_strongest() -> None:
    torch.manual_seed(0)
    network = Sparse(SparseConfig(50, 7))
    x = torch.rand(20, 28, 28)
    code, sums = network.encode(x), network.sums(x)
    active = code > 0
    assert int(active.sum(1).max()) == 7
    assert torch.equal(code[active], sums[active])
    weakest = torch.where(active, sums, torch.inf).min(1).values
    strongest_left_out = torch.where(active, -torch.inf, sums).max(1).values
    assert bool((weakest >= strongest_left_out).all())


def test_a_picture_is_the_sum_of_the_active_units_parts() -> None:
    torch.manual_seed(0)
    network = Sparse(SparseConfig(50, 2))
    code = torch.zeros(1, 50)
    code[0, 3], code[0, 8] = 0.5, 2
    parts = 0.5 * network.dictionary[3] + 2 * network.dictionary[8]
    assert torch.allclose(network.decode(code)[0].flatten(), parts.clamp(0, 1), atol=1e-6)
