"""A formula of a visitor's own that divides the plane, such as "y > sin(3x)": parsed, never run as Python.

comparison = sum ("<" | ">") sum
sum        = product (("+" | "-") product)*
product    = power (("*" | "/")? power)*        3x means 3 * x
power      = ("-" | "+") power | atom ("^" power)?
atom       = number | "x" | "y" | "pi" | "e" | function "(" sum ")" | "(" sum ")"
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Value = Callable[[Numbers, Numbers], Numbers]  # of places x and y

LONGEST = 80  # characters
TRIED = 40  # places along each side where it is tried
DEEPEST = 24  # brackets, signs and powers within each other
TOKEN = re.compile(r"\s*(?:(\d+\.?\d*|\.\d+)|([a-z]+)|(\*\*|[-+*/^()<>]))")
FUNCTIONS: dict[str, Callable[[Numbers], Numbers]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
}
CONSTANTS = {"pi": math.pi, "e": math.e}


class FormulaError(ValueError):
    """A text is no formula; its message says in one sentence why."""


@dataclass
class _Reader:
    """The tokens of a formula, and how far it has been read."""

    tokens: list[str]
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        """The next token, "" at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """The next token if it is one of these, else ""."""
        found = self.peek()
        if found == "" or found not in wanted:
            return ""
        self.at += 1
        return found

    def need(self, token: str) -> None:
        """Read a token that has to come now."""
        if not self.take(token):
            raise FormulaError(f"A “{token}” is missing {self.place()}.")

    def place(self) -> str:
        """Where the reader is, in words."""
        return f"before “{self.peek()}”" if self.peek() else "at the end"


def parse_formula(text: str) -> Callable[[Numbers, Numbers], NDArray[np.bool_]]:
    """What a comparison says of places x and y; where it can't be computed, False. Raises FormulaError."""
    reader = _Reader(_tokens(text))
    left = _sum(reader)
    sign = reader.take("<", ">")
    if not sign:
        raise FormulaError("A “<” or “>” is missing, as in y > sin(3x).")
    right = _sum(reader)
    if reader.peek():
        raise FormulaError(f"Something is too much: “{reader.peek()}”.")

    def holds(x: Numbers, y: Numbers) -> NDArray[np.bool_]:
        with np.errstate(all="ignore"):
            difference = np.asarray(left(x, y) - right(x, y), np.float64)
        wanted = difference > 0 if sign == ">" else difference < 0
        return np.broadcast_to(wanted & np.isfinite(difference), np.shape(x)).copy()

    if not _computable(left, right):
        raise FormulaError("This can’t be computed anywhere, as where something is divided by 0.")
    return holds


def _computable(left: Value, right: Value) -> bool:
    """Whether both sides are finite numbers somewhere in the plane."""
    x, y = np.meshgrid(np.linspace(-1, 1, TRIED), np.linspace(-1, 1, TRIED))
    with np.errstate(all="ignore"):
        return bool((np.isfinite(left(x, y)) & np.isfinite(right(x, y))).any())


def _tokens(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise FormulaError(f"A formula may have {LONGEST} characters at most.")
    found: list[str] = []
    rest = text.lower().replace("−", "-").rstrip()
    while rest:
        token = TOKEN.match(rest)
        if token is None:
            raise FormulaError(f"“{rest.lstrip()[0]}” doesn’t belong into a formula.")
        found += _split(token[2]) if token[2] else [token[1] or token[3].replace("**", "^")]
        rest = rest[token.end() :]
    if not found:
        raise FormulaError("Write a formula with x and y, such as y > sin(3x).")
    return found


def _split(letters: str) -> list[str]:
    """Letters that stand together as names: "xy" is x times y. Raises FormulaError."""
    names = (*FUNCTIONS, *CONSTANTS, "x", "y")
    if letters in names:
        return [letters]
    if set(letters) <= {"x", "y"}:
        return list(letters)
    known = ", ".join((*FUNCTIONS, *CONSTANTS))
    raise FormulaError(f"“{letters}” isn’t known: there are x, y, {known}.")


def _sum(reader: _Reader) -> Value:
    found = _product(reader)
    while sign := reader.take("+", "-"):
        found = _joined(sign, found, _product(reader))
    return found


def _product(reader: _Reader) -> Value:
    found = _power(reader)
    while True:
        sign = reader.take("*", "/")
        if not sign and not _begins_atom(reader.peek()):
            return found
        if not sign and _is_number(reader.peek()) and _is_number(reader.tokens[reader.at - 1]):
            raise FormulaError(f"A sign is missing {reader.place()}.")
        found = _joined(sign or "*", found, _power(reader))


def _power(reader: _Reader) -> Value:
    reader.depth += 1
    if reader.depth > DEEPEST:
        raise FormulaError("The formula is nested too deeply.")
    sign = reader.take("-", "+")
    if sign:
        inner = _power(reader)
        found: Value = (lambda x, y: -inner(x, y)) if sign == "-" else inner
    else:
        found = _atom(reader)
        if reader.take("^"):
            found = _joined("^", found, _power(reader))
    reader.depth -= 1
    return found


def _is_number(token: str) -> bool:
    return token[:1].isdigit() or token[:1] == "."


def _begins_atom(token: str) -> bool:
    return token == "(" or token[:1].isalnum() or token[:1] == "."


def _atom(reader: _Reader) -> Value:
    token = reader.peek()
    if token in FUNCTIONS:
        reader.at += 1
        function, inner = FUNCTIONS[token], _bracket(reader)
        return lambda x, y: function(inner(x, y))
    if token == "(":
        return _bracket(reader)
    if not _begins_atom(token):
        raise FormulaError(f"A number, x or y is missing {reader.place()}.")
    reader.at += 1
    if token in ("x", "y"):
        return (lambda x, _y: x) if token == "x" else (lambda _x, y: y)
    number = CONSTANTS[token] if token in CONSTANTS else float(token)
    return lambda x, _y: np.full(np.shape(x), number)


def _bracket(reader: _Reader) -> Value:
    reader.need("(")
    found = _sum(reader)
    reader.need(")")
    return found


def _joined(sign: str, left: Value, right: Value) -> Value:
    operations: dict[str, Callable[[Numbers, Numbers], Numbers]] = {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "^": np.float_power,
    }
    operation = operations[sign]
    return lambda x, y: operation(left(x, y), right(x, y))
