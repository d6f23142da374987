import pandas as pd
from PIL import Image

from components.gan.checkpoints import checkpoint_files, iteration_of
from components.gan.training_log import FACE_PIXELS, FACES_PER_SIDE, FRAMES, load_training_log, window_means


def test_the_log_is_that_of_the_checkpoints() -> None:
    training = load_training_log()
    assert list(training.iterations) == [iteration_of(file) for file in checkpoint_files()]
    assert len(training.iterations) == 12
    assert training.frechet_distances[0] > 5 * training.frechet_distances[-1]
    assert training.legible[-1] > training.legible[0]
    assert training.blurred["blurred by 0.5 px"] < training.blurred["blurred by 2 px"]


def test_the_frames_are_those_of_the_checkpoints() -> None:
    side = FACES_PER_SIDE * FACE_PIXELS
    with Image.open(FRAMES) as frames:
        assert frames.size == (side, side * len(checkpoint_files()))


def test_a_log_is_averaged_over_five_hundred_iterations() -> None:
    log = pd.DataFrame({"iteration": [25, 500, 525, 1_000], "generator_loss": [1.0, 2.0, 3.0, 5.0]})
    assert window_means(log).to_dict("list") == {"iteration": [500, 1_000], "generator_loss": [1.5, 4.0]}


def test_the_kept_log_leads_from_the_last_checkpoint_but_one_to_the_last() -> None:
    training = load_training_log()
    iterations = list(training.curves["iteration"])
    begin, end = training.iterations[-2:]
    assert iterations == list(range(begin + 500, end + 1, 500))
    assert not training.curves.isna().any(axis=None)
