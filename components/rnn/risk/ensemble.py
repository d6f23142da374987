"""The risk of the next two years: the hazard models of each fold, and the regression beside them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from components.rnn.forecast.sequences import DAYS_A_YEAR, LabScaler, PaddedVisits, pad_visits
from components.rnn.parameter_names import HAZARD_MODEL, file_tensors, load_file_tensors
from components.rnn.patients import Numbers, Patient
from components.rnn.risk.logistic import last_visit_features, predict_probability
from components.rnn.risk.model import HazardConfig, HazardModel, cumulative_risk
from components.weights_file import read_weights, write_weights

WEIGHTS = Path(__file__).parents[3] / "weights" / "rnn_outcome.safetensors"


@dataclass(frozen=True)
class RiskEnsemble:
    """The models of one fold, with their scaler, and the patients whom they have never seen."""

    members: tuple[HazardModel, ...]
    regression: Numbers  # the coefficients of logistic regression on the last visit
    scale: LabScaler
    held_out: tuple[str, ...]  # names of the trial's patients

    @torch.inference_mode()
    def member_risks(self, visits: PaddedVisits) -> Numbers:
        """Return each member's probability (members, B, V) of the event within two years of each visit."""
        made: Numbers = (
            torch.stack([cumulative_risk(member(visits)) for member in self.members]).double().numpy()
        )
        return made

    def regression_risk(self, visits: PaddedVisits) -> Numbers:
        """Return the regression's probability (B, V)."""
        return predict_probability(last_visit_features(visits), self.regression)


@dataclass(frozen=True)
class RiskTrajectory:
    """The probability of the event within two years of each visit of one patient."""

    years: Numbers  # (V,) since the first visit
    members: Numbers  # (members, V)
    regression: Numbers  # (V,)

    @property
    def network(self) -> Numbers:
        """The mean of the members (V,): what the ensemble says."""
        mean: Numbers = self.members.mean(0)
        return mean


def risk_trajectory(ensembles: Sequence[RiskEnsemble], patient: Patient) -> RiskTrajectory:
    """Return the risk after each visit, from the visits up to it; that of several folds is averaged."""
    read = [(one, pad_visits([patient], one.scale)) for one in ensembles]
    return RiskTrajectory(
        patient.days / DAYS_A_YEAR,
        np.concatenate([one.member_risks(visits)[:, 0] for one, visits in read]),
        np.mean([one.regression_risk(visits)[0] for one, visits in read], 0),
    )


def save_risk_ensembles(ensembles: Sequence[RiskEnsemble], path: Path) -> None:
    """Write all folds into one file of safetensors, what belongs to the weights in its header."""
    tensors: dict[str, Tensor] = {}
    for fold, ensemble in enumerate(ensembles):
        tensors[f"{fold}.regression"] = torch.from_numpy(ensemble.regression)
        for number, member in enumerate(ensemble.members):
            tensors |= file_tensors(member, HAZARD_MODEL, f"{fold}.{number}.")
    about = [
        {
            "config": asdict(ensemble.members[0].config),
            "members": len(ensemble.members),
            "scale": asdict(ensemble.scale),
            "held_out": ensemble.held_out,
        }
        for ensemble in ensembles
    ]
    write_weights(path, "folds", about, tensors)


def load_risk_ensembles(path: Path = WEIGHTS) -> tuple[RiskEnsemble, ...]:
    """Load the ensemble of each fold. Raises FileNotFoundError."""
    about, tensors = read_weights(path, "folds")
    return tuple(
        RiskEnsemble(
            tuple(
                _member(tensors, f"{number}.{member}.", HazardConfig(**fold["config"]))
                for member in range(fold["members"])
            ),
            tensors[f"{number}.regression"].numpy(),
            LabScaler(tuple(fold["scale"]["mean"]), tuple(fold["scale"]["deviation"])),
            tuple(fold["held_out"]),
        )
        for number, fold in enumerate(about)
    )


def _member(tensors: dict[str, Tensor], prefix: str, config: HazardConfig) -> HazardModel:
    model = HazardModel(config)
    load_file_tensors(model, tensors, HAZARD_MODEL, prefix)
    return model.requires_grad_(False)
