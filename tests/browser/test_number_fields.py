"""A comma that is typed into a number field is a decimal mark, also where the browser writes a point."""

import pytest
from playwright.sync_api import expect

from components.gan.latents import STEP_SIZE
from tests.browser.conftest import OpenPage


@pytest.mark.parametrize(
    ("link", "label", "within"),
    [
        ("/cnn?screen=Convolution", "Weight, row 1, column 1", 0.0),
        ("/gan?screen=Latent+sliders", "Hat, in standard deviations", STEP_SIZE / 2 + 0.005),
    ],
)
def test_a_comma_is_not_lost(visit: OpenPage, link: str, label: str, within: float) -> None:
    """A slider's places lie a step apart from where the face is: the nearest is shown, in two decimals."""
    field = visit(link).get_by_label(label)
    before = field.input_value()
    field.click()
    field.press("Control+a")
    field.press_sequentially("0,5")
    field.press("Enter")
    expect(field).not_to_have_value(before)
    assert abs(float(field.input_value()) - 0.5) <= within
