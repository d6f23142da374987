"""State that the views of the training share: the settings, the runs that are kept, and their looks."""

from dataclasses import dataclass

from components import jobs, runtime
from components.render.colours import COMPARED, Compared
from components.rnn.forecast.live_training import DataSplit, LiveTrainConfig, TrainingHistory, split_patients
from components.rnn.forecast.model import CELL_TYPES, CellType, Forecaster
from components.rnn.inspection.gradients import gradient_norms_through_time
from components.rnn.patients import Numbers, Patient, trial
from components.rnn.screens.state import ensembles
from components.ui import url_state

DRAWN_AS: dict[CellType, Compared] = dict(zip(CELL_TYPES, COMPARED, strict=True))
TRAINING = "rnn training"  # the job
MOST_RUNS = 8
RATES = range(3, 301)  # of learning, in ten-thousandths
STEPS_BACK = 12  # visits that the gradient is traced through, the last included


@dataclass(frozen=True)
class LiveTrainSettings:
    """The network to train: the dropout in hundredths, the learning rate in ten-thousandths."""

    cell: str = url_state.choice("LSTM", CELL_TYPES)
    hidden: int = url_state.integer(32, 2, 64)
    layers: int = url_state.integer(1, 1, 3)
    dropout: int = url_state.integer(40, 0, 60)
    epochs: int = url_state.integer(60, 5, 200)
    rate: int = url_state.integer(30, RATES[0], RATES[-1])
    seed: int = url_state.integer(0, 0, 999)


def live_train_config(settings: LiveTrainSettings) -> LiveTrainConfig:
    """Return the configuration that the settings ask for."""
    return LiveTrainConfig(
        settings.cell,  # type: ignore[arg-type]  # one of CELL_TYPES
        settings.hidden,
        settings.layers,
        settings.dropout / 100,
        settings.epochs,
        settings.rate / 10_000,
        settings.seed,
    )


@dataclass(frozen=True)
class FinishedRun:
    """A training that has ended."""

    number: int  # from 1, in the order of the visit
    history: TrainingHistory
    seconds: float
    cancelled: bool

    @property
    def name(self) -> str:
        """Its name in the charts."""
        return f"run {self.number}: {self.history.config.cell}"

    @property
    def gradient_norms(self) -> Numbers | None:
        """Its network's gradient norms through time; None of a feed-forward network."""
        config, epochs = self.history.config, len(self.history.epochs)
        if config.cell == "feed-forward":
            return None
        return gradient_norms(f"{config} after {epochs} epochs", self.history.model)


def runs() -> list[FinishedRun]:
    """This visitor's last MOST_RUNS runs, the newest first; a training that failed is none."""
    found = [
        FinishedRun(number, ended.snapshot, ended.seconds, ended.state == "cancelled")
        for number, ended in _ended().items()
        if ended.snapshot is not None and ended.state != "failed"
    ]
    return sorted(found, key=lambda run: run.number, reverse=True)[:MOST_RUNS]


def failed_run() -> jobs.Ended[TrainingHistory] | None:
    """The newest training, if it failed."""
    return next((ended for ended in _ended().values() if ended.state == "failed"), None)


def start_run(work: jobs.Work[TrainingHistory]) -> None:
    """Start a training as the next run; what has failed and the oldest of too many runs are dropped."""
    kept = {run.number for run in runs()}
    for number in _ended().keys() - kept:
        jobs.forget_result(TRAINING, number)
    jobs.start(TRAINING, work, about=max(kept, default=0) + 1)


def clear_runs() -> None:
    """Forget the runs; why a training failed stays to be read."""
    for number, ended in _ended().items():
        if ended.state != "failed":
            jobs.forget_result(TRAINING, number)


def _ended() -> dict[int, jobs.Ended[TrainingHistory]]:
    """What the trainings have come to, by the number of the run."""
    return jobs.results(TRAINING)  # type: ignore[return-value]  # `start_run` gives each its number


def data_split() -> DataSplit:
    """The patients of the first fold, for training and held out."""
    return runtime.cached(split_patients, ("the first fold",), ensembles()[0], trial())


def gradient_norms(about: str, model: Forecaster) -> Numbers:
    """A network's gradient norms through time, on held-out patients with many visits; cached by `about`."""
    scale = ensembles()[0].scale
    return runtime.cached(gradient_norms_through_time, (about,), model, scale, long_patients(), STEPS_BACK)


def long_patients() -> list[Patient]:
    """The held-out patients with at least STEPS_BACK visits."""
    held_out = ensembles()[0].held_out
    return [patient for patient in trial() if patient.name in held_out and len(patient) >= STEPS_BACK]
