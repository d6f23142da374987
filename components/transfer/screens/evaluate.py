"""*Evaluate*: what the trained classifier confuses, and why transfer learning works."""

from dataclasses import dataclass, replace

from components.transfer.screens import ideas
from components.transfer.screens.evaluate_confusions import confusions_view
from components.transfer.screens.evaluate_curve import curve_view
from components.transfer.screens.evaluate_map import MapSettings, map_view
from components.transfer.screens.evaluate_none_of_these import NoneOfTheseSettings, none_of_these_view
from components.transfer.screens.evaluate_race import race_view
from components.transfer.screens.query_photo import QueryPhotoSettings
from components.transfer.screens.state import TeachSettings
from components.transfer.screens.trained_classifier import classifier_to_show
from components.ui import url_state
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage

CONFUSIONS, MAP, RACE, CURVE, NONE = "Confusions", "Map", "Race", "Curve", "None of these"
VIEWS = (CONFUSIONS, MAP, RACE, CURVE, NONE)

CLAIMS = {
    CONFUSIONS: "Which classes are taken for one another?",
    MAP: "Why it works: as features, a class lies together.",
    RACE: "Why it works: three ways to train on the same photos.",
    CURVE: "How many photos does it take?",
    NONE: "A softmax always answers; a distance can refuse.",
}
IDEAS = {
    CONFUSIONS: ideas.CONFUSIONS,
    MAP: ideas.MAP,
    RACE: ideas.RACE,
    CURVE: ideas.CURVE,
    NONE: ideas.NONE,
}


@dataclass(frozen=True)
class EvaluateSettings:
    """Settings of this screen in the link."""

    view: str = url_state.choice(CONFUSIONS, VIEWS)


def evaluate_screen() -> None:
    """Draw the screen."""
    taught = url_state.settings(TeachSettings)
    settings = url_state.settings(EvaluateSettings)
    place = stage(CLAIMS[settings.view], (), {}, IDEAS[settings.view])
    place.dock.segmented_control(
        "View",
        VIEWS,
        default=CONFUSIONS,
        required=True,
        key="view",
        label_visibility="collapsed",
        wrap=True,
    )
    trained = classifier_to_show(taught, place)
    if trained is None:
        return
    as_taught = replace(taught, model=trained.classifier.backbone)  # the setting may have changed since
    if settings.view == CONFUSIONS:
        confusions_view(trained, taught, place)
    elif settings.view == MAP:
        map_view(trained, place)
    elif settings.view == RACE:
        race_view(trained, place)
    elif settings.view == CURVE:
        curve_view(trained, as_taught, place)
    else:
        none_of_these_view(trained, as_taught, place)


SCREEN = Screen(
    evaluate_screen, (TeachSettings, EvaluateSettings, QueryPhotoSettings, MapSettings, NoneOfTheseSettings)
)
