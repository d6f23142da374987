"""The chart of neural networks: the lecture's networks on the same digits, side by side."""

from components.topic import Entry, Topic

TOPIC = Topic(
    title="The chart of neural networks",
    page="network_zoo",
    folder="zoo",
    icon_name="hub",
    claim="The networks of the lecture on the same data: what each is for, and how they differ.",
    header="Network zoo",
    screens=(
        Entry("Chart", "chart"),
        Entry("Points", "points"),
        Entry("Training", "training"),
        Entry("Draw a digit", "draw_a_digit"),
        Entry("Memory", "memory"),
        Entry("Codes", "codes"),
        Entry("Noise", "noise"),
        Entry("Dictionary", "dictionary"),
        Entry("GAN samples", "samples"),
        Entry("Comparison", "comparison"),
    ),
)
