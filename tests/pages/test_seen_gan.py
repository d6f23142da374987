"""What the experiments on GANs say is seen, held against the networks that draw it."""

import numpy as np
import pytest
import torch

from components.gan import TOPIC
from components.gan.choices import load_choices
from components.gan.directions import MEASURED_LIMIT, load_named_directions
from components.gan.discriminator_scores import score_images
from components.gan.faces import LATENT_SIZE, Face, face_latent, latent_of_seed
from components.gan.fashion_gan import CLASSES, load_fashion
from components.gan.generator_maps import generator_feature_maps, resume_with_ablation
from components.gan.images import Images, generate, to_uint8
from components.gan.inversion import mean_pairwise_rmse
from components.gan.latents import STEP_SIZE, sample_latent
from components.gan.model import Generator
from components.gan.palette import BYTE, load_palette
from components.gan.screens.checkpoint_state import generator_at
from components.gan.screens.explore import GLASSES, GRID_SIZE
from components.gan.screens.state import (
    shared_directions,
    shared_discriminator,
    shared_generator,
    shared_references,
)
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import load

SCREENS = {entry.name: load(TOPIC, entry) for entry in TOPIC.screens}


def experiment_of(screen: str, title: str) -> Experiment:
    return next(one for one in SCREENS[screen].experiments if one.title == title)


def faces(generator: Generator, truncation: int) -> Images:
    latents = [latent_of_seed(seed, truncation) for seed in range(GRID_SIZE)]
    return generate(generator, torch.stack(latents))


def exactly_coloured(pictures: Images) -> float:
    """The share of pixels that have a colour of the drawings."""
    colours = ((load_palette().colours + 1) / BYTE).round().to(torch.uint8).numpy()
    return float((pictures[..., None, :] == colours).all(-1).any(-1).mean())


def test_the_mean_latent_is_no_face_and_near_the_mean_faces_are_more_alike_and_some_smeared() -> None:
    generator, changes = shared_generator(), experiment_of("Explore", "Less variety").changes
    usual = faces(generator, SCREENS["Explore"].defaults["truncation"])
    alike = faces(generator, changes["truncation"])
    mean = generate(generator, torch.zeros(1, LATENT_SIZE))
    assert mean_pairwise_rmse(alike) < 0.85 * mean_pairwise_rmse(usual)
    assert exactly_coloured(mean) < 0.5 * exactly_coloured(usual)
    assert exactly_coloured(alike) < exactly_coloured(usual) - 0.02


def test_kept_glasses_are_those_of_a_face_at_the_sliders_end_where_nearly_all_wear_some() -> None:
    changes = experiment_of("Explore", "Keep the glasses").changes
    face = Face("balanced", changes["seed"], SCREENS["Explore"].defaults["truncation"], changes["moved"])
    (number,) = GLASSES
    direction, effect = load_named_directions()[number]
    assert changes["locked"] == GLASSES
    there = float(face_latent(face, shared_directions(), None) @ direction.vector)
    assert MEASURED_LIMIT - STEP_SIZE < there <= MEASURED_LIMIT
    assert effect.flips > 0.95


def test_other_noise_changes_all_maps_and_the_face_and_a_real_one_scores_higher() -> None:
    defaults = SCREENS["Architecture"].defaults
    other = experiment_of("Architecture", "Another face").changes["seed"]
    latents = [latent_of_seed(seed, defaults["truncation"]) for seed in (defaults["seed"], other)]
    before, after = (generator_feature_maps(shared_generator(), latent) for latent in latents)
    for one, changed in zip(before, after, strict=True):
        assert (one - changed).abs().mean() > 0.1 * one.abs().mean()
    assert experiment_of("Architecture", "Judge a real one").changes == {"judged": "real"}
    pair = np.stack(
        [generate(shared_generator(), latents[0][None])[0], shared_references()[defaults["avatar"]]]
    )
    score, real = score_images(shared_discriminator(), pair).tolist()
    assert real > score + 0.5


def test_before_learning_there_is_noise_and_every_real_avatar_scores_higher() -> None:
    defaults = SCREENS["Architecture"].defaults
    assert experiment_of("Architecture", "Before learning").changes == {"moment": 0}
    latent = latent_of_seed(defaults["seed"], defaults["truncation"])
    picture = generate(generator_at(0), latent[None])[0]
    real = score_images(shared_discriminator(), shared_references())
    assert float(score_images(shared_discriminator(), picture[None])[0]) < float(real.min())
    beside = np.abs(np.diff(picture.astype(float), axis=1)).mean()
    shuffled = np.random.default_rng(0).permutation(picture.reshape(-1, 3)).reshape(picture.shape)
    assert beside > 0.6 * np.abs(np.diff(shuffled.astype(float), axis=1)).mean()  # neighbours hardly agree


@torch.inference_mode()
def test_muted_channels_break_the_glasses_and_leave_the_mouth() -> None:
    muted = experiment_of("Generator", "Broken glasses").changes["gan_muted"]
    layer = SCREENS["Generator"].defaults["gan_stage"]
    latent = latent_of_seed(load_choices().first_seed, SCREENS["Generator"].defaults["truncation"])
    maps = generator_feature_maps(shared_generator(), latent)
    after = resume_with_ablation(shared_generator(), maps[layer], layer, muted)
    changed = (after - maps[-1]).abs().mean(0)
    glasses, mouth = changed[26:40, 14:50], changed[43:52, 26:40]
    assert float(glasses.mean()) > 5 * float(mouth.mean())


@torch.inference_mode()
def garments(garment: str, other: str, share: float) -> Images:
    """Mixtures (n, 32, 32) with some share of the other class, each of its latent."""
    network = load_fashion("cpu")
    latents = torch.stack([sample_latent(seed, network.config.latent_size) for seed in range(24)])
    weights = torch.zeros(len(latents), len(CLASSES))
    weights[:, CLASSES.index(garment)], weights[:, CLASSES.index(other)] = 1 - share, share
    return to_uint8(network(latents, weights))[..., 0]


def test_trousers_close_to_a_dress_step_by_step() -> None:
    changes = experiment_of("Conditional GAN", "Trousers to dress").changes
    pair = (changes["garment"], changes["mixed_with"])
    between_the_legs = [garments(*pair, share)[:, 20:28, 15:17].mean() for share in (0, 0.25, 0.5, 0.75, 1)]
    assert between_the_legs == sorted(between_the_legs)
    assert between_the_legs[-1] > 3 * between_the_legs[0]


def test_a_bright_bag_becomes_a_bright_shirt() -> None:
    changes = experiment_of("Conditional GAN", "Bag to shirt").changes
    pair = (changes["garment"], changes["mixed_with"])
    bags, shirts = ([one[one > 40].mean() for one in garments(*pair, share)] for share in (0, 1))
    assert np.corrcoef(bags, shirts)[0, 1] > 0.9


def test_real_avatars_of_lost_modes_are_named_in_the_sentence() -> None:
    assert load_choices().rare_kinds in experiment_of("Discriminator", "A lost mode").seen


def test_faces_lie_near_a_sphere_and_none_in_its_middle() -> None:
    lengths = torch.stack([latent_of_seed(seed) for seed in range(1000)]).norm(dim=1)
    assert float(lengths.mean()) == pytest.approx(LATENT_SIZE**0.5, rel=0.05)
    assert float(lengths.min()) > LATENT_SIZE**0.5 / 2
    far = experiment_of("Latent sliders", "Too far").changes
    assert float(latent_of_seed(far["seed"], far["truncation"]).norm()) > float(lengths.max())
