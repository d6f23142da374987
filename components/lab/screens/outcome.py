"""*Outcome*: the same sequences classified: death or transplant within two years, or neither."""


def outcome_screen() -> None:
    """Draw the screen."""
