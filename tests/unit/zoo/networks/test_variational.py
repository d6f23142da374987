import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from components.zoo.networks.variational import Variational, VariationalConfig, negative_elbo


def test_the_loss_is_the_papers() -> None:
    torch.manual_seed(0)
    network = Variational(VariationalConfig((784, 20, 3)))
    x = (torch.rand(4, 28, 28) > 0.5).float()
    torch.manual_seed(1)
    found = negative_elbo(network, x, kl_weight=0.7)
    torch.manual_seed(1)
    mean, log_variance = network.encode(x)
    normal = Normal(mean, (log_variance / 2).exp())
    code = mean + torch.randn_like(mean) * normal.scale
    missed = -Bernoulli(logits=network.logits(code)).log_prob(x).sum((1, 2))  # type: ignore[no-untyped-call]
    expected = missed + 0.7 * kl_divergence(normal, Normal(0, 1)).sum(1)
    assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-4)


def test_a_reconstruction_comes_from_the_mean_and_is_always_the_same() -> None:
    network = Variational(VariationalConfig((784, 20, 3)))
    x = torch.rand(2, 28, 28)
    assert torch.equal(network(x), network(x))
    assert torch.equal(network(x), network.decode(network.encode(x)[0]))
