"""How a rate falls during a training."""

import math


def half_cosine(ends: tuple[float, float], fraction: float) -> float:
    """From the first to the second along half a cosine, `fraction` (0 to 1) of the way.

    The schedule of SGDR (Loshchilov and Hutter 2017, arXiv:1608.03983) without restarts.
    """
    return ends[1] + (ends[0] - ends[1]) * (1 + math.cos(math.pi * fraction)) / 2
