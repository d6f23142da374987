"""The gradient through time: how much of it reaches each earlier visit on its way back.

The gradient of the last hidden state h_T with respect to an earlier visit is a product of one Jacobian a
step. If each shrinks it a little, nothing is left of visits long ago, and nothing can be learned
from them (Hochreiter 1991; Bengio, Simard & Frasconi 1994, IEEE Trans. Neural Networks 5:157).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from components.rnn.forecast.model import Forecaster
from components.rnn.forecast.sequences import LabScaler, input_features, lab_history, pad_visits
from components.rnn.patients import Numbers, Patient


def gradient_norms_through_time(
    model: Forecaster, scale: LabScaler, patients: Sequence[Patient], visits: int
) -> Numbers:
    """‖∂h_T / ∂x_{T−k}‖ for k = 0, 1, …, relative to that for k = 0: (visits,).

    The geometric mean of these patients, of whom the first so many visits are read. Norms are Frobenius's.
    In a network without a memory nothing comes back: 1e-12.
    """
    inputs = torch.cat([_inputs(patient, scale)[:, :visits] for patient in patients]).requires_grad_()
    last = model.hidden_states(inputs)[:, -1]  # (B, H)
    units = range(last.shape[1])
    gradients = [torch.autograd.grad(last[:, unit].sum(), inputs, retain_graph=True)[0] for unit in units]
    norms = torch.stack(gradients).square().sum((0, 3)).sqrt()  # (B, visits)
    relative = (norms / norms[:, -1:]).clamp(min=1e-12).log().mean(0).exp()
    found: Numbers = relative.flip(0).double().numpy()
    return found


def _inputs(patient: Patient, scale: LabScaler) -> Tensor:
    visits = pad_visits([patient], scale)
    return input_features(visits, lab_history(visits))


@torch.no_grad()
def add_forget_bias(model: Forecaster, bias: float) -> Forecaster:
    """Add a bias to the forget gates of a forecaster's LSTMs, in place (Jozefowicz et al. 2015)."""
    for layer in model.rnn:
        if isinstance(layer, nn.LSTM):
            layer.get_parameter("bias_ih_l0")[layer.hidden_size : 2 * layer.hidden_size] += bias
    return model
