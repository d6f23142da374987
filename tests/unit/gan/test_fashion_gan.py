import pytest
import torch
from torch.nn import functional as F

from components.gan.fashion_gan import (
    CLASSES,
    FashionConfig,
    FashionDiscriminator,
    FashionGenerator,
    load_fashion,
)
from weights.recipes.fashion_gan.train import load_judge, told

SMALL = FashionConfig(latent_size=8, width=4)


@pytest.fixture(scope="module")
def shipped() -> FashionGenerator:
    return load_fashion("cpu")


def test_shapes() -> None:
    torch.manual_seed(0)
    pictures = FashionGenerator(SMALL).eval()(torch.randn(3, 8), torch.eye(10)[:3])
    assert pictures.shape == (3, 1, 32, 32)
    assert pictures.abs().max() <= 1
    scores, logits = FashionDiscriminator(SMALL)(pictures)
    assert scores.shape == (3,)
    assert logits.shape == (3, 10)


@torch.inference_mode()
def test_what_is_asked_for_is_what_a_judge_sees(shipped: FashionGenerator) -> None:
    classes = torch.arange(200) % len(CLASSES)
    z = torch.randn(200, shipped.config.latent_size, generator=torch.Generator().manual_seed(0))
    made = shipped(z, F.one_hot(classes, len(CLASSES)).float())
    assert float((told(load_judge(), made) == classes).double().mean()) > 0.95


@torch.inference_mode()
def test_a_mixture_lies_between_its_classes(shipped: FashionGenerator) -> None:
    z = torch.randn(20, shipped.config.latent_size, generator=torch.Generator().manual_seed(0))
    boot, bag = F.one_hot(torch.tensor([9, 8]), len(CLASSES)).float()
    ends, middle = (shipped(z, boot.repeat(20, 1)), shipped(z, bag.repeat(20, 1))), None
    middle = shipped(z, ((boot + bag) / 2).repeat(20, 1))
    apart = (ends[0] - ends[1]).abs().mean()
    assert all((middle - end).abs().mean() < apart for end in ends)


def test_the_shipped_network_is_read_only(shipped: FashionGenerator) -> None:
    assert not shipped.training
    assert not any(parameter.requires_grad for parameter in shipped.parameters())
