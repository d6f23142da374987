"""What stands behind *Training history*: its numbers are those of the training that was."""

from collections.abc import Sequence

from components.gan.training_phases import TrainingPhase, batch_sizes, falling_penalty, relativistic_begin

LOSSES = r"""
$$
L_D = \operatorname{softplus}\big(D(G(z)) - D(x)\big)
$$

$$
L_G = \operatorname{softplus}\big(D(x) - D(G(z))\big).
$$

A penalty of $\tfrac{\gamma}{2}\lVert\nabla D\rVert^2$ at real and at generated pictures keeps $D$ smooth.
"""

HELD_OUT = """What is worth watching is the score of real avatars that $D$ never saw: if it fell below
the score of those that it trained on, $D$ would have begun to learn them by heart.
"""

QUALITY = r"""
**Quality** needs a judge from outside. The *Fréchet distance*
([Heusel et al., 2017](https://arxiv.org/abs/1706.08500)) fits a normal distribution to the features of real
and one to those of generated pictures, here MobileNetV2’s, and measures how far apart they are. As everyone
does, the *squared* distance is given:

$$
d^2 = \lVert \mu_r - \mu_g \rVert^2
+ \operatorname{tr}\big(\Sigma_r + \Sigma_g - 2\,(\Sigma_r \Sigma_g)^{1/2}\big).
$$

Each checkpoint is judged by 500 pictures, and so are the blurred ones; with more pictures the distance would
come out smaller. Every generator draws as it was trained here, without the exact colours that the other
screens add at the end.
"""


def training_idea(phases: Sequence[TrainingPhase], log_begin: int) -> str:
    """Say in Markdown how the networks were trained, and what the charts show from `log_begin` on."""
    return "\n".join((_battle(phases), LOSSES, _losses_say_little(phases, log_begin), QUALITY))


def _battle(phases: Sequence[TrainingPhase]) -> str:
    return f"""
**The battle.** In each iteration the discriminator $D$ learns to score real avatars $x$ above as many
generated ones $G(z)$, {_batches(phases)}; then the generator $G$ learns to raise
its score ([Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)). First with the hinge loss
([Lim & Ye, 2017](https://arxiv.org/abs/1705.02894)) under spectral normalisation
([Miyato et al., 2018](https://arxiv.org/abs/1802.05957)), from iteration {relativistic_begin(phases):,} on
with the relativistic one ([Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734);
[Huang et al., 2024](https://arxiv.org/abs/2501.05441)), which only compares:
"""


def _batches(phases: Sequence[TrainingPhase]) -> str:
    (_, first), *later = batch_sizes(phases)
    if not later:
        return f"{first} at a time"
    return " and ".join(
        [f"{first} at first", *(f"{size} from iteration {begin:,} on" for begin, size in later)]
    )


def _losses_say_little(phases: Sequence[TrainingPhase], log_begin: int) -> str:
    missing = f" (Of the first {log_begin:,} no log was kept.)" if log_begin else ""
    return (
        "**The losses say little.** Both sides get better together, so neither loss falls for long"
        f"{_falling_penalty(phases, log_begin, missing)} {HELD_OUT}"
    )


def _falling_penalty(phases: Sequence[TrainingPhase], log_begin: int, missing: str) -> str:
    falling = falling_penalty(phases)
    if falling is None:
        return f".{missing}"
    first, last = falling
    return (
        f": from iteration {log_begin:,} to {first.begin:,} they hardly move, while the faces become visibly "
        f"better.{missing} From there $\\gamma$ falls from {first.penalties[0]:g} to {last.penalties[1]:g}: "
        "$D$ sees ever finer faults and wins by ever more, so its loss falls and the generator’s rises. The "
        "faces become cleaner than ever, at the cost of the rarest kinds."
    )
