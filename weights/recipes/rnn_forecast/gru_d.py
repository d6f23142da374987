"""GRU-D, the recurrent network made for missing values, as a baseline (Che et al. 2018, arXiv:1606.01865).

What isn't measured decays from the last value to the mean, and the hidden state decays with the time since
the last visit; how fast is learned.
"""

import torch
from torch import Tensor, nn

from components.rnn.forecast.model import EncodedVisits, Forecaster, ForecasterConfig, dropout
from components.rnn.forecast.sequences import INPUT_SIZE, PaddedVisits, input_features, lab_history
from components.rnn.patients import LABS


class GRUD(Forecaster):
    """A forecaster whose recurrent layer is a GRU-D."""

    def __init__(self, config: ForecasterConfig, seed: int = 0) -> None:
        super().__init__(config, seed)
        self.cell = nn.GRUCell(INPUT_SIZE, config.hidden)
        self.value_decay = nn.Parameter(torch.zeros(len(LABS)))
        self.state_decay = nn.Linear(1, config.hidden)
        generator, bound = torch.Generator().manual_seed(seed), config.hidden**-0.5  # PyTorch's own of a GRU
        for parameter in (*self.cell.parameters(), *self.state_decay.parameters()):
            nn.init.uniform_(parameter, -bound, bound, generator=generator)

    def encode(self, visits: PaddedVisits, generator: torch.Generator | None = None) -> EncodedVisits:
        """Read the visits of B patients, as `Forecaster.encode` does, but with decays."""
        past = lab_history(visits)
        seen = input_features(visits, past)
        old = visits.years[..., None] - past.when
        faded = past.last * torch.exp(-torch.relu(self.value_decay) * old) * past.ever
        values = torch.where(visits.measured > 0, visits.values, faded)
        read = torch.cat([values, seen[..., len(LABS) :]], 2)
        waited = visits.years.diff(dim=1, prepend=visits.years[:, :1])[..., None]
        keeps = torch.exp(-torch.relu(self.state_decay(waited)))
        states = self._run(dropout(read, self.config.input_dropout, generator), keeps)
        return EncodedVisits(dropout(states, self.config.dropout, generator), seen, past, visits.years)

    def _run(self, read: Tensor, keeps: Tensor) -> Tensor:
        """The states (B, V, hidden), each of which fades before the next visit is read."""
        state = read.new_zeros(len(read), self.config.hidden)
        found = []
        for now, kept in zip(read.unbind(1), keeps.unbind(1), strict=True):
            state = self.cell(now, state * kept)
            found.append(state)
        return torch.stack(found, 1)
