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
        Entry("Network", "network"),
        Entry("Channels", "channels"),
        Entry("Arithmetic", "arithmetic"),
        Entry("Kernels", "laboratory"),
        Entry("What if", "what_if"),
        Entry("Where", "where"),
        Entry("Wishes", "wishes"),
        Entry("Roaming", "roaming"),
    ),
    formerly=("feature_maps",),
)
