"""The screens of the transfer-learning page."""

from components.transfer.screens import desk, look
from components.transfer.screens.look import look_screen
from components.transfer.screens.take_away import take_away_screen
from components.transfer.screens.teach import teach_screen
from components.transfer.screens.understand import understand_screen
from components.transfer.screens.use import use_screen

__all__ = ["look_screen", "take_away_screen", "teach_screen", "understand_screen", "use_screen", "warm"]


def warm() -> None:
    """What the first visitor would wait for: the network, the samples, the features of the garments."""
    look.warm()
    desk.warm()
