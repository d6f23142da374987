"""The sum behind the numbers of a map, as the screens that draw it hand it to the browser."""

from typing import Any

from torch import Tensor

from components.cnn.arithmetic import (
    BatchNormStep,
    ChannelArithmetic,
    ReluStep,
    last_result,
    strongest_place,
)
from components.cnn.learned_kernels import Kernel, heaviest
from components.cnn.screens.state import LayerSelection, TracedPhoto
from components.cnn.widgets.arithmetic import packed_array, sums_json
from components.render.data_url import data_url
from components.render.map_picture import pixel_png
from components.ui.controls.seen_square import seen_square
from components.ui.theme import diverging_scale

COLOURS = ("red", "green", "blue")


def channel_sum(shown: TracedPhoto, here: LayerSelection, found: ChannelArithmetic) -> dict[str, Any]:
    """The sum as `arithmetic` draws it: inputs, kernels, results, the operations after it, two pictures."""
    looked_at, picture = _input_picture(shown, here, found)
    return sums_json(
        _sums(found) | {"looked_at": looked_at},
        [_step(step) for step in found.after],
        (picture, map_url(last_result(found))),
    )


def input_names(found: ChannelArithmetic) -> list[str]:
    """The names of the maps that are added up."""
    return list(COLOURS) if len(found.numbers) == 3 else [f"map {number}" for number in found.numbers]


def map_url(one: Tensor) -> str:
    """A map (h, w) as a picture, a pixel a place, in the colours of the theme."""
    return data_url(pixel_png(one, float(one.abs().max()), diverging_scale().table), "png")


def _sums(found: ChannelArithmetic) -> dict[str, Any]:
    return {
        "inputs": packed_array(found.inputs.numpy()),
        "weight": packed_array(found.weight.numpy()),
        "result": packed_array(found.result.numpy()),
        "bias": found.bias,
        "stride": found.stride,
        "padding": found.padding,
        "dilation": found.dilation,
        "names": input_names(found),
        "start": list(strongest_place(found)),
    }


def _step(step: BatchNormStep | ReluStep) -> dict[str, Any]:
    result = packed_array(step.result.numpy())
    if isinstance(step, ReluStep):
        return {"top": None if step.top == float("inf") else step.top, "result": result}
    return {
        "gamma": step.gamma,
        "beta": step.beta,
        "mean": step.mean,
        "variance": step.variance,
        "eps": step.eps,
        "result": result,
    }


def _input_picture(shown: TracedPhoto, here: LayerSelection, found: ChannelArithmetic) -> tuple[str, str]:
    """Return the photo for the first layer, else the input map of largest weight; with its name."""
    graph = shown.trace.graph
    if here.block == 0 and here.operation == 1:
        how = graph.network.backbone.preprocessing
        return "The photo", data_url(seen_square(shown.subject.photo, how))
    ((first, _),) = heaviest(Kernel(found.weight, len(found.numbers) == 1), 1)
    alone = "" if len(found.numbers) == 1 else ", given most weight"
    return f"Map {found.numbers[first]}{alone}", map_url(found.inputs[first])
