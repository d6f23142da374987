"""Evaluation of a finished image, or of a photo: activation and class probabilities."""

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from components.cnn.feature_visualization.objectives import ChannelObjective, activation
from components.cnn.feature_visualization.transforms import normalise
from components.cnn.graph import NetworkGraph
from components.vision.preprocessing import seen_pixels


@torch.inference_mode()
def preprocessed_activation(graph: NetworkGraph, objective: ChannelObjective, photo: Image.Image) -> float:
    """Activation of an objective by an RGB photo, resized and cropped as the network was trained."""
    return float(activation(graph, objective, _preprocessed(graph, photo)))


@torch.inference_mode()
def preprocessed_probabilities(graph: NetworkGraph, photo: Image.Image) -> Tensor:
    """Class probabilities (classes,) of an RGB photo, resized and cropped as the network was trained."""
    return graph.logits_after(-1, _preprocessed(graph, photo))[0].softmax(0).cpu()


@torch.inference_mode()
def unresized_probabilities(graph: NetworkGraph, image: Image.Image) -> Tensor:
    """Class probabilities (classes,) of an RGB image in its own size, as it was optimised."""
    values = torch.from_numpy(np.asarray(image, np.float32) / 255).permute(2, 0, 1)[None]
    pixels = normalise(values.to(graph.network.device), graph.network.backbone.preprocessing)
    return graph.logits_after(-1, pixels)[0].softmax(0).cpu()


def _preprocessed(graph: NetworkGraph, photo: Image.Image) -> Tensor:
    seen = seen_pixels(photo, graph.network.backbone.preprocessing)
    return torch.from_numpy(seen)[None].to(graph.network.device)
