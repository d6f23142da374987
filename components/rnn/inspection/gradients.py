"""How much of what a recurrent network says comes from each visit: the gradient on its way back through time.

The gradient of the last hidden state h_T with respect to an earlier visit is a product of one Jacobian a
step. If each shrinks it a little, nothing is left of visits long ago, and nothing can be learned
from them (Hochreiter 1991; Bengio, Simard & Frasconi 1994, IEEE Trans. Neural Networks 5:157).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from components.rnn.forecast.model import Forecaster
from components.rnn.forecast.sequences import Scale, history, inputs, read_visits
from components.rnn.patients import Numbers, Patient


def faded(model: Forecaster, scale: Scale, patients: Sequence[Patient], visits: int) -> Numbers:
    """‖∂h_T / ∂x_{T−k}‖ for k = 0, 1, …, as a share of that for k = 0: (visits,).

    The geometric mean of these patients, of whom the first so many visits are read. Norms are Frobenius's.
    In a network without a memory nothing comes back: 1e-12.
    """
    seen = torch.cat([_seen(patient, scale)[:, :visits] for patient in patients]).requires_grad_()
    last = model.states(seen)[:, -1]  # (B, H)
    units = range(last.shape[1])
    slopes = [torch.autograd.grad(last[:, unit].sum(), seen, retain_graph=True)[0] for unit in units]
    norms = torch.stack(slopes).square().sum((0, 3)).sqrt()  # (B, visits)
    shares = (norms / norms[:, -1:]).clamp(min=1e-12).log().mean(0).exp()
    found: Numbers = shares.flip(0).double().numpy()
    return found


def _seen(patient: Patient, scale: Scale) -> Tensor:
    visits = read_visits([patient], scale)
    return inputs(visits, history(visits))


@torch.no_grad()
def with_forget_bias(model: Forecaster, bias: float) -> Forecaster:
    """The forecaster itself, the forget gates of its LSTMs opened by a bias (Jozefowicz et al. 2015)."""
    for layer in model.memory:
        if isinstance(layer, nn.LSTM):
            layer.get_parameter("bias_ih_l0")[layer.hidden_size : 2 * layer.hidden_size] += bias
    return model
