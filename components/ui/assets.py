"""Loads the JavaScript and CSS that lie beside a Python file."""

from pathlib import Path

SHARED = Path(__file__).parent / "widgets" / "js"


def beside(python_file: str, suffix: str) -> str:
    """The text of the file with the same name and the given suffix (".js", ".css")."""
    return Path(python_file).with_suffix(suffix).read_text(encoding="utf-8")


def style(python_file: str) -> str:
    """The CSS beside a Python file as an element, to be put before what that file writes as HTML."""
    return style_element(beside(python_file, ".css"))


def style_element(css: str) -> str:
    """CSS as an element."""
    return f"<style>{css}</style>"


def together(python_file: str, *names: str) -> str:
    """Several scripts, or style sheets, as one, in this order: a component's own can't import others.

    Each lies beside the Python file, or else among those that all components share (ui/widgets/js/).
    """
    paths = (Path(python_file).with_name(name) for name in names)
    return "\n".join(
        (path if path.exists() else SHARED / path.name).read_text(encoding="utf-8") for path in paths
    )
