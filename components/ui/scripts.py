"""Loads the JavaScript and CSS of a component that lie beside its Python file."""

from pathlib import Path


def beside(python_file: str, suffix: str) -> str:
    """The text of the file with the same name and the given suffix (".js", ".css")."""
    return Path(python_file).with_suffix(suffix).read_text(encoding="utf-8")


def together(python_file: str, *names: str) -> str:
    """Several scripts of the file's folder as one, in this order: a component's own can't import others."""
    return "\n".join(Path(python_file).with_name(name).read_text(encoding="utf-8") for name in names)
