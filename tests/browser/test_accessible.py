"""Every screen in light and dark under axe's rules: nothing keeps a reader with other senses from it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, settle
from tests.browser.test_every_screen import EVERY

GRAVE = ("serious", "critical")


def violations(page: Page) -> list[tuple[str, str]]:
    """The rules that are broken gravely, each with the first element that breaks it."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in GRAVE]


@pytest.mark.parametrize("link", ["/", *EVERY])
def test_a_screen_breaks_no_rule_of_accessibility(glance: OpenPage, link: str) -> None:
    page = glance(link)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert violations(page) == []


def test_a_picture_without_words_would_be_found(glance: OpenPage) -> None:
    page = glance("/")
    page.evaluate("() => document.querySelector('h1').append(new Image())")
    assert [rule for rule, _ in violations(page)] == ["image-alt"]
