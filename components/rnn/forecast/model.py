"""A recurrent network that forecasts laboratory values at any time after a visit.

The LSTM (Hochreiter & Schmidhuber 1997, Neural Computation 9:1735; with the forget gate of Gers et al. 2000)
reads one visit after the other. Its hidden state, the visit, the last values and the target time go
through a small head, which gives quantiles (Koenker & Bassett 1978, Econometrica 46:33) of each lab: how far
the median moves from the last value, and how far the others lie around it.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.initialisation import init_uniformly
from components.rnn.forecast.sequences import (
    INPUT_SIZE,
    LabHistory,
    PaddedVisits,
    input_features,
    lab_history,
)
from components.rnn.patients import LABS

CellType = Literal["LSTM", "GRU", "RNN", "feed-forward"]
CELL_TYPES: tuple[CellType, ...] = ("LSTM", "GRU", "RNN", "feed-forward")
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
MEDIAN = QUANTILES.index(0.5)


@dataclass(frozen=True)
class ForecasterConfig:
    """The size of a forecaster, and its dropout while it learns."""

    cell: CellType = "LSTM"
    hidden: int = 32
    layers: int = 1
    head: int = 64
    input_dropout: float = 0.2
    dropout: float = 0.4


@dataclass(frozen=True)
class EncodedVisits:
    """The inputs of the prediction head, from each of V visits of B patients."""

    hidden: Tensor  # (B, V, hidden) the hidden state after the visit
    inputs: Tensor  # (B, V, INPUT_SIZE) the visit's own input vector
    past: LabHistory  # (B, V, 7) each
    years: Tensor  # (B, V) when the visit is, since the first

    def repeat_last(self, count: int) -> "EncodedVisits":
        """Return the last visit of one patient, `count` times: (count, 1, …)."""
        past = LabHistory(*(_repeat_last(part, count) for part in vars(self.past).values()))
        return EncodedVisits(
            _repeat_last(self.hidden, count),
            _repeat_last(self.inputs, count),
            past,
            self.years[:, -1:].expand(count, -1),
        )


def _repeat_last(part: Tensor, count: int) -> Tensor:
    return part[:, -1:].expand(count, -1, -1)


class Forecaster(nn.Module):
    """Quantiles of the seven labs at any later time, from the visits so far.

    It has no training mode: dropout is applied where a generator to draw it from is handed over.
    """

    def __init__(self, config: ForecasterConfig, seed: int = 0) -> None:
        super().__init__()
        self.config = config
        sizes = (INPUT_SIZE, *[config.hidden] * (config.layers - 1))
        self.rnn = nn.ModuleList([_layer(config.cell, size, config.hidden) for size in sizes])
        self.head_in = nn.Linear(config.hidden + INPUT_SIZE + 5 * len(LABS) + 2, config.head)
        self.head_out = nn.Linear(config.head, len(LABS) * len(QUANTILES))
        _init_parameters(self, torch.Generator().manual_seed(seed))

    def encode(self, visits: PaddedVisits, generator: torch.Generator | None = None) -> EncodedVisits:
        """Read the visits of B patients, one after the other; with dropout if there is a `generator`."""
        past = lab_history(visits)
        inputs = input_features(visits, past)  # (B, V, INPUT_SIZE)
        return EncodedVisits(self.hidden_states(inputs, generator), inputs, past, visits.years)

    def hidden_states(self, inputs: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Return the hidden state (B, V, hidden) after each visit, from inputs (B, V, INPUT_SIZE)."""
        x = dropout(inputs, self.config.input_dropout, generator)
        for layer in self.rnn:
            output = layer(x)  # (B, V, hidden); of a recurrent layer with its last state
            x = dropout(output if isinstance(output, Tensor) else output[0], self.config.dropout, generator)
        return x

    def predict(
        self, encoded: EncodedVisits, target_years: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Return the quantiles (B, V, 7, 5) of the labs, from each visit, at one target time.

        `target_years` (B, V) count from the first visit; dropout if there is a `generator`.
        """
        past, ahead = encoded.past, (target_years - encoded.years)[..., None]  # (B, V, 1)
        age = (target_years[..., None] - past.when).clamp(min=0).log1p()  # (B, V, 7) of the last values
        means = (past.mean - past.last, past.recent - past.last)  # (B, V, 7) each
        features = torch.cat(
            (encoded.hidden, encoded.inputs, past.last, past.ever, age, *means, ahead.log1p(), ahead), 2
        )
        x = dropout(F.gelu(self.head_in(features)), self.config.dropout, generator)  # (B, V, head)
        return _quantiles(past.last, self.head_out(x).unflatten(2, (len(LABS), len(QUANTILES))))

    def forward(self, visits: PaddedVisits, target_years: Tensor) -> Tensor:
        """Return the quantiles (B, V, 7, 5) of the labs at a time for each visit.

        `target_years` (B, V) count from the first visit.
        """
        return self.predict(self.encode(visits), target_years)


def dropout(values: Tensor, p: float, generator: torch.Generator | None) -> Tensor:
    """Set a fraction `p` of the values to 0 and enlarge the others (Srivastava et al. 2014).

    Without a generator to draw from, the values come back as they are.
    """
    if generator is None or p == 0:
        return values
    kept = torch.rand(values.shape, generator=generator) >= p
    return values * kept / (1 - p)


def _layer(cell: CellType, size: int, hidden: int) -> nn.Module:
    if cell == "feed-forward":
        return nn.Sequential(nn.Linear(size, hidden), nn.GELU())
    kinds: dict[str, type[nn.LSTM] | type[nn.GRU] | type[nn.RNN]] = {
        "LSTM": nn.LSTM,
        "GRU": nn.GRU,
        "RNN": nn.RNN,
    }
    return kinds[cell](size, hidden, batch_first=True)


def _init_parameters(model: Forecaster, generator: torch.Generator) -> None:
    """PyTorch's own ranges, from a seed; but the last layer begins with the last value as the median."""
    init_uniformly(model, generator)
    nn.init.zeros_(model.head_out.weight)
    with torch.no_grad():  # and with the other quantiles a little around it
        model.head_out.bias.copy_(torch.tensor([-1.0, -1.0, 0.0, -1.0, -1.0]).repeat(len(LABS)))


def _quantiles(last: Tensor, raw: Tensor) -> Tensor:
    """Quantiles (B, V, 7, 5) from the last values (B, V, 7) and the head's output (B, V, 7, 5).

    The median is moved from the last value; outwards from it each quantile is a positive step further.
    """
    step = F.softplus(raw)
    median = last + raw[..., 2]
    low, high = median - step[..., 1], median + step[..., 3]
    return torch.stack([low - step[..., 0], low, median, high, high + step[..., 4]], -1)
