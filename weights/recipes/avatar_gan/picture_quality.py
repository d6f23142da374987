"""How near two sets of pictures are, by the features of a network that knows neither.

Fréchet distance (Heusel et al. 2017, arXiv:1706.08500), kernel distance (Bińkowski et al. 2018,
arXiv:1801.01401), precision and recall (Kynkäänniemi et al. 2019, arXiv:1904.06991), here on the pooled
features of MobileNetV2 instead of Inception: compare them within this project only.
"""

import io
from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from torch import Tensor
from torch.nn import functional as F

from components.vision.backbones import BACKBONES, load_network

Pictures = NDArray[np.uint8]  # (count, height, width, 3)
BATCH = 8  # with the colours of a pixel beside each other, twice as quick on a CPU as 50 in planes
NEIGHBOURS = 3


@torch.inference_mode()
def features(pictures: Pictures) -> Tensor:
    """MobileNetV2's pooled features of pictures (n, h, w, 3): (n, 1280)."""
    network = load_network("MobileNetV2", "cpu")
    network.body.to(memory_format=torch.channels_last)
    how = BACKBONES["MobileNetV2"].preprocessing
    mean, std = (torch.tensor(three)[:, None, None] for three in (how.mean, how.std))
    found = []
    for start in range(0, len(pictures), BATCH):
        batch = torch.from_numpy(pictures[start : start + BATCH]).permute(0, 3, 1, 2) / 255  # (b, 3, h, w)
        large = F.interpolate(batch, size=how.crop, mode="bilinear", align_corners=False)
        seen = ((large - mean) / std).to(memory_format=torch.channels_last)
        found.append(network.neck(network.body(seen)))  # (b, 1280)
    return torch.cat(found).double()


def frechet(a: Tensor, b: Tensor) -> float:
    """The Fréchet distance (squared) of two normal distributions fitted to features (n, d) and (m, d)."""
    root = _root(a.T.cov())
    cross = torch.linalg.eigvalsh(root @ b.T.cov() @ root).clamp(min=0).sqrt().sum()
    means = (a.mean(0) - b.mean(0)).square().sum()
    return float(means + a.var(0).sum() + b.var(0).sum() - 2 * cross)


def _root(matrix: Tensor) -> Tensor:
    """The square root of a symmetric matrix."""
    values, vectors = torch.linalg.eigh(matrix)
    root: Tensor = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    return root


def kernel_distance(a: Tensor, b: Tensor) -> float:
    """The squared maximum mean discrepancy under (x·y/d + 1)³, unbiased: near 0 for halves of one set."""

    def kernel(x: Tensor, y: Tensor) -> Tensor:
        return (x @ y.T / x.shape[1] + 1) ** 3

    def within(x: Tensor) -> Tensor:
        values = kernel(x, x)
        return (values.sum() - values.diagonal().sum()) / (len(x) * (len(x) - 1))

    return float(within(a) + within(b) - 2 * kernel(a, b).mean())


def precision_recall(real: Tensor, fake: Tensor) -> tuple[float, float]:
    """The share of `fake` inside the manifold of `real`, and the share of `real` inside that of `fake`.

    A manifold is all balls around the points that reach to their third neighbour.
    """
    return _share_inside(fake, real), _share_inside(real, fake)


def _share_inside(points: Tensor, manifold: Tensor) -> float:
    apart = torch.cdist(manifold, manifold)
    radius = apart.kthvalue(NEIGHBOURS + 1, dim=1).values  # the nearest is the point itself
    inside = (torch.cdist(points, manifold) <= radius).any(1)
    return float(inside.double().mean())


def nearest(points: Tensor, others: Tensor) -> tuple[Tensor, Tensor]:
    """For each of `points` (n, d) the distance to the nearest of `others` (m, d), and which that is."""
    found = [torch.cdist(part, others).min(1) for part in torch.split(points, 500)]
    return torch.cat([one.values for one in found]), torch.cat([one.indices for one in found])


# --- Flat colours -------------------------------------------------------------------------------------------

COMMON = 0.0005  # of all pixels


def palette(pictures: Pictures) -> Tensor:
    """The colours (k, 3) that more than COMMON of all pixels have exactly: what a drawing is filled with."""
    colours, counts = np.unique(pictures.reshape(-1, 3), axis=0, return_counts=True)
    return torch.from_numpy(colours[counts > COMMON * counts.sum()]).float()


def off_palette(pictures: Pictures, colours: Tensor) -> Tensor:
    """For every pixel the distance to the nearest of `colours` (k, 3), in 255ths: (pixels,)."""
    pixels = torch.from_numpy(pictures.reshape(-1, 3)).float()
    return nearest(pixels, colours)[0]


# --- The ladder ---------------------------------------------------------------------------------------------


def blurred(radius: float) -> Callable[[Image.Image], Image.Image]:
    """A Gaussian blur whose standard deviation is `radius` pixels."""
    return lambda picture: picture.filter(ImageFilter.GaussianBlur(radius))


def compressed(quality: int) -> Callable[[Image.Image], Image.Image]:
    """JPEG, there and back."""

    def change(picture: Image.Image) -> Image.Image:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality)
        return Image.open(stream).convert("RGB")

    return change


def noised(deviation: float) -> Callable[[Image.Image], Image.Image]:
    """Gaussian noise of so many 255ths in every value, from a seed."""
    random = np.random.default_rng(0)

    def change(picture: Image.Image) -> Image.Image:
        noise = random.normal(0, deviation, (picture.height, picture.width, 3))
        return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).round().astype(np.uint8))

    return change


LADDER: dict[str, Callable[[Image.Image], Image.Image]] = {
    "untouched": lambda picture: picture,
    "JPEG, quality 90": compressed(90),
    "blurred by 0.5 px": blurred(0.5),
    "blurred by 1 px": blurred(1.0),
    "blurred by 2 px": blurred(2.0),
    "noise of 15/255": noised(15),
}


def rungs(pictures: Pictures) -> Iterator[tuple[str, Pictures]]:
    """The same real pictures, spoilt in each way of the ladder."""
    for name, spoil in LADDER.items():
        yield name, np.stack([np.asarray(spoil(Image.fromarray(one))) for one in pictures])
