"""A new photo for the trained classifier."""

import torch

from components.intake.photos import read_photo
from components.transfer.classify import classify
from components.transfer.predict import predict
from components.transfer.train import TrainedClassifier
from components.vision.backbones import Network
from components.vision.classifier import with_last_layer


def test_the_prediction_is_that_of_the_network_with_the_new_layer(
    trained: TrainedClassifier, network: Network
) -> None:
    index = trained.split.held_out[4]
    photo = read_photo(trained.dataset.photos[index].data).image
    new = with_last_layer(network, trained.classifier)
    prediction = predict(trained, new, classify(network, photo))
    torch.testing.assert_close(prediction.features, trained.features[index], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(
        prediction.classification.seen.probabilities, trained.probabilities[4], rtol=1e-3, atol=1e-4
    )
    torch.testing.assert_close(
        classify(new, photo).seen.logits, prediction.classification.seen.logits, rtol=1e-4, atol=1e-4
    )
    assert prediction.classification.labels == trained.dataset.names
    assert len(prediction.neighbours) == 3


def test_the_shared_network_keeps_its_last_layer(trained: TrainedClassifier, network: Network) -> None:
    before = network.last.weight.clone()
    new = with_last_layer(network, trained.classifier)
    assert new.last.out_features == 10
    assert new.body is network.body
    assert torch.equal(network.last.weight, before)
    assert not new.last.training
    assert not new.last.weight.requires_grad
