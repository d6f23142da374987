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
        Entry("Procedure", "procedure"),
        Entry("Classify", "classify", formerly=("Look",)),
        Entry("Teach", "teach"),
        Entry("Evaluate", "evaluate", formerly=("Understand",)),
        Entry("Predict", "predict", formerly=("Use",)),
        Entry("Export", "export", formerly=("Take away",)),
    ),
    first_once="Classify",
)
