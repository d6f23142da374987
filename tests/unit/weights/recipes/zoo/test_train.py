"""The recipe of the zoo's networks, on a few pictures of noise."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from components.zoo import library
from weights.recipes.zoo import train as recipe
from weights.recipes.zoo.mnist import Mnist, load_mnist
from weights.recipes.zoo.recipes import RECIPES, SHIFT, shifted
from weights.recipes.zoo.train import main, train


@pytest.fixture
def data(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    file = tmp_path / "mnist.npz"
    parts = {"train": 1_200, "test": 100}
    arrays = {
        f"{part}_images": random.integers(0, 256, (count, 28, 28), np.uint8) for part, count in parts.items()
    }
    labels = {f"{part}_labels": np.arange(count, dtype=np.uint8) % 10 for part, count in parts.items()}
    np.savez(file, **(arrays | labels))  # type: ignore[arg-type]  # its other parameters are named otherwise
    return file


def test_the_file_is_read_as_pictures_and_classes(data: Path) -> None:
    mnist = load_mnist(data)
    assert mnist.pictures.shape == (1_200, 28, 28)
    assert 0 <= float(mnist.pictures.min()) <= float(mnist.pictures.max()) == 1
    assert mnist.held_out_classes.tolist() == [number % 10 for number in range(100)]


def test_every_network_of_the_page_has_a_recipe_of_its_architecture(data: Path) -> None:
    mnist = load_mnist(data)
    for about in (*library.CLASSIFIERS, *library.AUTOENCODERS):
        if about.file == "rbf":
            continue
        network = RECIPES[about.file].begin(mnist)
        assert type(network) is about.architecture
        assert isinstance(network.config, about.config)


def test_a_resumed_training_equals_one_in_one_go(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mnist, smoke = load_mnist(data).first(300), RECIPES["dff"]
    short = type(smoke)(smoke.begin, smoke.loss, smoke.measure, epochs=2, batch=100)
    for folder in ("whole", "parts"):
        (tmp_path / folder).mkdir()
    whole = train("dff", short, 0, mnist, tmp_path / "whole")
    run_epoch = recipe.run_epoch
    runs: list[int] = []

    def broken_off(*given: object) -> float:
        if runs:
            raise KeyboardInterrupt
        runs.append(1)
        return run_epoch(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(recipe, "run_epoch", broken_off)
    with pytest.raises(KeyboardInterrupt):
        train("dff", short, 0, mnist, tmp_path / "parts")
    monkeypatch.setattr(recipe, "run_epoch", run_epoch)
    torch.rand(3)
    resumed = train("dff", short, 0, mnist, tmp_path / "parts")
    expected, found = whole.network.state_dict(), resumed.network.state_dict()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    other = type(smoke)(smoke.begin, smoke.loss, smoke.measure, epochs=3, batch=100)
    with pytest.raises(SystemExit, match="another recipe"):
        train("dff", other, 0, mnist, tmp_path / "parts")


def test_a_smoke_run_leaves_files_that_the_page_could_read(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    given = [
        "--data",
        str(data),
        "--only",
        "dff",
        "vae",
        "--run",
        str(tmp_path / "run"),
        "--out",
        str(out),
        "--smoke",
    ]
    monkeypatch.setattr(sys, "argv", ["train", *given])
    main()
    figures = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert set(figures) == {"dff", "vae"}
    assert len(figures["dff"]["seeds"]["accuracy"]) == 3
    assert "negative_elbo" in figures["vae"]["seeds"]
    monkeypatch.setattr(library, "WEIGHTS", out)
    network = library.load_digit_network("DFF", "cpu")
    assert network(torch.rand(1, 28, 28)).shape == (1, 10)


def test_a_digit_is_moved_by_no_more_than_that() -> None:
    torch.manual_seed(0)
    picture = torch.zeros(1, 28, 28)
    picture[0, 14, 14] = 1
    places = {tuple(one.nonzero()[0].tolist()) for one in shifted(picture.repeat(400, 1, 1))}
    near = range(14 - SHIFT, 14 + SHIFT + 1)
    assert places == {(row, column) for row in near for column in near}


def test_mnist_is_what_it_says(data: Path) -> None:
    assert isinstance(load_mnist(data).first(10), Mnist)
    assert len(load_mnist(data).first(10).classes) == 10
