"""The card of the zoo's networks says what was measured."""

from statistics import fmean

import pytest

from components.zoo.library import (
    CELLS,
    CLASSIFIERS,
    WEIGHTS,
    Trained,
    digit_figures,
    gap_accuracy,
    reader_of,
)

CARD = (WEIGHTS.parent / "zoo.md").read_text(encoding="utf-8")


def row(short: str) -> str:
    return next(line for line in CARD.splitlines() if line.startswith(f"| {short} |"))


def mean(name: str, key: str) -> float:
    return fmean(digit_figures()[name]["seeds"][key])


def with_range(name: str, key: str, places: int) -> str:
    """The mean of the seeds, and from the least to the most."""
    found = digit_figures()[name]["seeds"][key]
    assert len(found) == 3
    return f"{mean(name, key):.{places}f} ({min(found):.{places}f} to {max(found):.{places}f})"


@pytest.mark.parametrize("about", CLASSIFIERS, ids=lambda one: one.short)
def test_an_accuracy_is_the_measured_one(about: Trained) -> None:
    found = [100 * share for share in digit_figures()[about.file]["seeds"]["accuracy"]]
    assert len(found) == 3
    said = f"{sum(found) / 3:.2f} % right ({min(found):.2f} to {max(found):.2f})"
    assert said in row(about.short)


def test_the_others_are_the_measured_ones() -> None:
    assert with_range("vae", "negative_elbo", 1).replace(" (", " nats (") in row("VAE")
    (row_20,) = [line for line in CARD.splitlines() if line.startswith("| VAE with a code of 20")]
    assert with_range("vae_20", "negative_elbo", 1).replace(" (", " nats (") in row_20
    assert with_range("ae", "error", 4) in row("AE")
    active = f"with {100 * mean('sae', 'active'):.1f} %"
    assert f"{with_range('sae', 'error', 4)} {active}" in row("SAE")
    for kind in ("masked", "gaussian"):
        plain, denoising = (digit_figures()[name]["seeds"][f"error_{kind}"] for name in ("ae_64", "dae"))
        below = [100 * (1 - ours / theirs) for ours, theirs in zip(denoising, plain, strict=True)]
        assert with_range("ae_64", f"error_{kind}", 4) in row("AE beside the DAE")
        assert f"{with_range('dae', f'error_{kind}', 4)} under" in row("DAE")
        assert f"({sum(below) / 3:.0f} % below; {min(below):.0f} to {max(below):.0f})" in row("DAE")


def test_what_the_judge_finds_of_generated_digits_is_the_measured_one() -> None:
    found = {key: sum(one) / len(one) for key, one in digit_figures()["gan"]["seeds"].items()}
    for suffix in ("", "_of_digits_learned_from"):
        assert f"{100 * found[f'recognised{suffix}']:.1f} %" in row("GAN")
        assert f"{found[f'class_entropy{suffix}']:.2f} bits" in row("GAN")
        assert f"{found[f'frechet{suffix}']:.4f}" in row("GAN")


@pytest.mark.parametrize("cell", CELLS)
def test_accuracies_over_a_gap_are_the_measured_ones(cell: str) -> None:
    by_row, by_pixel = (digit_figures()[reader_of(cell, by).file]["seeds"] for by in ("row", "pixel"))
    seeds = [*(by_row[gap_accuracy(gap)] for gap in (0, 50, 100, 200)), by_pixel[gap_accuracy(0)]]
    assert {len(shares) for shares in seeds} == {3}
    said = [
        f"{100 * shares[0]:.1f} % ({100 * min(shares):.1f} to {100 * max(shares):.1f})" for shares in seeds
    ]
    assert " | ".join(said) in row(f"{cell}, by row and by pixel")
