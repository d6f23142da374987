"""The page on GANs, in a real browser: Live training, Generator, Conditional GAN."""

import re

import pytest
from playwright.sync_api import Page, expect

from components.gan.toy_gan import FIELD_LIMIT
from tests.browser.conftest import OpenPage, settle

PAGE = "/gan"
LIVE = PAGE + "?screen=Live+training"

# The mean distance from a real point to the nearest generated one, read from what is drawn.
DISTANCE = """() => {
  const find = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const found = element.living?.part?.frame ? element : element.shadowRoot && find(element.shadowRoot)
      if (found) return found
    }
  }
  const canvas = find(document)
  if (!canvas) return Infinity // it is being put into its place
  const [real, generated] = [canvas.living.part.data.real, canvas.living.part.frame.generated]
  const places = (text) => new Float32Array(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer)
  const [a, b] = [places(real), places(generated)]
  let sum = 0
  for (let i = 0; i < a.length; i += 2) {
    let least = Infinity
    for (let j = 0; j < b.length; j += 2)
      least = Math.min(least, Math.hypot(a[i] - b[j], a[i + 1] - b[j + 1]))
    sum += least
  }
  return sum / (a.length / 2)
}"""

# The places x and y of all real points.
REAL = """canvas => {
  const bytes = Uint8Array.from(atob(canvas.living.part.data.real), (one) => one.charCodeAt(0))
  const places = [...new Float32Array(bytes.buffer)]
  return [0, 1].map((axis) => places.filter((_, at) => at % 2 === axis))
}"""


def iterations(page: Page) -> int:
    """The number of iterations that is read out."""
    words = page.locator("canvas[data-drawings]").get_attribute("aria-label") or ""
    found = re.search(r"after (\d+) iterations", words)
    assert found
    return int(found.group(1))


def test_in_ten_seconds_the_points_move_towards_the_data(visit: OpenPage) -> None:
    page = visit(LIVE)
    canvas = page.locator("canvas[data-drawings]")
    expect(canvas).to_be_visible()
    before = page.evaluate(DISTANCE)
    page.get_by_role("button", name="Run").click()
    page.wait_for_function(f"({DISTANCE})() < {0.6 * before}", timeout=60_000)
    assert int(canvas.get_attribute("data-drawings") or 0) >= 3  # it was seen on the way
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Run")).to_be_visible()
    settle(page)
    paused = iterations(page)
    assert paused > 20
    page.get_by_role("button", name="One iteration").click()
    expect(page.get_by_role("img", name=re.compile(f"after {paused + 1} iterations"))).to_be_visible()


def test_the_gradients_are_seen_to_change_and_what_flows_rests_when_paused(visit: OpenPage) -> None:
    page = visit(LIVE)
    drawing = page.locator("svg", has=page.locator(".network"))
    expect(drawing).to_contain_text("G: 2·48·48·2")
    assert drawing.get_attribute("class") in (None, "")
    seen = set()
    for _ in range(3):
        page.get_by_role("button", name="One iteration").click()
        settle(page)
        seen.add((drawing.text_content(), page.locator(".gradient").first.get_attribute("stroke-width")))
    assert len(seen) == 3
    page.get_by_role("button", name="Run", exact=True).click()
    expect(drawing).to_have_class("flows")
    page.get_by_role("button", name="Pause").click()
    expect(drawing).not_to_have_class("flows")


def test_points_are_drawn_by_hand(visit: OpenPage) -> None:
    page = visit(LIVE + "&data=my+drawing")
    canvas = page.locator("canvas[data-drawings]")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5, steps=12)
    page.mouse.up()
    expect(page.get_by_role("button", name="Wipe")).to_be_enabled()
    expect(page.get_by_text("Draw the real points")).to_have_count(0)
    page.get_by_role("button", name="Wipe").click()
    expect(page.get_by_text("Draw the real points")).to_be_visible()


def test_points_are_drawn_by_keyboard(visit: OpenPage) -> None:
    page = visit(LIVE + "&data=my+drawing")
    canvas = page.locator("canvas[data-drawings]")
    before = canvas.evaluate("c => c.toDataURL()")
    canvas.focus()
    page.keyboard.press("ArrowUp")
    assert canvas.evaluate("c => c.toDataURL()") != before  # the pen is seen
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Wipe")).to_be_disabled()  # the pen is still down
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Wipe")).to_be_enabled()
    xs, ys = canvas.evaluate(REAL)
    assert max(xs) == pytest.approx(6 * 0.05 * FIELD_LIMIT, abs=0.15)  # each point is a little scattered
    assert sum(ys) / len(ys) == pytest.approx(0.05 * FIELD_LIMIT, abs=0.03)


def test_a_channel_is_opened_and_muted(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Generator&gan_stage=2")
    sheet = page.locator(".sheet")
    box = sheet.bounding_box()
    assert box
    sheet.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.4})
    expect(page).to_have_url(re.compile(r"gan_channel=\d+"))
    expect(page.get_by_text("Difference:")).to_have_count(0)  # nothing is muted yet
    page.get_by_role("button", name="Mute", exact=True).click()
    expect(page.get_by_text("Difference:").first).to_be_visible()
    expect(page.get_by_text("1 muted")).to_be_visible()
    expect(page.locator(".cross")).to_have_count(1)
    expect(page.get_by_role("button", name="Unmute", exact=True)).to_be_visible()


def test_a_layer_is_opened_in_the_drawn_generator(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Generator")
    page.get_by_role("button", name="32 × 32, 64 channels").click()
    expect(page.get_by_text("The 60 strongest of 64 maps")).to_be_visible()
    expect(page).to_have_url(re.compile("gan_stage=3"))
    expect(page.get_by_role("button", name="32 × 32, 64 channels")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="64 × 64, 3 channels")).to_be_disabled()


def test_another_garment_is_asked_for(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Conditional+GAN")
    wall = page.get_by_alt_text("Generated garments: sneaker").first
    before = wall.get_attribute("src")
    page.get_by_role("radio", name="dress").first.click()
    dress = page.get_by_alt_text("Generated garments: dress").first
    expect(dress).not_to_have_attribute("src", before or "")
    expect(page).to_have_url(re.compile("garment=dress"))
