"""The gates over all visits, and the arithmetic of one unit at one visit."""

import html

import streamlit as st
import torch
from torch import nn

from components import runtime
from components.rnn.forecast.sequences import INPUT_NAMES
from components.rnn.inspection.lstm_cell import GateSum, UnitStep, unit_step
from components.rnn.screens.lstm_cell_state import (
    TracedCase,
    gate_heatmap,
    heatmap_columns,
    keep_picked_unit,
    largest_shown,
    signed_heatmap,
    visit_bar,
)
from components.rnn.widgets.gate_heatmaps import UnitHeatmap, gate_heatmaps
from components.ui.assets import style
from components.ui.frame.stage import Stage
from components.ui.text import in_words, power_of_ten

SYMBOLS = {"input": "i", "forget": "f", "candidate": "g", "output": "o"}
TOLD = 6  # terms of a sum that are listed


def draw_gates(shown: TracedCase, place: Stage) -> None:
    """Draw the maps, and the way to the sums."""
    with place.picture:
        gate_heatmaps(heatmap_columns(shown, shown.patient, _columns(shown)), keep_picked_unit, key="gates")
    with place.dock:
        visit_bar(shown)
        sums_popover(shown)


def sums_popover(shown: TracedCase) -> None:
    """The arithmetic of the unit that is followed, on demand."""
    with st.popover("The sums, term by term", icon=":material/functions:"):
        _draw_sum(shown)


def _columns(shown: TracedCase) -> list[list[UnitHeatmap]]:
    """Each gate above what it acts on."""
    trace = shown.trace
    top = largest_shown(trace.cell)
    return [
        [
            gate_heatmap(shown, "Input i", trace.input),
            signed_heatmap(shown, "Candidate g", trace.candidate, 1),
        ],
        [gate_heatmap(shown, "Forget f", trace.forget), signed_heatmap(shown, "Cell c", trace.cell, top)],
        [gate_heatmap(shown, "Output o", trace.output), signed_heatmap(shown, "Hidden h", trace.hidden, 1)],
    ]


def _draw_sum(shown: TracedCase) -> None:
    (layer,) = shown.alone.members[0].rnn
    assert isinstance(layer, nn.LSTM)
    found = unit_step(layer, shown.inputs, shown.trace, shown.unit, shown.visit)
    st.html(_table(found))
    off = runtime.run_short(_off, layer, shown, found)
    st.caption(f"Differs from PyTorch’s nn.LSTM by {power_of_ten(off)}.")
    for tab, gate in zip(st.tabs([gate.name for gate in found.gates]), found.gates, strict=True):
        tab.html(_terms(gate))


@torch.inference_mode()
def _off(layer: nn.LSTM, shown: TracedCase, found: UnitStep) -> float:
    """Return the absolute difference of the unit's hidden state from PyTorch's."""
    hidden = layer(shown.inputs[None, : shown.visit + 1])[0]
    return abs(float(hidden[0, -1, shown.unit]) - found.hidden)


def _table(found: UnitStep) -> str:
    rows = "".join(_gate(gate) for gate in found.gates)
    i, f, g, o = (in_words(gate.value) for gate in found.gates)
    before, cell, hidden = in_words(found.before), in_words(found.cell), in_words(found.hidden)
    return (
        f"{STYLE}<div class='sum'><table><tr><th></th><th>W x</th><th>U h</th><th>b</th><th>sum</th>"
        f"<th></th></tr>{rows}</table>"
        f"<p><b>c</b> = f · c before + i · g = {f} · {_bracketed(before)} + {i} · {_bracketed(g)}"
        f" = <b>{cell}</b></p>"
        f"<p><b>h</b> = o · tanh c = {o} · tanh {_bracketed(cell)} = <b>{hidden}</b></p></div>"
    )


def _gate(gate: GateSum) -> str:
    parts = (float(gate.input_terms.sum()), float(gate.hidden_terms.sum()), gate.bias, gate.pre_activation)
    cells = "".join(f"<td>{in_words(part)}</td>" for part in parts)
    activation = "tanh" if gate.name == "candidate" else "σ"
    value = f"<td>{activation} <b>{in_words(gate.value)}</b></td>"
    return f"<tr><th>{gate.name} {SYMBOLS[gate.name]}</th>{cells}{value}</tr>"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number


def _terms(gate: GateSum) -> str:
    """The largest terms of a gate's sum."""
    named = [
        (html.escape(name), float(term)) for name, term in zip(INPUT_NAMES, gate.input_terms, strict=True)
    ]
    named += [(f"h of unit {unit}, before", float(term)) for unit, term in enumerate(gate.hidden_terms)]
    named.sort(key=lambda one: -abs(one[1]))
    rows = [
        *named[:TOLD],
        (f"{len(named) - TOLD} others", sum(term for _, term in named[TOLD:])),
        ("bias", gate.bias),
    ]
    lines = "".join(f"<tr><th>{name}</th><td>{in_words(term)}</td></tr>" for name, term in rows)
    total = f"<tr><th>sum</th><td><b>{in_words(gate.pre_activation)}</b></td></tr>"
    head = "<tr><th>weight · input</th><th></th></tr>"
    return f"{STYLE}<div class='sum'><table>{head}{lines}{total}</table></div>"


STYLE = style(__file__)
