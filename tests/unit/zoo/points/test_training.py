import numpy as np
import pytest
import torch

from components.live_session import DivergedError
from components.zoo.points.toy_sets import formula_set, toy_set
from components.zoo.points.training import (
    FIELD_SIDE,
    UNIT_SIDE,
    PointSnapshot,
    PointTrainee,
    PointTrainingConfig,
)


def trained(config: PointTrainingConfig, epochs: int, name: str = "Circles") -> PointSnapshot:
    learning = PointTrainee(toy_set(name, 0, 0), config)
    return after(learning, epochs)


def after(learning: PointTrainee, epochs: int) -> PointSnapshot:
    learning.snapshot()
    for _ in range(epochs):
        learning.step()
    return learning.snapshot()


@pytest.mark.parametrize("kind", ["Feed-forward", "RBF"])
def test_circles_are_learned_by_a_few_units(kind: str) -> None:
    last = trained(PointTrainingConfig(kind, units=8), 120)
    assert last.epoch == 120
    assert [epoch for epoch, _, _ in last.losses] == list(range(121))
    assert last.losses[-1][2] < 0.3 * last.losses[0][2]
    assert last.accuracies[1] > 0.95
    middle, rim = last.field[FIELD_SIDE // 2, FIELD_SIDE // 2], last.field[FIELD_SIDE // 2, -10]
    assert middle < 0.5 < rim


def test_a_perceptron_can_not_learn_exclusive_or_and_two_layers_can() -> None:
    alone = trained(PointTrainingConfig(layers=0), 100, "Exclusive or")
    deep = trained(PointTrainingConfig(layers=2, units=6), 150, "Exclusive or")
    assert alone.accuracies[1] < 0.75
    assert deep.accuracies[1] > 0.95
    assert alone.units == ()
    assert [layer.shape for layer in deep.units] == [(6, UNIT_SIDE, UNIT_SIDE)] * 2


def test_a_seed_gives_the_same_and_another_one_another_course() -> None:
    one, same, other = (trained(PointTrainingConfig(seed=seed), 5).losses for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_process_generator_is_left_alone_and_what_others_do_with_it_changes_nothing() -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    one = [trained(PointTrainingConfig(kind), 3).losses for kind in ("Feed-forward", "RBF")]
    torch.manual_seed(2)
    same = [trained(PointTrainingConfig(kind), 3).losses for kind in ("Feed-forward", "RBF")]
    assert one == same
    torch.set_rng_state(before)


def test_a_rate_that_explodes_is_named() -> None:
    with pytest.raises(DivergedError):
        trained(PointTrainingConfig(layers=3, units=16, activation="ReLU", rate=1e30), 5)


def test_one_class_alone_is_learned_without_a_fault() -> None:
    last = after(PointTrainee(formula_set("1 > 2", 0, 0), PointTrainingConfig()), 30)
    assert np.isfinite(last.field).all()
    assert last.accuracies == (1, 1)


def test_the_first_snapshot_is_the_untrained_network() -> None:
    first = PointTrainee(toy_set("Circles", 0, 0), PointTrainingConfig()).snapshot()
    assert first.epoch == 0
    assert len(first.losses) == 1


def test_centres_that_were_put_somewhere_stay_there_with_their_width() -> None:
    centres = ((0.5, -0.5), (0.0, 0.25), (-0.5, 0.5))
    last = trained(PointTrainingConfig("RBF", units=8, width=0.3, centres=centres), 10)
    assert last.centres is not None
    assert last.widths is not None
    assert last.centres.tolist() == [list(centre) for centre in centres]
    assert last.widths.tolist() == pytest.approx([0.3] * 3)
    assert last.losses[-1][1] < last.losses[0][1]


def test_an_rbf_network_says_where_its_centres_are() -> None:
    last = trained(PointTrainingConfig("RBF", units=5), 3)
    assert last.centres is not None
    assert last.widths is not None
    assert last.centres.shape == (5, 2)
    assert (last.widths > 0).all()
    assert trained(PointTrainingConfig(), 2).centres is None


def test_the_losses_are_those_after_each_epoch_however_often_one_looks() -> None:
    points = toy_set("Circles", 0, 0)
    often, once = (PointTrainee(points, PointTrainingConfig()) for _ in range(2))
    for _ in range(7):
        after(often, 1)
    seen = after(once, 7)
    assert often.snapshot().losses == seen.losses
    assert [epoch for epoch, *_ in seen.losses] == list(range(8))
    for half, loss in zip(points.halves(), seen.losses[-1][1:], strict=True):
        with torch.no_grad():
            logits = once.network(torch.from_numpy(half.places))
        expected = torch.nn.functional.cross_entropy(logits, torch.from_numpy(half.classes))
        assert loss == pytest.approx(float(expected), abs=1e-6)
