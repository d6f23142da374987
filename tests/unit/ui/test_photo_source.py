import pytest
from PIL import Image

from components.intake.photos import Photo
from components.ui.photo_source import KEPT_SIDE, _kept, camera_allowed


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://localhost:8501/transfer_learning", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("https://chalknet.example.edu/", True),
        ("http://192.168.1.20:8501/transfer_learning", False),
        ("http://localhost.example.com/", False),
        ("", False),
    ],
)
def test_the_webcam_needs_this_computer_or_https(url: str, allowed: bool) -> None:
    assert camera_allowed(url) is allowed


@pytest.mark.parametrize(
    ("size", "kept"), [((8064, 6048), (2048, 1536)), ((2048, 100), (2048, 100)), ((1, 9000), (1, 2048))]
)
def test_a_large_photo_is_kept_smaller(size: tuple[int, int], kept: tuple[int, int]) -> None:
    photo = _kept(Photo(Image.new("RGB", size), "digest"))
    assert photo.image.size == kept
    assert max(kept) <= KEPT_SIDE
    assert photo.digest == "digest"
