"""What the network makes of a finished image, as of a photo and as it was optimised."""

from PIL import Image

from components.cnn.feature_visualization.evaluation import (
    preprocessed_activation,
    preprocessed_probabilities,
    unresized_probabilities,
)
from components.cnn.feature_visualization.objectives import ChannelObjective
from components.cnn.feature_visualization.optimize import OptimizationConfig, optimize
from components.cnn.graph import NetworkGraph

STRAWBERRY, EYES = ChannelObjective(20, 949), ChannelObjective(12, 60)


def test_the_activation_is_that_of_the_finished_picture(graph: NetworkGraph) -> None:
    start, *_, end = optimize(graph, EYES, OptimizationConfig(steps=40))
    before, after = (
        preprocessed_activation(graph, EYES, Image.fromarray(step.image)) for step in (start, end)
    )
    assert before < 0.2
    assert after > 1


def test_still_pixels_fool_the_ascent_but_not_the_probabilities(graph: NetworkGraph) -> None:
    *_, end = optimize(graph, STRAWBERRY, OptimizationConfig(steps=64, method="pixels, still"))
    assert end.activation > 40  # a photo of strawberries gives about 20
    assert float(preprocessed_probabilities(graph, Image.fromarray(end.image))[949]) < 0.1
    assert float(unresized_probabilities(graph, Image.fromarray(end.image))[949]) > 0.9
