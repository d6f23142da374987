"""One network of the chart, drawn large: as on the poster, or as it was trained here with a digit in it."""

from collections.abc import Callable
from statistics import fmean

import streamlit as st
from torch import nn

from components import runtime
from components.ui.text import in_words
from components.zoo.answers import Numbers
from components.zoo.chart.activations import (
    FilledCell,
    Layer,
    fill_of,
    filled_graph,
    generator_layers,
    layers_of,
)
from components.zoo.chart.cells import BY_LETTER
from components.zoo.chart.graphs import Graph
from components.zoo.chart.poster import CORRECTIONS, Portrait
from components.zoo.cost import (
    as_count,
    forward_milliseconds,
    multiply_adds,
    parameter_count,
    source_code,
)
from components.zoo.digits import SIDE, digit_address
from components.zoo.library import TRAINED, measured_of
from components.zoo.networks.adversarial import Adversarial
from components.zoo.screens import state
from components.zoo.screens.state import SampleSettings
from components.zoo.widgets.network_drawing import Flow, NetworkDrawing, network_drawing


def portrait_graph(portrait: Portrait, corrected: bool) -> Graph:
    """A network's drawing, put right where that is asked for and the poster simplifies."""
    correction = CORRECTIONS.get(portrait.short)
    return correction.graph if correction and corrected else portrait.graph


def draw_portrait(portrait: Portrait, chosen: int, corrected: bool) -> None:
    """Draw it as on the poster."""
    graph = portrait_graph(portrait, corrected)
    corrections = CORRECTIONS[portrait.short].says if corrected and portrait.short in CORRECTIONS else ""
    _head(portrait, corrections)
    network_drawing(NetworkDrawing(graph, None, chosen), _choose, key="portrait")
    letter = graph.cells[chosen].letter if 0 <= chosen < len(graph.cells) else ""
    st.markdown(_said_of(letter) if letter else INVITATION)


def draw_trained(portrait: Portrait, pixels: Numbers, chosen: int) -> None:
    """Draw it as it was trained here, filled with what it makes of a picture (28, 28) in [0, 1]."""
    layers = runtime.run_short(layers_of, state.digit_network(portrait.short), pixels)
    graph, cells = filled_graph(layers)
    _head(portrait, "")
    last = layers[-1]
    flow = Flow(
        digit_address(pixels),
        digit_address(last.values.reshape(pixels.shape)) if last.letter == "E" else "",
        [_caption(layer) for layer in layers],
        [str(digit) for digit in range(10)] if last.letter == "O" else [],
        [fill_of(cell) for cell in cells],
    )
    network_drawing(NetworkDrawing(graph, flow, chosen), _choose, key="trained")
    st.markdown(_filled_in(cells[chosen]) if 0 <= chosen < len(cells) else INVITATION)


def draw_trained_gan(portrait: Portrait, settings: SampleSettings, chosen: int) -> None:
    """Draw both networks of the GAN, filled with a sampled digit: how it is made, and how it is judged."""
    network = state.adversarial_network()
    latent = state.sampled_latents(settings)[settings.sampled]
    making = runtime.run_short(generator_layers, network.generator, latent)
    picture = making[-1].values.reshape(SIDE, SIDE)
    judging = runtime.run_short(layers_of, network.discriminator, picture)
    graph, cells = filled_graph(making, judging)
    _head(portrait, "")
    captions = [_caption(layer) for layer in (*making, *judging)]
    fills = [fill_of(cell) for cell in cells]
    captions[-1] = f"1 logit\nreal: {100 * fills[-1]:.0f} %"
    flow = Flow("", "", captions, [], fills, between=(len(making), digit_address(picture)))
    network_drawing(NetworkDrawing(graph, flow, chosen), _choose, key="trained")
    st.markdown(_filled_in(cells[chosen]) if 0 <= chosen < len(cells) else INVITATION)


def draw_facts(short: str) -> None:
    """What a trained network costs, how well it does, and its code on demand; for the dock."""
    parts = _parts(state.digit_network(short))
    lines = [line for title, part in parts.items() for line in _costs(f"{short} {title}", title, part)]
    st.caption("  \n".join([*lines, _measured(measured_of(TRAINED[short]))]))
    with st.popover("Its PyTorch code", icon=":material/code:"):
        st.code("\n\n".join(source_code(part) for part in parts.values()), language="python")


def _parts(network: nn.Module) -> dict[str, nn.Module]:
    """The networks that it consists of, by their titles; "" of one alone."""
    if isinstance(network, Adversarial):
        return {"Generator": network.generator, "Discriminator": network.discriminator}
    return {"": network}


def _costs(key: str, title: str, network: nn.Module) -> list[str]:
    head = [f"**{title}**"] if title else []
    return [
        *head,
        f"{as_count(parameter_count(network))} parameters",
        f"{as_count(multiply_adds(network))} multiply-adds a digit",
        f"{runtime.cached(forward_milliseconds, (key.strip(),), network):.2g} ms a digit here",
    ]


def _measured(seeds: dict[str, list[float]]) -> str:
    """What was measured on held-out digits, as the mean over the seeds."""
    kind = next(kind for kind in MEASURES if kind in seeds)
    return MEASURES[kind](fmean(seeds[kind]))


MEASURES: dict[str, Callable[[float], str]] = {
    "accuracy": lambda share: f"{100 * share:.1f} % of held-out digits right",
    "negative_elbo": lambda nats: f"negative ELBO {nats:.0f} nats, held out",
    "error": lambda error: f"mean square error {error:.4f}, held out",
    "recognised": lambda share: f"{100 * share:.0f} % of its digits recognised by the CNN",
}
INVITATION = "Choose a cell to see what it does."


def _head(portrait: Portrait, correction: str) -> None:
    st.markdown(
        f"**{portrait.short}, {portrait.name}** *({portrait.paper})*. {correction or portrait.purpose}"
    )


def _caption(layer: Layer) -> str:
    count, drawn = len(layer.values), len(layer.drawn)
    return f"{count:,} {layer.name}\n" + (f"{drawn} drawn" if drawn < count else "")


def _said_of(letter: str) -> str:
    kind = BY_LETTER[letter]
    return f"**{kind.letter}: {kind.name}.** {kind.does} ${kind.formula}$"


def _filled_in(cell: FilledCell) -> str:
    """What a cell does, with its numbers."""
    kind, layer, unit = BY_LETTER[cell.layer.letter], cell.layer, cell.unit
    value = in_words(cell.value)
    numbers = f"Here it is number {unit + 1} of {len(layer.values):,} and holds **{value}**."
    if layer.sums is not None and layer.biases is not None:
        total = layer.sums[unit] + layer.biases[unit]
        numbers = (
            f"Its weighted inputs add up to {in_words(float(layer.sums[unit]))}, its bias is "
            f"{in_words(float(layer.biases[unit]))}: together {in_words(float(total))}."
        )
        numbers += f" {layer.function} makes **{value}** of it." if layer.function else ""
    return f"**{kind.letter}: {kind.name}.** {kind.does} {numbers}"


def _choose(place: int) -> None:
    st.session_state["cell_number"] = place
