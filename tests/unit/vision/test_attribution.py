import copy
import threading
from collections.abc import Callable

import pytest
import torch
from captum.attr import LayerGradCam
from PIL import Image
from torch import Tensor, nn

from components.vision.attribution import Seen, enlarge, evidence, forward
from components.vision.backbones import BACKBONES, DEFAULT, Network, labels_of, load_network
from components.vision.preprocessing import seen_pixels
from components.vision.samples import FOLDER, SAMPLES
from components.vision.splitting import split


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(DEFAULT, "cpu")


@pytest.fixture(scope="module")
def photos(network: Network) -> list[Tensor]:
    return [
        torch.from_numpy(
            seen_pixels(Image.open(FOLDER / sample.file).convert("RGB"), network.backbone.preprocessing)
        )
        for sample in SAMPLES.values()
    ]


def reference(network: Network, pixels: Tensor, wanted: int) -> Tensor:
    """Grad-CAM as the paper has it, with a full backward pass, on private copies."""
    features = network.body(pixels[None]).clone().requires_grad_()
    network.head(features)[0, wanted].backward()
    assert features.grad is not None
    heat: Tensor = (features.grad.mean((2, 3), keepdim=True) * features).sum(1)[0].detach()
    return heat


def test_evidence_is_grad_cam(network: Network, photos: list[Tensor]) -> None:
    for pixels in photos[:3]:
        seen = forward(network, pixels)
        for wanted in (281, 954):
            torch.testing.assert_close(evidence(network, seen, wanted), reference(network, pixels, wanted))


@pytest.mark.parametrize("name", list(BACKBONES))
def test_evidence_is_captums_grad_cam_of_the_last_feature_map(name: str) -> None:
    torch.manual_seed(0)
    parts = split(BACKBONES[name].build().eval().requires_grad_(False))
    untrained = Network(BACKBONES[name], *parts, labels_of(BACKBONES[name].weights))
    whole = copy.deepcopy(nn.Sequential(*parts))  # captum hangs hooks on it
    pixels = torch.randn(3, 224, 224)
    seen = forward(untrained, pixels)
    for wanted in (3, 281):
        theirs = LayerGradCam(whole, whole[0]).attribute(pixels[None], target=wanted)[0, 0].detach()
        scale = float(theirs.abs().max())
        assert scale > 0
        torch.testing.assert_close(evidence(untrained, seen, wanted), theirs, rtol=0, atol=1e-4 * scale)


def test_the_difference_of_two_classes_is_the_difference_of_their_evidence(
    network: Network, photos: list[Tensor]
) -> None:
    seen = forward(network, photos[0])
    both = evidence(network, seen, 285, 281)
    torch.testing.assert_close(both, evidence(network, seen, 285) - evidence(network, seen, 281))
    torch.testing.assert_close(both, -evidence(network, seen, 281, 285))


def test_the_evidence_of_mobilenet_adds_up_to_its_logit(network: Network, photos: list[Tensor]) -> None:
    # With global average pooling and one linear layer the map's sum is the logit without its bias.
    seen = forward(network, photos[1])
    bias = network.last.bias[967]
    torch.testing.assert_close(
        evidence(network, seen, 967).sum() + bias, seen.logits[967], rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("name", list(BACKBONES))
def test_every_backbone_can_be_asked(name: str) -> None:
    parts = split(BACKBONES[name].build().eval().requires_grad_(False))
    untrained = Network(BACKBONES[name], *parts, labels_of(BACKBONES[name].weights))
    seen = forward(untrained, torch.randn(3, 224, 224))
    assert evidence(untrained, seen, 0).shape == seen.features.shape[1:]


def in_threads(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_eight_threads_and_plain_forwards_leave_each_other_alone(
    network: Network, photos: list[Tensor]
) -> None:
    seen = [forward(network, pixels) for pixels in photos]
    maps = [evidence(network, s, int(s.logits.argmax())) for s in seen]
    wrong: list[int] = []

    def work(number: int) -> None:
        for index in range(len(photos)):
            got = forward(network, photos[index])
            right = torch.allclose(got.logits, seen[index].logits, atol=1e-5)
            if number % 2:  # every second thread explains, the others only ask
                grid = evidence(network, got, int(got.logits.argmax()))
                right &= torch.allclose(grid, maps[index], atol=1e-5)
            if not right:
                wrong.append(index)

    in_threads(work)
    assert wrong == []


def test_explaining_leaves_the_shared_network_as_it_was(network: Network, photos: list[Tensor]) -> None:
    before = {name: value.clone() for name, value in network.head.state_dict().items()}
    before |= {name: value.clone() for name, value in network.body.state_dict().items()}

    def explain(number: int) -> None:
        evidence(network, forward(network, photos[number]), number)

    in_threads(explain)
    after = {**network.head.state_dict(), **network.body.state_dict()}
    assert all(torch.equal(after[name], value) for name, value in before.items())
    for module in (*network.body.modules(), *network.neck.modules(), network.last):
        assert not module._forward_hooks
        assert not module._backward_hooks
        assert not module.training
        assert all(p.grad is None and not p.requires_grad for p in module.parameters())


def test_a_seen_photo_can_be_explained_again(network: Network, photos: list[Tensor]) -> None:
    seen: Seen = forward(network, photos[0])
    torch.testing.assert_close(evidence(network, seen, 7), evidence(network, seen, 7), rtol=0, atol=0)


def test_enlarging_keeps_a_flat_map_flat_and_a_peak_in_place() -> None:
    torch.testing.assert_close(enlarge(torch.full((7, 7), 2.0), 56), torch.full((56, 56), 2.0))
    peak = torch.zeros(7, 7)
    peak[1, 5] = 1
    row, column = divmod(int(enlarge(peak, 56).argmax()), 56)
    assert (row // 8, column // 8) == (1, 5)
