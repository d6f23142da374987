"""The GAN's Architecture, in a real browser: a pass through both networks, and a layer opened."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

PAGE = "/gan?screen=Architecture"


def drawn(page: Page) -> list[str]:
    canvases = page.locator("section > .drawing canvas").all()
    assert len(canvases) == 2
    return [canvas.evaluate("canvas => canvas.toDataURL()") for canvas in canvases]


def step(page: Page, times: int) -> None:
    for _ in range(times):
        page.get_by_role("button", name="Step", exact=True).click()


def test_a_forward_pass_runs_through_both_networks(visit: OpenPage) -> None:
    page = visit(PAGE)
    said, answer = page.locator("footer p"), page.locator("section > .drawing .classes").last
    whole = drawn(page)
    step(page, 3)
    expect(said).to_contain_text("8 × 8, 256 channels: transposed convolution")
    generator, nothing = drawn(page)
    assert generator != whole[0]
    step(page, 3)
    generator, discriminator = drawn(page)  # the face is made, nothing is judged yet
    assert discriminator == nothing != whole[1]
    step(page, 2)
    expect(said).to_contain_text("32 × 32, 64 channels: convolution")
    assert drawn(page)[1] not in (nothing, whole[1])
    expect(answer).to_have_css("opacity", "0")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(answer).to_have_css("opacity", "1", timeout=10_000)
    assert drawn(page) == whole


def test_a_layer_says_what_it_is_and_opens_its_maps(visit: OpenPage) -> None:
    page = visit(PAGE)
    said = page.locator("footer p")
    before = drawn(page)
    page.get_by_role("button", name="16 × 16, 128 channels: convolution").hover()
    expect(said).to_contain_text("A place depends on 10 × 10 pixels.")
    assert drawn(page)[0] == before[0]
    assert drawn(page)[1] != before[1]  # its receptive field
    expect(page.get_by_role("button", name="64 × 64, 3 channels")).to_be_disabled()
    page.get_by_role("button", name="16 × 16, 128 channels: transposed").click()
    expect(page).to_have_url(re.compile("screen=Generator.*gan_stage=2|gan_stage=2.*screen=Generator"))
    expect(page.get_by_text("strongest of 128 maps")).to_be_visible()
    page.go_back()
    expect(page).not_to_have_url(re.compile("screen=Generator"))
    expect(page.locator("section > .drawing")).to_have_count(2)
