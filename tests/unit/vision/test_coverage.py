import pytest

from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.coverage import notes_on_square, share_seen
from components.vision.preprocessing import Preprocessing

HOW = BACKBONES[DEFAULT].preprocessing
WIDE = "The network sees only the square in the middle of this wide photo."
TALL = "The network sees only the square in the middle of this tall photo."


@pytest.mark.parametrize(
    ("size", "notes"),
    [
        ((15000, 500), (WIDE,)),
        ((500, 15000), (TALL,)),
        ((640, 427), ()),
        ((1920, 1080), ()),
        ((256, 256), ()),
        ((16, 16), ("This picture is only 16 × 16 pixels, so it is enlarged.",)),
        ((800, 16), (WIDE, "This picture is only 800 × 16 pixels, so it is enlarged.")),
    ],
)
def test_what_is_unusual_is_said(size: tuple[int, int], notes: tuple[str, ...]) -> None:
    assert notes_on_square(size, HOW) == notes


def test_the_share_follows_from_the_network_s_own_numbers() -> None:
    assert share_seen((300, 300), Preprocessing(256, 224, (), ())) == pytest.approx(0.765625)
    assert share_seen((200, 100), Preprocessing(224, 224, (), ())) == pytest.approx(0.5)
