"""One deed of a visitor is one step of the browser's history; a screen that is left alone does nothing.

All pages are gone through at the same time, each in a window of its own, so that they wait together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from playwright.sync_api import CDPSession, Locator, Page

from components.topic import Entry, Topic
from components.topics import BUILT
from components.ui.frame.screen import load
from components.ui.url_state import rules
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import STEP, bar

ALONE = 2000  # milliseconds
MOST = (
    0.01  # of them, in which the browser works for a screen at rest; one that asks for every frame works more
)
TRIES = 5  # a screen may still load the code of its widgets
WARM = 120_000  # milliseconds, at most, until the models are loaded
FOLLOWED = 30_000  # milliseconds, at most, until the address follows a deed

# The parts of components that would move, with a transition or an animation.
MOVING = """() => [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
  .flatMap((one) => [...one.shadowRoot.querySelectorAll("*")])
  .filter((one) => {
    const style = getComputedStyle(one)
    return style.animationName !== "none" || /[1-9]/.test(style.transitionDuration)
  })
  .map((one) => one.outerHTML.slice(0, 80))"""


class Window:
    """A page of the app, the clock of its main thread, and what was wrong with its screens."""

    def __init__(self, topic: Topic, page: Page) -> None:
        self.topic, self.page = topic, page
        self.faults: list[str] = []
        self.clock: CDPSession = page.context.new_cdp_session(page)
        self.clock.send("Performance.enable", {"timeDomain": "threadTicks"})

    @property
    def step(self) -> int:
        """The place of the present entry in the browser's history."""
        found: int = self.page.evaluate(STEP)
        return found

    def worked(self) -> float:
        """Milliseconds that the main thread has worked so far."""
        metrics = self.clock.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


@dataclass(frozen=True)
class Shown:
    """A screen in its window."""

    window: Window
    entry: Entry

    def experiment(self) -> Locator | None:
        """The first one that changes anything."""
        screen = load(self.window.topic, self.entry)
        for one in screen.experiments:
            if any(screen.defaults.get(name) != value for name, value in one.changes.items()):
                buttons = self.window.page.locator(".st-key-experiments")
                return buttons.get_by_role("button", name=one.title, exact=True)
        return None

    def choice(self) -> Locator | None:
        """The first button or toggle in the dock that is off, and sets one of the screen's settings."""
        screen = load(self.window.topic, self.entry)
        for name in (name for kind in screen.settings for name in rules(kind)):
            control = self.window.page.locator(f".st-key-dock .st-key-{name}")
            for way in ('[role="radio"][aria-checked="false"]', 'label:has(input[type="checkbox"])'):
                if control.locator(way).count():
                    return control.locator(way).first
        return None

    def fault(self, what: str) -> None:
        self.window.faults.append(f"{self.entry.name}: {what}")


def do(shown: Sequence[Shown], name: str, deed: Callable[[Shown], Locator | None]) -> list[tuple[Shown, str]]:
    """Click in each window, and wait; those with something to click, and their address before."""
    clicked = []
    for one in shown:
        target = deed(one)
        if target is not None:
            clicked.append((one, one.window.page.url, one.window.step))
            target.click()
    for one, address, _ in clicked:
        one.window.page.wait_for_url(_other_than(address), timeout=FOLLOWED, wait_until="commit")
    for one, _, step in clicked:
        settle(one.window.page)
        if one.window.step != step + 1:
            one.fault(f"{name} made {one.window.step - step} steps")
    return [(one, address) for one, address, _ in clicked]


def go_back(clicked: Sequence[tuple[Shown, str]]) -> None:
    """Back leads to the address before the deed."""
    for one, _ in clicked:
        one.window.page.evaluate("() => history.back()")
    for one, address in clicked:
        one.window.page.wait_for_timeout(100)
        settle(one.window.page)
        if one.window.page.url != address:
            one.fault(f"Back led to {one.window.page.url} instead of {address}")


def leave_alone(shown: Sequence[Shown]) -> None:
    """The browser comes to rest, and no step is made meanwhile."""
    for one in shown:  # what began by itself ends
        one.window.page.get_by_role("button", name="Cancel").wait_for(state="detached", timeout=WARM)
    steps = [one.window.step for one in shown]
    awake = list(shown)
    for _ in range(TRIES):
        before = [one.window.worked() for one in awake]
        shown[0].window.page.wait_for_timeout(ALONE)
        worked = [one.window.worked() - since for one, since in zip(awake, before, strict=True)]
        awake = [one for one, time in zip(awake, worked, strict=True) if time > MOST * ALONE]
        if not awake:
            break
    for one in awake:
        one.fault("does not come to rest")
    for one, step in zip(shown, steps, strict=True):
        if one.window.step != step:
            one.fault(f"made {one.window.step - step} steps by itself")


def stand_still(shown: Sequence[Shown]) -> None:
    """Nothing moves for those who asked for that."""
    for one in shown:
        one.window.page.emulate_media(reduced_motion="reduce")
        if moving := one.window.page.evaluate(MOVING):
            one.fault(f"moves in spite of reduced motion: {moving[:3]}")
        one.window.page.emulate_media(reduced_motion="no-preference")


def test_a_deed_is_one_step_and_nothing_happens_without_one(visit: OpenPage) -> None:
    windows = [Window(topic, visit(f"/{topic.page}")) for topic in BUILT]
    for window in windows:
        window.page.get_by_text("Loading the models").wait_for(state="detached", timeout=WARM)
    chosen = 0
    for number, entries in enumerate(zip_longest(*(topic.screens for topic in BUILT))):
        shown = [Shown(window, entry) for window, entry in zip(windows, entries, strict=True) if entry]
        if number:
            do(shown, "the screen", lambda one: bar(one.window.page).get_by_text(one.entry.name, exact=True))
        leave_alone(shown)
        stand_still(shown)
        do(shown, "the experiment", Shown.experiment)
        clicked = do(shown, "the choice", Shown.choice)
        go_back(clicked)
        chosen += len(clicked)
        faults = [fault for window in windows for fault in window.faults]
        assert not faults, "\n" + "\n".join(faults)
    assert chosen > len(BUILT)


def _other_than(address: str) -> Callable[[str], bool]:
    return lambda url: url != address
