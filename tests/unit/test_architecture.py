"""Who may import whom (see "Who may know whom" in docs/architecture.md), read from the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What a topic's pure modules may know besides.
LEAVES = {
    *("render", "vision", "intake", "topic", "cache"),
    *("annealing", "initialisation", "live_session", "weights_file"),
}
SHARED = {"runtime", "jobs", "session", "ui"} | LEAVES
# What each room of components/ may import from the others; a topic may also import its own rooms.
MAY_IMPORT = {
    "topic": set(),
    "vision": set(),
    "render": {"vision"},
    "cache": set(),
    "annealing": set(),
    "initialisation": set(),
    "live_session": set(),
    "weights_file": set(),
    "intake": {"cache"},
    "runtime": {"cache"},
    "session": {"intake", "vision"},
    "jobs": {"runtime", "cache"},
    "ui": {"runtime", "jobs", "session", "topics"} | LEAVES,
    "topics": {"topic"},
}
STREAMLIT_FILES = ("runtime.py", "jobs.py", "session.py")


def sources() -> Iterator[Path]:
    for folder in ("components", "pages", "weights"):
        yield from (ROOT / folder).rglob("*.py")
    yield ROOT / "app.py"


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def room(module: str) -> str:
    """components.vision.samples -> vision; anything outside components -> ""."""
    parts = module.split(".")
    return parts[1] if parts[0] == "components" and len(parts) > 1 else ""


@pytest.mark.parametrize("path", list(sources()), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_keep_to_the_order_of_the_house(path: Path) -> None:
    place = path.relative_to(ROOT)
    names = imports(path)
    if place.parts[0] == "components":
        own = place.parts[1].removesuffix(".py")
        shown = {"screens", "widgets"} & set(place.parts)
        allowed = MAY_IMPORT.get(own, SHARED if shown else LEAVES) | {own}
        assert {room(name) for name in names} - {""} <= allowed
    assert not any(name.split(".")[0] in ("pages", "app") for name in names), "nothing imports a page"


@pytest.mark.parametrize("path", list(sources()), ids=lambda p: str(p.relative_to(ROOT)))
def test_streamlit_stays_where_it_belongs(path: Path) -> None:
    place = path.relative_to(ROOT)
    inside = place.parts[0] in ("app.py", "pages") or bool(
        place.parts[0] == "components"
        and (place.parts[1] in (*STREAMLIT_FILES, "ui") or {"screens", "widgets"} & set(place.parts))
    )
    uses = any(name.split(".")[0] == "streamlit" for name in imports(path))
    assert inside or not uses
    caches = "st.cache_" in path.read_text(encoding="utf-8")
    assert not caches or place == Path("components/runtime.py")


def test_no_page_holds_torch_or_numerics() -> None:
    for page in (ROOT / "pages").glob("*.py"):
        assert not {name.split(".")[0] for name in imports(page)} & {
            "torch",
            "torchvision",
            "numpy",
            "pandas",
        }


def written(path: Path) -> Iterator[str]:
    """The strings in a source; what is put into one stands as 0."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in joined for part in node.values}
    for text in joined:
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in text.values)
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


NUMBERS = re.compile(r"""(["'])(\s*--[\w-]+:[^;"']*;?)+\1""")  # as custom properties, for a CSS file to use


def styles(text: str) -> list[str]:
    """What markup says of its looks itself."""
    attributes = [
        found for found in re.finditer(r"\bstyle\s*=\s*", text) if not NUMBERS.match(text, found.end())
    ]
    return re.findall("<style", text) + [found.group() for found in attributes]


def test_looks_stand_in_css_files() -> None:
    place = ROOT / "components" / "ui" / "assets.py"  # which reads them
    for path in sources():
        assert "unsafe_allow_html" not in path.read_text(encoding="utf-8")
        assert path == place or [found for text in written(path) for found in styles(text)] == [], path


@pytest.mark.parametrize(
    ("markup", "count"),
    [
        ("<style>p { margin: 0 }</style>", 1),
        ("<p style='margin: 0'>", 1),
        ('<p style="--at: 3%; margin: 0">', 1),
        ("<p style=margin:0>", 1),
        ("<p class='a' style='--at: 3%; --ink: #000'>", 0),
        ("In this style", 0),
    ],
)
def test_looks_within_markup_are_found(markup: str, count: int) -> None:
    assert len(styles(markup)) == count


def test_a_formula_of_several_lines_has_its_fences_on_lines_of_their_own() -> None:
    """Otherwise Markdown takes its first line for the fence's title, and all that follows for the formula."""
    lines = [(path, line.strip()) for path in sources() for line in path.read_text("utf-8").splitlines()]
    fences = [(path, line) for path, line in lines if line.startswith("$$") or line.endswith("$$")]
    assert len(fences) > 20
    assert [(path, line) for path, line in fences if line != "$$" and line.count("$$") != 2] == []


def test_no_test_of_a_page_imports_from_another_one() -> None:
    """What several need stands in tests/pages/driving.py, or beside it."""
    for path in (ROOT / "tests" / "pages").glob("*.py"):
        assert not any(name.startswith("tests.pages.test_") for name in imports(path)), path


# Public functions whose name stands several times, with one meaning.
ONE_MEANING = {
    "warm",  # loads what a page needs, before its first visitor
    "begin",  # a run of a page begins
    "predict",  # with what was trained: on the page, and in the exported program
    # Of any face in gan/faces.py; in the screens of the visitor's, who may have found one by inversion.
    *("base_latent", "face_key", "face_latent", "face_latents_along"),
}


def defined(kind: type[ast.ClassDef | ast.FunctionDef]) -> dict[str, list[str]]:
    """Where each class, or each function that isn't a method, is defined in components/."""
    found: dict[str, list[str]] = {}
    for path in (ROOT / "components").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, kind):
                found.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    return found


def test_no_class_name_stands_twice() -> None:
    assert {name: places for name, places in defined(ast.ClassDef).items() if len(places) > 1} == {}


def test_no_public_function_name_means_two_things() -> None:
    functions = defined(ast.FunctionDef)
    twice = {name for name, places in functions.items() if len(places) > 1 and not name.startswith("_")}
    assert {name: functions[name] for name in twice - ONE_MEANING} == {}
    assert twice >= ONE_MEANING, "a name of this list stands once only"
