"""*Train*: any of four networks learns to forecast before the class, beside those trained before."""


def train_screen() -> None:
    """Draw the screen."""
