"""The screen *Classify*, driven without a browser."""

import io
import json
import threading
import time
from urllib.parse import quote

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from components import runtime
from components.intake.photos import read_photo
from components.transfer.screens import classify
from components.transfer.screens.classify import CONFIDENCE_BINS
from components.ui.controls import network, photo
from components.vision.backbones import DamagedWeights
from components.vision.samples import SAMPLES
from tests.pages.conftest import OpenPage
from tests.pages.driving import go_to, press, sent, text

PAGE = "transfer_learning"
CATS = ("tabby", "tiger cat", "Egyptian cat")
BEGINS = "espresso"


def answer(app: AppTest) -> str:
    assert not app.exception
    return str(app.subheader[0].value)


def bars(app: AppTest) -> list[dict[str, object]]:
    found: list[dict[str, object]] = sent(app, "class_bars")["rows"]
    return found


def choose(app: AppTest, sample: str) -> None:
    own = any("Back to the samples" in button.label for button in app.button)
    pills = app.get_by_key("sample instead" if own else "sample")
    assert isinstance(pills, ButtonGroup)
    pills.set_value(sample).run()


def upload(app: AppTest, data: bytes, name: str = "photo.jpg") -> AppTest:
    app.file_uploader(key="photo").clear()
    app.file_uploader(key="photo").upload(name, data)
    return app.run()


def test_a_sample_is_open_at_first_paint(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Classify")
    assert answer(app).startswith(BEGINS)
    assert bars(app)[0]["label"] == BEGINS
    assert not any("%" in caption.value for caption in app.caption)  # they stand at the bars


def test_another_sample_gets_another_answer(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Classify")
    choose(app, "cat")
    assert answer(app).startswith(CATS)


def test_an_experiment_with_a_sample_puts_the_own_photo_aside(open_page: OpenPage, cat: bytes) -> None:
    app = open_page(PAGE, screen="Classify")
    upload(app, cat)
    next(button for button in app.button if button.label == "Never learned: a retina").click().run()
    assert not answer(app).startswith(CATS)
    assert not any("Back to the samples" in button.label for button in app.button)


def test_an_upload_is_classified_and_its_removal_brings_the_sample_back(
    open_page: OpenPage, cat: bytes
) -> None:
    app = open_page(PAGE, sample="coffee")
    assert answer(app).startswith("espresso")
    upload(app, cat)
    assert answer(app).startswith(CATS)
    assert any("Back to the samples" in button.label for button in app.button)
    app.file_uploader(key="photo").clear().run()
    assert answer(app).startswith("espresso")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.jpg"),
        (b"Dear diary, this is no photo.", "text.jpg"),
        (b"%PDF-1.7\n1 0 obj", "paper.jpg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "drawing.svg"),
    ],
)
def test_a_bad_file_is_one_sentence_and_the_page_keeps_what_it_had(
    open_page: OpenPage, cat: bytes, data: bytes, name: str
) -> None:
    app = open_page(PAGE, screen="Classify")
    upload(app, cat)
    before = answer(app)
    upload(app, data, name)
    assert len(app.error) == 1
    assert app.error[0].value.count("Traceback") == 0
    assert answer(app) == before
    assert any("Back to the samples" in button.label for button in app.button)
    choose(app, "coffee")  # and the session lives
    assert answer(app).startswith("espresso")


def test_a_cut_jpeg_is_refused_on_the_page(open_page: OpenPage) -> None:
    stream = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(stream, "JPEG")
    app = open_page(PAGE, screen="Classify")
    upload(app, stream.getvalue()[: len(stream.getvalue()) // 2])
    assert len(app.error) == 1
    assert answer(app).startswith(BEGINS)


def test_the_link_sets_the_page(open_page: OpenPage) -> None:
    app = open_page(PAGE, sample="temple", explain="stupa", against="palace", guess="false")
    assert answer(app).startswith("palace")
    assert app.selectbox(key="explain").value == "stupa"
    assert app.selectbox(key="against").value == "palace"
    assert not app.warning


def test_nonsense_in_the_link_is_named_and_the_default_shown(open_page: OpenPage) -> None:
    app = open_page(PAGE, sample="<script>", opacity="1e9", explain=quote("no such class"))
    assert answer(app).startswith(BEGINS)
    assert len(app.warning) == 1
    for name in ("sample", "opacity", "explain"):
        assert f"“{name}”" in app.warning[0].value
    assert "<script>" not in app.warning[0].value


def test_the_experiments_set_exactly_their_state(open_page: OpenPage) -> None:
    app = open_page(PAGE, sample="coins")
    press(app, "Why not tabby?")
    assert answer(app).startswith("Egyptian cat")
    assert (app.selectbox(key="explain").value, app.selectbox(key="against").value) == (
        "Egyptian cat",
        "tabby",
    )
    press(app, "Never learned: a retina")
    assert answer(app).startswith("balloon")
    assert app.selectbox(key="against").value == "anything else"


def test_the_class_guesses_three_times_before_the_answer_is_shown(open_page: OpenPage) -> None:
    app = open_page(PAGE, guess="true", sample="coffee")
    assert not app.subheader
    assert not any("espresso" in caption.value for caption in app.caption)
    press(app, "espresso")
    assert "You guessed right: the network says **espresso**" in text(app)
    assert not app.subheader
    press(app, CONFIDENCE_BINS[0])  # wrong: it is over 75 %
    assert any(
        "You guessed under 25 %; the network’s probability is **over 75 %**" in line.value
        for line in app.markdown
    )
    assert not app.subheader
    zones = [
        button.label for button in app.button if button.label in ("left", "right", "top", "bottom", "centre")
    ]
    assert len(zones) == 5
    press(app, "centre")
    assert answer(app).startswith("espresso")
    assert any(line.value == "**2 of 3** guesses right" for line in app.markdown)
    assert "You guessed right: the network says **espresso**" in text(app)  # still, where it was asked


def test_a_guess_is_asked_only_once(open_page: OpenPage) -> None:
    app = open_page(PAGE, guess="true", sample="coffee")
    for choice in ("espresso", CONFIDENCE_BINS[3], "centre"):
        press(app, choice)
    choose(app, "temple")
    assert not app.subheader
    choose(app, "coffee")
    assert answer(app).startswith("espresso")


def test_a_frozen_look_stands_beside_the_next(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Classify")
    press(app, "Freeze to compare")
    choose(app, "cat")
    shown = [one.proto for one in app.get("bidi_component")]
    bars = [json.loads(one.json)["rows"] for one in shown if one.component_name.endswith("class_bars")]
    assert [rows[0]["label"] for rows in bars] == ["espresso", "Egyptian cat"]
    press(app, "Unfreeze")
    assert answer(app) == "Egyptian cat"


def test_a_network_that_is_not_here_is_offered_and_the_page_goes_on(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHALKNET_WEIGHTS_URL", "http://127.0.0.1:9/")
    app = open_page(PAGE, model="ResNet-18")
    assert "ResNet-18 is not on this computer yet" in app.info[0].value
    assert answer(app).startswith(BEGINS)
    press(app, "Fetch ResNet-18 (45 MB)")
    limit = time.monotonic() + 30
    while not app.error:
        assert time.monotonic() < limit
        time.sleep(0.1)
        app.run()
    assert "check the network connection" in app.error[0].value
    assert answer(app).startswith(BEGINS)


def test_a_damaged_network_file_is_one_sentence(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(name: str) -> object:
        raise DamagedWeights("The file resnet18-f37072fd.pth is damaged; delete it and fetch it again.")

    real = network.network
    monkeypatch.setattr(
        network, "network", lambda name: real(name) if name == "MobileNetV2" else damaged(name)
    )
    app = open_page(PAGE, model="ResNet-18")
    assert "is damaged" in app.error[0].value
    assert answer(app).startswith(BEGINS)


def test_where_browsers_forbid_the_webcam_the_page_says_what_to_do_instead(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo, "camera_allowed", lambda url: False)
    app = open_page(PAGE, screen="Classify")
    app.toggle(key="webcam").set_value(True).run()
    assert "phone’s own camera" in app.info[0].value
    assert not app.camera_input


def test_the_sidebar_names_the_device_the_model_and_the_time(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "warmth", runtime.WarmUpStatus(threading.Event()))
    app = open_page(PAGE, screen="Classify")
    assert "Loading the models" in app.sidebar.caption[0].value
    runtime.warmth.ready.set()
    app.run()
    for words in ("CPU", "ready", "MobileNetV2", "last forward pass"):
        assert words in app.sidebar.caption[0].value


def test_nobody_is_asked_where_by_a_heat_map_that_fails_its_test(open_page: OpenPage) -> None:
    app = open_page(PAGE, guess="true", sample="cat")
    press(app, "Egyptian cat")
    press(app, CONFIDENCE_BINS[2])
    assert answer(app).startswith("Egyptian cat")
    assert any(line.value == "**2 of 2** guesses right" for line in app.markdown)


@pytest.mark.parametrize("seen_before", [False, True])
def test_the_heat_map_is_tested_by_the_screen_that_does_so(open_page: OpenPage, seen_before: bool) -> None:
    if seen_before:
        app = open_page("cnn", screen="Convolution")
        app.switch_page(f"pages/{PAGE}.py").run()
        go_to(app, "Classify")
    else:
        app = open_page(PAGE, screen="Classify")
    choose(app, "rocket")
    press(app, "Test this heat map")
    assert app.session_state["screen"] == "Heat maps"
    assert app.session_state["traced photo"].about[0] == read_photo(SAMPLES["rocket"].read()).digest
    assert app.get_by_key("method").value == "Grad-CAM"  # type: ignore[union-attr]
    assert "Grad-CAM" in classify.IDEA


def test_a_wrong_guess_is_measured_against_the_network_and_not_called_the_truth(open_page: OpenPage) -> None:
    app = open_page(PAGE, guess="true", sample="rocket")
    best = "drilling platform"
    other = next(button.label for button in app.button if "class" in str(button.key) and button.label != best)
    press(app, other)
    assert f"You guessed {other}; the network says **{best}**." in text(app)
