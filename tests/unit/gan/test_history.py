from PIL import Image

from components.gan.history import FACE_PIXELS, FILM, SHEET_SIDE, load_history
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
