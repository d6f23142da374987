"""The settings of *Training*, and the visitor's network that they ask for."""

from dataclasses import dataclass

from components import runtime
from components.live_session import LiveSession
from components.ui import url_state
from components.ui.controls.live_run import live_session
from components.zoo.digits import LEARNED, digits_to_learn
from components.zoo.networks.feed_forward import ACTIVATIONS
from components.zoo.screens import state
from components.zoo.training.digit_config import ARCHITECTURES, DigitTrainingConfig
from components.zoo.training.digit_trainee import DigitSnapshot, DigitTrainee

JOB = "zoo training"
RATES = ("0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "1", "10")
BATCHES, DECAYS, KL_WEIGHTS = (
    ("8", "32", "64", "128", "512"),
    ("0", "0.01", "0.1", "1"),
    ("0", "1", "4", "30"),
)
OPTIMISERS = ("AdamW", "SGD")
FRAME_SECONDS = 0.5
SPEEDS = {"one step a picture": 1, "ten steps a picture": 10, "as fast as it can": 10_000}
SLOW, _, FAST = SPEEDS
# Which setting is the network's size, and what its units are called.
SIZES = {"CNN": "learn_channels", "RBF": "learn_centres", "SAE": "learn_parts"}


@dataclass(frozen=True)
class TrainingSettings:
    """The network, its sizes, and how it is trained; the noise is in hundredths."""

    learn_network: str = url_state.choice("FF", tuple(ARCHITECTURES))
    learn_units: int = url_state.integer(64, 1, 512)
    learn_channels: int = url_state.integer(8, 1, 32)
    learn_centres: int = url_state.integer(200, 1, 1000)
    learn_parts: int = url_state.integer(256, 16, 1024)
    learn_layers: int = url_state.integer(1, 0, 6)
    learn_activation: str = url_state.choice("ReLU", tuple(ACTIVATIONS))
    learn_code: int = url_state.integer(2, 1, 64)
    learn_active: int = url_state.integer(25, 1, 200)
    learn_optimiser: str = url_state.choice("AdamW", OPTIMISERS)
    learn_rate: str = url_state.choice("0.003", RATES)
    learn_batch: str = url_state.choice("64", BATCHES)
    learn_decay: str = url_state.choice("0", DECAYS)
    learn_noise: int = url_state.integer(50, 0, 95)
    learn_kl: str = url_state.choice("1", KL_WEIGHTS)
    learn_digits: int = url_state.integer(LEARNED, 20, LEARNED)
    learn_seed: int = url_state.integer(0, 0, 999)
    learn_speed: str = url_state.choice(FAST, tuple(SPEEDS))


def digit_training_config(settings: TrainingSettings) -> DigitTrainingConfig:
    """The training that the settings ask for."""
    return DigitTrainingConfig(
        settings.learn_network,
        int(getattr(settings, SIZES.get(settings.learn_network, "learn_units"))),
        settings.learn_layers,
        settings.learn_activation,
        settings.learn_code,
        settings.learn_active,
        settings.learn_optimiser,
        float(settings.learn_rate),
        int(settings.learn_batch),
        float(settings.learn_decay),
        settings.learn_noise / 100,
        float(settings.learn_kl),
        settings.learn_digits,
        settings.learn_seed,
    )


def digit_session(settings: TrainingSettings) -> LiveSession[DigitSnapshot]:
    """This visitor's training; a new one as soon as anything but its speed is changed."""
    config = digit_training_config(settings)

    def begin() -> LiveSession[DigitSnapshot]:
        learned = runtime.shared(digits_to_learn)
        return LiveSession(DigitTrainee(config, learned, state.held_out()), 1, FRAME_SECONDS)

    session = live_session(JOB, config, begin)
    session.steps_per_frame = SPEEDS[settings.learn_speed]
    return session
