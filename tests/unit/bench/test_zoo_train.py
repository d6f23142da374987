from urllib.parse import parse_qsl, urlsplit

from components.ui import url_state
from components.zoo import TOPIC
from components.zoo.points.toy_sets import PointSet
from components.zoo.screens.points import EXPERIMENTS
from components.zoo.screens.points_state import (
    PointNetworkSettings,
    PointSettings,
    chosen_points,
    training_config,
)
from tests.bench.bare_points import CONFIG, EPOCHS, NOISE, circles
from tests.bench.zoo_train import points_link

LINK = urlsplit(points_link(CONFIG, NOISE))
PARAMETERS = dict(parse_qsl(LINK.query))


def of_the_screen() -> tuple[PointSet, PointNetworkSettings]:
    points, _ = url_state.parse(PointSettings, PARAMETERS)
    network, _ = url_state.parse(PointNetworkSettings, PARAMETERS)
    learned, _held_out = chosen_points(points).halves()
    return learned, network


def test_the_link_leads_to_the_screen_with_settings_that_it_takes() -> None:
    assert LINK.path == f"/{TOPIC.page}"
    assert PARAMETERS.pop("screen") in TOPIC.names
    nonsense = [url_state.parse(kind, PARAMETERS)[1] for kind in (PointSettings, PointNetworkSettings)]
    assert nonsense == [[], []]


def test_screen_and_bare_loop_train_the_same_network_on_the_same_points() -> None:
    learned, network = of_the_screen()
    assert training_config(network) == CONFIG
    assert learned.places.tolist() == circles().places.tolist()
    assert learned.classes.tolist() == circles().classes.tolist()


def test_it_is_a_training_that_the_screen_offers_and_none_is_longer() -> None:
    offered = [experiment.changes for experiment in EXPERIMENTS]
    assert {"point_layers": 3, "point_units": 16, "point_epochs": EPOCHS}.items() <= max(
        offered, key=lambda changes: changes.get("point_epochs", 0)
    ).items()
