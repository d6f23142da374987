"""Large pictures and lists that a component needs at every run, sent to the browser once.

They are an element of their own. As long as it stays the same, Streamlit sends no more of it than its hash.
"""

import json
from collections.abc import Collection, Sequence
from hashlib import sha256

import streamlit as st

from components.ui.assets import together

Kept = str | Sequence[Sequence[float]]  # an address that holds a picture, or rows of numbers

_data_store = st.components.v2.component(
    "chalknet_data_store",
    html="<span hidden></span>",
    js=together(__file__, "lifecycle.js", "kept_data.js", "data_store.js"),
)


def kept_name(value: Kept) -> str:
    """The name by which a component asks for a value, made from what it is."""
    return sha256(json.dumps(value).encode()).hexdigest()[:16]


def store_data(values: Collection[Kept], key: str) -> None:
    """Have the browser keep values under their names, for as long as this is drawn."""
    _data_store(data={kept_name(value): value for value in values}, key=key)
