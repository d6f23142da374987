import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from components import runtime
from components.intake.photos import IntakeError, read_photo
from components.transfer.embeddings import Embedder, FeatureCache, embed
from components.transfer.fashion_mnist import load_fashion_mnist
from components.vision.backbones import BACKBONES, DEFAULT, Network
from components.vision.preprocessing import seen_pixels
from components.vision.samples import SAMPLES

HOW = BACKBONES[DEFAULT].preprocessing
CAT = SAMPLES["cat"].read()


def test_features_are_what_the_last_layer_is_given(network: Network) -> None:
    pixels = torch.from_numpy(seen_pixels(read_photo(CAT).image, HOW))
    features = embed(network, pixels)
    assert features.shape == (1280,)
    with torch.inference_mode():
        logits = network.head(network.body(pixels[None]))[0]
        torch.testing.assert_close(network.last(features), logits, rtol=0, atol=0)


def test_a_photo_is_embedded_once(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counting(network: Network, pixels: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        return embed(network, pixels)

    monkeypatch.setattr("components.transfer.embeddings.embed", counting)
    embedder = Embedder(network, FeatureCache())
    photo = embedder.read_and_embed(CAT)
    assert len(calls) == 1
    again = Embedder(network, embedder.cache).read_and_embed(CAT)
    assert torch.equal(embedder.features(photo), embedder.features(again))
    assert len(calls) == 1
    embedder.features(photo, copy=1)
    embedder.features(photo, copy=1)
    assert len(calls) == 2


def test_features_don_t_depend_on_how_they_came_in(network: Network) -> None:
    taken_in, decoded_later = Embedder(network, FeatureCache()), Embedder(network, FeatureCache())
    photo = taken_in.read_and_embed(CAT)
    torch.testing.assert_close(taken_in.features(photo), decoded_later.features(photo), rtol=0, atol=1e-6)


def test_features_are_cached_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.transfer.embeddings.FEATURE_BYTES", 3 * 4 * 1280)
    cache, computed = FeatureCache(), []

    def features_of(number: int) -> torch.Tensor:
        computed.append(number)
        return torch.zeros(1280)

    for number in (0, 1, 2, 3, 1, 2, 3, 0):
        cache.get(number, lambda number=number: features_of(number))  # type: ignore[misc]
    assert computed == [0, 1, 2, 3, 0]


def test_a_photo_that_many_have_at_once_is_embedded_once(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def slow(network: Network, pixels: torch.Tensor) -> torch.Tensor:
        time.sleep(0.2)
        calls.append(1)
        return torch.zeros(1280)

    monkeypatch.setattr("components.transfer.embeddings.embed", slow)
    embedder = Embedder(network, FeatureCache())
    with ThreadPoolExecutor(4) as visitors:
        list(visitors.map(embedder.read_and_embed, [CAT] * 4))
    assert calls == [1]


def test_no_photo_no_picture(network: Network) -> None:
    with pytest.raises(IntakeError):
        Embedder(network, FeatureCache()).read_and_embed(b"no photo")


def test_many_photos_at_once_are_the_same_as_one_by_one(network: Network) -> None:
    photos = load_fashion_mnist().photos[:12]
    one_by_one = Embedder(network, FeatureCache())
    at_once = Embedder(network, FeatureCache())
    expected = torch.stack([one_by_one.features(photo) for photo in photos])
    found = torch.stack(list(runtime.map_long(at_once.features, photos)))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)
