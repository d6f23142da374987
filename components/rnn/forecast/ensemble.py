"""Several forecasters that learned from different patients: together they forecast better than any one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from components.rnn.forecast.model import MEDIAN, Forecaster, ForecasterConfig
from components.rnn.forecast.sequences import LabScaler, PaddedVisits, lab_history
from components.rnn.forecast.training import forecast_after_last, forecast_next_visits
from components.rnn.parameter_names import FORECASTER, file_tensors, load_file_tensors
from components.weights_file import read_weights, write_weights

WEIGHTS = Path(__file__).parents[3] / "weights" / "rnn_forecast.safetensors"


@dataclass(frozen=True)
class Ensemble:
    """The forecasters of one fold, with their scaler, and the patients whom they have never seen."""

    members: tuple[Forecaster, ...]
    scale: LabScaler
    spread: tuple[float, ...]  # of each lab: how much wider than the members say its quantiles are drawn
    held_out: tuple[str, ...]  # names of the trial's patients

    @torch.inference_mode()
    def predict(self, visits: PaddedVisits, target_years: Tensor) -> Tensor:
        """Return the quantiles (B, V, 7, 5) at a time for each visit, (B, V) years since the first."""
        return self.combine([member(visits, target_years) for member in self.members])

    @torch.inference_mode()
    def predict_after_last(self, visits: PaddedVisits, target_years: Tensor) -> Tensor:
        """Return one patient's quantiles (T, 7, 5) after the last visit, at times (T,) since the first."""
        return self.combine([forecast_after_last(member, visits, target_years) for member in self.members])

    def predict_next_visits(self, visits: PaddedVisits) -> list[Tensor]:
        """Return the quantiles (B, V, 7, 5) at the visits that came next, one tensor for each of AHEAD."""
        of_members = [forecast_next_visits(member, visits) for member in self.members]
        return [self.combine(list(quantiles)) for quantiles in zip(*of_members, strict=True)]

    def combine(self, quantiles: Sequence[Tensor]) -> Tensor:
        """Return the members' quantiles (..., 7, 5), averaged, and spread around the median."""
        mean = torch.stack(list(quantiles)).mean(0)
        median = mean[..., MEDIAN : MEDIAN + 1]
        return median + (mean - median) * torch.tensor(self.spread)[:, None]


def save_ensembles(ensembles: Sequence[Ensemble], path: Path) -> None:
    """Write all folds into one file of safetensors, what belongs to the weights in its header."""
    tensors = {
        name: tensor
        for fold, ensemble in enumerate(ensembles)
        for number, member in enumerate(ensemble.members)
        for name, tensor in file_tensors(member, FORECASTER, f"{fold}.{number}.").items()
    }
    about = [
        {
            "config": asdict(ensemble.members[0].config),
            "members": len(ensemble.members),
            "scale": asdict(ensemble.scale),
            "spread": ensemble.spread,
            "held_out": ensemble.held_out,
        }
        for ensemble in ensembles
    ]
    write_weights(path, "folds", about, tensors)


def load_ensembles(path: Path = WEIGHTS) -> tuple[Ensemble, ...]:
    """Load the ensemble of each fold. Raises FileNotFoundError."""
    about, tensors = read_weights(path, "folds")
    return tuple(_ensemble(tensors, number, fold) for number, fold in enumerate(about))


def _ensemble(tensors: dict[str, Tensor], number: int, fold: dict[str, object]) -> Ensemble:
    config = ForecasterConfig(**fold["config"])  # type: ignore[arg-type]
    members = []
    for member in range(int(str(fold["members"]))):
        model = Forecaster(config)
        load_file_tensors(model, tensors, FORECASTER, f"{number}.{member}.")
        members.append(model.requires_grad_(False))
    scale = fold["scale"]
    assert isinstance(scale, dict)
    return Ensemble(
        tuple(members),
        LabScaler(tuple(scale["mean"]), tuple(scale["deviation"])),
        tuple(fold["spread"]),  # type: ignore[arg-type]
        tuple(fold["held_out"]),  # type: ignore[arg-type]
    )


def last_value_baseline(visits: PaddedVisits) -> Tensor:
    """Return the baseline to beat: each lab's last value (B, V, 7)."""
    return lab_history(visits).last
