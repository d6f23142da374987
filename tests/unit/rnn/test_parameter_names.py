"""The names of the parameters in the files of weights/."""

import pytest
import torch
from safetensors import safe_open
from torch import nn

from components.rnn.forecast.ensemble import WEIGHTS as FORECASTERS
from components.rnn.forecast.model import Forecaster, ForecasterConfig
from components.rnn.parameter_names import FORECASTER, HAZARD_MODEL, file_tensors, load_file_tensors
from components.rnn.risk.ensemble import WEIGHTS as RISKS
from components.rnn.risk.model import HazardConfig, HazardModel


def test_the_names_are_those_of_the_shipped_files() -> None:
    for path, model, modules in (
        (FORECASTERS, Forecaster(ForecasterConfig()), FORECASTER),
        (RISKS, HazardModel(HazardConfig()), HAZARD_MODEL),
    ):
        with safe_open(path, "pt") as file:
            shipped = {name for name in file.keys() if name.startswith("0.0.")}  # noqa: SIM118 (no dictionary)
        assert set(file_tensors(model, modules, "0.0.")) == shipped


def test_what_is_written_is_read_again() -> None:
    written, read = (Forecaster(ForecasterConfig(), seed) for seed in (1, 2))
    tensors = file_tensors(written, FORECASTER, "3.1.") | file_tensors(read, FORECASTER, "3.10.")
    load_file_tensors(read, tensors, FORECASTER, "3.1.")
    assert all(map(torch.equal, written.state_dict().values(), read.state_dict().values()))


def test_a_network_of_another_size_is_refused() -> None:
    small: nn.Module = Forecaster(ForecasterConfig(hidden=8))
    with pytest.raises(RuntimeError):
        load_file_tensors(Forecaster(ForecasterConfig()), file_tensors(small, FORECASTER, ""), FORECASTER, "")
