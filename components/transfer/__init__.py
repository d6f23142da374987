"""Transfer learning: a network that has learned to see, asked and taught."""

from components.topic import Entry, Topic

TOPIC = Topic(
    title="Transfer learning",
    page="transfer_learning",
    folder="transfer",
    icon_name="move_up",
    claim="Take a network that has already learned to see, and teach it your own classes in seconds.",
    header="Transfer learning",
    screens=(
        Entry("Look", "look"),
        Entry("Teach", "teach"),
        Entry("Understand", "understand"),
        Entry("Use", "use"),
        Entry("Take away", "take_away"),
    ),
)
