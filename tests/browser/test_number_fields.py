"""A comma that is typed into a number field is a decimal mark, also where the browser writes a point."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


@pytest.mark.parametrize(
    ("link", "label", "shown"),
    [
        ("/cnn?screen=Convolution", "Weight, row 1, column 1", "0.5"),
        ("/gan?screen=Latent+sliders", "Hat, in standard deviations", "0.53"),
    ],
)
def test_a_comma_is_not_lost(visit: OpenPage, link: str, label: str, shown: str) -> None:
    field = visit(link).get_by_label(label)
    field.click()
    field.press("Control+a")
    field.press_sequentially("0,5")
    field.press("Enter")
    expect(field).to_have_value(shown)
