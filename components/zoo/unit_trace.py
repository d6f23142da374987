"""One unit of a recurrent network while it reads: its gates and its state after each step.

As PyTorch's nn.RNN, nn.LSTM and nn.GRU compute them, with x the step's input and h the state before it:

    RNN   h′ = tanh(W x + U h + b)
    LSTM  i, f, o = σ(W x + U h + b), each with its own;  g = tanh(W x + U h + b)
          c′ = f · c + i · g,  h′ = o · tanh(c′)
    GRU   r, z = σ(W x + U h + b), each with its own;  n = tanh(W x + b + r · (U h + b))
          h′ = z · h + (1 − z) · n
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from components.zoo.networks.recurrent import Recurrent
from components.zoo.sequence_reading import Numbers

Step = Callable[[Tensor, Tensor, Tensor], dict[str, Tensor]]


@torch.inference_mode()
def unit_trace(network: Recurrent, inputs: Numbers, unit: int) -> Mapping[str, list[float]]:
    """Numbers of a unit at each of T steps (T, inputs), by name, "before" and "hidden" among them.

    "before" is what the step begins with: the state that is kept, of an LSTM its cell.
    """
    weights = network.recurrent.state_dict()
    device = weights["weight_ih_l0"].device
    sequence = torch.from_numpy(inputs).to(device)
    from_inputs = sequence @ weights["weight_ih_l0"].T + weights["bias_ih_l0"]  # (T, gates · H)
    step, state = _STEPS[network.config.cell], torch.zeros(2, network.config.hidden, device=device)
    found: dict[str, list[float]] = {}
    for given in from_inputs:
        carried = weights["weight_hh_l0"] @ state[0] + weights["bias_hh_l0"]  # (gates · H,)
        numbers = step(given, carried, state)
        for name, values in numbers.items():
            found.setdefault(name, []).append(float(values[unit]))
        state = torch.stack([numbers["hidden"], numbers.get("cell", numbers["hidden"])])
    return found


def _rnn(given: Tensor, carried: Tensor, state: Tensor) -> dict[str, Tensor]:
    return {"before": state[0], "hidden": (given + carried).tanh()}


def _lstm(given: Tensor, carried: Tensor, state: Tensor) -> dict[str, Tensor]:
    i, f, g, o = (given + carried).chunk(4)
    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
    cell = f * state[1] + i * g
    gates = {"input": i, "forget": f, "candidate": g, "output": o}
    return {"before": state[1], **gates, "cell": cell, "hidden": o * cell.tanh()}


def _gru(given: Tensor, carried: Tensor, state: Tensor) -> dict[str, Tensor]:
    (r, z, n), (from_r, from_z, from_n) = given.chunk(3), carried.chunk(3)
    r, z = (r + from_r).sigmoid(), (z + from_z).sigmoid()
    n = (n + r * from_n).tanh()
    gates = {"reset": r, "update": z, "candidate": n}
    return {"before": state[0], **gates, "hidden": z * state[0] + (1 - z) * n}


_STEPS: dict[str, Step] = {"RNN": _rnn, "LSTM": _lstm, "GRU": _gru}
