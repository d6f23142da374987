"""The page on the chart of neural networks, with the mouse, a finger and the keyboard."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, WebSocket, expect

from components.zoo.drawn_digit import LONGEST
from components.zoo.points.own_points import places_of
from components.zoo.points.training import LIMIT
from tests.browser.conftest import OpenPage, settle

PAGE = "/network_zoo"
DRAW, CODES = f"{PAGE}?screen=Draw+a+digit", f"{PAGE}?screen=Codes"
# Strokes as shares of the pad: digits as people write them.
SEVEN = [[(0.3, 0.2), (0.7, 0.2), (0.45, 0.85)]]
FOUR = [[(0.4, 0.15), (0.28, 0.55), (0.72, 0.55)], [(0.62, 0.35), (0.58, 0.85)]]


def stroke(page: Page, places: list[tuple[float, float]], on: str = ".pad canvas") -> None:
    """Draw one stroke with the mouse."""
    box = page.locator(on).first.bounding_box()
    assert box
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=12)
    page.mouse.up()


def answers(page: Page) -> list[str]:
    return page.locator(".card .best").all_inner_texts()


@pytest.mark.parametrize(("strokes", "digit"), [(SEVEN, "7"), (FOUR, "4")], ids=["seven", "four"])
def test_a_digit_drawn_with_the_mouse_is_read_by_most_and_survives_a_reload(
    visit: OpenPage, strokes: list[list[tuple[float, float]]], digit: str
) -> None:
    page = visit(DRAW)
    before = page.locator(".seen, figure img").first.get_attribute("src")
    for places in strokes:
        stroke(page, places)
        settle(page)
    expect(page.locator("figure img")).not_to_have_attribute("src", before or "")
    said = answers(page)
    assert said.count(digit) >= 5, said
    breaks = len(strokes) - 1
    page.wait_for_url(lambda url: "pen=" in url and url.count("~") == breaks, wait_until="commit")
    page.reload()
    settle(page)
    assert answers(page) == said


def test_strokes_that_follow_each_other_at_once_all_arrive(visit: OpenPage) -> None:
    page = visit(DRAW)
    for places in FOUR:
        stroke(page, places)
    settle(page)
    page.wait_for_url(lambda url: url.count("~") == 1, wait_until="commit")
    assert answers(page).count("4") >= 5


def test_clear_empties_the_pad_and_says_what_to_do(visit: OpenPage) -> None:
    page = visit(DRAW)
    stroke(page, SEVEN[0])
    settle(page)
    page.get_by_role("button", name="Clear").click()
    settle(page)
    expect(page.get_by_text("Nothing has been drawn yet.")).to_be_visible()
    read = "canvas.getContext('2d').getImageData(0, 0, 512, 512).data"
    painted = f"canvas => {read}.some((value, at) => at % 4 < 3 && value)"
    assert page.locator(".pad canvas").evaluate(painted) is False


def test_a_digit_can_be_drawn_with_the_keyboard(visit: OpenPage) -> None:
    page = visit(DRAW)
    page.locator(".pad canvas").focus()
    for _ in range(9):
        page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    for _ in range(18):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    settle(page)
    assert answers(page).count("1") >= 5, answers(page)


def test_a_finger_draws_and_the_page_stays_where_it_is(visit: OpenPage) -> None:
    page = visit(DRAW)
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    style = page.locator(".pad canvas").evaluate("canvas => getComputedStyle(canvas).touchAction")
    assert style == "none"
    stroke(page, SEVEN[0])
    settle(page)
    assert answers(page).count("7") >= 5
    assert page.evaluate("() => scrollY") == 0


def test_a_pad_takes_no_more_than_python_does_and_can_be_cleared(visit: OpenPage) -> None:
    nearly = "".join(f"{a}A{a}9" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") * 14
    page = visit(f"{DRAW}&pen={nearly}")
    for _ in range(3):  # the first fills it
        for places in FOUR:
            stroke(page, places)
    settle(page)
    drawn = parse_qs(urlsplit(page.url).query)["pen"][0]
    assert len(nearly) < len(drawn) <= LONGEST
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Nothing has been drawn yet.")).to_be_visible()
    stroke(page, SEVEN[0])
    settle(page)
    assert answers(page).count("7") >= 5


def test_a_network_of_the_chart_opens_and_back_leads_to_the_chart(visit: OpenPage) -> None:
    page = visit(PAGE)
    page.get_by_role("button", name="Long short-term memory").click()
    settle(page)
    expect(page.locator("[role=button][aria-label='Memory cell']").first).to_be_visible()
    page.locator("[role=button][aria-label='Memory cell']").first.click()
    settle(page)
    expect(page.get_by_text("It keeps a value from step to step", exact=False)).to_be_visible()
    page.wait_for_url(lambda url: "drawing=LSTM" in url, wait_until="commit")
    while "drawing=" in page.url:
        page.go_back()
        page.wait_for_timeout(300)
        settle(page)
    expect(page.get_by_role("button", name="Gated recurrent unit")).to_be_visible()


def test_a_cell_is_chosen_by_the_keyboard_and_keeps_the_focus(visit: OpenPage) -> None:
    page = visit(f"{PAGE}?drawing=FF")
    cell = page.locator("[role=button][aria-label='Hidden cell']").nth(2)
    cell.focus()
    page.keyboard.press("Enter")
    settle(page)
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(cell).to_be_focused()
    expect(page.get_by_text("Its weighted inputs add up to", exact=False)).to_be_visible()


def decoded(page: Page, number: int) -> list[int]:
    """The pixels of the digit that is decoded on a plane."""
    read = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data]"
    found: list[int] = page.locator("canvas.decoded").nth(number).evaluate(read)
    return found


def test_the_digit_follows_the_ring_at_once_and_the_link_remembers_its_place(visit: OpenPage) -> None:
    page = visit(CODES)
    plane = page.locator("canvas.plane").nth(1)
    box = plane.bounding_box()
    assert box
    seen: list[Any] = [decoded(page, 1)]
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    for share in (0.3, 0.15):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"], steps=4)
        seen.append(decoded(page, 1))
    assert seen[0] != seen[1] != seen[2]
    other = decoded(page, 0)
    page.mouse.up()
    settle(page)
    page.wait_for_url(lambda url: "vae_across=" in url, wait_until="commit")
    assert decoded(page, 0) == other
    exact = decoded(page, 1)
    page.reload()
    settle(page)
    assert decoded(page, 1) == exact


def test_a_plane_is_walked_by_the_arrow_keys(visit: OpenPage) -> None:
    page = visit(CODES)
    before = decoded(page, 0)
    page.locator("canvas.plane").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    settle(page)
    page.wait_for_url(lambda url: "ae_across=600" in url, wait_until="commit")
    assert decoded(page, 0) != before


def test_many_quick_steps_all_count(visit: OpenPage) -> None:
    page = visit(CODES)
    page.locator("canvas.plane").first.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: "ae_across=900" in url, wait_until="commit")
    settle(page)
    assert "ae_across=900" in page.url


GAN = f"{PAGE}?screen=GAN+samples"


def large(page: Page) -> list[int]:
    """The pixels of the large digit."""
    read = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data]"
    found: list[int] = page.locator("canvas.large").evaluate(read)
    return found


def test_a_latent_is_slid_and_the_large_digit_follows_before_the_slider_rests(visit: OpenPage) -> None:
    page = visit(GAN)
    slider = page.get_by_role("slider").first
    box = slider.bounding_box()
    assert box
    seen: list[Any] = [large(page)]
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.7, 0.95):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=4)
        seen.append(large(page))
    assert "slid_a=" not in page.url
    assert seen[0] != seen[1] != seen[2]
    page.mouse.up()
    page.wait_for_url(lambda url: "slid_a=" in url, wait_until="commit")
    settle(page)
    assert large(page) == seen[2]
    page.reload()
    settle(page)
    assert large(page) == seen[2]


def test_new_samples_are_a_step_that_back_undoes(visit: OpenPage) -> None:
    page = visit(GAN)
    before = large(page)
    page.get_by_role("button", name="New samples").click()
    page.wait_for_url(lambda url: "sample_seed=1" in url, wait_until="commit")
    settle(page)
    assert large(page) != before
    page.go_back()
    page.wait_for_url(lambda url: "sample_seed" not in url, wait_until="commit")
    settle(page)
    assert large(page) == before


def test_a_digit_of_the_wall_becomes_large_and_back_brings_the_one_before(visit: OpenPage) -> None:
    page = visit(GAN)
    before = large(page)
    page.locator(".wall button").nth(7).click()
    settle(page)
    page.wait_for_url(lambda url: "sampled=7" in url, wait_until="commit")
    assert large(page) != before
    expect(page.locator(".wall button").nth(7)).to_have_attribute("aria-pressed", "true")
    page.go_back()
    page.wait_for_url(lambda url: "sampled" not in url, wait_until="commit")
    settle(page)
    assert large(page) == before


def test_the_training_is_scrubbed_by_the_keyboard(visit: OpenPage) -> None:
    page = visit(f"{GAN}&gan_shown=Training+history&gan_moment=0")
    expect(page.get_by_text("before the training")).to_be_visible()
    before = large(page)
    page.get_by_role("slider").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: "gan_moment=10" in url, wait_until="commit")
    settle(page)
    assert large(page) != before


NOISE = f"{PAGE}?screen=Noise&noise_level=0"
BAND = [(0.2, 0.66), (0.8, 0.66)]


def answered(page: Page) -> list[str | None]:
    """The addresses of the digit and of both reconstructions."""
    images = page.locator("figure img")
    return [images.nth(at).get_attribute("src") for at in range(3)]


def rub(page: Page, count: int) -> None:
    """Rub across the noisy digit, and wait for the link with that many strokes."""
    stroke(page, BAND)
    page.wait_for_url(lambda url: "brush=" in url and url.count("~") == count - 1, wait_until="commit")
    settle(page)


def test_both_answer_to_what_is_rubbed_out_and_a_reload_shows_the_same(visit: OpenPage) -> None:
    page = visit(NOISE)
    before = answered(page)
    rub(page, 1)
    after = answered(page)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert after[2] != before[2]
    page.reload()
    settle(page)
    assert answered(page) == after


def test_the_brush_is_cleared_and_back_brings_its_strokes_again(visit: OpenPage) -> None:
    page = visit(NOISE)
    clear = page.get_by_role("button", name="Clear the brush")
    expect(clear).to_be_hidden()
    before = answered(page)
    rub(page, 1)
    once = answered(page)
    rub(page, 2)
    clear.click()
    expect(clear).to_be_hidden()
    settle(page)
    assert answered(page) == before
    page.wait_for_url(lambda url: "brush=" not in url, wait_until="commit")
    page.go_back()
    settle(page)
    page.wait_for_url(lambda url: url.count("~") == 1, wait_until="commit")
    page.go_back()  # a stroke is a step too
    settle(page)
    page.wait_for_url(lambda url: "brush=" in url and "~" not in url, wait_until="commit")
    assert answered(page) == once


def test_quick_strokes_of_the_brush_all_arrive(visit: OpenPage) -> None:
    page = visit(NOISE)
    for height in (0.3, 0.5, 0.7):
        stroke(page, [(0.2, height), (0.8, height)])
    page.wait_for_url(lambda url: url.count("~") == 2, wait_until="commit")
    settle(page)
    assert page.url.count("~") == 2


def test_the_keyboard_rubs_and_a_finger_does_not_scroll(visit: OpenPage) -> None:
    page = visit(NOISE)
    before = answered(page)
    page.locator(".pad canvas").focus()
    page.keyboard.press(" ")
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    page.wait_for_url(lambda url: "brush=" in url, wait_until="commit")
    settle(page)
    assert answered(page)[1:] != before[1:]
    style = page.locator(".pad canvas").evaluate("canvas => getComputedStyle(canvas).touchAction")
    assert style == "none"


def test_the_brush_takes_no_more_than_python_does(visit: OpenPage) -> None:
    nearly = "".join(f"{a}A{a}9" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") * 14
    page = visit(f"{NOISE}&brush={nearly}")
    for _ in range(4):
        stroke(page, BAND)
    settle(page)
    kept = parse_qs(urlsplit(page.url).query)["brush"][0]
    assert len(nearly) < len(kept) <= LONGEST


def messages(page: Page) -> list[bytes]:
    """Reload the page; the list grows by each message that it gets from then on."""
    received: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on(
            "framereceived",
            lambda message: received.append(message.encode() if isinstance(message, str) else message),
        )

    page.on("websocket", listen)
    page.reload()
    settle(page)
    return received


@pytest.mark.parametrize("link", [CODES, f"{CODES}&decoded=true"], ids=["marks", "decoded"])
def test_what_is_decoded_everywhere_comes_once(visit: OpenPage, link: str) -> None:
    page = visit(link)
    received = messages(page)
    sheet = b"data:image/webp"
    first = sum(map(len, received))
    assert first > 200_000
    assert any(sheet in message for message in received)
    received.clear()
    page.locator("canvas.plane").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: "ae_across=520" in url, wait_until="commit")
    settle(page)
    assert 0 < sum(map(len, received)) < 30_000
    received.clear()
    page.get_by_text("Walk from one digit to another").click()  # a run of all of the page
    page.wait_for_url(lambda url: "walk=true" in url, wait_until="commit")
    settle(page)
    assert not any(sheet in message for message in received)
    assert 0 < sum(map(len, received)) < 0.3 * first


def test_codes_are_drawn_at_random_and_back_takes_them_away(visit: OpenPage) -> None:
    page = visit(CODES)
    drawn = page.get_by_alt_text("What is decoded from the codes drawn at random")
    expect(drawn).to_have_count(2)
    expect(drawn.first).to_be_hidden()
    before = plane_pixels(page)
    page.get_by_role("button", name="Draw codes at random").click()
    expect(drawn.first).to_be_visible(timeout=30_000)  # the CNN looks at 2,000 pictures first
    expect(page.get_by_text("of 1,000 such codes", exact=False)).to_have_count(2)
    settle(page)
    assert plane_pixels(page) != before  # the diamonds
    page.wait_for_url(lambda url: "random_codes=true" in url, wait_until="commit")
    page.go_back()
    settle(page)
    expect(drawn.first).to_be_hidden()


def plane_pixels(page: Page) -> str:
    found: str = page.locator("canvas.plane").first.evaluate("canvas => canvas.toDataURL()")
    return found


DICTIONARY = f"{PAGE}?screen=Dictionary"


def summed(page: Page) -> list[int]:
    """The pixels of the sum of the first units."""
    read = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data]"
    found: list[int] = page.locator("section[data-frame] canvas").evaluate(read)
    return found


def set_slider(page: Page, value: int) -> None:
    """Put the slider there, as it goes while it is dragged."""
    put = "(range, value) => { range.value = value; range.dispatchEvent(new Event('input')) }"
    page.get_by_role("slider", name="Active units").evaluate(put, value)


def test_the_sum_follows_the_slider_at_once_and_the_link_remembers_it(visit: OpenPage) -> None:
    page = visit(DICTIONARY)
    seen = []
    for count in (100, 40, 5):  # nothing is told to Python on the way
        set_slider(page, count)
        seen.append(summed(page))
        expect(page.get_by_text(f"Bias and {count} units", exact=True)).to_be_visible()
    assert seen[0] != seen[1] != seen[2]
    page.get_by_role("slider", name="Active units").press("ArrowRight")
    settle(page)
    page.wait_for_url(lambda url: "active_units=6" in url, wait_until="commit")
    six = summed(page)
    assert six not in seen
    page.reload()
    settle(page)
    assert summed(page) == six
    assert page.locator("button.unused").count() == page.locator("button[data-unit]").count() - 6


def test_quick_steps_of_the_slider_all_count(visit: OpenPage) -> None:
    page = visit(f"{DICTIONARY}&active_units=10")
    slider = page.get_by_role("slider", name="Active units")
    for _ in range(12):
        slider.press("ArrowRight")
    page.wait_for_url(lambda url: "active_units=22" in url, wait_until="commit")
    settle(page)
    assert "active_units=22" in page.url
    expect(slider).to_have_value("22")


def test_a_unit_is_chosen_by_keyboard_and_back_leads_to_the_one_before(visit: OpenPage) -> None:
    page = visit(DICTIONARY)
    first = page.get_by_text("Unit ", exact=False).first.inner_text()
    tile = page.locator("button[data-unit]").nth(3)
    tile.focus()
    page.keyboard.press("Enter")
    settle(page)
    expect(tile).to_have_attribute("aria-pressed", "true")
    expect(tile).to_be_focused()
    number = tile.get_attribute("data-unit")
    expect(page.get_by_text(f"Unit {number}: ", exact=False)).to_be_visible()
    page.wait_for_url(lambda url: f"dictionary_unit={number}" in url, wait_until="commit")
    page.go_back()
    settle(page)
    expect(page.get_by_text(first, exact=True)).to_be_visible()


# The first entry on the wall, in the browser.
ENTRY = """[...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
  .map(({ shadowRoot }) => shadowRoot.querySelector(".entry")).find(Boolean)"""


def test_the_entries_are_painted_and_another_digit_paints_others(visit: OpenPage) -> None:
    page = visit(DICTIONARY)
    read = "entry => getComputedStyle(entry).backgroundImage"
    before = page.locator(".entry").first.evaluate(read)
    assert before.startswith('url("data:image/webp')
    page.emulate_media(color_scheme="dark")  # where zero is as dark as the page
    page.wait_for_function(f"before => ({read})({ENTRY}) !== before", arg=before)
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"before => ({read})({ENTRY}) === before", arg=before)
    settle(page)
    page.get_by_label("Sample digit").fill("5")
    page.get_by_label("Sample digit").press("Enter")
    settle(page)
    assert page.locator(".entry").first.evaluate(read) != before


POINTS = f"{PAGE}?screen=Points"


def test_a_network_is_trained_before_ones_eyes_and_the_link_shows_the_same_again(visit: OpenPage) -> None:
    page = visit(POINTS)
    expect(page.get_by_text("Epoch 200: ", exact=False)).to_be_visible(timeout=60_000)
    settle(page)
    before = plane_pixels(page)
    page.reload()
    expect(page.get_by_text("Epoch 200: ", exact=False)).to_be_visible(timeout=60_000)
    settle(page)
    assert plane_pixels(page) == before


def test_a_centre_is_dragged_and_the_field_follows(visit: OpenPage) -> None:
    page = visit(f"{POINTS}&point_network=RBF&centres=fffA&point_epochs=30")
    expect(page.get_by_text("Epoch 30: ", exact=False)).to_be_visible(timeout=60_000)
    settle(page)
    before, link = plane_pixels(page), page.url
    stroke(page, [(0.5, 0.5), (0.8, 0.3)], on="canvas.plane")  # the first centre stands in the middle
    page.wait_for_url(lambda url: url != link, wait_until="commit")
    expect(page.get_by_text("Epoch 30: ", exact=False)).to_be_visible(timeout=60_000)
    settle(page)
    assert "centres=" in page.url
    for _ in range(100):  # on a busy machine the sentence may still be that of the training before
        if plane_pixels(page) != before:
            break
        page.wait_for_timeout(100)
    assert plane_pixels(page) != before


def test_a_centre_dragged_in_mid_training_stays_where_it_is_put(visit: OpenPage) -> None:
    page = visit(f"{POINTS}&point_network=RBF&centres=fffA&point_epochs=300&point_speed=one+epoch+a+picture")
    expect(page.get_by_text(re.compile("Epoch [1-9]"))).to_be_visible(timeout=60_000)
    link = page.url
    stroke(page, [(0.5, 0.5), (0.8, 0.3)], on="canvas.plane")
    page.wait_for_url(lambda url: url != link and "centres=" in url, wait_until="commit")
    expect(page.get_by_text(re.compile("Epoch [1-9]"))).to_be_visible(timeout=60_000)
    assert "centres=fffA" not in page.url


def test_points_put_quickly_after_each_other_all_arrive(visit: OpenPage) -> None:
    page = visit(f"{POINTS}&point_set=Own+points&point_epochs=1000")
    box = page.locator("canvas.plane").bounding_box()
    assert box
    for number in range(14):  # from the fourth on a training is under way
        across, up = 0.1 + 0.06 * number, 0.2 + 0.1 * (number % 3)
        page.mouse.click(box["x"] + across * box["width"], box["y"] + up * box["height"])
        page.wait_for_timeout(120)
    page.wait_for_url(lambda url: len(points_of(url)) == 14, wait_until="commit")


def points_of(link: str) -> list[tuple[float, float]]:
    """The points of the first class that a link holds."""
    return places_of(parse_qs(urlsplit(link).query).get("class_a", [""])[0], LIMIT)


def test_points_of_both_classes_are_drawn_and_learned(visit: OpenPage) -> None:
    page = visit(f"{POINTS}&point_set=Own+points&point_epochs=30")
    stroke(page, [(0.2, 0.2), (0.3, 0.7)], on="canvas.plane")
    settle(page)
    page.get_by_role("radio", name="squares").click()
    settle(page)
    stroke(page, [(0.7, 0.2), (0.8, 0.7)], on="canvas.plane")
    expect(page.get_by_text("Epoch 30: ", exact=False)).to_be_visible(timeout=60_000)
    page.wait_for_url(lambda url: "class_a=" in url and "class_b=" in url, wait_until="commit")
    page.reload()
    expect(page.get_by_text("Epoch 30: ", exact=False)).to_be_visible(timeout=60_000)


def test_a_training_is_paused_stepped_gone_on_with_and_begun_anew(visit: OpenPage) -> None:
    page = visit(f"{POINTS}&point_layers=4&point_units=16&point_epochs=1000")
    page.get_by_role("button", name="Pause").click()
    run = page.get_by_role("button", name="Run", exact=True)
    expect(run).to_be_visible(timeout=20_000)
    settle(page)
    epoch = epoch_of(page)
    assert epoch < 1000
    page.get_by_role("button", name="One epoch").click()
    expect(page.get_by_text(f"Epoch {epoch + 1}: ", exact=False)).to_be_visible()
    page.get_by_role("radio", name="Codes", exact=True).click()
    settle(page)
    page.go_back()
    expect(page.get_by_text(f"Epoch {epoch + 1}: ", exact=False)).to_be_visible(timeout=30_000)
    run.click()
    expect(page.get_by_text(f"Epoch {epoch + 1}: ", exact=False)).to_have_count(0, timeout=30_000)
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_text("Epoch 0: ", exact=False)).to_be_visible()
    expect(run).to_be_visible()


def epoch_of(page: Page) -> int:
    return int(page.locator("section > p").inner_text().split(":")[0].removeprefix("Epoch "))


# --- Training ---------------------------------------------------------------------------------------------


def test_digits_are_learned_before_ones_eyes_paused_and_gone_on_with(visit: OpenPage) -> None:
    page = visit(f"{PAGE}?screen=Training")
    wall = page.locator("figure img")
    begun = wall.get_attribute("src") or ""
    page.get_by_role("button", name="Run", exact=True).click()
    expect(wall).not_to_have_attribute("src", begun, timeout=30_000)
    page.get_by_role("button", name="Pause").click()
    run = page.get_by_role("button", name="Run", exact=True)
    expect(run).to_be_visible(timeout=20_000)
    settle(page)
    steps = steps_of(page)
    assert steps > 0
    page.get_by_role("button", name="One step").click()
    expect(page.get_by_text(f"Step {steps + 1:,}:")).to_be_visible()
    page.get_by_role("radio", name="Codes", exact=True).click()
    settle(page)
    page.go_back()
    expect(page.get_by_text(f"Step {steps + 1:,}:")).to_be_visible(timeout=30_000)


def steps_of(page: Page) -> int:
    said = page.get_by_text("Step ", exact=False).filter(has_text="held-out").first.inner_text()
    return int(said.split(":")[0].removeprefix("Step ").replace(",", ""))


def test_two_visitors_train_at_once_and_each_sees_their_own(visit: OpenPage) -> None:
    pages = [visit(f"{PAGE}?screen=Training&learn_network={network}") for network in ("FF", "AE")]
    for page in pages:
        page.get_by_role("button", name="Run", exact=True).click()
    for page, words in zip(pages, ("weights", "reconstruction"), strict=True):
        expect(page.get_by_text("Step 0:")).to_have_count(0, timeout=30_000)
        assert words in page.locator("figcaption").inner_text()
        page.get_by_role("button", name="Pause").click()
