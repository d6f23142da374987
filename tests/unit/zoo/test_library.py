import pytest
import torch

from components.zoo.cost import parameter_count
from components.zoo.digits import held_out_digits
from components.zoo.library import (
    AUTOENCODERS,
    CLASSIFIERS,
    READERS,
    TRAINED,
    WEIGHTS,
    Trained,
    digit_figures,
    gap_accuracy,
    load_digit_network,
)
from components.zoo.sequence_reading import SequenceConfig, as_sequences

MOST_BYTES = 12_000_000  # of all weights and data of the page


@pytest.mark.parametrize("short", TRAINED)
def test_a_network_loads_for_use_and_holds_no_gradient(short: str) -> None:
    network = load_digit_network(short, "cpu")
    assert not network.training
    assert not any(parameter.requires_grad for parameter in network.parameters())
    assert parameter_count(network) > 1_000


@pytest.mark.parametrize("about", CLASSIFIERS, ids=lambda one: one.short)
def test_a_shipped_classifier_is_as_accurate_as_its_figures_say(about: Trained) -> None:
    network, digits = load_digit_network(about.short, "cpu"), held_out_digits()
    pictures = torch.from_numpy(digits.pictures).float() / 255
    with torch.inference_mode():
        said = torch.cat([network(part).argmax(1) for part in torch.split(pictures, 500)])
    accuracy = float((said == torch.from_numpy(digits.classes)).double().mean())
    assert accuracy == pytest.approx(digit_figures()[about.file]["seeds"]["accuracy"][0], abs=0.012)


@pytest.mark.parametrize("about", AUTOENCODERS, ids=lambda one: one.short)
def test_a_shipped_autoencoder_errs_as_its_figures_say(about: Trained) -> None:
    network, digits = load_digit_network(about.short, "cpu"), held_out_digits()
    pictures = torch.from_numpy(digits.pictures).float() / 255
    with torch.inference_mode():
        error = float(((network(pictures) - pictures) ** 2).mean())
    assert error == pytest.approx(digit_figures()[about.file]["seeds"]["error"][0], rel=0.1)


def test_weights_and_data_of_the_page_stay_small() -> None:
    data = WEIGHTS.parents[1] / "components" / "zoo" / "data"
    files = [path for folder in (WEIGHTS, data) for path in folder.iterdir()]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


@pytest.mark.parametrize("about", READERS, ids=lambda one: one.short)
def test_a_shipped_reader_is_as_accurate_as_its_figures_say(about: Trained) -> None:
    network, digits = load_digit_network(about.short, "cpu"), held_out_digits()
    pictures = torch.from_numpy(digits.pictures[:1000]).float() / 255
    for name, (share, *_) in digit_figures()[about.file]["seeds"].items():
        if name not in (gap_accuracy(0), gap_accuracy(50)):
            continue
        sequence = SequenceConfig(about.short.split()[-1], int(name.rsplit("_", 1)[1]))
        with torch.inference_mode():
            said = network(as_sequences(pictures, sequence)).argmax(1)
        accuracy = float((said == torch.from_numpy(digits.classes[:1000])).double().mean())
        assert accuracy == pytest.approx(share, abs=0.03)
