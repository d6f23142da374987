"""What a module holds literally: its numbers, and what its sentences say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LINK = re.compile(r"https?://\S+|arXiv:\S+|doi:\S+")


def literals(path: Path) -> Iterator[str | int | float]:
    """All strings and numbers of a module, parts of f-strings among them, links and docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            if isinstance(node.value, str):
                yield LINK.sub("", node.value)
            elif isinstance(node.value, (int, float)):
                yield node.value
