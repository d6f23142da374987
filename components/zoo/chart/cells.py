"""The thirteen kinds of cells that the chart of neural networks is drawn with.

After F. van Veen, "A mostly complete chart of neural networks" (The Asimov Institute, 2016). Each has a
letter and a shape beside the colour of its family, so that nobody has to tell them apart by colour.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class CellKind:
    """A kind of cell: how it is drawn, what it does and, as LaTeX, what it computes."""

    letter: str
    name: str
    family: str  # its colour
    shape: str  # its outline
    does: str
    formula: str = ""


INPUTS, HIDDEN, OUTPUTS, RECURRENT, FILTERS = "input", "hidden", "output", "recurrent", "filter"

KINDS = (
    CellKind(
        "B",
        "Backfed input cell",
        INPUTS,
        "double square",
        "It holds a value of the input, and what the network sends back to it: input and output in "
        "one place.",
        r"x_i \leftarrow \varphi\Big(\sum_j w_{ij} x_j + b_i\Big)",
    ),
    CellKind(
        "I",
        "Input cell",
        INPUTS,
        "square",
        "It holds one number of the input, such as the grey of one pixel.",
        "x_i",
    ),
    CellKind(
        "N",
        "Noisy input cell",
        INPUTS,
        "dashed square",
        "It holds one number of an input on which noise has been put.",
        r"\tilde x_i = x_i + \varepsilon",
    ),
    CellKind(
        "H",
        "Hidden cell",
        HIDDEN,
        "circle",
        "It adds up what it gets, each value times a weight, and passes the sum on through an "
        "activation function.",
        r"h_j = \varphi\Big(\sum_i w_{ji} x_i + b_j\Big)",
    ),
    CellKind(
        "P",
        "Probabilistic hidden cell",
        HIDDEN,
        "double circle",
        "Its value is drawn at random. What it gets decides only how probable each value is.",
        r"h_j \sim p(h_j \mid x)",
    ),
    CellKind(
        "S",
        "Spiking hidden cell",
        HIDDEN,
        "spiked circle",
        "It gathers what it gets over time and sends a short pulse, a spike, when enough has come together.",
        r"u \leftarrow \lambda u + \sum_i w_i s_i,\quad \text{spike if } u \ge \theta",
    ),
    CellKind(
        "O",
        "Output cell",
        OUTPUTS,
        "diamond",
        "It gives one number of the answer, such as how much speaks for one class.",
        r"y_k = \sum_j w_{kj} h_j + b_k",
    ),
    CellKind(
        "E",
        "Match input output cell",
        OUTPUTS,
        "double diamond",
        "It is an output that is trained to equal one number of the input.",
        r"\hat x_i \approx x_i",
    ),
    CellKind(
        "R",
        "Recurrent cell",
        RECURRENT,
        "hexagon",
        "It also gets what the layer gave one step earlier, so what it gives depends on the past.",
        r"h_t = \tanh(W x_t + U h_{t-1} + b)",
    ),
    CellKind(
        "M",
        "Memory cell",
        RECURRENT,
        "double hexagon",
        "It keeps a value from step to step. Gates decide what is forgotten, what is added and what is "
        "shown: the cell of an LSTM.",
        r"c_t = f_t\, c_{t-1} + i_t\, g_t,\qquad h_t = o_t \tanh c_t",
    ),
    CellKind(
        "D",
        "Different memory cell",
        RECURRENT,
        "octagon",
        "It keeps its value with fewer gates: one decides how much of the old value stays. The "
        "cell of a GRU.",
        r"h_t = z_t\, h_{t-1} + (1 - z_t)\, n_t",
    ),
    CellKind(
        "K",
        "Kernel",
        FILTERS,
        "triangle",
        "It looks at a small patch of the input with a few weights, the same at every place.",
        r"y_{uv} = \sum_{a,b} w_{ab}\, x_{u+a,\,v+b}",
    ),
    CellKind(
        "C",
        "Convolution or pool",
        FILTERS,
        "pentagon",
        "It is one place of a feature map: the sum under a kernel, or the largest value of a small "
        "patch (pooling).",
        r"y_{uv} = \max_{a,b} x_{su+a,\,sv+b}",
    ),
)
BY_LETTER = {kind.letter: kind for kind in KINDS}
