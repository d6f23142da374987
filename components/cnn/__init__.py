"""Convolutional networks: every block, every filter, on one's own photo."""

from components.topic import Entry, Topic

TOPIC = Topic(
    title="Convolutional networks",
    page="cnn",
    folder="cnn",
    icon_name="grid_view",
    claim="Layer upon layer of learned filters: edges, then textures, then parts, then things.",
    header="CNN",
    screens=(
        Entry("Architecture", "architecture", ("Network",)),
        Entry("Feature maps", "feature_maps", ("Channels",)),
        Entry("Arithmetic", "arithmetic"),
        Entry("Convolution", "convolution", ("Kernels",)),
        Entry("Ablation", "ablation", ("What if",)),
        Entry("Heat maps", "heat_maps", ("Where",)),
        Entry("Feature visualisation", "feature_visualisation", ("Wishes",)),
        Entry("Shifting", "shifting", ("Roaming",)),
    ),
    formerly=("feature_maps",),
)
