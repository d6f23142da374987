import pytest
import torch
from torchvision import models

from components.vision.splitting import UnsupportedArchitectureError, split


@pytest.mark.parametrize(
    "name",
    [
        "alexnet",
        "convnext_tiny",
        "densenet121",
        "efficientnet_b0",
        "mobilenet_v2",
        "mobilenet_v3_small",
        "regnet_y_400mf",
        "resnet18",
    ],
)
def test_the_parts_give_what_the_whole_gives(name: str) -> None:
    torch.manual_seed(0)
    model = models.get_model(name, weights=None, num_classes=3).eval()
    body, neck, last = split(model)
    pixels = torch.randn(2, 3, 224, 224)
    with torch.inference_mode():
        torch.testing.assert_close(last(neck(body(pixels))), model(pixels), rtol=1e-5, atol=1e-6)


def test_googlenet_is_split_without_its_auxiliary_classifiers() -> None:
    torch.manual_seed(0)
    model = models.googlenet(weights=None, num_classes=3, init_weights=False).eval()
    body, neck, last = split(model)
    pixels = torch.randn(1, 3, 224, 224)
    with torch.inference_mode():
        torch.testing.assert_close(last(neck(body(pixels))), model(pixels), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "words"),
    [("vit_b_16", "VisionTransformer can’t be taken"), ("squeezenet1_1", "doesn’t end in a linear layer")],
)
def test_others_are_refused_in_a_sentence(name: str, words: str) -> None:
    with torch.device("meta"):
        model = models.get_model(name, weights=None, num_classes=3)
    with pytest.raises(UnsupportedArchitectureError, match=words):
        split(model)
