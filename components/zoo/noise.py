"""Noise that is put on pictures, which a denoising autoencoder learns to take away."""

import torch
from torch import Tensor


def masking_noise(pictures: Tensor, share: float, random: torch.Generator | None = None) -> Tensor:
    """Pictures with a share of their pixels, drawn at random, made black (Vincent et al. 2008)."""
    drawn = torch.rand(pictures.shape, generator=random, device=pictures.device)
    return pictures * (drawn >= share)


def gaussian_noise(pictures: Tensor, spread: float, random: torch.Generator | None = None) -> Tensor:
    """Pictures in [0, 1] with normal noise of this standard deviation, clipped to [0, 1]."""
    drawn = torch.randn(pictures.shape, generator=random, device=pictures.device)
    return (pictures + spread * drawn).clamp(0, 1)
