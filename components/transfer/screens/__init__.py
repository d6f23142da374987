"""The screens of the transfer-learning page."""

from components.transfer.screens.look import look_screen, warm

__all__ = ["look_screen", "warm"]
