"""Who judges a patient's next two years: the classifiers of each fold, and the regression beside them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from components.rnn.forecast.sequences import DAYS_A_YEAR, Scale, Visits, read_visits
from components.rnn.patients import Numbers, Patient
from components.rnn.risk.logistic import last_visit, probability
from components.rnn.risk.model import Classifier, ClassifierConfig, risk

WEIGHTS = Path(__file__).parents[3] / "weights" / "lab_outcome.safetensors"


@dataclass(frozen=True)
class Judges:
    """What one fold's training patients taught, the scale it was learned in, and who was never seen."""

    members: tuple[Classifier, ...]
    regression: Numbers  # the coefficients of logistic regression on the last visit
    scale: Scale
    held_out: tuple[str, ...]  # names of the trial's patients

    @torch.inference_mode()
    def of_members(self, visits: Visits) -> Numbers:
        """Each member's probability (members, B, V) of the event within two years of each visit."""
        made: Numbers = torch.stack([risk(member(visits)) for member in self.members]).double().numpy()
        return made

    def of_regression(self, visits: Visits) -> Numbers:
        """The regression's probability (B, V)."""
        return probability(last_visit(visits), self.regression)


@dataclass(frozen=True)
class Risks:
    """The probability of the event within two years of each visit of one patient."""

    years: Numbers  # (V,) since the first visit
    members: Numbers  # (members, V)
    regression: Numbers  # (V,)

    @property
    def network(self) -> Numbers:
        """The mean of the members (V,): what the ensemble says."""
        mean: Numbers = self.members.mean(0)
        return mean


def risks(judges: Sequence[Judges], patient: Patient) -> Risks:
    """What these judges say after each visit, from the visits up to it; several folds' are averaged."""
    read = [(one, read_visits([patient], one.scale)) for one in judges]
    return Risks(
        patient.days / DAYS_A_YEAR,
        np.concatenate([one.of_members(visits)[:, 0] for one, visits in read]),
        np.mean([one.of_regression(visits)[0] for one, visits in read], 0),
    )


def save_judges(folds: Sequence[Judges], path: Path) -> None:
    """Write all folds into one file of safetensors, what belongs to the weights in its header."""
    tensors: dict[str, Tensor] = {}
    for number, judges in enumerate(folds):
        tensors[f"{number}.regression"] = torch.from_numpy(judges.regression)
        for place, member in enumerate(judges.members):
            tensors |= {f"{number}.{place}.{name}": part for name, part in member.state_dict().items()}
    about = [
        {
            "config": asdict(judges.members[0].config),
            "members": len(judges.members),
            "scale": asdict(judges.scale),
            "held_out": judges.held_out,
        }
        for judges in folds
    ]
    save_file(tensors, path, {"folds": json.dumps(about)})


def load_judges(path: Path = WEIGHTS) -> tuple[Judges, ...]:
    """The judges of each fold. Raises FileNotFoundError."""
    with safe_open(path, "pt") as file:
        about = json.loads(file.metadata()["folds"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dictionary)
    return tuple(
        Judges(
            tuple(
                _member(tensors, f"{number}.{place}.", ClassifierConfig(**fold["config"]))
                for place in range(fold["members"])
            ),
            tensors[f"{number}.regression"].numpy(),
            Scale(tuple(fold["scale"]["mean"]), tuple(fold["scale"]["deviation"])),
            tuple(fold["held_out"]),
        )
        for number, fold in enumerate(about)
    )


def _member(tensors: dict[str, Tensor], start: str, config: ClassifierConfig) -> Classifier:
    model = Classifier(config)
    own = {name.removeprefix(start): part for name, part in tensors.items() if name.startswith(start)}
    model.load_state_dict(own)
    return model.requires_grad_(False)
