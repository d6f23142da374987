"""The screen *Procedure*, driven without a browser: the drawing against the network and the training."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from components.render.colours import DIVERGING
from components.transfer.learning_course import learning_course
from components.transfer.linear_probe import STEPS
from components.transfer.screens.state import FASHION_MNIST, OWN
from components.transfer.train import TrainedClassifier
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, sent, wait
from tests.pages.own_photos import PAGE, add_photos, crops, transfer_state


def open_procedure(open_page: OpenPage, **parameters: str) -> AppTest:
    app = wait(open_page(PAGE, screen="Procedure", per_class="5", **parameters))
    assert not app.exception
    return app


def drawn(app: AppTest) -> dict[str, Any]:
    return sent(app, "chalknet_procedure_drawing")


def classifier(app: AppTest) -> TrainedClassifier:
    return transfer_state(app).classifiers[FASHION_MNIST]


def test_the_frozen_network_and_its_old_layer_are_the_chosen_one_s(open_page: OpenPage) -> None:
    shown = drawn(open_procedure(open_page))
    slabs = [(slab["channels"], slab["side"]) for slab in shown["network"]["slabs"]]
    assert slabs[0] == (32, 112)
    assert slabs[-2:] == [(1280, 7), (1280, 1)]
    assert "2,223,872" in shown["network"]["parts"][1]
    assert shown["old"]["classes"] == 1000
    assert shown["layer"]["all"] == 1280


def test_every_probability_is_the_training_s(open_page: OpenPage) -> None:
    app = open_procedure(open_page, held_out_photo="3")
    layer, trained = drawn(app)["layer"], classifier(app)
    number = trained.split.held_out[3]
    assert layer["truth"] == int(trained.targets[number])
    assert len(layer["probabilities"]) == STEPS + 1
    for step in (1, 40, STEPS):
        logits = trained.steps[step - 1].layer.logits(trained.features[number])
        assert layer["logits"][step] == pytest.approx(logits.tolist(), abs=1e-5)
        assert layer["probabilities"][step] == pytest.approx(logits.softmax(0).tolist(), abs=1e-5)


def test_every_weight_has_its_colour(open_page: OpenPage) -> None:
    app = open_procedure(open_page)
    layer, trained = drawn(app)["layer"], classifier(app)
    frames = Image.open(io.BytesIO(base64.b64decode(layer["frames"].split(",")[1]))).convert("RGB")
    classes = len(layer["classes"])
    assert frames.size == (layer["shown"], (STEPS + 1) * classes)
    pixels = np.asarray(frames).astype(int).reshape(STEPS + 1, classes, layer["shown"], 3)
    weights = learning_course(trained, 0).weights
    place = ((weights / weights.abs().max() + 1) / 2 * 255).round().byte().numpy()
    assert np.abs(pixels - DIVERGING[place]).max() <= 1


def test_another_photo_is_followed_and_a_step_is_kept_in_the_link(open_page: OpenPage) -> None:
    app = open_procedure(open_page, learned_step="10")
    assert drawn(app)["step"] == 10
    before = drawn(app)
    press(app, "Another photo")
    after = drawn(app)
    assert after["step"] == 10
    assert after["network"]["pictures"] != before["network"]["pictures"]
    assert after["layer"]["frames"] != ""
    assert after["layer"]["probabilities"] != before["layer"]["probabilities"]


def test_ones_own_classes_are_seen_to_be_learned(own: AppTest) -> None:
    add_photos(own, "Class 1", crops("cat", 5))
    add_photos(own, "Class 2", crops("coffee", 5))
    press(own, "Train")
    wait(own)
    own.session_state["screen"] = "Procedure"
    own.run()
    assert not own.exception
    layer = drawn(own)["layer"]
    assert layer["classes"] == ["Class 1", "Class 2"]
    assert layer["shown"] == 90
    assert transfer_state(own).classifiers[OWN].accuracy == layer["accuracies"][-1]


def test_teach_leads_to_the_drawing_of_the_same_training_before_its_first_step(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Teach", per_class="5"))
    press(app, "See it learn, weight by weight")
    shown = drawn(app)
    assert shown["step"] == 0
    assert len(shown["layer"]["probabilities"]) == STEPS + 1
    assert app.session_state["per_class"] == "5"
