"""*Classify*: the five best classes of a photo, and Grad-CAM heat maps for them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.intake.photos import PhotoLike
from components.render.colours import DIVERGING, SEQUENTIAL
from components.session import ForwardPass, visitor
from components.transfer.classify import (
    ZONES,
    ClassHeatmap,
    Classification,
    classify,
    classify_photo,
    contrastive_grad_cam,
    grad_cam,
)
from components.transfer.moved_photo import at_place
from components.ui import url_state
from components.ui.controls.compare import NOW, freeze_button, side_by_side
from components.ui.controls.network import (
    imagenet_network_or_default,
    network,
    network_setting,
    pick_network,
    tell_own,
)
from components.ui.controls.photo import (
    Subject,
    as_seen,
    photo_size,
    pick_own,
    pick_sample,
    sample_photo,
    subject,
)
from components.ui.controls.quiz import Question, answered, ask_beside, show_outcomes, show_tally
from components.ui.controls.seen_square import seen_square, whole_photo
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.screens import open_on
from components.ui.frame.stage import stage
from components.ui.pacing import paint_this_first
from components.ui.text import plain
from components.ui.widgets.class_bars import Bar, class_bars
from components.ui.widgets.heatmap_overlay import Layers, movable_overlay, overlay
from components.vision.backbones import BACKBONES, DEFAULT, Network, labels_of
from components.vision.deletion import deletion, random_deletions
from components.vision.preprocessing import seen_pixels
from components.vision.samples import BEGINS_WITH, SAMPLES
from components.vision.window import MIDDLE, Place, fits_beside, seen_box

LABELS = labels_of(BACKBONES[DEFAULT].weights)
LAST_MAPS, METHOD = 18, "Grad-CAM"  # block and method whose map this is on the CNN page's *Heat maps*
TEST = "On CNN, Heat maps: hide the hottest places and see how soon the class falls."
NAME = "classify"  # of what is frozen
COMPARED = 3  # classes of each of two results
BEST, NOTHING = "the best class", "anything else"
CONFIDENCE_BINS = ("under 25 %", "25 to 50 %", "50 to 75 %", "over 75 %")


@dataclass(frozen=True)
class ClassifySettings:
    """Settings of this screen in the link."""

    sample: str = url_state.choice(BEGINS_WITH, tuple(SAMPLES))
    model: str = network_setting()
    explain: str = url_state.choice(BEST, (BEST, *LABELS))
    against: str = url_state.choice(NOTHING, (NOTHING, *LABELS))
    opacity: int = url_state.integer(80, 0, 100)
    across: int = url_state.integer(MIDDLE.across, 0, 100)
    down: int = url_state.integer(MIDDLE.down, 0, 100)
    guess: bool = url_state.boolean()


DEFAULTS = asdict(ClassifySettings())
EXPERIMENTS = (
    Experiment(
        "Why not tabby?",
        {"sample": "cat", "explain": "Egyptian cat", "against": "tabby"},
        "The map shows what raises one logit over the other: the cat’s muzzle speaks for “Egyptian cat”, "
        "and hardly any place for “tabby”.",
    ),
    Experiment(
        "Never learned: a retina",
        {"sample": "retina"},
        "No class of ImageNet fits a retina, but the probabilities add up to 1, so the network names one.",
    ),
    Experiment(
        "Another square, another class",
        {"sample": "temple", "across": 100},
        "In its middle this photo is a palace, at its right edge a lakeside: only the square is seen.",
    ),
    Experiment("Guess: the rocket", {"sample": "rocket", "guess": True}),
)

CLAIM = "Which of its 1,000 classes does the network see, and where?"

IDEA = r"""
**Transfer learning.** A network trained on the 1.28 million photos and 1,000 classes of ImageNet has
learned features that serve for other pictures too. This screen asks it as it is. The lecture's next step is
to keep its features and train only a new last layer on classes of one's own.

**The five best classes.** The last layer gives one number per class, the *logits* $y_1, …, y_{1000}$.
Softmax turns them into probabilities, which always add up to 1, even for a photo of none of the classes:

$$
p_c = \frac{e^{y_c}}{\sum_j e^{y_j}}
$$

**The bright square** is all that the network sees. A photo’s shorter side is brought to 256 pixels, and a
square of 224 × 224 is cut out of its middle, as in training; what lies outside can’t count. Drag the square
to another place: the network then answers for what is in it.

**The heat map** is Grad-CAM ([Selvaraju et al., 2017](https://arxiv.org/abs/1610.02391)). $A_k$ is channel
$k$ of the last feature map, which is only 7 × 7 places large (6 × 6 in AlexNet). A channel’s weight
$\alpha_k$ is how much the class’s logit rises when the channel does:

$$
H_c = \mathrm{ReLU}\Big(\sum_k \alpha_k A_k\Big)
$$

$$
\alpha_k = \frac{1}{hw}\sum_{i,j} \frac{\partial y_c}{\partial A_{k,ij}}
$$

The map is a claim, and it can be wrong. *Test this heat map* hides the hottest places first: the class should
fall sooner than when places are hidden at random. For the cat among the samples it does not.

**Why this and not that?** With the difference $y_a - y_b$ in place of $y_c$, and without the ReLU, the map
shows what speaks for class $a$ and what for class $b$.
"""


@dataclass(frozen=True)
class ClassifyResult:
    """A classification and the classes to explain: all that is needed to draw it, now or frozen."""

    chosen: Network
    subject: Subject
    size: tuple[int, int]  # of the photo, width and height
    place: Place  # of the square that the network sees of it
    classification: Classification
    wanted: str
    against: str | None

    @property
    def about(self) -> tuple[str, str]:
        """Key that its pictures are cached under."""
        return self.seen.digest, self.chosen.backbone.name

    @property
    def seen(self) -> PhotoLike:
        """The photo of which the network sees the middle."""
        return at_place(self.subject.photo, self.chosen.backbone.preprocessing, self.place)

    @property
    def whole(self) -> bool:
        """Whether the photo is shown whole."""
        return fits_beside(self.size)


def warm() -> None:
    """Read the samples, load the default network and classify once, before the first visitor comes."""
    photos = [sample_photo(name) for name in SAMPLES]
    classification = runtime.run_short(classify, network(DEFAULT), photos[0].image)
    runtime.run_short(grad_cam, network(DEFAULT), classification, classification.best(1)[0][0])


def classify_screen() -> None:
    """Draw the screen; the answer first, since it is what everyone waits for."""
    settings = url_state.settings(ClassifySettings)
    tell_own(settings.model)
    result = _result(subject(settings.sample), imagenet_network_or_default(settings.model), settings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        questions = _questions(result) if settings.guess else ()
        if answered(questions):
            side_by_side(NAME, result, lambda drawn, key: _draw(drawn, settings, questions, key))
        else:
            ask_beside(_photo(result), result.subject.credit, questions)
    with place.dock:
        pick_sample(ClassifySettings.sample, _best_class)
        pick_own(_best_class)
        st.toggle("Guess first", key="guess")
        show_tally()
        _pick_classes()
        if answered(questions):
            with st.container(horizontal=True, gap="xsmall"):
                freeze_button(NAME, result)
                _test_the_map(settings)
        pick_network(settings.model)


def _pick_classes() -> None:
    st.selectbox("Show what speaks for", (BEST, *LABELS), key="explain")
    st.selectbox("rather than for", (NOTHING, *LABELS), key="against")


def _result(shown: Subject, chosen: Network, settings: ClassifySettings) -> ClassifyResult:
    name, how, size = chosen.backbone.name, chosen.backbone.preprocessing, photo_size(shown.photo)
    place = Place(settings.across, settings.down) if fits_beside(size) else MIDDLE
    seen = at_place(shown.photo, how, place)
    classification = runtime.cached(classify_photo, (seen.digest, name), chosen, seen)
    visitor().last_pass = ForwardPass(name, classification.milliseconds)
    wanted = classification.best(1)[0][0] if settings.explain == BEST else settings.explain
    against = None if settings.against in (NOTHING, wanted) else settings.against
    return ClassifyResult(chosen, as_seen(shown, how), size, place, classification, wanted, against)


def _questions(result: ClassifyResult) -> tuple[Question, ...]:
    """Ask for the class, the probability and then, if the heat map passes its test, the place."""
    (best, probability), *_ = ranked = result.classification.best(5)
    candidates = sorted(label for label, _ in ranked)
    sure = CONFIDENCE_BINS[min(int(4 * probability), 3)]
    first = (
        Question("which class wins?", candidates, best, (*result.about, "class"), "the network says"),
        Question(
            "how sure is it?", CONFIDENCE_BINS, sure, (*result.about, "sure"), "the network’s probability is"
        ),
    )
    if not answered(first) or not _passes(result, best):
        return first
    place = _heat(result, best).hottest_zone
    question = f"where does it see “{plain(best)}”?"
    where = Question(question, ZONES, place, (*result.about, "where"), "the heat map is strongest at the")
    return (*first, where)


def _passes(result: ClassifyResult, wanted: str) -> bool:
    """Whether the heat map passes the deletion test; no guess is scored by one that doesn't."""
    about = (*result.about, wanted, "hidden")
    with st.spinner("Testing the heat map …", show_time=True):
        return runtime.cached(_deletion_test, about, result, _heat(result, wanted), wanted)


def _deletion_test(result: ClassifyResult, found: ClassHeatmap, wanted: str) -> bool:
    network, number = result.chosen, result.classification.labels.index(wanted)
    seen = seen_pixels(result.seen.image, network.backbone.preprocessing)
    pixels = torch.from_numpy(seen)[None].to(network.device)

    def logits(batch: Tensor) -> Tensor:
        output: Tensor = network.head(network.body(batch))
        return output

    random_baseline = random_deletions(logits, pixels, number)
    return random_baseline.passed(deletion(logits, pixels, found.grid.clamp(min=0), number))


# --- What is drawn ----------------------------------------------------------------------------------


def _photo(result: ClassifyResult) -> bytes:
    return seen_square(result.seen, result.chosen.backbone.preprocessing)


def _heat(result: ClassifyResult, wanted: str) -> ClassHeatmap:
    return runtime.cached(grad_cam, (*result.about, wanted), result.chosen, result.classification, wanted)


def _layers(result: ClassifyResult) -> Layers:
    """The heat map over the photo: over its square if it is shown whole, else over the square alone."""
    wanted, against = result.wanted, result.against
    if against is None:
        heat, scale, ends = _heat(result, wanted), SEQUENTIAL, ("little", f"speaks for “{wanted}”")
    else:
        key = (*result.about, wanted, against)
        heat = runtime.cached(
            contrastive_grad_cam, key, result.chosen, result.classification, wanted, against
        )
        scale, ends = DIVERGING, (f"for “{against}”", f"for “{wanted}”")
    credit, how = result.subject.credit, result.chosen.backbone.preprocessing
    if not result.whole:
        return Layers(_photo(result), heat.png, scale, ends, credit)
    photo, (width, height) = whole_photo(result.subject.photo, how), result.size
    return Layers(
        photo, heat.png, scale, ends, credit, seen_box(result.size, how, result.place), width / height
    )


def _draw(
    result: ClassifyResult, settings: ClassifySettings, questions: Sequence[Question], key: str
) -> None:
    """Draw the photo beside the answer; of two results that are compared, the photo above it."""
    if NAME in visitor().frozen:
        overlay_place, answer = st.container(key=f"stretch-{key}"), st.container()
    else:
        overlay_place, answer = st.columns(_shares(result), gap="medium")
    with answer:
        if key == NOW:
            show_outcomes(questions)
        _draw_answer(result, key)
    paint_this_first()
    with overlay_place:
        if key == NOW and result.whole:
            movable_overlay(_layers(result), settings.opacity, _set_opacity, _move, key=f"overlay {key}")
        else:
            overlay(_layers(result), settings.opacity, _set_opacity, key=f"overlay {key}")
        if result.against is None and _heat(result, result.wanted).silent:
            st.info(f"Nothing in this photo speaks for “{result.wanted}”.")


def _shares(result: ClassifyResult) -> tuple[float, float]:
    """Of the room: for the photo, the more the wider it is, and for the answer."""
    width, height = result.size if result.whole else (1, 1)
    photo = min(0.72, max(0.5, 0.62 * width / height))
    return photo, 1 - photo


def _draw_answer(result: ClassifyResult, key: str) -> None:
    comparing = NAME in visitor().frozen
    ranked = result.classification.best(COMPARED if comparing else 5)
    if not comparing:
        st.subheader(ranked[0][0], anchor=False)
    asked = [
        (label, result.classification.probability(label))
        for label in (result.wanted, result.against)
        if label
    ]
    rows = ranked + [row for row in asked if row not in ranked]
    marks = {result.wanted: "+", result.against: "−"}
    bars = [Bar(label, p, marks.get(label, "")) for label, p in rows]
    class_bars(bars, _explain, key=f"bars {key}", fills=not comparing)


def _test_the_map(settings: ClassifySettings) -> None:
    """Draw the way to the screen that tests the heat map, with the same photo, network and class."""
    # Else that screen would go on with another network, or with the square in the middle.
    shown_there = settings.model in BACKBONES and Place(settings.across, settings.down) == MIDDLE
    if st.button("Test this heat map", icon=":material/rule:", help=TEST, disabled=not shown_there):
        st.session_state.update(heat_block=LAST_MAPS, method=METHOD)
        open_on("CNN", "Heat maps")
        to = {
            "screen": "Heat maps",
            "sample": settings.sample,
            "model": settings.model,
            "explain": settings.explain,
        }
        st.switch_page("pages/cnn.py", query_params=to)


def _set_opacity(percent: int) -> None:
    st.session_state["opacity"] = percent


def _move(across: int, down: int) -> None:
    st.session_state.update(across=across, down=down)


def _explain(label: str) -> None:
    st.session_state["explain"] = label


def _best_class() -> None:
    st.session_state.update(explain=BEST, against=NOTHING, **asdict(MIDDLE))


SCREEN = Screen(classify_screen, (ClassifySettings,), EXPERIMENTS, DEFAULTS)
