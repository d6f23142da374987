import torch
from sklearn.linear_model import LogisticRegression
from torch.nn import functional as F

from components.gan.model import GANConfig, Generator
from weights.recipes.avatar_gan.attributes import OPTIONS, Reader, Reading, see
from weights.recipes.avatar_gan.find_directions import (
    ATTRIBUTES,
    PENALTY,
    _regret,
    follow,
    improve,
    orthogonal,
    probe,
)

SIZE = 16


def reading(trait: str, *options: str) -> Reading:
    """One picture for each option of a trait, of which the network is sure."""
    places = torch.tensor([OPTIONS[trait].index(option) for option in options])
    return Reading({trait: F.one_hot(places, len(OPTIONS[trait])).float()})


def test_a_probe_finds_the_direction_along_which_a_state_changes() -> None:
    random = torch.Generator().manual_seed(0)
    true = F.normalize(torch.randn(SIZE, generator=random), dim=0)
    latents = torch.randn(4_000, SIZE, generator=random)
    along = latents @ true + 0.3 * torch.randn(4_000, generator=random)
    states = torch.where(along.abs() < 0.2, 0, along.sign())  # some show neither
    assert float(probe(latents, states) @ true) > 0.98


def test_a_probe_is_scikit_learns_logistic_regression() -> None:
    random = torch.Generator().manual_seed(0)
    latents = torch.randn(2_000, SIZE, generator=random)
    states = (latents @ torch.randn(SIZE, generator=random) + torch.randn(2_000, generator=random) + 1).sign()
    with_ones = torch.cat([latents, torch.ones(2_000, 1)], 1)  # whose coefficient is penalised as the others
    model = LogisticRegression(C=1 / (2 * PENALTY * 2_000), fit_intercept=False, tol=1e-8, max_iter=1_000)
    theirs = torch.from_numpy(model.fit(with_ones, states).coef_[0, :SIZE]).float()
    torch.testing.assert_close(probe(latents, states), F.normalize(theirs, dim=0), rtol=0, atol=1e-4)


def test_orthogonal_directions_stay_near_the_given_ones() -> None:
    given = F.normalize(torch.randn(4, SIZE, generator=torch.Generator().manual_seed(0)), dim=1)
    found = orthogonal(given)
    assert torch.allclose(found @ found.T, torch.eye(4), atol=1e-5)
    assert float((found * given).sum(1).min()) > 0.9


def test_following_changes_one_coordinate() -> None:
    latents = torch.randn(5, SIZE, generator=torch.Generator().manual_seed(0))
    axis = torch.eye(SIZE)[3]
    moved = follow(latents, axis, torch.full((5,), -2.5))
    assert torch.allclose(moved[:, 3], torch.tensor(-2.5))
    others = [place for place in range(SIZE) if place != 3]
    assert torch.equal(moved[:, others], latents[:, others])


def test_states_and_surprise_of_an_attribute() -> None:
    smile = ATTRIBUTES[0]
    read = reading("mouth", "serious", "smile", "tongue", "hidden")
    assert smile.state(read).tolist() == [-1, 1, 0, 0]  # a tongue is no smile
    surprise = smile.surprise(read, torch.tensor([-1, 1, -1, 0]))
    assert surprise[:2].max() < 1e-5
    assert surprise[2] > 5
    assert surprise[3] == 0


def test_improved_directions_are_orthonormal_and_less_regretted() -> None:
    torch.manual_seed(0)
    generator = Generator(GANConfig(SIZE, width=4)).eval().requires_grad_(False)
    for parameter in generator.parameters():
        parameter.mul_(10)  # an untrained one draws nearly the same for every latent
    reader = Reader(width=4).eval().requires_grad_(False)
    begin = orthogonal(torch.randn(len(ATTRIBUTES), SIZE))
    better = improve(generator, reader, begin, steps=30)
    assert torch.allclose(better @ better.T, torch.eye(len(ATTRIBUTES)), atol=1e-4)
    latents = torch.randn(200, SIZE)
    chosen = torch.arange(200) % len(ATTRIBUTES)
    before, after = (_regret(generator, reader, latents, chosen, one) for one in (begin, better))
    assert after < before
    assert all(parameter.grad is None for parameter in (*generator.parameters(), *reader.parameters()))


def test_a_reading_lets_gradients_through() -> None:
    reader = Reader(width=4).eval().requires_grad_(False)
    pictures = torch.rand(2, 3, 64, 64, requires_grad=True)
    see(reader, pictures).among("glasses", ("round", "square")).sum().backward()  # type: ignore[no-untyped-call]
    assert pictures.grad is not None
    assert float(pictures.grad.abs().sum()) > 0
