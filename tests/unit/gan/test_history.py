import pandas as pd
from PIL import Image

from components.gan.history import FACE_PIXELS, FILM, SHEET_SIDE, load_history, smoothed
from components.gan.networks import iteration_of, stage_files


def test_the_history_is_that_of_the_kept_stages() -> None:
    history = load_history()
    assert list(history.iterations) == [iteration_of(file) for file in stage_files()]
    assert len(history.iterations) == 12
    assert history.distances[0] > 5 * history.distances[-1]
    assert history.clear[-1] > history.clear[0]
    assert history.blurred["blurred by 0.5 px"] < history.blurred["blurred by 2 px"]


def test_the_film_has_a_frame_for_each_stage() -> None:
    side = SHEET_SIDE * FACE_PIXELS
    with Image.open(FILM) as film:
        assert film.size == (side, side * len(stage_files()))


def test_a_log_is_averaged_over_five_hundred_iterations() -> None:
    log = pd.DataFrame({"iteration": [25, 500, 525, 1_000], "generator_loss": [1.0, 2.0, 3.0, 5.0]})
    assert smoothed(log).to_dict("list") == {"iteration": [500, 1_000], "generator_loss": [1.5, 4.0]}


def test_the_kept_log_leads_from_the_last_but_one_stage_to_the_last() -> None:
    history = load_history()
    iterations = list(history.log["iteration"])
    begin, end = history.iterations[-2:]
    assert iterations == list(range(begin + 500, end + 1, 500))
    assert not history.log.isna().any(axis=None)
