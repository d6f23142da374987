"""How a test drives a page without a browser, and reads what it shows."""

import json
import time
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from components.cache import VisitorResults
from components.jobs import Job
from components.ui.frame.stage import NOTES

HANGING = 180  # seconds after which what is waited for is taken to hang, on a busy machine too


def followed(page: str, **parameters: str) -> AppTest:
    """A page as a link opens it in a new session."""
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params.update(parameters)
    app.run()
    app.switch_page(f"pages/{page}.py")
    app.query_params.update(parameters)
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Click the button of this label."""
    buttons = {button.label: button for button in reversed(app.button)}  # of two, the first
    assert label in buttons, (label, list(buttons))
    buttons[label].click().run()
    assert not app.exception
    return app


def with_notes(app: AppTest) -> AppTest:
    """Open the notes beside the picture."""
    app.toggle(key=NOTES).set_value(True).run()
    assert not app.exception
    return app


def go_to(app: AppTest, screen: str) -> AppTest:
    """Choose another screen on the bar."""
    bar = app.get_by_key("screen")
    assert isinstance(bar, ButtonGroup)
    bar.set_value(screen).run()
    return app


def held_jobs(app: AppTest) -> dict[str, Job[object]]:
    """The visitor's jobs that the page hasn't taken the results of."""
    if "jobs" not in app.session_state:
        return {}
    found: dict[str, Job[object]] = app.session_state["jobs"]
    return found


def ended(app: AppTest, name: str) -> dict[Any, Any]:
    """What the visitor's jobs of that name have come to (`jobs.Ended`), by what they were about."""
    if "results of jobs" not in app.session_state:
        return {}
    found: VisitorResults = app.session_state["results of jobs"]
    return dict(found.of(name))


def wait(app: AppTest) -> AppTest:
    """Run the page again until none of its jobs is at work, and what came of them is shown."""
    end = time.monotonic() + HANGING
    while any(job.active for job in held_jobs(app).values()):
        assert time.monotonic() < end
        time.sleep(0.05)
    app.run()
    return until(
        app, lambda: not any(job.about or job.active or not job.known for job in held_jobs(app).values())
    )


def until(app: AppTest, there: Callable[[], object]) -> AppTest:
    """Run the page again until something is there."""
    end = time.monotonic() + HANGING
    while not there():
        assert time.monotonic() < end
        time.sleep(0.05)
        app.run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    """What the page says in its paragraphs, headings, captions and coloured boxes."""
    assert not app.exception
    boxes = (app.info, app.warning, app.error)
    return "\n".join(
        str(one.value) for kind in (app.markdown, app.subheader, app.caption, *boxes) for one in kind
    )


def warnings(app: AppTest) -> str:
    """What the page warns of."""
    return " ".join(str(one.value) for one in app.warning)


def labels(app: AppTest) -> list[str]:
    """What stands on the page's buttons."""
    return [button.label for button in app.button]


def html(app: AppTest) -> list[str]:
    """What the page draws as HTML; styles alone are left out."""
    bodies = [str(one.proto.body) for one in app.get("html")]
    return [body for body in bodies if not body.strip().endswith("</style>")]


def sent(app: AppTest, component: str) -> dict[str, Any]:
    """What the one component whose name ends like this was given to draw."""
    assert not app.exception
    (one,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name.endswith(component)]
    data: dict[str, Any] = json.loads(one.json)
    return data
