"""Recurrent networks that read a picture row by row: plain (RNN), LSTM and GRU.

Elman (1990), doi:10.1207/s15516709cog1402_1; Hochreiter and Schmidhuber (1997),
doi:10.1162/neco.1997.9.8.1735; Cho et al. (2014), arXiv:1406.1078.
"""

from dataclasses import dataclass

from torch import Tensor, nn

CELLS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}


@dataclass(frozen=True)
class RecurrentConfig:
    """The kind of cell and the sizes."""

    cell: str = "LSTM"  # one of CELLS
    inputs: int = 28
    hidden: int = 128
    outputs: int = 10


class Recurrent(nn.Module):
    """One recurrent layer, then the logits from its hidden state after the last step."""

    def __init__(self, config: RecurrentConfig) -> None:
        super().__init__()
        self.config = config
        self.recurrent = CELLS[config.cell](config.inputs, config.hidden, batch_first=True)
        self.output = nn.Linear(config.hidden, config.outputs)

    def states(self, x: Tensor) -> Tensor:
        """Sequences (B, T, inputs) to the hidden state (B, T, hidden) after each step."""
        hidden: Tensor = self.recurrent(x)[0]
        return hidden

    def forward(self, x: Tensor) -> Tensor:
        """Sequences (B, T, inputs) to logits (B, outputs)."""
        logits: Tensor = self.output(self.states(x)[:, -1])
        return logits
