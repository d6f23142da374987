"""A comma that is typed into a number field is a decimal mark, also where the browser writes a point."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


@pytest.mark.parametrize(
    ("link", "shown"), [("/feature_maps?screen=Kernels", "0.5"), ("/image_gan?screen=Slide", "0.50")]
)
def test_a_comma_is_not_lost(visit: OpenPage, link: str, shown: str) -> None:
    field = visit(link).locator("input[type=number]").first
    field.click()
    field.press("Control+a")
    field.press_sequentially("0,5")
    field.press("Enter")
    expect(field).to_have_value(shown)
