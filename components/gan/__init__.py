"""Generative adversarial networks: a generator of faces, its latent space and its maps, and its training."""

from components.topic import Entry, Topic

TOPIC = Topic(
    title="Generative adversarial networks",
    page="gan",
    folder="gan",
    icon_name="swords",
    claim="Two networks in a constant battle, until one of them can draw what nobody photographed.",
    header="GAN",
    screens=(
        Entry("Architecture", "architecture"),
        Entry("Latent sliders", "latent_sliders", formerly=("Slide",)),
        Entry("Explore", "explore"),
        Entry("Generator", "generator", formerly=("Inside",)),
        Entry("Discriminator", "discriminator"),
        Entry("Training history", "training_history", formerly=("Time machine",)),
        Entry("Live training", "live_training", formerly=("Battle",)),
        Entry("Inversion", "inversion", formerly=("Find my picture",)),
        Entry("Conditional GAN", "conditional_gan", formerly=("Ask for it",)),
    ),
    formerly=("image_gan",),
    first_once="Latent sliders",
)
