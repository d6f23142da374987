"""What the experiments on the chart of networks say is seen, held against the networks."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import torch

from components.live_session import DivergedError
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import load
from components.zoo import TOPIC
from components.zoo.answers import Numbers, Probabilities, Reconstruction, all_answers, reconstruct_digit
from components.zoo.brush import blacked_out, brushed_share
from components.zoo.chart.activations import fill_of, filled_graph, layers_of
from components.zoo.chart.poster import CAME_AFTER, CORRECTIONS
from components.zoo.code_plane import CodePlane, code_plane, straight_way
from components.zoo.cost import parameter_count
from components.zoo.digits import digits_to_learn, held_out_digits
from components.zoo.drawn_digit import drawn_digit, strokes_of
from components.zoo.gan_history import gan_history
from components.zoo.library import (
    AUTOENCODERS,
    CELLS,
    CLASSIFIERS,
    LEARNED_GAP,
    digit_figures,
    load_digit_network,
    reader_of,
)
from components.zoo.networks.adversarial import Adversarial
from components.zoo.networks.autoencoder import Autoencoder
from components.zoo.networks.convolutional import Convolutional
from components.zoo.networks.recurrent import Recurrent
from components.zoo.networks.sparse import Sparse
from components.zoo.networks.variational import Variational
from components.zoo.points.own_points import text_of
from components.zoo.points.training import LIMIT, PointSnapshot, PointTrainee
from components.zoo.random_codes import share_like_digits
from components.zoo.sampling import STEPS, generated_digits, sample_latents, slid_digits
from components.zoo.screens.code_draws import code_gaussian, share_of_seed
from components.zoo.screens.codes import FRAMES
from components.zoo.screens.memory import ROWS, MemorySettings, accuracy_of, sequence_of
from components.zoo.screens.noise import KINDS, PLAIN, TRAINED_ON_NOISE
from components.zoo.screens.points_state import (
    PointNetworkSettings,
    PointSettings,
    chosen_points,
    training_config,
)
from components.zoo.screens.training_state import TrainingSettings, digit_training_config
from components.zoo.sequence_reading import SequenceConfig, as_sequences, read_sequence
from components.zoo.sparse_parts import errors_by_count, k_sparse_code, sparse_parts
from components.zoo.training.digit_trainee import DigitSnapshot, DigitTrainee

SCREENS = {entry.name: load(TOPIC, entry) for entry in TOPIC.screens}
NETWORKS = {about.short: load_digit_network(about.short, "cpu") for about in (*CLASSIFIERS, *AUTOENCODERS)}


def experiment_of(screen: str, title: str) -> Experiment:
    return next(one for one in SCREENS[screen].experiments if one.title == title)


def drawn(title: str) -> Mapping[str, Probabilities | Reconstruction]:
    pen = experiment_of("Draw a digit", title).changes["pen"]
    return all_answers(NETWORKS, drawn_digit(strokes_of(pen)).pixels)


def test_the_fullest_output_is_the_networks_answer() -> None:
    short = experiment_of("Chart", "From pixels to a digit").changes["drawing"]
    graph, cells = filled_graph(layers_of(NETWORKS[short], held_out_digits().pixels(0)))
    outputs = [fill_of(cell) for cell in cells if cell.layer.letter == "O"]
    assert {cell.letter for cell in graph.cells if cell.x == 0} == {"I"}
    assert int(np.argmax(outputs)) == held_out_digits().classes[0]
    assert max(outputs) > 0.8


def test_a_gan_is_put_right_and_what_came_after_is_there() -> None:
    assert experiment_of("Chart", "A GAN is two networks").changes["drawing"] in CORRECTIONS
    assert {one.short for one in CAME_AFTER} == {"TF", "DM"}


def test_every_classifier_divides_all_of_its_probability_among_ten_digits_for_a_letter_too() -> None:
    answers = [answer for answer in drawn("A letter").values() if isinstance(answer, Probabilities)]
    assert len(answers) == len(CLASSIFIERS)
    for answer in answers:
        assert float(answer.classes.sum()) == pytest.approx(1, abs=1e-5)
        assert len(answer.classes) == 10


def test_two_digits_are_redrawn_worse_than_one() -> None:
    two = drawn("Two digits")
    one = all_answers(NETWORKS, held_out_digits().pixels(0))
    for short in ("AE", "VAE"):
        several, single = two[short], one[short]
        assert isinstance(several, Reconstruction)
        assert isinstance(single, Reconstruction)
        assert several.error > 1.5 * single.error


def errors(changes: Mapping[str, Any], count: int = 40) -> tuple[float, float]:
    """Of the plain and of the denoising autoencoder, mean over digits."""
    settings = {**SCREENS["Noise"].defaults, **changes}
    random = torch.Generator().manual_seed(0)
    found = []
    for number in range(count):
        clean = held_out_digits().pixels(number)
        noise = KINDS[settings["noise"]]
        noisy: Numbers = noise(torch.from_numpy(clean), settings["noise_level"] / 100, random).numpy()
        pictures = []
        for short in (PLAIN, TRAINED_ON_NOISE):
            network = load_digit_network(short, "cpu")
            assert isinstance(network, Autoencoder)
            pictures.append(reconstruct_digit(network, noisy).picture)
        found.append([float(((picture - clean) ** 2).mean()) for picture in pictures])
    plain, denoising = np.mean(found, 0)
    return float(plain), float(denoising)


@pytest.mark.parametrize("title", ["Gaussian noise", "Four of five pixels gone"])
def test_the_denoising_autoencoder_takes_noise_away(title: str) -> None:
    plain, denoising = errors(experiment_of("Noise", title).changes)
    assert denoising < 0.7 * plain


def test_without_noise_the_plain_one_is_better() -> None:
    plain, denoising = errors(experiment_of("Noise", "No noise").changes)
    assert plain < denoising


def redrawn(short: str, pixels: Numbers) -> Numbers:
    network = load_digit_network(short, "cpu")
    assert isinstance(network, Autoencoder)
    return reconstruct_digit(network, pixels).picture


def test_the_denoising_autoencoder_draws_again_what_was_rubbed_out_and_the_plain_one_does_not() -> None:
    changes = experiment_of("Noise", "The brush").changes
    assert changes["noise_level"] == 0
    strokes = strokes_of(changes["brush"])
    covered = brushed_share(strokes, 28) > 0.5
    shades = []
    for number in range(100):
        clean = held_out_digits().pixels(number)
        gap = covered & (clean > 0.5)
        if gap.sum() < 4:
            continue
        seen = blacked_out(clean, strokes)
        shown = (clean, seen, redrawn(PLAIN, seen), redrawn(TRAINED_ON_NOISE, seen))
        shades.append([float(picture[gap].mean()) for picture in shown])
    assert len(shades) > 90
    for clean_shade, left, plain, denoising in (shades[0], np.mean(shades, 0)):
        assert left < 0.2  # of pixels that the brush has covered by half, some is left
        assert plain < 0.1
        assert denoising > 0.8 * clean_shade


def test_a_gap_of_pixels_that_lie_together_is_harder_to_fill_than_as_many_apart() -> None:
    strokes = strokes_of(experiment_of("Noise", "The brush").changes["brush"])
    covered = brushed_share(strokes, 28) > 0.5
    random, filled = np.random.default_rng(0), []
    for number in range(100):
        clean = held_out_digits().pixels(number)
        together = covered & (clean > 0.5)
        apart = np.zeros(clean.size, bool)
        apart[random.choice(np.flatnonzero(clean > 0.5), together.sum(), replace=False)] = True
        if together.sum() < 4:
            continue
        gaps = (together, apart.reshape(clean.shape))
        filled.append([redrawn(TRAINED_ON_NOISE, np.where(gap, 0, clean))[gap].mean() for gap in gaps])
    rubbed, scattered = np.mean(filled, 0)
    assert rubbed < scattered - 0.1


def sparse_network() -> Sparse:
    network = NETWORKS["SAE"]
    assert isinstance(network, Sparse)
    return network


def error_of_the_bias(pixels: Numbers) -> float:
    bias = sparse_network().pixel_bias.clamp(0, 1).numpy().reshape(28, 28)
    return float(((bias - pixels) ** 2).mean())


@torch.inference_mode()
def test_the_strongest_unit_alone_changes_little_and_several_digits_share_each() -> None:
    assert experiment_of("Dictionary", "One unit").changes == {"active_units": 1}
    network, held_out = sparse_network(), held_out_digits()
    sample = held_out.pixels(0)
    assert sparse_parts(network, sample).errors[0] > 0.8 * error_of_the_bias(sample)
    used = network.encode(torch.from_numpy(held_out.pictures) / 255) > 0
    shares = [used[torch.from_numpy(held_out.classes) == digit].float().mean(0) for digit in range(10)]
    kinds = (torch.stack(shares) > 0.01).sum(0)  # for each unit
    assert int(kinds.min()) >= 3
    assert float(kinds.float().mean()) > 8


@torch.inference_mode()
def test_twenty_units_are_enough_to_tell_the_digit() -> None:
    assert experiment_of("Dictionary", "Twenty units").changes == {"active_units": 20}
    network, held_out = sparse_network(), held_out_digits()
    assert network.config.units == 1024
    pictures = torch.from_numpy(held_out.pictures) / 255
    said = NETWORKS["CNN"](network.decode(k_sparse_code(network, pictures, 20))).argmax(1)
    right = (said == torch.from_numpy(held_out.classes)).float().mean()
    assert said[0] == held_out.classes[0]
    assert float(right) > 0.8
    few, all_of_them = errors_by_count(network, held_out.pictures[:500], (20, 100))
    assert all_of_them < 0.2 * few
    sample = sparse_parts(network, held_out.pixels(0)).errors
    assert sample[99] < 0.2 * sample[19]


def test_the_dictionary_adds_up_to_a_letter() -> None:
    pen = experiment_of("Dictionary", "A letter").changes["pen"]
    letter = drawn_digit(strokes_of(pen)).pixels
    errors = sparse_parts(sparse_network(), letter).errors
    assert len(errors) == 100
    assert errors[-1] < 0.1 * error_of_the_bias(letter)
    plain = drawn("A letter")["AE"]
    assert isinstance(plain, Reconstruction)
    assert errors[-1] < 0.1 * plain.error


@torch.inference_mode()
def test_more_than_four_pixels_in_five_of_the_sum_are_cut_off() -> None:
    network = sparse_network()
    code = network.encode(torch.from_numpy(held_out_digits().pictures) / 255)
    total = code @ network.dictionary + network.pixel_bias
    assert 0.8 < float(((total < 0) | (total > 1)).float().mean()) < 0.95


def planes() -> dict[str, CodePlane]:
    found = {}
    for short in ("AE", "VAE"):
        network = NETWORKS[short]
        assert isinstance(network, Autoencoder | Variational)
        found[short] = code_plane(network, held_out_digits())
    return found


def test_real_digits_leave_more_of_the_plain_plane_empty() -> None:
    empty = {}
    for short, plane in planes().items():
        shares = np.array([plane.shares(code) for code in plane.codes])
        counts = np.histogram2d(shares[:, 0], shares[:, 1], 20, ((0, 1), (0, 1)))[0]
        empty[short] = float((counts == 0).mean())
    assert empty["AE"] > 0.4, empty
    assert empty["VAE"] < 0.75 * empty["AE"]


@torch.inference_mode()
def test_a_straight_way_from_a_0_to_a_1_leads_through_other_digits() -> None:
    assert experiment_of("Codes", "A walk").changes == {"walk": True}
    ends = [SCREENS["Codes"].defaults[name] for name in ("walk_from", "walk_to")]
    assert [held_out_digits().classes[number] for number in ends] == [0, 1]
    for short, plane in planes().items():
        network = NETWORKS[short]
        assert isinstance(network, Autoencoder | Variational)
        start, end = (plane.codes[number] for number in ends)
        codes = straight_way(start, end, FRAMES)
        said = NETWORKS["CNN"](network.decode(torch.from_numpy(codes))).argmax(1).tolist()
        assert said[0] == 0
        assert said[-1] == 1
        assert set(said) - {0, 1}


def classifier() -> Convolutional:
    network = NETWORKS["CNN"]
    assert isinstance(network, Convolutional)
    return network


def shares_like_digits() -> dict[str, list[float]]:
    """Of each network's random codes, for a few seeds."""
    found = {}
    for short, plane in planes().items():
        network = NETWORKS[short]
        assert isinstance(network, Autoencoder | Variational)
        gaussian = code_gaussian(network, plane)
        found[short] = [share_of_seed(network, classifier(), gaussian, seed) for seed in range(4)]
    return found


def test_of_random_codes_fewer_than_half_look_like_digits_and_the_plain_ones_no_less() -> None:
    assert experiment_of("Codes", "Codes at random").changes == {"random_codes": True}
    shares = shares_like_digits()
    assert max(shares["AE"] + shares["VAE"]) < 0.5
    assert min(shares["AE"]) > max(shares["VAE"])  # as the notes say
    assert (
        share_like_digits(classifier(), held_out_digits().pictures.astype(np.float32) / np.float32(255)) > 0.8
    )


def test_the_convolutional_network_is_sure_of_an_even_grey_picture() -> None:
    assert share_like_digits(classifier(), np.full((1, 28, 28), 0.5, np.float32)) == 1


def test_the_convolutional_network_errs_least_with_fewer_parameters_than_the_feed_forward_ones() -> None:
    accuracy = {
        about.short: np.mean(digit_figures()[about.file]["seeds"]["accuracy"]) for about in CLASSIFIERS
    }
    assert max(accuracy, key=accuracy.__getitem__) == "CNN"
    assert all(parameter_count(NETWORKS["CNN"]) < parameter_count(NETWORKS[short]) for short in ("FF", "DFF"))


def test_the_sparse_autoencoder_redraws_best_by_far() -> None:
    error = {about.short: np.mean(digit_figures()[about.file]["seeds"]["error"]) for about in AUTOENCODERS}
    assert all(error["SAE"] < 0.5 * error[short] for short in ("AE", "VAE", "DAE"))
    for short in ("AE", "VAE"):
        network = NETWORKS[short]
        assert isinstance(network, Autoencoder | Variational)
        assert network.config.sizes[-1] == 2


def sureness(pictures: Numbers) -> torch.Tensor:
    """The CNN's largest probability for each of pictures (n, 28, 28)."""
    found: torch.Tensor = NETWORKS["CNN"](torch.from_numpy(pictures)).softmax(1).max(1).values
    return found


def test_the_same_latents_give_noise_then_spots_then_pictures_of_which_most_can_be_read() -> None:
    changes = experiment_of("GAN samples", "From noise to digits").changes
    history = gan_history()
    assert history.iterations[changes["gan_moment"]] == 0
    early = list(zip(history.real, history.generated, strict=True))[: len(history.real) // 2]
    assert any(real > 0.9 and generated < 0.05 for real, generated in early)
    assert 0.3 < history.generated[-1] < history.real[-1] < 0.7
    pictures = history.pictures()
    ground = (pictures < 0.1).mean((1, 2, 3))  # the share of black pixels
    bright = (pictures > 0.9).mean((1, 2, 3))
    spots = int(np.argmax(ground > 0.5))  # the first moment with spots on black ground
    assert ground[0] < 0.02
    assert 0 < spots < len(pictures) // 2
    assert bright[spots] < 0.3 * bright[-1]
    assert float((sureness(pictures[-1]) > 0.5).double().mean()) > 0.5
    # The CNN is sure of spots too, but takes nearly all of them for the same digit.
    classes = [len(set(NETWORKS["CNN"](torch.from_numpy(one)).argmax(1).tolist())) for one in pictures]
    assert classes[spots] < 4 <= 7 <= classes[-1], classes


def gan_of(title: str) -> tuple[Adversarial, torch.Tensor, dict[str, Any]]:
    """The network, the large digit's latent (z,) and the settings of an experiment on *GAN samples*."""
    wanted = {**SCREENS["GAN samples"].defaults, **experiment_of("GAN samples", title).changes}
    network = load_digit_network("GAN", "cpu")
    assert isinstance(network, Adversarial)
    latents = sample_latents(wanted["sample_seed"], network.config.latent_size)
    return network, latents[wanted["sampled"]], wanted


def test_a_3_becomes_a_7_little_by_little() -> None:
    network, latent, wanted = gan_of("A 3 becomes a 7")
    slid = slid_digits(network, latent, (wanted["latent_a"] - 1, wanted["latent_b"] - 1))
    assert wanted["slid_a"] == 0
    way = slid.pictures[wanted["slid_b"], STEPS // 2 :: -1]
    said = NETWORKS["CNN"](torch.from_numpy(way.copy())).argmax(1).tolist()
    assert (said[0], said[-1]) == (3, 7)
    steps = np.abs(np.diff(way, axis=0)).mean((1, 2))
    assert steps.max() < 0.25 * np.abs(way[-1] - way[0]).mean()


def test_a_picture_that_is_no_digit_is_not_read_as_one() -> None:
    network, latent, _ = gan_of("No digit")
    made = generated_digits(network, latent[None])
    assert float(sureness(made.pictures)) < 0.5
    assert float(made.logits[0]) == pytest.approx(0, abs=0.3)  # the discriminator can't tell it


def points_trained(title: str, **more: str) -> PointSnapshot:
    """The network of an experiment on *Points*, with further settings, after its epochs, seen at times."""
    wanted = {**SCREENS["Points"].defaults, **experiment_of("Points", title).changes, **more}
    points = PointSettings(**{one.name: wanted[one.name] for one in fields(PointSettings)})
    network = PointNetworkSettings(**{one.name: wanted[one.name] for one in fields(PointNetworkSettings)})
    learning = PointTrainee(chosen_points(points), training_config(network))
    for epoch in range(network.point_epochs):
        learning.step()
        if epoch % 20 == 0:
            learning.snapshot()
    return learning.snapshot()


def test_without_hidden_units_the_border_is_straight_and_nearly_half_stay_wrong() -> None:
    last = points_trained("A perceptron")
    assert last.units == ()
    assert 0.4 < last.accuracies[0] < 0.75


def test_three_layers_follow_the_spirals_and_the_first_ones_units_are_straight_lines() -> None:
    last = points_trained("Deeper")
    assert len(last.units) == 3
    assert last.accuracies[1] > 0.95


def test_overfitting_is_seen() -> None:
    last = points_trained("Overfitting")
    learned, held_out = last.accuracies
    assert learned > 0.9  # 0.935 to 0.97 of five seeds of the points, and of other processors
    assert held_out < learned - 0.1
    assert last.losses[-1][2] > min(loss for _, _, loss in last.losses)


def test_the_middle_bump_is_dragged_into_a_corner_and_the_border_follows() -> None:
    last = points_trained("Bumps")
    assert last.accuracies[1] > 0.95
    assert last.centres is not None
    places = torch.from_numpy(last.centres)
    apart = torch.cdist(places, places) + 9 * torch.eye(len(places))
    assert apart.min() > 0.5  # none hides another one
    assert places.abs().max() < 1
    centres = [(float(x), float(y)) for x, y in places]
    centres[int(places.norm(dim=1).argmin())] = (0.9, 0.9)
    dragged = points_trained("Bumps", centres=text_of(centres, LIMIT))
    assert ((dragged.field > 0.5) != (last.field > 0.5)).mean() > 0.2


def test_at_the_highest_rate_nearly_one_class_is_said_everywhere() -> None:
    last = points_trained("Exploding")
    share = float((last.field > 0.5).mean())
    assert min(share, 1 - share) < 0.1
    assert last.accuracies[1] < 0.65


# --- Training -----------------------------------------------------------------------------------------------


def learning(title: str) -> DigitTrainee:
    settings = {**SCREENS["Training"].defaults, **experiment_of("Training", title).changes}
    config = digit_training_config(TrainingSettings(**settings))
    return DigitTrainee(config, digits_to_learn(), held_out_digits())


def after(network: DigitTrainee, steps: int) -> DigitSnapshot:
    for _ in range(steps):
        network.step()
    return network.snapshot()


def roughness(pictures: Numbers) -> float:
    """How much neighbouring pixels differ, beside how much any differ: near the root of 2 in noise."""
    middle = pictures[:, 6:22, 6:22]
    return float(np.diff(middle, axis=2).std() / middle.std())


def test_weights_begin_as_noise_and_become_strokes() -> None:
    network = learning("Strokes")
    noise, strokes = after(network, 0), after(network, 300)
    assert roughness(noise.wall.pictures) > 1.3
    assert roughness(strokes.wall.pictures) < 1.0
    assert strokes.measure > 0.9


def test_few_digits_are_learned_by_heart() -> None:
    network = learning("Overfitting")
    course = [after(network, 10).losses[-1] for _ in range(15)]
    held_out = [row[2] for row in course]
    assert course[-1][1] < 0.01
    assert min(held_out) < held_out[-1] - 0.2
    assert held_out.index(min(held_out)) < 5


def test_sigmoids_leave_the_first_layer_a_thousandth_of_the_gradient_and_nothing_is_learned() -> None:
    seen = after(learning("Vanishing gradient"), 150)
    assert seen.gradients[0] < seen.gradients[-1] / 1000
    assert seen.losses[-1][2] == pytest.approx(np.log(10), abs=0.05)


def test_units_that_are_dead_have_no_gradient() -> None:
    seen = after(learning("Dead ReLUs"), 100)
    assert seen.gradients == (0.0,) * 5
    dead, units = seen.silent
    assert dead > 0.9 * units
    assert seen.measure < 0.2


def test_a_loss_explodes_in_the_fifth_step() -> None:
    network = learning("Exploding")
    losses = [after(network, 1).losses[-1][1] for _ in range(3)]
    assert losses[2] > 10 * losses[1]
    after(network, 1)
    with pytest.raises(DivergedError):
        network.step()


def test_a_heavy_kl_term_makes_all_reconstructions_alike() -> None:
    pictures = after(learning("Posterior collapse"), 150).wall.pictures
    digits, redrawn = pictures[:, :, :28], pictures[:, :, 28:]
    assert redrawn.std(0).max() < 0.05 * digits.std(0).max()


# --- Memory -------------------------------------------------------------------------------------------------


def accuracies(title: str) -> dict[str, float]:
    """What is measured at an experiment's gap, by the kind of cell."""
    settings = MemorySettings(**{"read_by": ROWS, **experiment_of("Memory", title).changes})
    return {cell: accuracy_of(cell, sequence_of(settings)) for cell in CELLS}


def test_over_a_long_gap_the_gru_keeps_most_and_the_rnn_nothing() -> None:
    found = accuracies("A long gap")
    assert int(experiment_of("Memory", "A long gap").changes["read_gap"]) == 4 * LEARNED_GAP
    assert found["GRU"] > 0.95
    assert 0.5 < found["LSTM"] < 0.85
    assert found["RNN"] == pytest.approx(0.1135)  # the share of the most frequent digit


def test_the_gradient_is_gone_before_the_digit_in_the_plain_network_alone() -> None:
    gap = int(experiment_of("Memory", "The way back").changes["read_gap"])
    shares: dict[str, list[float]] = {cell: [] for cell in CELLS}
    for number in range(10):
        for cell in CELLS:
            network = load_digit_network(reader_of(cell, "row").short, "cpu")
            assert isinstance(network, Recurrent)
            reading = read_sequence(network, held_out_digits().pixels(number), SequenceConfig("row", gap))
            shares[cell].append(float(reading.gradients[:28].max() / reading.gradients.max()))
    assert np.median(shares["RNN"]) < 1e-4
    assert np.median(shares["LSTM"]) > 0.1
    assert np.median(shares["GRU"]) > 0.1


def test_single_pixels_are_read_best_by_the_gru_and_worst_by_the_lstm() -> None:
    found = accuracies("Pixel by pixel")
    assert found["GRU"] == pytest.approx(0.87, abs=0.005)
    assert found["LSTM"] == pytest.approx(0.26, abs=0.005)
    assert found["RNN"] == pytest.approx(0.44, abs=0.005)


def test_the_plain_network_reads_well_where_it_never_had_to_remember() -> None:
    assert accuracies("No gap")["RNN"] < 0.3
    assert np.mean(digit_figures()["rnn"]["seeds"]["accuracy"]) == pytest.approx(0.98, abs=0.005)


def test_after_twelve_black_rows_the_rnn_has_forgotten_the_digit_and_lstm_and_gru_have_not() -> None:
    changes = experiment_of("Memory", "Three cells").changes
    pictures = np.stack([held_out_digits().pixels(one) for one in range(40)])
    sequences = as_sequences(torch.from_numpy(pictures), SequenceConfig("row", 50))
    assert changes["memory_step"] == 28 + 12
    found = {}
    for cell in CELLS:
        network = load_digit_network(reader_of(cell, "row").short, "cpu")
        assert isinstance(network, Recurrent)
        states = network.states(sequences)
        found[cell] = states[:, changes["memory_step"] - 1, changes["memory_unit"]]
    assert {f"{float(one):.2f}" for one in found["RNN"]} == {"0.21"}
    assert min(float(found[cell].std()) for cell in ("LSTM", "GRU")) > 0.3
