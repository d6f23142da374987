"""A recurrent network that forecasts laboratory values at any time after a visit.

The LSTM (Hochreiter & Schmidhuber 1997, Neural Computation 9:1735; with the forget gate of Gers et al. 2000)
reads one visit after the other. Its hidden state, the visit, the last values and the time asked for go
through a small head, which gives quantiles (Koenker & Bassett 1978, Econometrica 46:33) of each lab: how far
the median moves from the last value, and how far the others lie around it.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.rnn.forecast.sequences import INPUTS, History, Visits, history, inputs
from components.rnn.patients import LABS

Cell = Literal["LSTM", "GRU", "RNN", "feed-forward"]
CELLS: tuple[Cell, ...] = ("LSTM", "GRU", "RNN", "feed-forward")
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
MEDIAN = QUANTILES.index(0.5)


@dataclass(frozen=True)
class ForecasterConfig:
    """The size of a forecaster, and how much of it is dropped out while it learns."""

    cell: Cell = "LSTM"
    hidden: int = 32
    layers: int = 1
    head: int = 64
    input_dropout: float = 0.2
    dropout: float = 0.4


@dataclass(frozen=True)
class Memory:
    """What is known after each visit (B, V, …)."""

    states: Tensor  # the hidden state
    seen: Tensor  # what the visit itself told
    past: History
    now: Tensor  # (B, V) when the visit is, in years since the first

    def of_last(self, count: int) -> "Memory":
        """The last visit of one patient, `count` times: (count, 1, …)."""
        past = History(*(_last(part, count) for part in vars(self.past).values()))
        return Memory(
            _last(self.states, count), _last(self.seen, count), past, self.now[:, -1:].expand(count, -1)
        )


def _last(part: Tensor, count: int) -> Tensor:
    return part[:, -1:].expand(count, -1, -1)


class Forecaster(nn.Module):
    """From visits to quantiles of the seven labs at any later time.

    It has no training mode: what is dropped out is drawn from the generator that a learner hands over.
    """

    def __init__(self, config: ForecasterConfig, seed: int = 0) -> None:
        super().__init__()
        self.config = config
        sizes = (INPUTS, *[config.hidden] * (config.layers - 1))
        self.memory = nn.ModuleList([_layer(config.cell, size, config.hidden) for size in sizes])
        self.look = nn.Linear(config.hidden + INPUTS + 5 * len(LABS) + 2, config.head)
        self.tell = nn.Linear(config.head, len(LABS) * len(QUANTILES))
        _begin(self, torch.Generator().manual_seed(seed))

    def remember(self, visits: Visits, chance: torch.Generator | None = None) -> Memory:
        """What is known after each visit; with dropout if there is a `chance`."""
        past = history(visits)
        seen = inputs(visits, past)
        return Memory(self.states(seen, chance), seen, past, visits.years)

    def states(self, seen: Tensor, chance: torch.Generator | None = None) -> Tensor:
        """The hidden state (B, V, hidden) after each visit, of which the inputs (B, V, 39) are `seen`."""
        found = dropout(seen, self.config.input_dropout, chance)
        for layer in self.memory:
            made = layer(found)
            found = dropout(made if isinstance(made, Tensor) else made[0], self.config.dropout, chance)
        return found

    def ask(self, memory: Memory, then: Tensor, chance: torch.Generator | None = None) -> Tensor:
        """The quantiles (B, V, 7, 5), from each visit, of the labs at another time.

        `then` (B, V) is in years since the first visit.
        """
        past, ahead = memory.past, (then - memory.now)[..., None]
        old = (then[..., None] - past.when).clamp(min=0).log1p()  # how old the last values are by then
        means = (past.mean - past.last, past.recent - past.last)
        asked = (memory.states, memory.seen, past.last, past.ever, old, *means, ahead.log1p(), ahead)
        looked = dropout(F.gelu(self.look(torch.cat(asked, 2))), self.config.dropout, chance)
        return _quantiles(past.last, self.tell(looked).unflatten(2, (len(LABS), len(QUANTILES))))

    def forward(self, visits: Visits, then: Tensor) -> Tensor:
        """The quantiles (B, V, 7, 5) of the labs at a time for each visit, (B, V) years since the first."""
        return self.ask(self.remember(visits), then)


def dropout(values: Tensor, share: float, chance: torch.Generator | None) -> Tensor:
    """A share of the values set to 0, the others enlarged (Srivastava et al. 2014)."""
    if chance is None or share == 0:
        return values
    kept = torch.rand(values.shape, generator=chance) >= share
    return values * kept / (1 - share)


def _layer(cell: Cell, size: int, hidden: int) -> nn.Module:
    if cell == "feed-forward":
        return nn.Sequential(nn.Linear(size, hidden), nn.GELU())
    kinds: dict[str, type[nn.LSTM] | type[nn.GRU] | type[nn.RNN]] = {
        "LSTM": nn.LSTM,
        "GRU": nn.GRU,
        "RNN": nn.RNN,
    }
    return kinds[cell](size, hidden, batch_first=True)


def _begin(model: Forecaster, chance: torch.Generator) -> None:
    """PyTorch's own ranges, from a seed; but the last layer begins with the last value as the median."""
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.RNNBase)):
            fan = module.in_features if isinstance(module, nn.Linear) else module.hidden_size
            for parameter in module.parameters():
                nn.init.uniform_(parameter, -(fan**-0.5), fan**-0.5, generator=chance)
    nn.init.zeros_(model.tell.weight)
    with torch.no_grad():  # and with the other quantiles a little around it
        model.tell.bias.copy_(torch.tensor([-1.0, -1.0, 0.0, -1.0, -1.0]).repeat(len(LABS)))


def _quantiles(last: Tensor, made: Tensor) -> Tensor:
    """The median moved from the last value; outwards from it each quantile a positive step further."""
    step = F.softplus(made)
    median = last + made[..., 2]
    low, high = median - step[..., 1], median + step[..., 3]
    return torch.stack([low - step[..., 0], low, median, high, high + step[..., 4]], -1)
