"""Patients with irregular visits, as the trial of primary biliary cirrhosis recorded them.

The data and its source: data/README.md.
"""

import functools
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
End = Literal["censored", "transplant", "death"]

TRIAL = Path(__file__).with_name("data") / "pbcseq.csv"
ENDS: tuple[End, ...] = ("censored", "transplant", "death")


@dataclass(frozen=True)
class Lab:
    """A laboratory test."""

    name: str
    column: str  # in the trial's table
    unit: str
    reference: tuple[float, float]  # what is usual in healthy adults today (MedlinePlus), in `unit`
    skewed: bool  # whether its logarithm is what varies evenly
    possible: tuple[float, float]  # a value outside can't be meant


LABS = (
    Lab("bilirubin", "bili", "mg/dl", (0.1, 1.2), skewed=True, possible=(0.01, 100)),
    Lab("cholesterol", "chol", "mg/dl", (125, 200), skewed=True, possible=(10, 5_000)),
    Lab("albumin", "albumin", "g/dl", (3.4, 5.4), skewed=False, possible=(0.2, 10)),
    Lab("alkaline phosphatase", "alk.phos", "U/l", (44, 147), skewed=True, possible=(1, 50_000)),
    Lab("AST", "ast", "U/ml", (8, 33), skewed=True, possible=(1, 20_000)),
    Lab("platelets", "platelet", "10³/µl", (150, 400), skewed=True, possible=(1, 5_000)),
    Lab("prothrombin time", "protime", "s", (11, 13.5), skewed=True, possible=(3, 200)),
)
SIGNS = ("ascites", "hepato", "spiders", "edema", "stage")


@dataclass(frozen=True)
class Ending:
    """The end of a patient's follow-up, and its reason."""

    day: float  # since the first visit
    what: End


@dataclass(frozen=True, eq=False)
class Patient:
    """One patient's visits in the order of time; NaN is what nobody measured or knows."""

    name: str
    days: Numbers  # (visits,) since the first visit, rising
    labs: Numbers  # (visits, 7), in the order and units of LABS
    signs: Numbers  # (visits, 5), in the order of SIGNS
    age: float  # years at the first visit
    female: float  # 1 or 0
    treated: float  # 1 with D-penicillamine, 0 with placebo
    ending: Ending | None = None

    def __len__(self) -> int:
        """The number of visits."""
        return len(self.days)


@functools.cache
def trial() -> tuple[Patient, ...]:
    """The 312 patients of the trial."""
    visits = pd.read_csv(TRIAL)
    return tuple(_patient(str(name), rows) for name, rows in visits.groupby("id"))


def _patient(name: str, rows: pd.DataFrame) -> Patient:
    first = rows.iloc[0]
    return Patient(
        name,
        rows["day"].to_numpy(np.float64),
        rows[[lab.column for lab in LABS]].to_numpy(np.float64),
        rows[list(SIGNS)].to_numpy(np.float64),
        float(first["age"]),
        float(first["sex"] == "f"),
        float(first["trt"]),
        Ending(float(first["futime"]), ENDS[int(first["status"])]),
    )


def first_visits(patient: Patient, visits: int) -> Patient:
    """Return the patient as known after the first `visits` visits, without the ending."""
    return replace(
        patient,
        days=patient.days[:visits],
        labs=patient.labs[:visits],
        signs=patient.signs[:visits],
        ending=None,
    )


def fingerprint(patient: Patient) -> str:
    """Return a hash of all that is known of a patient: the cache's key for what is computed from it."""
    parts = (patient.days, patient.labs, patient.signs, [patient.age, patient.female, patient.treated])
    found = hashlib.sha256(patient.name.encode())
    for part in parts:
        numbers = np.asarray(part, np.float64)
        found.update(repr(numbers.shape).encode() + numbers.tobytes())
    return found.hexdigest()
