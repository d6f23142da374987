import copy
import threading

import pytest
import torch
from captum.attr import LayerFeatureAblation, LayerGradientXActivation
from torch import Tensor, nn

from components.cnn.ablation import Intervention, ablate_each, run_with
from components.cnn.graph import split_into_operations
from components.cnn.tracing import Trace, influence
from components.vision.backbones import Network


def really_changed(
    trace: Trace, block: int, operation: int, change: dict[str, Tensor], channel: int
) -> Tensor:
    """The probabilities of a deep copy of the network with weights of one module truly changed."""
    network = copy.deepcopy(trace.graph.network)
    module = split_into_operations(network).blocks[block].operations[operation - 1].module
    assert module is not None
    for name, value in change.items():
        getattr(module, name).data[channel] = value
    return plain(network, trace.pixels)


@torch.inference_mode()
def plain(network: Network, pixels: Tensor) -> Tensor:
    logits: Tensor = network.head(network.body(pixels))[0]
    return logits.softmax(0)


@pytest.mark.parametrize(("block", "operation"), [(0, 2), (1, 5), (3, 2), (10, 5), (17, 8), (18, 2)])
def test_muting_a_channel_equals_a_copy_whose_batch_norm_gives_zero(
    cat: Trace, block: int, operation: int
) -> None:
    silence = {"weight": torch.tensor(0.0), "bias": torch.tensor(0.0)}
    expected = really_changed(cat, block, operation, silence, 3)
    found = run_with(cat, Intervention(block, operation, (3,)))
    assert torch.allclose(found.probabilities, expected, atol=1e-6)
    assert not torch.equal(found.probabilities, cat.probabilities)
    assert float(found.maps[3].abs().max()) == 0


@pytest.mark.parametrize(("block", "operation"), [(0, 1), (1, 1), (3, 1), (3, 4), (10, 7), (18, 1)])
def test_another_kernel_equals_a_copy_that_has_it(cat: Trace, block: int, operation: int) -> None:
    module = cat.graph.blocks[block].operations[operation - 1].module
    assert isinstance(module, nn.Conv2d)
    kernel = torch.randn(module.weight.shape[1:], generator=torch.Generator().manual_seed(0))
    expected = really_changed(cat, block, operation, {"weight": kernel}, 5)
    found = run_with(cat, Intervention(block, operation, kernel=(5, kernel)))
    assert torch.allclose(found.probabilities, expected, atol=1e-6)
    assert not torch.equal(found.probabilities, cat.probabilities)


def test_no_intervention_changes_nothing(cat: Trace) -> None:
    assert torch.equal(run_with(cat, Intervention(10, 6)).probabilities, cat.probabilities)


def test_the_shared_network_is_as_it_was(cat: Trace) -> None:
    before = copy.deepcopy(cat.graph.network.body.state_dict())
    run_with(cat, Intervention(0, 1, (1, 2), kernel=(3, torch.zeros(3, 3, 3))))
    list(ablate_each(cat, 10, 6, range(4), 0))
    influence(cat, 10, 6, 0)
    after = cat.graph.network.body.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    parameters = list(cat.graph.network.body.parameters())
    assert not any(parameter.requires_grad or parameter.grad is not None for parameter in parameters)
    assert not any(module._forward_hooks for module in cat.graph.network.body.modules())


def test_a_channel_that_isn_t_there_is_refused(cat: Trace) -> None:
    with pytest.raises(ValueError, match="no such channel"):
        run_with(cat, Intervention(0, 3, (32,)))
    with pytest.raises(ValueError, match="no such kernel"):
        run_with(cat, Intervention(0, 1, kernel=(32, torch.zeros(3, 3, 3))))
    with pytest.raises(ValueError, match="no such kernel"):
        run_with(cat, Intervention(0, 3, kernel=(1, torch.zeros(3, 3, 3))))


def test_single_ablation_is_muting_one_after_the_other(cat: Trace) -> None:
    wanted, channels = int(cat.probabilities.argmax()), list(range(20))
    *_, found = ablate_each(cat, 10, 6, channels, wanted)
    each = [
        float(run_with(cat, Intervention(10, 6, (channel,))).probabilities[wanted]) for channel in channels
    ]
    assert found.channels == tuple(channels)
    assert found.probabilities == pytest.approx(each, abs=1e-5)
    assert found.most_important(3)[0][1] == min(found.probabilities)


def test_single_ablation_is_captums_of_a_layers_channels(cat: Trace) -> None:
    wanted, block, channels = int(cat.probabilities.argmax()), 16, 32
    network = copy.deepcopy(cat.graph.network)  # captum hangs hooks on it
    whole = nn.Sequential(network.body, network.head, nn.Softmax(1))
    mask = torch.arange(cat.outputs[block].shape[1]).clamp(max=channels)  # all others go together, at last
    method = LayerFeatureAblation(whole, whole.get_submodule(f"0.{block}"))
    with torch.no_grad():
        lost = method.attribute(
            cat.pixels, target=wanted, layer_mask=mask[None, :, None, None], perturbations_per_eval=8
        )[0, :channels, 0, 0]
    operation = len(cat.graph.blocks[block].operations)
    *_, found = ablate_each(cat, block, operation, range(channels), wanted)
    expected = float(cat.probabilities[wanted]) - lost
    torch.testing.assert_close(torch.tensor(found.probabilities), expected, rtol=0, atol=1e-5)
    assert float(lost.abs().max()) > 1e-3


@pytest.mark.parametrize("block", [0, 9, 18])
def test_the_influence_is_captums_gradient_times_activation(cat: Trace, block: int) -> None:
    network = copy.deepcopy(cat.graph.network)
    whole = nn.Sequential(network.body, network.head)
    method = LayerGradientXActivation(whole, whole.get_submodule(f"0.{block}"))
    expected = method.attribute(cat.pixels, target=285)[0].sum((1, 2)).detach()
    found = influence(cat, block, len(cat.graph.blocks[block].operations), 285)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-4 * float(expected.abs().max()))


def test_the_influence_of_the_last_features_is_what_they_add_to_the_logit(cat: Trace) -> None:
    last = cat.graph.network.last
    features = cat.outputs[-2].flatten(1)[0]
    assert torch.allclose(influence(cat, 19, 1, 285), features * last.weight[285], atol=1e-5)


def test_eight_visitors_who_ablate_and_eight_who_only_look_don_t_meet(cat: Trace) -> None:
    ablations = [Intervention(10, 6, (number,)) for number in range(8)]
    kernels = [Intervention(0, 1, kernel=(number, torch.zeros(3, 3, 3))) for number in range(8)]
    alone = [run_with(cat, one).probabilities for one in (*ablations, *kernels)]
    untouched = cat.probabilities
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(4):
            at = (number + turn) % 16
            if not torch.equal(run_with(cat, (*ablations, *kernels)[at]).probabilities, alone[at]):
                wrong.append(f"intervention {at}")

    def look() -> None:
        answers = [cat.graph.logits_after(-1, cat.pixels)[0].softmax(0) for _ in range(4)]
        wrong.extend("look" for answer in answers if not torch.equal(answer, untouched))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    threads += [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
