"""What plays stands still while nobody can see it, and goes on where it was."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.test_every_screen import CNN, GAN, RNN

PLAYERS = (  # a screen, the button that lets it play, and what changes then
    (f"{GAN}?screen=Training+history&moment=0", "Play", "canvas"),
    (f"{GAN}?screen=Live+training", "Run", "canvas"),
    (f"{RNN}?screen=LSTM+cell&patient=42&visits=16", "Play all visits", "section"),
    (f"{CNN}?screen=Convolution", "Play", ".demo"),
)
SHIFT = "(place) => { document.querySelector('.st-key-stage').style.transform = `translateY(${place})` }"
HIDE = "(hidden) => Object.defineProperty(document, 'hidden', {value: hidden, configurable: true})"
PAUSE, TRIES = 100, 200  # milliseconds, and how often it is looked for a change
LATER = 1500  # milliseconds; what plays changes at least once in less


@pytest.mark.parametrize(("link", "button", "picture"), PLAYERS)
def test_what_plays_waits_until_it_is_seen(visit: OpenPage, link: str, button: str, picture: str) -> None:
    page = visit(link)
    played = page.locator(f".st-key-picture {picture}").first
    page.get_by_role("button", name=button, exact=True).click()

    def state() -> str:
        found: str = played.evaluate("(picture) => picture.outerHTML")
        return found

    def changes() -> None:
        before, tries = state(), 0
        while state() == before:
            assert (tries := tries + 1) < TRIES
            page.wait_for_timeout(PAUSE)

    for hide, unseen, seen in ((SHIFT, "200vh", "0"), (HIDE, True, False)):
        changes()
        page.evaluate(hide, unseen)
        page.wait_for_timeout(500)
        before = state()
        page.wait_for_timeout(LATER)
        assert state() == before
        page.evaluate(hide, seen)
    changes()
