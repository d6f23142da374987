"""*Understand*: what the taught classifier confuses, and why transfer learning works."""

from dataclasses import dataclass

import streamlit as st

from components.transfer.screens.confusions import confusions_view
from components.transfer.screens.desk import TeachSettings, lesson_or_training
from components.transfer.screens.map import map_view
from components.transfer.screens.none_of_these import none_view
from components.ui import link

CONFUSIONS, MAP, NONE = "Confusions", "Map", "None of these"
VIEWS = (CONFUSIONS, MAP, NONE)

CLAIMS = {
    CONFUSIONS: "Which classes are taken for one another?",
    MAP: "Why it works: as features, a class lies together.",
    NONE: "A softmax always answers; a distance can refuse.",
}


@dataclass(frozen=True)
class UnderstandSettings:
    """What the link of this screen holds."""

    view: str = link.choice(CONFUSIONS, VIEWS)


def understand_screen() -> None:
    """Draw the screen."""
    taught = link.settings(TeachSettings)
    settings = link.settings(UnderstandSettings)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            "View",
            VIEWS,
            default=CONFUSIONS,
            required=True,
            key="view",
            label_visibility="collapsed",
            width="content",
        )
        st.markdown(CLAIMS[settings.view], width="content")
    lesson = lesson_or_training(taught)
    if lesson is None:
        return
    if settings.view == CONFUSIONS:
        confusions_view(lesson, taught)
    elif settings.view == MAP:
        map_view(lesson)
    else:
        none_view(lesson, taught)
