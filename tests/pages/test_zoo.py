"""The page on the chart of neural networks, driven without a browser."""

import json
import re
from typing import Any, NoReturn

import pytest
import streamlit
import torch
from streamlit.testing.v1 import AppTest

from components.live_session import DivergedError
from components.zoo.chart.poster import BY_SHORT, CAME_AFTER, CORRECTIONS, POSTER, ROUTE
from components.zoo.digits import held_out_digits
from components.zoo.drawn_digit import EMPTY
from components.zoo.gan_history import MOMENTS, gan_history
from components.zoo.library import (
    AUTOENCODERS,
    CELLS,
    CLASSIFIERS,
    READERS,
    TRAINED,
    gap_accuracy,
    load_digit_network,
    measured_of,
    reader_of,
)
from components.zoo.networks.recurrent import Recurrent
from components.zoo.points.own_points import text_of
from components.zoo.points.training import DIVERGED, LIMIT, PointTrainee
from components.zoo.sampling import COUNT, STEPS
from components.zoo.screens import samples
from components.zoo.screens.draw_a_digit import verdict
from components.zoo.screens.memory import LAST_UNIT, PIXELS, ROWS
from components.zoo.screens.points_state import JOB as POINTS_JOB
from components.zoo.screens.samples import MIDDLE
from components.zoo.screens.training_state import SLOW
from components.zoo.sequence_reading import SequenceConfig, as_sequences
from components.zoo.training.digit_config import ARCHITECTURES
from tests.crowd import others_at_work
from tests.pages.conftest import OpenPage
from tests.pages.driving import held_jobs, press, sent, text, until, wait

PAGE = "network_zoo"
FOUR = "aKUkuk~oSl4"  # two strokes


def opened(open_page: OpenPage, **parameters: str) -> AppTest:
    app = open_page(PAGE, **parameters)
    assert not app.exception
    return app


# --- Chart ------------------------------------------------------------------------------------------------


def test_the_chart_shows_the_poster_and_says_which_can_be_tried(open_page: OpenPage) -> None:
    app = opened(open_page)
    entries = sent(app, "network_chart")["entries"]
    assert [entry["short"] for entry in entries] == [portrait.short for portrait in POSTER]
    assert {entry["short"] for entry in entries if entry["trained"]} == set(TRAINED)
    app.toggle(key="later").set_value(True).run()
    later = [entry["short"] for entry in sent(app, "network_chart")["entries"]]
    assert later[len(POSTER) :] == [portrait.short for portrait in CAME_AFTER]


def test_what_the_poster_simplifies_is_put_right_on_demand(open_page: OpenPage) -> None:
    app = opened(open_page)
    drawn = {entry["short"]: entry["graph"] for entry in sent(app, "network_chart")["entries"]}
    app.toggle(key="corrected").set_value(True).run()
    righted = {entry["short"]: entry["graph"] for entry in sent(app, "network_chart")["entries"]}
    assert {short for short in drawn if drawn[short] != righted[short]} == set(CORRECTIONS)


@pytest.mark.parametrize("short", BY_SHORT)
def test_every_network_opens_and_each_of_its_cells_says_what_it_does(open_page: OpenPage, short: str) -> None:
    app = opened(open_page, drawing=short)
    portrait = BY_SHORT[short]
    assert portrait.name in text(app)
    assert portrait.purpose in text(app)
    cells = sent(app, "network_drawing")["graph"]["cells"]
    app = opened(open_page, drawing=short, cell_number=str(len(cells) - 1))
    assert sent(app, "network_drawing")["chosen"] == len(cells) - 1
    assert f"**{cells[-1]['letter']}: " in text(app)
    app = opened(open_page, drawing=short, cell_number="79")  # of a link from a larger drawing
    assert len(cells) > 79 or "Choose a cell" in text(app)


@pytest.mark.parametrize("short", CORRECTIONS)
def test_an_opened_network_is_put_right_too(open_page: OpenPage, short: str) -> None:
    app = opened(open_page, drawing=short, corrected="true")
    assert CORRECTIONS[short].says in text(app)
    assert len(sent(app, "network_drawing")["graph"]["cells"]) == len(CORRECTIONS[short].graph.cells)


def test_a_trained_network_is_filled_and_names_its_numbers(open_page: OpenPage) -> None:
    app = opened(open_page, drawing="FF", cell_number="12")
    drawn = sent(app, "network_drawing")
    assert len(drawn["flow"]["fills"]) == len(drawn["graph"]["cells"])
    assert "Its weighted inputs add up to" in text(app)
    fills = drawn["flow"]["fills"][-10:]
    assert sum(fills) == pytest.approx(1, abs=1e-4)  # the classes' probabilities
    assert max(range(10), key=fills.__getitem__) == held_out_digits().classes[0]
    app = opened(open_page, drawing="FF", drawn_as="On the poster")
    assert sent(app, "network_drawing")["flow"] is None


def test_the_route_leads_through_the_lectures_ten_and_back(open_page: OpenPage) -> None:
    app = opened(open_page)
    press(app, f"The lecture’s ten, one by one: {ROUTE[0]}")
    for short in ROUTE[1:]:
        press(app, short)
        assert app.session_state["drawing"] == short
    for short in reversed(ROUTE[:-1]):
        press(app, short)
    assert app.session_state["drawing"] == ROUTE[0]
    press(app, "All networks")
    assert sent(app, "network_chart")["entries"]


def test_another_network_forgets_which_cell_was_chosen(open_page: OpenPage) -> None:
    app = opened(open_page, drawing="FF", cell_number="12")
    app.selectbox(key="drawing").set_value("RNN").run()
    assert sent(app, "network_drawing")["chosen"] == -1


# --- Draw a digit -----------------------------------------------------------------------------------------


def wall(app: AppTest) -> dict[str, dict[str, object]]:
    data = sent(app, "digit_wall")
    return {card["short"]: card for card in (*data["classifiers"], *data["pictures"])}


def test_all_networks_answer_to_a_sample_at_first_paint(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Draw a digit")
    cards = wall(app)
    assert set(cards) == {about.short for about in (*CLASSIFIERS, *AUTOENCODERS)}
    for about in CLASSIFIERS:
        shares = cards[about.short]["probabilities"]
        assert isinstance(shares, list)
        assert sum(shares) == pytest.approx(1, abs=1e-3)


def test_a_drawing_of_a_link_is_drawn_and_answered(open_page: OpenPage) -> None:
    app, sample = opened(open_page, screen="Draw a digit", pen=FOUR), opened(open_page, screen="Draw a digit")
    assert sent(app, "digit_wall")["strokes"] == FOUR
    assert sent(app, "digit_wall")["picture"] != sent(sample, "digit_wall")["picture"]
    assert wall(app) != wall(sample)


def test_another_sample_takes_the_place_of_the_drawing(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Draw a digit", pen=FOUR)
    app.number_input(key="digit").set_value(3).run()
    assert not app.exception
    assert sent(app, "digit_wall")["strokes"] == ""
    alone = opened(open_page, screen="Draw a digit", digit="3")
    assert sent(app, "digit_wall")["picture"] == sent(alone, "digit_wall")["picture"]


@pytest.mark.parametrize("pen", ["A", "<script>", "~~", "A" * 4_000])
def test_a_link_with_nonsense_for_strokes_shows_a_sample_and_says_so(open_page: OpenPage, pen: str) -> None:
    app = opened(open_page, screen="Draw a digit", pen=pen)
    assert "makes no sense for “pen”" in text(app)
    assert sent(app, "digit_wall")["strokes"] == ""


def test_the_drawing_goes_to_the_chart_too(open_page: OpenPage) -> None:
    app, sample = opened(open_page, drawing="FF", pen=FOUR), opened(open_page, drawing="FF")
    drawn, other = (sent(one, "network_drawing")["flow"]["input"] for one in (app, sample))
    assert drawn != other


def test_the_verdict_counts_and_names_who_differs() -> None:
    from numpy import eye, float32

    from components.zoo.answers import Probabilities

    def say(**digits: int) -> str:
        return verdict(
            {short: Probabilities(eye(10, dtype=float32)[digit]) for short, digit in digits.items()}
        )

    assert say(FF=4, CNN=4) == "All two say 4."
    assert say(FF=4, CNN=4, RBF=9) == "Two of three say 4; RBF says 9."
    assert EMPTY


# --- Codes ------------------------------------------------------------------------------------------------


def test_both_planes_are_there_with_digits_where_their_codes_lie(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Codes")
    planes, kept = sent(app, "code_planes")["planes"], sent(app, "data_store")
    assert len(planes) == 2
    for plane in planes:
        marks = kept[plane["marks"]]
        assert len(marks) > 500
        assert {digit for _, _, digit in marks} == set(range(10))
        assert kept[plane["sheet"]].startswith("data:image/webp")
        assert plane["walk"] is None
        assert plane["draws"] is None


def test_what_is_decoded_everywhere_is_not_sent_with_every_run(open_page: OpenPage) -> None:
    first, second = (opened(open_page, screen="Codes", vae_across=across) for across in ("300", "700"))
    kept = sent(first, "data_store")
    assert kept == sent(second, "data_store")  # so Streamlit sends its hash
    assert len(json.dumps(kept)) > 200_000
    assert len(json.dumps(sent(second, "code_planes"))) < 5_000


def test_a_place_of_a_link_is_decoded_exactly(open_page: OpenPage) -> None:
    here, there = (
        sent(opened(open_page, screen="Codes", vae_across=across), "code_planes")["planes"]
        for across in ("300", "700")
    )
    assert here[0]["decoded"] == there[0]["decoded"]
    assert here[1]["decoded"] != there[1]["decoded"]
    assert here[1]["place"] == [0.3, 0.5]


def test_a_walk_begins_and_ends_at_its_digits(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Codes", walk="true", walk_from="3", walk_to="2")
    kept = sent(app, "data_store")
    for plane in sent(app, "code_planes")["planes"]:
        walk, marks = plane["walk"], kept[plane["marks"]]
        assert walk["film"].startswith("data:image/png")
        for place, number in ((walk["way"][0], 3), (walk["way"][-1], 2)):
            known = [digit for across, up, digit in marks if [across, up] == [round(at, 3) for at in place]]
            assert held_out_digits().classes[number] in known


def test_codes_are_drawn_at_random_and_a_link_draws_the_same(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Codes")
    press(app, "Draw codes at random")
    first = sent(app, "code_planes")["planes"]
    for plane in first:
        assert len(plane["draws"]["places"]) == 16
        assert re.match(r"\d\d\.\d\s% of 1,000 such codes ", plane["words"])
    assert first[0]["draws"] != first[1]["draws"]
    linked = sent(opened(open_page, screen="Codes", random_codes="true"), "code_planes")["planes"]
    assert [plane["draws"] for plane in linked] == [plane["draws"] for plane in first]
    press(app, "Draw codes at random")
    assert app.session_state["code_seed"] == 1
    assert sent(app, "code_planes")["planes"][1]["draws"] != first[1]["draws"]
    press(app, "Take them away")
    assert [plane["draws"] for plane in sent(app, "code_planes")["planes"]] == [None, None]


# --- Noise ------------------------------------------------------------------------------------------------


def noise(open_page: OpenPage, **parameters: str) -> dict[str, Any]:
    return sent(opened(open_page, screen="Noise", **parameters), "noise_pictures")


def test_what_the_brush_blacks_out_is_what_both_get(open_page: OpenPage) -> None:
    whole, rubbed = noise(open_page, noise_level="0"), noise(open_page, noise_level="0", brush="Qqwq")
    assert whole["strokes"] == ""
    assert rubbed["strokes"] == "Qqwq"
    digits = [shown["pictures"][0]["picture"] for shown in (whole, rubbed)]
    assert digits[0] == digits[1] == whole["pictures"][1]["picture"]
    for at in (1, 2, 3):
        assert whole["pictures"][at] != rubbed["pictures"][at]
    assert whole["pictures"][1]["words"] == "error 0.000"


@pytest.mark.parametrize("brush", ["A", "<script>", "A" * 4_000])
def test_a_link_with_nonsense_for_the_brush_is_named(open_page: OpenPage, brush: str) -> None:
    app = opened(open_page, screen="Noise", brush=brush)
    assert "makes no sense for “brush”" in text(app)
    assert sent(app, "noise_pictures")["strokes"] == ""


def test_the_brush_stays_when_noise_and_digit_change(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Noise", brush="Qqwq")
    app.number_input(key="digit").set_value(3).run()
    app.slider(key="noise_level").set_value(20).run()
    assert sent(app, "noise_pictures")["strokes"] == "Qqwq"


# --- Dictionary -------------------------------------------------------------------------------------------


def test_a_digit_is_the_sum_of_its_strongest_units(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Dictionary")
    shown = sent(app, "dictionary_wall")
    digit = shown["digit"]
    activations = [unit["activation"] for unit in digit["units"]]
    assert activations == sorted(activations, reverse=True)
    assert activations == digit["weakest"][: len(activations)]
    assert shown["active"] == len(digit["errors"]) == 100
    card = wall(opened(open_page, screen="Draw a digit"))["SAE"]
    assert card["words"] == f"error {digit['errors'][-1]:.3f}"
    assert shown["chosen"]["number"] == digit["units"][0]["number"]  # the strongest, until one is chosen


def test_the_large_pictures_are_sent_apart_and_stay_the_same_when_the_slider_moves(
    open_page: OpenPage,
) -> None:
    first, second = (opened(open_page, screen="Dictionary", active_units=count) for count in ("3", "50"))
    pictures = sent(first, "data_store")
    assert pictures == sent(second, "data_store")
    shown = sent(second, "dictionary_wall")
    assert shown["active"] == 50
    assert {shown["digit"]["strip"], shown["digit"]["wall"]} == set(pictures)
    assert sum(map(len, pictures.values())) > 30_000
    assert len(json.dumps(shown)) < 20_000


def test_a_chosen_unit_shows_its_entry_and_the_digits_that_activate_it(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Dictionary", dictionary_unit="7")
    chosen = sent(app, "dictionary_wall")["chosen"]
    assert chosen["number"] == 7
    assert len(chosen["activations"]) == 8
    assert min(chosen["activations"]) > 0
    other = sent(opened(open_page, screen="Dictionary", dictionary_unit="8"), "dictionary_wall")["chosen"]
    assert other["entry"] != chosen["entry"]
    assert other["digits"] != chosen["digits"]


def test_the_wall_shows_what_each_unit_changes_and_the_entries_too(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Dictionary")
    changes = sent(app, "dictionary_wall")["digit"]
    assert changes["title"].startswith("What the 40 strongest units change")
    app.button_group(key="wall_shows").set_value("Entries").run()
    entries = sent(app, "dictionary_wall")["digit"]
    assert entries["title"].startswith("Entries of the 40 strongest units")
    assert changes["wall"] != entries["wall"]
    assert changes["strip"] == entries["strip"]
    assert entries["wall"] in sent(app, "data_store")


def test_a_drawing_is_put_together_from_the_dictionary_too(open_page: OpenPage) -> None:
    drawn, sample = (
        sent(opened(open_page, screen="Dictionary", **pen), "dictionary_wall")["digit"]
        for pen in ({"pen": FOUR}, {})
    )
    assert drawn["strip"] != sample["strip"]
    assert drawn["units"] != sample["units"]
    nothing = sent(opened(open_page, screen="Dictionary", pen="~"), "dictionary_wall")["digit"]
    assert nothing["errors"][-1] < 0.001


@pytest.mark.parametrize(
    ("name", "value"), [("active_units", "0"), ("active_units", "101"), ("dictionary_unit", "1024")]
)
def test_a_number_of_units_that_the_dictionary_has_not_is_named(
    open_page: OpenPage, name: str, value: str
) -> None:
    app = opened(open_page, screen="Dictionary", **{name: value})
    assert f"makes no sense for “{name}”" in text(app)
    assert sent(app, "dictionary_wall")["active"] == 100


# --- GAN samples ------------------------------------------------------------------------------------------

SAMPLING = {"screen": "GAN samples"}


def test_digits_are_sampled_and_scored_at_first_paint(open_page: OpenPage) -> None:
    wall = sent(opened(open_page, **SAMPLING), "sample_wall")
    assert len(wall["logits"]) == len(wall["captions"]) == 1
    assert len(wall["logits"][0]) == COUNT
    assert wall["slid"]["place"] == [MIDDLE, MIDDLE]
    assert len(wall["slid"]["logits"]) == STEPS**2
    # In the middle nothing is slid.
    assert wall["slid"]["logits"][MIDDLE * STEPS + MIDDLE] == pytest.approx(wall["logits"][0][0], abs=0.02)


def test_new_samples_have_the_next_seed_and_nothing_slid(open_page: OpenPage) -> None:
    app = opened(open_page, **SAMPLING, slid_a="20")
    before = sent(app, "sample_wall")
    assert before["slid"]["place"] == [20, MIDDLE]
    press(app, "New samples")
    after = sent(app, "sample_wall")
    assert app.session_state["sample_seed"] == 1
    assert after["sheet"] != before["sheet"]
    assert after["slid"]["place"] == [MIDDLE, MIDDLE]
    linked = sent(opened(open_page, **SAMPLING, sample_seed="1"), "sample_wall")
    assert linked["sheet"] == after["sheet"]


def test_other_latents_are_slid_on_demand(open_page: OpenPage) -> None:
    app = opened(open_page, **SAMPLING)
    before = sent(app, "sample_wall")["slid"]
    app.number_input(key="latent_b").set_value(9).run()
    after = sent(app, "sample_wall")["slid"]
    assert (before["numbers"][0], 9) == tuple(after["numbers"])
    assert before["sheet"] != after["sheet"]
    assert before["values"][0] == after["values"][0]


def test_the_history_begins_before_the_training_and_names_its_moments(open_page: OpenPage) -> None:
    wall = sent(opened(open_page, **SAMPLING, gan_shown="Training history", gan_moment="3"), "sample_wall")
    assert wall["slid"] is None
    assert wall["moment"] == 3
    assert len(wall["captions"]) == len(wall["logits"]) == len(wall["real"]) == MOMENTS
    assert wall["captions"][0] == "before the training"
    assert wall["captions"][-1] == f"after {gan_history().iterations[-1]:,} batches"


@pytest.mark.parametrize("parameters", [{"sampled": "25"}, {"latent_a": "0"}, {"slid_b": "-1"}])
def test_a_link_with_nonsense_for_samples_says_so(open_page: OpenPage, parameters: dict[str, str]) -> None:
    app = opened(open_page, **SAMPLING, **parameters)
    assert f"makes no sense for “{next(iter(parameters))}”" in text(app)


def test_what_is_chosen_on_the_wall_stays_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, int] = {"slid_a": 3, "slid_b": 4}
    monkeypatch.setattr(streamlit, "session_state", state)
    samples.moved("slid", [99, -5])
    assert state == {"slid_a": STEPS - 1, "slid_b": 0}
    samples.moved("sample", [COUNT])
    assert state == {"sampled": COUNT - 1, "slid_a": MIDDLE, "slid_b": MIDDLE}


def test_both_networks_of_the_gan_are_drawn_with_a_sampled_digit_between_them(open_page: OpenPage) -> None:
    app = opened(open_page, drawing="GAN")
    drawn = sent(app, "network_drawing")
    columns = sorted({cell["x"] for cell in drawn["graph"]["cells"]})
    assert len(columns) == len(drawn["flow"]["captions"]) == 8
    assert drawn["flow"]["between"][0] == 4
    other = sent(opened(open_page, drawing="GAN", sampled="3"), "network_drawing")
    assert other["flow"]["between"][1] != drawn["flow"]["between"][1]
    facts = next(one.value for one in app.caption if "Generator" in one.value)
    assert facts.count("multiply-adds a digit") == 2
    assert "recognised by the CNN" in facts
    code = next(one.value for one in app.code)
    assert "class DigitGenerator" in code
    assert "class DigitDiscriminator" in code
    press(app, "Sample its digits")
    assert sent(app, "sample_wall")["slid"]


# --- Points -----------------------------------------------------------------------------------------------


def trained(open_page: OpenPage, **parameters: str) -> AppTest:
    return wait(opened(open_page, screen="Points", **parameters))


def test_a_network_is_trained_at_first_paint_and_says_how_it_does(open_page: OpenPage) -> None:
    shown = sent(trained(open_page), "decision_field")
    assert shown["field"]
    assert [len(layer) for layer in shown["units"]] == [4]
    assert shown["words"].startswith("Epoch 200: ")
    assert shown["drawing"] == -1


def test_layers_and_units_of_a_link_are_drawn(open_page: OpenPage) -> None:
    shown = sent(trained(open_page, point_layers="3", point_units="5", point_epochs="20"), "decision_field")
    assert [len(layer) for layer in shown["units"]] == [5, 5, 5]


@pytest.mark.parametrize("units", ["0", "10000", "-3", "many"])
def test_a_number_of_units_that_can_not_be_is_named(open_page: OpenPage, units: str) -> None:
    app = opened(open_page, screen="Points", point_units=units, point_epochs="10")
    assert "makes no sense for “point_units”" in text(app)
    assert [len(layer) for layer in sent(wait(app), "decision_field")["units"]] == [4]


def test_a_formula_divides_the_points_and_what_is_none_is_refused(open_page: OpenPage) -> None:
    app = trained(open_page, point_set="A formula", formula="x > 0", point_epochs="10")
    assert all((x > 0) == bool(kind) for x, _, kind, _ in sent(app, "decision_field")["points"])
    for nonsense in ("1/0", "x**x**x", "__import__('os')", "y > foo"):
        app.text_input(key="typed formula").set_value(nonsense).run()
        assert not app.exception
        assert app.error
        assert app.session_state["formula"] == "x > 0"
    app.text_input(key="typed formula").set_value("y > 0").run()
    assert not app.error
    assert app.session_state["formula"] == "y > 0"


def test_points_of_one_class_are_said_to_have_no_border(open_page: OpenPage) -> None:
    app = trained(open_page, point_set="A formula", formula="1 < 2", point_epochs="10")
    assert "there is no border to learn" in sent(app, "decision_field")["words"]


def test_own_points_invite_first_and_are_learned_then(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Points", point_set="Own points")
    shown = sent(app, "decision_field")
    assert shown["words"].startswith("Draw discs into the square")
    assert shown["drawing"] == 0
    assert shown["points"] == []
    app = trained(open_page, point_set="Own points", class_a="AAAB", class_b="9998", point_epochs="10")
    shown = sent(app, "decision_field")
    assert len(shown["points"]) == 4
    assert shown["field"]


def test_dragged_centres_of_a_link_stay_and_can_be_let_go(open_page: OpenPage) -> None:
    app = trained(open_page, point_network="RBF", centres="AAff", point_epochs="10")
    centres = sent(app, "decision_field")["centres"]
    assert len(centres) == 2
    assert centres[0][:2] == pytest.approx([-1.1, -1.1], abs=0.01)
    wait(press(app, "Let the centres learn"))
    assert len(sent(app, "decision_field")["centres"]) == 4


def test_a_rate_that_explodes_is_named(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(_: PointTrainee) -> NoReturn:
        raise DivergedError(DIVERGED)

    monkeypatch.setattr(PointTrainee, "step", explode)
    app = trained(open_page, point_rate="30")
    assert DIVERGED in [error.value.replace("\\", "") for error in app.error]


def loss_points(app: AppTest) -> list[list[float]]:
    points: list[list[float]] = sent(app, "decision_field")["losses"]["lines"][0]["points"]
    return points


def test_points_drawn_later_leave_those_held_out_as_they_were(open_page: OpenPage) -> None:
    places = {"class_a": [(0.1, 0.1), (0.2, 0.3), (-0.3, 0.2)], "class_b": [(0.8, 0.8), (0.7, -0.8)]}
    marks = []
    for more in ([], [(0.5, 0.5)]):
        link = {key: text_of([*found, *more], LIMIT) for key, found in places.items()}
        app = trained(open_page, point_set="Own points", point_epochs="10", **link)
        shown = sent(app, "decision_field")["points"]
        marks.append({(x, y): held_out for x, y, _, held_out in shown})
    assert marks[0].items() <= marks[1].items()
    assert sum(marks[0].values()) == 2


def test_the_first_epochs_are_run_by_themselves_and_the_next_by_steps_or_in_a_stretch(
    open_page: OpenPage,
) -> None:
    app = trained(open_page, point_epochs="10")
    losses = loss_points(app)
    assert [epoch for epoch, _ in losses] == list(range(11))
    press(app, "One epoch")
    assert sent(app, "decision_field")["words"].startswith("Epoch 11: ")
    wait(press(app, "Run"))
    assert sent(app, "decision_field")["words"].startswith("Epoch 20: ")
    press(app, "Start again")  # it is at rest then, so that the first epochs can be looked at
    app.run()
    assert sent(app, "decision_field")["words"].startswith("Epoch 0: ")
    assert loss_points(app) == losses[:1]
    wait(press(app, "Run"))
    assert loss_points(app) == losses
    press(app, "Start again")
    app.number_input(key="network_seed").set_value(1)  # another network begins by itself
    wait(app.run())
    assert sent(app, "decision_field")["words"].startswith("Epoch 10: ")
    assert loss_points(app) != losses


def test_a_training_that_waits_for_its_turn_says_so_where_its_words_stand(open_page: OpenPage) -> None:
    with others_at_work():
        app = opened(open_page, screen="Points", point_epochs="10")
        until(app, lambda: sent(app, "decision_field")["words"].startswith("Waiting for its turn"))
    assert sent(wait(app), "decision_field")["words"].startswith("Epoch 10: ")


def test_a_training_that_nobody_paused_begins_again_and_a_paused_one_does_not(open_page: OpenPage) -> None:
    with others_at_work():
        app = opened(open_page, screen="Points", point_epochs="10")
        held_jobs(app)[POINTS_JOB].cancel()  # as where the visitor's connection was lost for a moment
        app.run()
        assert held_jobs(app)[POINTS_JOB].active
        press(app, "Pause")
        app.run()
        assert not held_jobs(app)[POINTS_JOB].active
    assert sent(wait(app), "decision_field")["words"].startswith("Epoch 0: ")
    assert sent(wait(press(app, "Run")), "decision_field")["words"].startswith("Epoch 10: ")


def test_the_training_is_offered_as_a_script_with_its_points(open_page: OpenPage) -> None:
    app = trained(open_page, point_network="RBF", point_epochs="10")
    code = next(one.value for one in app.code)
    assert "for epoch in range(10):" in code
    assert "kind='RBF'" in code


# --- Training ---------------------------------------------------------------------------------------------


def test_one_step_is_taken_and_start_again_begins_from_the_same_weights(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Training")
    begun = sent(app, "training_wall")
    press(app, "One step")
    assert "Step **1**" in text(app)
    stepped = sent(app, "training_wall")
    assert stepped["picture"] != begun["picture"]
    press(app, "Start again")
    assert "Step **0**" in text(app)
    assert sent(app, "training_wall") == begun
    app.number_input(key="learn_seed").set_value(4).run()
    assert sent(app, "training_wall") != begun


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_every_network_can_be_trained_and_copied(open_page: OpenPage, network: str) -> None:
    app = opened(open_page, screen="Training", learn_network=network)
    press(app, "One step")
    assert not app.exception
    assert "Step **1**" in text(app)
    assert "for step in range(1):" in app.code[0].value


def test_a_speed_is_changed_without_beginning_anew(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Training")
    press(app, "One step")
    app.selectbox(key="learn_speed").set_value(SLOW).run()
    assert "Step **1**" in text(app)


def test_a_loss_that_is_no_number_is_named(open_page: OpenPage) -> None:
    app = opened(open_page, screen="Training")
    press(app, "Exploding")
    for _ in range(6):
        press(app, "One step")
    assert "learning rate is too high" in app.error[0].value
    assert not app.exception


@pytest.mark.parametrize("units", ["0", "10000", "many"])
def test_a_network_that_can_not_be_is_said(open_page: OpenPage, units: str) -> None:
    app = opened(open_page, screen="Training", learn_units=units)
    assert app.session_state["learn_units"] == 64
    assert "no sense for “learn_units”" in text(app)


# --- Memory -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "steps"), [(ROWS, 28), (PIXELS, 196)])
def test_three_networks_read_the_same_digit_along_one_time(open_page: OpenPage, by: str, steps: int) -> None:
    app = opened(open_page, screen="Memory", read_by=by, read_gap="0")
    shown = sent(app, "reading_lanes")
    assert shown["share"] == 1
    assert [lane["name"] for lane in shown["lanes"]] == list(CELLS)
    assert {len(lane["gradient"]) for lane in shown["lanes"]} == {steps}


def test_a_gap_takes_its_share_of_the_time_and_a_lane_says_how_often_it_is_right(
    open_page: OpenPage,
) -> None:
    app = opened(open_page, screen="Memory")
    shown = sent(app, "reading_lanes")
    assert shown["share"] == pytest.approx(28 / 78)
    app.select_slider(key="read_gap").set_value("200").run()
    later = sent(app, "reading_lanes")
    assert later["share"] == pytest.approx(28 / 228)
    for cell, lane in zip(CELLS, later["lanes"], strict=True):
        accuracy = measured_of(reader_of(cell, "row"))[gap_accuracy(200)][0]
        assert f"{100 * accuracy:.1f} % of held-out digits are right" in lane["words"]
    app.number_input(key="digit").set_value(3).run()
    assert sent(app, "reading_lanes")["given"] != later["given"]


def test_one_unit_of_each_recurrent_network_is_drawn_with_its_own_numbers(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Memory", memory_view="Cells", memory_unit="5", memory_step="30")
    assert not app.exception
    shown = sent(app, "unit_drawings")
    assert [one["cell"] for one in shown["units"]] == list(CELLS)
    assert shown["names"][shown["step"]] == "black row 2 of 50"
    picture = torch.from_numpy(held_out_digits().pixels(0))
    sequence = as_sequences(picture[None], SequenceConfig("row", 50))
    for one in shown["units"]:
        network = load_digit_network(reader_of(one["cell"], "row").short, "cpu")
        assert isinstance(network, Recurrent)
        states = network.states(sequence)[0, :, 5]
        assert one["numbers"]["hidden"] == pytest.approx(states.tolist(), abs=1e-5)
    app.session_state["memory_unit"] = 6
    app.run()
    assert sent(app, "unit_drawings")["units"] != shown["units"]


def test_the_units_of_pixels_and_a_step_beyond_the_sequence(open_page: OpenPage) -> None:
    shown = sent(
        open_page(PAGE, screen="Memory", memory_view="Cells", read_by="pixel by pixel", memory_step="228"),
        "unit_drawings",
    )
    assert shown["step"] == 195
    assert shown["names"][-1] == "pixel 196 of 196"


def test_every_reader_has_as_many_units_as_can_be_chosen() -> None:
    for reader in READERS:
        network = load_digit_network(reader.short, "cpu")
        assert isinstance(network, Recurrent)
        assert network.config.hidden == LAST_UNIT + 1
