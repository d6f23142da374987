"""Generative adversarial networks: a generator of faces, to slide through and look into, and its training."""

from components.topic import Entry, Topic

TOPIC = Topic(
    title="Generative adversarial networks",
    page="gan",
    folder="gan",
    icon_name="swords",
    claim="Two networks in a constant battle, until one of them can draw what nobody photographed.",
    header="GAN",
    screens=(
        Entry("Slide", "slide"),
        Entry("Explore", "explore"),
        Entry("Inside", "inside"),
        Entry("Discriminator", "eye"),
        Entry("Time machine", "time_machine"),
        Entry("Battle", "battle"),
        Entry("Find my picture", "find"),
        Entry("Ask for it", "ask"),
    ),
    formerly=("image_gan",),
)
