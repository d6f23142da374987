"""The screens of the transfer-learning page."""

from components.transfer.screens.look import look_screen, warm
from components.transfer.screens.take_away import take_away_screen
from components.transfer.screens.teach import teach_screen
from components.transfer.screens.understand import understand_screen
from components.transfer.screens.use import use_screen

__all__ = ["look_screen", "take_away_screen", "teach_screen", "understand_screen", "use_screen", "warm"]
