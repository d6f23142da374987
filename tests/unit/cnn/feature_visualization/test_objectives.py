"""What is maximised is the network's own activation."""

import torch

from components.cnn.feature_visualization.objectives import ChannelObjective, activation
from components.cnn.graph import NetworkGraph


def test_a_channel_is_the_mean_of_its_map_before_a_relu(graph: NetworkGraph) -> None:
    pixels = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        normed = graph.blocks[0].values(pixels)[2]
        assert graph.blocks[0].operations[1].kind == "batch norm"
        torch.testing.assert_close(activation(graph, ChannelObjective(0, 5), pixels), normed[0, 5].mean())
        linear = list(graph.outputs(pixels))[3]
        torch.testing.assert_close(activation(graph, ChannelObjective(3, 7), pixels), linear[0, 7].mean())
        logits = graph.logits_after(-1, pixels)
        torch.testing.assert_close(activation(graph, ChannelObjective(20, 949), pixels), logits[0, 949])
