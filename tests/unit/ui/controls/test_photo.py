import pytest

from components.ui.controls.photo import camera_allowed, with_notes


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


def test_what_is_to_be_said_of_a_photo_follows_its_credit() -> None:
    assert with_notes("Your own photo", ()) == "Your own photo"
    assert with_notes("Your own photo", ("It was dark.", "It was late.")) == (
        "Your own photo. It was dark. It was late."
    )
